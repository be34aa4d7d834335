package io.driftgate.cli.policy;

import io.driftgate.cli.ExitCode;
import io.driftgate.source.Problems;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code driftgate policy from-data}. */
@Command(
        name = "from-data",
        description = "Writes a first policy from what stands in a CSV file, for a person to edit.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:written", "1:the data can't be read, or the files not written", "2:the command line is wrong"
        },
        footer = {
            "",
            "The data is read once, in bounded memory. Empty fields are missing values; in numbers and bools so are",
            "NaN, NA, N/A, null and None. Bounds are observed, not meant: every rule says what it was made from."
        })
final class FromDataCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE.csv", description = "UTF-8, columns on line 1")
    private Path file;

    @Option(
            names = "--max-categories",
            paramLabel = "N",
            defaultValue = "20",
            description = "columns of text with more different values are no enums; default ${DEFAULT-VALUE}")
    private int maxCategories;

    @Mixin
    private DraftOutput output;

    @Spec
    private CommandSpec spec;

    FromDataCommand() {}

    @Override
    public Integer call() {
        if (maxCategories < 1 || maxCategories > 1_000) {
            throw new ParameterException(spec.commandLine(), "--max-categories must be from 1 to 1000");
        }
        output.check(spec);
        Problems problems = new Problems();
        Optional<List<ObservedColumn>> columns = new DataObservation(file, maxCategories, problems).read();
        if (columns.isEmpty()) {
            spec.commandLine().getErr().print(problems.render());
            spec.commandLine().getErr().flush();
            return ExitCode.PROBLEM;
        }
        return output.deliver(DataDraft.of(String.valueOf(file.getFileName()), columns.get()), spec, problems);
    }
}
