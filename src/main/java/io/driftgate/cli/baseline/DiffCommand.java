package io.driftgate.cli.baseline;

import io.driftgate.cli.ExitCode;
import io.driftgate.drift.statistic.BaselineDifference;
import io.driftgate.sketch.Baseline;
import io.driftgate.source.Problems;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code driftgate baseline diff}. */
@Command(
        name = "diff",
        description = "Say how one baseline differs from another, the largest change first.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:compared, and nothing is beyond --fail-on",
            "1:a baseline is wrong, or something is beyond --fail-on",
            "2:usage"
        },
        footer = {
            "",
            "Baselines with different edges are compared by spreading the bins of the second over those of the first;",
            "a figure that this may have changed is marked with ~, and --json says between which it is."
        })
final class DiffCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "A.json", description = "The baseline to compare with.")
    private Path first;

    @Parameters(index = "1", paramLabel = "B.json", description = "The baseline that is compared, such as a newer one.")
    private Path second;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Option(
            names = "--fail-on",
            split = ",",
            paramLabel = "MEASURE=LIMIT",
            description = {
                "Exit with 1 when a feature is beyond a limit: psi, js, ks, or wasserstein in standard deviations of"
                        + " A,",
                "such as --fail-on psi=0.2. A feature that only one has, or of another type, is beyond every limit."
            })
    private Map<String, Double> failOn = new TreeMap<>();

    @Override
    public Integer call() {
        Limits limits = limits();
        Problems problems = new Problems();
        Optional<Baseline> before = BaselineInput.read(first, problems);
        Optional<Baseline> after = BaselineInput.read(second, problems);
        if (before.isEmpty() || after.isEmpty()) {
            spec.commandLine().getErr().print(problems.render());
            spec.commandLine().getErr().flush();
            return ExitCode.PROBLEM;
        }
        BaselineDifference difference = BaselineDifference.of(before.get(), after.get());
        List<String> beyond = limits.beyond(difference);
        PrintWriter output = spec.commandLine().getOut();
        output.print(
                json
                        ? DifferenceJson.write(before.get(), after.get(), difference, beyond)
                        : DifferenceText.write(before.get(), after.get(), difference));
        output.flush();
        beyond.forEach(line -> spec.commandLine().getErr().println(line));
        spec.commandLine().getErr().flush();
        return beyond.isEmpty() ? ExitCode.DONE : ExitCode.PROBLEM;
    }

    private Limits limits() {
        for (Map.Entry<String, Double> limit : failOn.entrySet()) {
            if (!Limits.MEASURES.contains(limit.getKey()) || !(limit.getValue() >= 0)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--fail-on takes " + String.join(", ", Limits.MEASURES) + " with a limit of 0 or more, not '"
                                + limit.getKey() + "=" + limit.getValue() + "'");
            }
        }
        return new Limits(failOn);
    }
}
