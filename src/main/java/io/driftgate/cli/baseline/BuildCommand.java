package io.driftgate.cli.baseline;

import io.driftgate.feature.Schema;
import io.driftgate.feature.SchemaReader;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.BaselineBuilder;
import io.driftgate.sketch.PairChoice;
import io.driftgate.sketch.rows.RowFormat;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
final class BuildCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description = "CSV with columns on line 1, or .jsonl with an object on each line; either may be .gz.")
    private Path data;

    @Option(
            names = "--schema",
            required = true,
            paramLabel = "FILE",
            description = "Features and their types, in YAML or JSON.")
    private Path schema;

    @Option(names = "--out", required = true, paramLabel = "FILE.json", description = "Where the baseline goes.")
    private Path out;

    @Option(names = "--format", paramLabel = "FORMAT", description = "csv or jsonl, whatever the data's name.")
    private Optional<String> format = Optional.empty();

    @Option(
            names = "--trained-at",
            paramLabel = "TIME",
            description =
                    "When the version was trained, for the file: a time with its offset, as 2026-10-02T08:00:00Z.")
    private Optional<OffsetDateTime> trainedAt = Optional.empty();

    @Option(names = "--quiet", description = "No progress, which else a terminal gets.")
    private boolean quiet;

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

    @Option(
            names = "--pairs",
            defaultValue = "auto",
            paramLabel = "auto|none|N|A:B,...",
            description = {
                "Pairs of features to count together, for changes that no feature shows by itself.",
                "auto: all where there are at most 64, otherwise the 64 that depend on each other most.",
                "Default: ${DEFAULT-VALUE}."
            })
    private String pairs = "auto";

    @Override
    public Integer call() {
        if (bins < 2 || bins > BaselineBuilder.MAX_BINS) {
            throw new ParameterException(
                    spec.commandLine(), "--bins must be from 2 to " + BaselineBuilder.MAX_BINS + ", not " + bins);
        }
        RowFormat rows = format();
        PairChoice chosen = pairChoice();
        PrintWriter errors = spec.commandLine().getErr();
        Problems problems = new Problems();
        Optional<Schema> features = YamlReader.read(schema, schema.toString(), problems)
                .flatMap(node -> SchemaReader.read(node, problems, ""));
        boolean shown = !quiet && isTerminal();
        ProgressLine line = new ProgressLine(errors, size(), System::nanoTime);
        Optional<Baseline> baseline = features.flatMap(known -> new BaselineBuilder(
                                known,
                                BaselineBuilder.tool(),
                                bins,
                                texts,
                                chosen,
                                shown ? line::at : (read, bytes) -> {})
                        .build(data, data.toString(), rows, problems))
                .map(built -> trainedAt
                        .map(time -> built.withTrainedAt(time.toInstant()))
                        .orElse(built))
                .map(built -> built.withBuiltAt(builtAt(System.getenv())));
        if (shown) {
            line.clear();
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
                "%s: %s, %s, %s, data sha256 %s%n",
                out,
                Shown.count(baseline.get().rows(), "row"),
                Shown.count(baseline.get().features().size(), "feature"),
                Shown.count(baseline.get().pairs().size(), "pair"),
                baseline.get().dataSha256());
        output.flush();
        return CommandLine.ExitCode.OK;
    }

    private RowFormat format() {
        return switch (format.orElse("")) {
            case "" -> RowFormat.of(data);
            case "csv" -> RowFormat.CSV;
            case "jsonl" -> RowFormat.JSONL;
            default ->
                throw new ParameterException(
                        spec.commandLine(), "--format must be csv or jsonl, not " + format.orElse(""));
        };
    }

    private PairChoice pairChoice() {
        if (pairs.equals("auto") || pairs.equals("none")) {
            return pairs.equals("auto") ? PairChoice.AUTO : PairChoice.NONE;
        }
        if (pairs.matches("[0-9]{1,6}") && Integer.parseInt(pairs) <= PairChoice.MAX) {
            return new PairChoice(Integer.parseInt(pairs), List.of());
        }
        List<PairChoice.Named> named = new ArrayList<>();
        Set<Set<String>> seen = new HashSet<>();
        for (String pair : pairs.split(",", -1)) {
            String[] two = pair.split(":", -1);
            if (two.length != 2
                    || two[0].isBlank()
                    || two[1].isBlank()
                    || two[0].equals(two[1])
                    || !seen.add(Set.of(two))) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--pairs must be auto, none, a number up to " + PairChoice.MAX
                                + ", or pairs of two features as income:age,income:region; not '" + pairs + "'");
            }
            named.add(new PairChoice.Named(two[0].strip(), two[1].strip()));
        }
        return new PairChoice(0, named);
    }

    private long size() {
        try {
            return Files.size(data);
        } catch (IOException e) {
            return 0; // the builder says why
        }
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
            problems.fileError(out.toString(), "can't be written: " + BaselineInput.reason(e), "");
            try {
                Files.deleteIfExists(draft);
            } catch (IOException leftover) {
                problems.fileError(draft.toString(), "can't be removed: " + BaselineInput.reason(leftover), "");
            }
        }
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

    /** Now, or the time that reproducible builds are told: https://reproducible-builds.org/specs/source-date-epoch/. */
    static Instant builtAt(Map<String, String> environment) {
        String epoch = environment.getOrDefault("SOURCE_DATE_EPOCH", "");
        return epoch.matches("[0-9]{1,12}") ? Instant.ofEpochSecond(Long.parseLong(epoch)) : Instant.now();
    }
}
