package io.driftgate.cli.policy;

import io.driftgate.cli.ExitCode;
import io.driftgate.policy.PolicyReference;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code driftgate policy test}: runs the {@code tests.yaml} beside each {@code policy.yaml}. */
@Command(
        name = "test",
        description = "Runs the tests.yaml beside each policy.yaml, and says which rules they cover.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all tests passed",
            "1:a test failed, a policy or its tests are invalid, or coverage is too low",
            "2:the command line is wrong, or a file can't be read or written"
        })
final class TestCommand implements Callable<Integer> {
    private static final String POLICY = "policy.yaml";

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DIR",
            defaultValue = "policies",
            description = "a policy version, a policy, or a tree of policies; default ${DEFAULT-VALUE}")
    private Path directory;

    @Option(names = "--junit", paramLabel = "FILE", description = "also write the results as JUnit XML")
    private Optional<Path> junit;

    @Option(names = "--min-coverage", paramLabel = "PERCENT", description = "fail below this share of covered rules")
    private Optional<Double> minCoverage;

    @Option(names = "--strict", description = "fail when a policy has no tests.yaml")
    private boolean strict;

    @Option(
            names = "--today",
            paramLabel = "DATE",
            description = "the day on which expiring rules are tried; default today")
    private Optional<LocalDate> today;

    @Spec
    private CommandSpec spec;

    TestCommand() {}

    /** A directory with a {@code policy.yaml}. */
    private record Version(Path directory, PolicyReference reference, boolean hasTests) {}

    @Override
    public Integer call() {
        if (minCoverage.isPresent() && !(minCoverage.get() >= 0 && minCoverage.get() <= 100)) {
            throw new ParameterException(spec.commandLine(), "--min-coverage must be a percentage from 0 to 100");
        }
        List<Version> versions = versions();
        LocalDate day = today.orElseGet(() -> LocalDate.now(Clock.systemUTC()));
        PrintWriter out = spec.commandLine().getOut();
        List<JunitReport.Suite> suites = new ArrayList<>();
        Totals totals = new Totals();
        for (Version version : versions) {
            if (!version.hasTests()) {
                out.println(version.reference() + ": no tests.yaml");
                totals.untested++;
                continue;
            }
            PolicySuite.Run run = new PolicySuite(version.directory(), version.reference(), day).run();
            print(run, version.directory(), out);
            totals.add(run);
            suites.add(suite(run, version.directory()));
        }
        out.println(totals.summary(versions.size()));
        out.flush();
        if (junit.isPresent()) {
            Problems problems = new Problems();
            WholeFile.write(junit.get(), JunitReport.write(suites), problems);
            if (problems.hasErrors()) {
                spec.commandLine().getErr().print(problems.render());
                spec.commandLine().getErr().flush();
                return ExitCode.USAGE;
            }
        }
        return exitCode(totals, out);
    }

    private int exitCode(Totals totals, PrintWriter out) {
        boolean tooLow = minCoverage.isPresent() && totals.percent() < minCoverage.get();
        if (tooLow) {
            out.println(String.format(
                    Locale.ROOT, "coverage is below --min-coverage %s %%", YamlText.of(minCoverage.get())));
        }
        if (strict && totals.untested > 0) {
            out.println("policies without tests.yaml fail with --strict");
        }
        out.flush();
        boolean failed = totals.failed + totals.broken > 0 || tooLow || (strict && totals.untested > 0);
        return failed ? ExitCode.PROBLEM : ExitCode.DONE;
    }

    /** What all policies add up to. */
    private static final class Totals {
        private int tests;
        private long failed;
        private int broken;
        private int untested;
        private int rules;
        private int covered;

        void add(PolicySuite.Run run) {
            tests += run.outcomes().size();
            failed += run.failed();
            if (run.coverage().isPresent()) {
                rules += run.coverage().get().rules();
                covered += run.coverage().get().covered();
            } else {
                broken++;
            }
        }

        double percent() {
            return rules == 0 ? 100 : 100.0 * covered / rules;
        }

        String summary(int policies) {
            return String.format(
                    Locale.ROOT,
                    "%d %s, %d %s: %d passed, %d failed; %d of %d rules covered (%.0f %%)%s%s",
                    policies,
                    policies == 1 ? "policy" : "policies",
                    tests,
                    tests == 1 ? "test" : "tests",
                    tests - failed,
                    failed,
                    covered,
                    rules,
                    Math.floor(percent()),
                    broken > 0 ? "; " + broken + " invalid" : "",
                    untested > 0 ? "; " + untested + " without tests" : "");
        }
    }

    private static void print(PolicySuite.Run run, Path directory, PrintWriter out) {
        out.println(run.reference());
        for (Problem problem : run.problems()) {
            out.println(problem.render().indent(2).stripTrailing());
        }
        for (PolicySuite.Outcome outcome : run.outcomes()) {
            boolean passed = outcome.failures().isEmpty();
            out.println((passed ? "  ok    " : "  FAIL  ")
                    + YamlText.comment(outcome.test().name()));
            for (String failure : outcome.failures()) {
                out.println("        " + place(directory, outcome.test()) + ": " + YamlText.comment(failure));
            }
        }
        run.coverage().ifPresent(coverage -> {
            out.println(String.format(
                    Locale.ROOT,
                    "  rules covered: %d of %d (%.0f %%)",
                    coverage.covered(),
                    coverage.rules(),
                    Math.floor(coverage.percent())));
            coverage.gaps().forEach(gap -> out.println("    " + gap));
        });
    }

    private static String place(Path directory, PolicyTest test) {
        return directory.resolve(PolicyTestFile.NAME) + ":" + test.at().line();
    }

    private static JunitReport.Suite suite(PolicySuite.Run run, Path directory) {
        String file = directory.resolve(PolicyTestFile.NAME).toString();
        List<JunitReport.Case> cases = run.outcomes().stream()
                .map(outcome -> new JunitReport.Case(
                        outcome.test().name(),
                        file,
                        outcome.test().at().line(),
                        String.join("\n", outcome.failures()),
                        outcome.nanos()))
                .toList();
        List<String> errors = run.isLoaded()
                ? List.of()
                : run.problems().stream().map(Problem::render).toList();
        return new JunitReport.Suite(run.reference().toString(), cases, errors);
    }

    private List<Version> versions() {
        if (!Files.isDirectory(directory)) {
            throw new ParameterException(
                    spec.commandLine(),
                    directory + (Files.exists(directory) ? " is no directory" : " does not exist")
                            + ": name a policy version, a policy, or a directory of policies");
        }
        List<Version> found = new ArrayList<>();
        Path root = directory.toAbsolutePath().normalize();
        try (Stream<Path> below = Files.walk(root, 3)) {
            List<Path> files = below.filter(path -> path.endsWith(POLICY))
                    .sorted(Comparator.comparing((Path path) -> path.toString().length())
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
            for (Path file : files) {
                version(root, file.getParent()).ifPresent(found::add);
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new ParameterException(spec.commandLine(), directory + " can't be read: " + e.getMessage(), e);
        }
        if (found.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "there is no <name>/v<N>/policy.yaml in or below " + directory);
        }
        found.sort(Comparator.comparing((Version version) -> version.reference().name())
                .thenComparing(version -> version.reference().version().length())
                .thenComparing(version -> version.reference().version()));
        return found;
    }

    /** The version that a directory holds; empty for one that no configuration could name, of which a line tells. */
    private Optional<Version> version(Path root, Path holder) {
        Path parent = holder.getParent();
        String name = parent == null || parent.getFileName() == null
                ? ""
                : parent.getFileName().toString();
        Optional<PolicyReference> reference = PolicyReference.parse(name + "@" + holder.getFileName());
        if (reference.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println(holder.resolve(POLICY) + ": passed over, because its directory is no <name>/v<N>");
            return Optional.empty();
        }
        Path shown = directory.resolve(root.relativize(holder)).normalize();
        return Optional.of(new Version(shown, reference.get(), Files.exists(holder.resolve(PolicyTestFile.NAME))));
    }
}
