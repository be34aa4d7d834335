package io.driftgate.cli;

import io.driftgate.feature.Schema;
import io.driftgate.feature.SchemaReader;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.BaselineBuilder;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code driftgate baseline}: training profiles. Exits 0, 1 when data, schema or baseline are wrong, 2 when the call is. */
@Command(
        name = "baseline",
        description = "Build and show training profiles, which drift is measured against.",
        mixinStandardHelpOptions = true,
        subcommands = {BaselineCommand.Build.class, BaselineCommand.Show.class})
public final class BaselineCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: baseline build, or baseline show");
    }

    /** {@code driftgate baseline build}. */
    @Command(
            name = "build",
            description = "Build a baseline from training data.",
            mixinStandardHelpOptions = true,
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:the baseline was written",
                "1:data or schema are wrong, or the file can't be written",
                "2:usage"
            },
            footer = {
                "",
                "The data is read twice and in bounded memory. Empty fields are missing values; in numbers and",
                "bools so are NaN, NA, N/A, null and None. Columns that the schema doesn't know are skipped."
            })
    static final class Build implements Callable<Integer> {
        private static final int PROGRESS_ROWS = 100_000;

        @Spec
        private CommandSpec spec;

        @Option(names = "--data", required = true, paramLabel = "FILE.csv", description = "UTF-8, columns on line 1.")
        private Path data;

        @Option(
                names = "--schema",
                required = true,
                paramLabel = "FILE",
                description = "Features and their types, in YAML or JSON.")
        private Path schema;

        @Option(names = "--out", required = true, paramLabel = "FILE.json", description = "Where the baseline goes.")
        private Path out;

        @Option(
                names = "--bins",
                defaultValue = "64",
                paramLabel = "N",
                description = "Quantile bins per number (default: ${DEFAULT-VALUE}).")
        private int bins;

        @Option(
                names = "--text",
                split = ",",
                paramLabel = "FEATURE",
                description = {
                    "Describe these strings by length, non-letters, script and tokens.",
                    "Default: those where over a tenth of the rows have rare values."
                })
        private Set<String> texts = Set.of();

        @Override
        public Integer call() {
            if (bins < 2 || bins > BaselineBuilder.MAX_BINS) {
                throw new ParameterException(
                        spec.commandLine(), "--bins must be from 2 to " + BaselineBuilder.MAX_BINS + ", not " + bins);
            }
            PrintWriter errors = spec.commandLine().getErr();
            Problems problems = new Problems();
            Optional<Schema> features = YamlReader.read(schema, schema.toString(), problems)
                    .flatMap(node -> SchemaReader.read(node, problems, ""));
            Optional<Baseline> baseline =
                    features.flatMap(known -> new BaselineBuilder(known, Tool.name(), bins, texts, progress(errors))
                            .build(data, data.toString(), problems));
            if (isTerminal()) {
                errors.print("\r\033[K");
            }
            baseline.ifPresent(built -> write(built.toJson(), problems));
            errors.print(problems.render());
            errors.flush();
            if (problems.hasErrors() || baseline.isEmpty()) {
                return CommandLine.ExitCode.SOFTWARE;
            }
            PrintWriter output = spec.commandLine().getOut();
            output.printf(
                    Locale.ROOT,
                    "%s: %,d rows, %d features, data sha256 %s%n",
                    out,
                    baseline.get().rows(),
                    baseline.get().features().size(),
                    baseline.get().dataSha256());
            output.flush();
            return CommandLine.ExitCode.OK;
        }

        private static LongConsumer progress(PrintWriter errors) {
            if (!isTerminal()) {
                return rows -> {};
            }
            return rows -> {
                if (rows % PROGRESS_ROWS == 0) {
                    errors.printf(Locale.ROOT, "\r%,d rows read, in two passes", rows);
                    errors.flush();
                }
            };
        }

        /** Whole or not at all: a gateway may reload at any moment. */
        private void write(byte[] json, Problems problems) {
            Path target = out.toAbsolutePath();
            Path draft = target.resolveSibling(
                    "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
            try {
                if (Files.isDirectory(target)) {
                    problems.fileError(out.toString(), "is a directory", "name a file");
                    return;
                }
                Files.write(draft, json, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                problems.fileError(out.toString(), "can't be written: " + reason(e), "");
                try {
                    Files.deleteIfExists(draft);
                } catch (IOException leftover) {
                    problems.fileError(draft.toString(), "can't be removed: " + reason(leftover), "");
                }
            }
        }
    }

    /** {@code driftgate baseline show}. */
    @Command(
            name = "show",
            description = "Draw the histograms of a baseline.",
            mixinStandardHelpOptions = true,
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:shown", "1:the baseline is wrong", "2:usage"})
    static final class Show implements Callable<Integer> {
        private static final int MIN_WIDTH = 40;

        @Spec
        private CommandSpec spec;

        @Parameters(index = "0", paramLabel = "FILE.json", description = "A baseline.")
        private Path file;

        @Option(
                names = "--width",
                paramLabel = "COLUMNS",
                description = "Width to draw in (default: $COLUMNS, else 80).")
        private Optional<Integer> width;

        @Option(names = "--ascii", description = "Draw without Unicode blocks.")
        private boolean ascii;

        @Override
        public Integer call() {
            int columns = width.or(Show::terminalColumns).orElse(80);
            if (columns < MIN_WIDTH) {
                throw new ParameterException(
                        spec.commandLine(), "--width must be " + MIN_WIDTH + " or more, not " + columns);
            }
            Problems problems = new Problems();
            Optional<Baseline> baseline = read(problems);
            if (baseline.isEmpty()) {
                spec.commandLine().getErr().print(problems.render());
                spec.commandLine().getErr().flush();
                return CommandLine.ExitCode.SOFTWARE;
            }
            PrintWriter output = spec.commandLine().getOut();
            output.print(new BaselineDrawing(columns, ascii || !unicode()).draw(baseline.get()));
            output.flush();
            return CommandLine.ExitCode.OK;
        }

        private Optional<Baseline> read(Problems problems) {
            try {
                if (Files.isRegularFile(file) && Files.size(file) > Baseline.MAX_BYTES) {
                    problems.fileError(file.toString(), "is larger than " + Baseline.MAX_BYTES + " bytes", "");
                    return Optional.empty();
                }
                return Baseline.read(Files.readAllBytes(file), file.toString(), problems);
            } catch (IOException e) {
                problems.fileError(file.toString(), "can't be read: " + reason(e), "");
                return Optional.empty();
            }
        }

        private static Optional<Integer> terminalColumns() {
            String columns = System.getenv("COLUMNS");
            return columns != null && columns.matches("[1-9][0-9]{1,3}")
                    ? Optional.of(Math.max(MIN_WIDTH, Integer.parseInt(columns)))
                    : Optional.empty();
        }

        private static boolean unicode() {
            return System.getProperty(
                            "stdout.encoding", Charset.defaultCharset().name())
                    .equalsIgnoreCase("UTF-8");
        }
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        return e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    }

    /** Whether people read standard error. {@code System.console()} says so of other streams, and since Java 22 of none. */
    private static boolean isTerminal() {
        try {
            String target = Path.of("/proc/self/fd/2").toRealPath().toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | SecurityException e) {
            return false;
        }
    }

    /** Name and version of this program, for files that it writes. */
    private static final class Tool {
        private Tool() {}

        static String name() {
            String version = BaselineCommand.class.getPackage().getImplementationVersion();
            return "driftgate " + (version == null ? "(unreleased)" : version);
        }
    }
}
