package io.driftgate.sketch;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.source.Position;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Builds a baseline from a CSV file (RFC 4180, UTF-8, first record names the columns) in two passes and bounded memory: the
 * first finds the bins and checks every field, the second counts. Columns that the schema doesn't know, such as the label,
 * are skipped, and so are features that are lists, with a warning. The same file, schema and release make the same baseline. One use, one thread.
 */
public final class BaselineBuilder {
    public static final int DEFAULT_BINS = 64;
    public static final int MAX_BINS = 1024;

    /** Values that are kept per numeric feature to find its quantiles. */
    static final int MAX_SAMPLE = 200_000;

    /** Values that are kept for all features together, 8 bytes each. */
    private static final long MAX_SAMPLE_SUM = 16_000_000;

    private static final int MAX_PROBLEMS = 20;
    private static final int PROGRESS_ROWS = 10_000;

    /** The features that are profiled. */
    private final Schema schema;

    private final List<String> lists;
    private final String tool;
    private final int bins;
    private final int sampleSize;
    private final Set<String> texts;
    private final LongConsumer progress;

    public BaselineBuilder(Schema schema, String tool, int bins, LongConsumer progress) {
        this(schema, tool, bins, Set.of(), progress);
    }

    /**
     * Prepares a build.
     *
     * @param tool name and version of the program, for the file
     * @param bins number of bins that a numeric feature should have
     * @param texts string features whose {@link TextDescriptor}s the baseline must have
     * @param progress told the number of rows read so far, both passes counted, now and then
     */
    public BaselineBuilder(Schema schema, String tool, int bins, Set<String> texts, LongConsumer progress) {
        this(schema, tool, bins, sampleSize(schema), texts, progress);
    }

    /** A text takes three samples: of its length, its other characters and its tokens. */
    private static int sampleSize(Schema schema) {
        long samples = 1;
        for (Feature feature : schema.features()) {
            samples += feature.type() == FeatureType.STRING ? 3 : 1;
        }
        return (int) Math.max(1_000, Math.min(MAX_SAMPLE, MAX_SAMPLE_SUM / samples));
    }

    BaselineBuilder(Schema schema, String tool, int bins, int sampleSize, Set<String> texts, LongConsumer progress) {
        if (bins < 2 || bins > MAX_BINS) {
            throw new IllegalArgumentException("bins must be from 2 to " + MAX_BINS);
        }
        this.schema = new Schema(schema.features().stream()
                .filter(feature -> feature.type() != FeatureType.LIST)
                .toList());
        lists = schema.features().stream()
                .filter(feature -> feature.type() == FeatureType.LIST)
                .map(Feature::name)
                .toList();
        this.tool = tool;
        this.bins = bins;
        this.sampleSize = sampleSize;
        this.texts = Set.copyOf(texts);
        this.progress = progress;
    }

    /**
     * Builds from a file that must stay as it is meanwhile.
     *
     * @param name of the data, for problems; a problem's column is the number of the CSV column
     * @return empty when there was an error
     */
    public Optional<Baseline> build(Path csv, String name, Problems problems) {
        int errorsBefore = problems.errorCount();
        if (!Files.isRegularFile(csv)) {
            problems.fileError(
                    name,
                    Files.exists(csv) ? "is not a regular file" : "does not exist",
                    Files.exists(csv) ? "it is read twice, so it can't be a pipe or a directory" : "");
            return Optional.empty();
        }
        for (String list : lists) {
            problems.add(new Problem(
                    Problem.Severity.WARNING,
                    Position.ofFile(name),
                    "feature '" + list + "' is a list, which a baseline does not profile: it is left out",
                    "rules see it all the same; for drift, add a feature of its length or its mean",
                    ""));
        }
        if (schema.size() == 0) {
            problems.fileError(name, "can't be profiled: the schema has no feature that is a single value", "");
            return Optional.empty();
        }
        if (!textsFit(name, problems)) {
            return Optional.empty();
        }
        List<ColumnProfiler> columns = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            Feature feature = schema.features().get(i);
            columns.add(
                    switch (feature.type()) {
                        case INT, FLOAT -> new NumericColumn(feature, bins, sampleSize, i);
                        case STRING -> new DescribedText(feature, texts.contains(feature.name()), bins, sampleSize, i);
                        default -> new TextColumn(feature);
                    });
        }
        Pass first = new Pass(csv, name, columns, problems, 0);
        if (!first.run(true)) {
            return Optional.empty();
        }
        if (first.rows == 0) {
            problems.fileError(name, "has no rows", "the first line names the columns, data starts on the second");
            return Optional.empty();
        }
        Pass second = new Pass(csv, name, columns, problems, first.rows);
        second.run(false);
        if (!second.sha256.equals(first.sha256) && problems.errorCount() == errorsBefore) {
            problems.fileError(name, "was changed while it was read", "build again when it is complete");
        }
        if (problems.errorCount() != errorsBefore) {
            return Optional.empty();
        }
        List<FeatureProfile> profiles =
                columns.stream().flatMap(column -> column.profiles().stream()).toList();
        Path file = csv.getFileName();
        return Optional.of(
                Baseline.of(tool, file == null ? name : file.toString(), first.sha256, first.rows, profiles));
    }

    /** Whether the texts to describe are texts, and no feature has the name of a derived one. */
    private boolean textsFit(String name, Problems problems) {
        int errorsBefore = problems.errorCount();
        for (String text : texts) {
            if (schema.feature(text).filter(f -> f.type() == FeatureType.STRING).isEmpty()) {
                problems.fileError(
                        name,
                        "has no text '" + text + "' to describe",
                        "name features of type string, as the schema does");
            }
        }
        for (Feature feature : schema.features()) {
            Optional<String> text = TextDescriptor.textOf(feature.name(), schema);
            if (text.isPresent()) {
                problems.fileError(
                        name,
                        "can't be profiled: feature '" + feature.name()
                                + "' is called as what is derived from the text '" + text.get() + "'",
                        "rename one of the two");
            }
        }
        return problems.errorCount() == errorsBefore;
    }

    /** One pass over the file. */
    private final class Pass {
        private final Path csv;
        private final String name;
        private final List<ColumnProfiler> columns;
        private final Problems problems;
        private final int errorsBefore;
        private final long rowsBefore;
        private long rows;
        private String sha256 = "";

        Pass(Path csv, String name, List<ColumnProfiler> columns, Problems problems, long rowsBefore) {
            this.csv = csv;
            this.name = name;
            this.columns = columns;
            this.problems = problems;
            this.errorsBefore = problems.errorCount();
            this.rowsBefore = rowsBefore;
        }

        /** Reads the file to its end, or until there are too many problems; whether there was none. */
        boolean run(boolean learn) {
            MessageDigest digest = Baseline.sha256();
            try (InputStream in = new DigestInputStream(Files.newInputStream(csv), digest);
                    BoundedRecordReader reader = new BoundedRecordReader(new InputStreamReader(
                            in,
                            StandardCharsets.UTF_8
                                    .newDecoder()
                                    .onMalformedInput(CodingErrorAction.REPORT)
                                    .onUnmappableCharacter(CodingErrorAction.REPORT)));
                    CSVParser parser = CSVParser.builder()
                            .setReader(reader)
                            .setFormat(CSVFormat.RFC4180
                                    .builder()
                                    .setIgnoreEmptyLines(true)
                                    .get())
                            .get()) {
                records(parser, reader, learn);
                in.transferTo(OutputStream.nullOutputStream());
                sha256 = HexFormat.of().formatHex(digest.digest());
            } catch (IOException e) {
                unreadable(e);
            } catch (UncheckedIOException e) {
                unreadable(e.getCause());
            }
            return problems.errorCount() == errorsBefore;
        }

        private void records(CSVParser parser, BoundedRecordReader reader, boolean learn) {
            Iterator<CSVRecord> records = parser.iterator();
            if (!records.hasNext()) {
                problems.fileError(name, "is empty", "the first line names the columns");
                return;
            }
            CSVRecord header = records.next();
            int[] places = places(header, parser.getCurrentLineNumber());
            while (problems.errorCount() == errorsBefore || problems.errorCount() < errorsBefore + MAX_PROBLEMS) {
                if (places.length == 0 || !records.hasNext()) {
                    return;
                }
                CSVRecord record = records.next();
                reader.endRecord();
                if (record.size() == header.size()) {
                    row(record, places, learn, parser);
                } else {
                    problems.add(problem(
                            firstLine(record, parser),
                            Math.min(record.size(), header.size() + 1),
                            "has " + record.size() + " fields where the first line names " + header.size(),
                            "quote fields that hold commas"));
                }
                rows++;
                if (rows % PROGRESS_ROWS == 0) {
                    progress.accept(rowsBefore + rows);
                }
            }
            problems.fileError(name, "has " + MAX_PROBLEMS + " problems or more; the rest is not listed", "");
        }

        private void row(CSVRecord record, int[] places, boolean learn, CSVParser parser) {
            for (int i = 0; i < places.length; i++) {
                String field = record.get(places[i]);
                if (!learn) {
                    columns.get(i).count(field);
                    continue;
                }
                Optional<ColumnProfiler.Refusal> refusal = columns.get(i).learn(field);
                if (refusal.isPresent()) {
                    problems.add(problem(
                            firstLine(record, parser),
                            places[i] + 1,
                            refusal.get().message(),
                            refusal.get().hint()));
                }
            }
        }

        /** Where the schema's features are in a record; empty after a problem. */
        private int[] places(CSVRecord header, long line) {
            List<String> names = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            for (String field : header) {
                String column = field.strip();
                names.add(column);
                if (!seen.add(column) && schema.feature(column).isPresent()) {
                    problems.add(problem(line, names.size(), "column '" + column + "' stands twice", ""));
                }
            }
            int[] places = new int[schema.size()];
            for (int i = 0; i < places.length; i++) {
                String feature = schema.features().get(i).name();
                places[i] = names.indexOf(feature);
                if (places[i] < 0) {
                    problems.add(problem(
                            line,
                            1,
                            "has no column '" + feature + "', which the schema has",
                            "columns are: " + NumericColumn.shortened(String.join(", ", names))));
                }
            }
            return problems.errorCount() == errorsBefore ? places : new int[0];
        }

        private long firstLine(CSVRecord record, CSVParser parser) {
            long line = parser.getCurrentLineNumber();
            for (String field : record) {
                line -= field.chars().filter(c -> c == '\n').count();
            }
            return line;
        }

        private Problem problem(long line, int column, String message, String hint) {
            return new Problem(
                    Problem.Severity.ERROR,
                    new Position(name, (int) Math.min(Integer.MAX_VALUE, line), column),
                    message,
                    hint,
                    "");
        }

        private void unreadable(IOException e) {
            if (e instanceof CharacterCodingException) {
                problems.fileError(name, "is not UTF-8 text", "save it as UTF-8");
            } else {
                problems.fileError(name, "can't be read: " + e.getMessage(), "");
            }
        }
    }
}
