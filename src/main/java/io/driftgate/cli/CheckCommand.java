package io.driftgate.cli;

import io.driftgate.config.ConfigLoader;
import io.driftgate.governance.GateResult;
import io.driftgate.governance.Release;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.source.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads the configuration and all that it names, and says what is wrong. For an editor's terminal and for CI. */
@Command(
        name = "check",
        description = "Reads driftgate.yaml and all files that it names, and prints every problem.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything is valid; warnings don't count unless --strict is given",
            "1:there are problems",
            "2:the command line is wrong"
        })
public final class CheckCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Option(names = "--strict", description = "let warnings count as problems")
    private boolean strict;

    @Spec
    private CommandSpec spec;

    CheckCommand() {}

    @Override
    public Integer call() {
        Path file = config.resolve();
        ConfigLoader.Loaded loaded = new ConfigLoader(Clock.systemUTC()).load(file);
        PrintWriter out = spec.commandLine().getOut();
        int errors = 0;
        for (Problem problem : loaded.problems()) {
            out.println(problem.render());
            errors += problem.severity() == Problem.Severity.ERROR ? 1 : 0;
        }
        int warnings = loaded.problems().size() - errors;
        String counts = count(errors, "error") + ", " + count(warnings, "warning");
        if (errors > 0 || loaded.snapshot().isEmpty() || (strict && warnings > 0)) {
            out.println(file + ": " + counts);
            return ExitCode.PROBLEM;
        }
        tellHeld(loaded.snapshot().get(), out);
        tellLearning(loaded.snapshot().get(), out);
        out.println(file + ": ok, " + summary(loaded.snapshot().get()) + (warnings > 0 ? ", " + counts : ""));
        return ExitCode.DONE;
    }

    /** What gates hold back is no problem of the files, but whoever checks them would like to know. */
    private static void tellHeld(Snapshot snapshot, PrintWriter out) {
        for (Model model : snapshot.models()) {
            for (ModelVersion version : model.versions()) {
                version.release()
                        .flatMap(release -> release.heldBy(failing(release, model)))
                        .ifPresent(why -> out.println("note: " + model.name() + " " + version.name()
                                + " would get no traffic, " + why + "; see driftgate gate"));
            }
        }
    }

    /** Which versions learn a baseline, and what they don't. */
    private static void tellLearning(Snapshot snapshot, PrintWriter out) {
        for (Model model : snapshot.models()) {
            for (ModelVersion version : model.versions()) {
                version.learning()
                        .ifPresent(plan -> out.println("note: " + model.name() + " " + version.name()
                                + " learns a baseline of " + plan.schema().size() + " features from "
                                + String.format(Locale.ROOT, "%,d", plan.rows()) + " live rows"
                                + (plan.withheld().isEmpty() ? "" : ", without " + String.join(", ", plan.withheld()))
                                + "; until then it has no verdict"));
                if (version.isLearned()) {
                    out.println("note: " + model.name() + " " + version.name()
                            + " has a baseline that was learned from live traffic; it moves none");
                }
            }
        }
    }

    /** Without what only a model server can tell. */
    private static List<GateResult> failing(Release release, Model model) {
        return release.judge(new Release.Surroundings(model.champion(), Optional.empty(), Instant.now())).stream()
                .filter(result -> result.outcome() == GateResult.Outcome.FAIL)
                .toList();
    }

    private static String summary(Snapshot snapshot) {
        int versions = 0;
        int baselines = 0;
        Set<String> policies = new HashSet<>();
        for (Model model : snapshot.models()) {
            versions += model.versions().size();
            for (var version : model.versions()) {
                baselines += version.sketch().isPresent() ? 1 : 0;
                if (version.policy().rules() > 0) {
                    policies.add(version.policy().reference());
                }
                version.trial()
                        .ifPresent(trial -> policies.add(trial.candidate().reference()));
            }
        }
        return count(snapshot.models().size(), "model") + ", " + count(versions, "version") + ", "
                + (policies.size() == 1 ? "1 policy" : policies.size() + " policies") + ", "
                + count(baselines, "baseline");
    }

    private static String count(int n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }
}
