package io.driftgate.cli.baseline;

import io.driftgate.sketch.Baseline;
import io.driftgate.source.Problems;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code driftgate baseline show}. */
@Command(
        name = "show",
        description = "Draw the histograms of a baseline.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:shown", "1:the baseline is wrong", "2:usage"})
final class ShowCommand implements Callable<Integer> {
    private static final int MIN_WIDTH = 40;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE.json", description = "A baseline.")
    private Path file;

    @Option(names = "--width", paramLabel = "COLUMNS", description = "Width to draw in (default: $COLUMNS, else 80).")
    private Optional<Integer> width;

    @Option(names = "--json", description = "The histograms as one JSON object.")
    private boolean json;

    @Option(names = "--ascii", description = "Draw without Unicode blocks.")
    private boolean ascii;

    @Override
    public Integer call() {
        int columns = width.or(ShowCommand::terminalColumns).orElse(80);
        if (columns < MIN_WIDTH) {
            throw new ParameterException(
                    spec.commandLine(), "--width must be " + MIN_WIDTH + " or more, not " + columns);
        }
        Problems problems = new Problems();
        Optional<Baseline> baseline = BaselineInput.read(file, problems);
        if (baseline.isEmpty()) {
            spec.commandLine().getErr().print(problems.render());
            spec.commandLine().getErr().flush();
            return CommandLine.ExitCode.SOFTWARE;
        }
        PrintWriter output = spec.commandLine().getOut();
        output.print(
                json
                        ? ProfileJson.write(baseline.get())
                        : new BaselineDrawing(columns, ascii || !unicode()).draw(baseline.get()));
        output.flush();
        return CommandLine.ExitCode.OK;
    }

    private static Optional<Integer> terminalColumns() {
        String columns = System.getenv("COLUMNS");
        return columns != null && columns.matches("[1-9][0-9]{1,3}")
                ? Optional.of(Math.max(MIN_WIDTH, Integer.parseInt(columns)))
                : Optional.empty();
    }

    private static boolean unicode() {
        return System.getProperty("stdout.encoding", Charset.defaultCharset().name())
                .equalsIgnoreCase("UTF-8");
    }
}
