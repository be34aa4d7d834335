package io.driftgate.cli.policy;

import io.driftgate.policy.CompiledPolicy;
import io.driftgate.policy.Phase;
import io.driftgate.policy.PolicyLoader;
import io.driftgate.policy.PolicyReference;
import io.driftgate.protocol.SchemaBinding;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Runs the tests of one policy version. A policy is compiled once for each day that tests name, as rules that expire may weigh
 * differently. One use, one thread.
 */
final class PolicySuite {
    private final Path directory;
    private final PolicyReference reference;
    private final LocalDate today;

    /** @param directory of the version, {@code .../<name>/<version>} */
    PolicySuite(Path directory, PolicyReference reference, LocalDate today) {
        this.directory = directory;
        this.reference = reference;
        this.today = today;
    }

    /**
     * One test's result.
     *
     * @param failures what was expected and what was seen; empty when it passed
     */
    record Outcome(PolicyTest test, List<String> failures, long nanos) {}

    /**
     * All results.
     *
     * @param problems of the files; with an error among them there are no outcomes
     * @param coverage empty after a problem
     */
    record Run(
            PolicyReference reference,
            List<Problem> problems,
            List<Outcome> outcomes,
            Optional<RuleCoverage> coverage) {
        boolean isLoaded() {
            return coverage.isPresent();
        }

        long failed() {
            return outcomes.stream()
                    .filter(outcome -> !outcome.failures().isEmpty())
                    .count();
        }
    }

    Run run() {
        Problems problems = new Problems();
        Optional<PolicyTestFile.Read> tests =
                PolicyTestFile.read(directory.resolve(PolicyTestFile.NAME), reference, today, problems);
        List<Outcome> outcomes = new ArrayList<>();
        if (tests.isEmpty()) {
            return new Run(reference, problems.all(), outcomes, Optional.empty());
        }
        Map<LocalDate, PolicyTrial> trials = new HashMap<>();
        Optional<PolicyTrial> first = trial(tests.get(), today, problems);
        if (first.isEmpty()) {
            return new Run(reference, problems.all(), outcomes, Optional.empty());
        }
        trials.put(today, first.get());
        CompiledPolicy policy = first.get().policy();
        List<String> ids = IntStream.range(0, policy.rules())
                .mapToObj(rule -> policy.rule(rule).id())
                .toList();
        PolicyTestFile.checkIds(tests.get(), ids, problems);
        if (problems.hasErrors()) {
            return new Run(reference, problems.all(), outcomes, Optional.empty());
        }
        RuleCoverage coverage = new RuleCoverage(policy);
        for (PolicyTest test : tests.get().tests()) {
            PolicyTrial trial = trials.computeIfAbsent(
                    test.today(), day -> trial(tests.get(), day, new Problems()).orElseThrow());
            outcomes.add(outcome(test, trial, coverage));
        }
        return new Run(reference, problems.all(), outcomes, Optional.of(coverage));
    }

    private Optional<PolicyTrial> trial(PolicyTestFile.Read tests, LocalDate day, Problems problems) {
        Path policies = directory.resolve("..").resolve("..").normalize();
        return new PolicyLoader(policies, day)
                .load(reference, tests.schema(), tests.index(), problems)
                .map(policy ->
                        new PolicyTrial(policy, SchemaBinding.of(tests.index(), tests.schema()), tests.prediction()));
    }

    private static Outcome outcome(PolicyTest test, PolicyTrial trial, RuleCoverage coverage) {
        long start = System.nanoTime();
        List<String> failures = new ArrayList<>();
        try {
            PolicyTrial.Result result = trial.run(test.exchange());
            coverage.add(result);
            compare(test.expected(), result, failures);
        } catch (PolicyTrial.Unreadable e) {
            failures.add(e.getMessage());
        }
        return new Outcome(test, failures, System.nanoTime() - start);
    }

    private static void compare(PolicyTest.Expected expected, PolicyTrial.Result seen, List<String> failures) {
        if (expected.decision() != seen.decision()) {
            failures.add("expected decision " + expected.decision().label() + ", saw "
                    + seen.decision().label() + because(seen));
        }
        compare("rules", expected.rules(), seen.violated(true), failures);
        compare("shadow", expected.shadow(), seen.violated(false), failures);
        compare("errors", expected.errors(), seen.errors(), failures);
        if (seen.deciding() < 0) {
            return;
        }
        PolicyTrial.RuleResult deciding = seen.rules().get(seen.deciding());
        if (expected.row().isPresent() && expected.row().getAsInt() != deciding.firstRow()) {
            failures.add("expected row " + expected.row().getAsInt() + ", saw "
                    + (deciding.firstRow() < 0 ? "no row" : "row " + deciding.firstRow()));
        }
        if (expected.phase().isPresent()
                && expected.phase().get() != deciding.rule().phase()) {
            failures.add("expected phase " + label(expected.phase().get()) + ", saw "
                    + label(deciding.rule().phase()));
        }
        if (expected.body().isPresent()
                && !isSameJson(expected.body().get(), deciding.rule().replacement())) {
            failures.add("expected body " + expected.body().get() + ", saw "
                    + deciding.rule().replacement());
        }
    }

    /** The deciding rule, for a failure that surprises. */
    private static String because(PolicyTrial.Result seen) {
        return seen.deciding() < 0
                ? ""
                : " by rule " + seen.rules().get(seen.deciding()).rule().id();
    }

    private static void compare(
            String what, Optional<List<String>> expected, List<String> seen, List<String> failures) {
        if (expected.isPresent() && !Set.copyOf(expected.get()).equals(Set.copyOf(seen))) {
            failures.add("expected " + what + " " + expected.get() + ", saw " + seen);
        }
    }

    static String label(Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT);
    }

    /** The same values, whatever the spaces and the order of members. */
    static boolean isSameJson(String a, String b) {
        Problems problems = new Problems();
        return YamlReader.read(a.getBytes(StandardCharsets.UTF_8), "", problems)
                .flatMap(left -> YamlReader.read(b.getBytes(StandardCharsets.UTF_8), "", problems)
                        .map(right -> YamlValues.equal(left, right)))
                .orElse(false);
    }
}
