package io.driftgate.sketch;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.sketch.rows.RowFormat;
import io.driftgate.sketch.rows.RowReader;
import io.driftgate.source.Position;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Builds a baseline from a file of rows (CSV or JSON lines, see {@link RowReader}) in two passes and bounded memory: the
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
    private final PairChoice pairs;
    private final Progress progress;

    /** Name and version of this program, for files that it writes. */
    public static String tool() {
        String version = BaselineBuilder.class.getPackage().getImplementationVersion();
        return "driftgate " + (version == null ? "(unreleased)" : version);
    }

    /** Prepares a build that describes those texts whose values are rare; {@code progress} is told rows alone. */
    public BaselineBuilder(Schema schema, String tool, int bins, LongConsumer progress) {
        this(schema, tool, bins, Set.of(), PairChoice.AUTO, (rows, bytes) -> progress.accept(rows));
    }

    /**
     * Prepares a build.
     *
     * @param tool name and version of the program, for the file
     * @param bins number of bins that a numeric feature should have
     * @param texts string features whose {@link TextDescriptor}s the baseline must have
     * @param pairs features that are counted together
     * @param progress told now and then
     */
    public BaselineBuilder(
            Schema schema, String tool, int bins, Set<String> texts, PairChoice pairs, Progress progress) {
        this(schema, tool, bins, sampleSize(schema), texts, pairs, progress);
    }

    /** A text takes three samples: of its length, its other characters and its tokens. */
    private static int sampleSize(Schema schema) {
        long samples = 1;
        for (Feature feature : schema.features()) {
            samples += feature.type() == FeatureType.STRING ? 3 : 1;
        }
        return (int) Math.max(1_000, Math.min(MAX_SAMPLE, MAX_SAMPLE_SUM / samples));
    }

    BaselineBuilder(
            Schema schema,
            String tool,
            int bins,
            int sampleSize,
            Set<String> texts,
            PairChoice pairs,
            Progress progress) {
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
        this.pairs = pairs;
        this.progress = progress;
    }

    /**
     * Builds from a file that must stay as it is meanwhile; its form is that of its name.
     *
     * @param name of the data, for problems; a problem's column is the number of the CSV column, or where in its line a value of JSON is
     * @return empty when there was an error
     */
    public Optional<Baseline> build(Path data, String name, Problems problems) {
        return build(data, name, RowFormat.of(data), problems);
    }

    /** Builds as well, from a file of this form whatever its name. */
    public Optional<Baseline> build(Path data, String name, RowFormat format, Problems problems) {
        int errorsBefore = problems.errorCount();
        if (!Files.isRegularFile(data)) {
            problems.fileError(
                    name,
                    Files.exists(data) ? "is not a regular file" : "does not exist",
                    Files.exists(data) ? "it is read twice, so it can't be a pipe or a directory" : "");
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
        List<ColumnProfiler> columns = columns();
        RowReader first = new RowReader(schema, data, name, format, MAX_PROBLEMS, true, problems);
        Counted learnt = new Counted();
        if (!pass(first, progress, learnt, row -> learn(columns, row))) {
            return Optional.empty();
        }
        if (learnt.rows == 0) {
            problems.fileError(
                    name,
                    "has no rows",
                    format == RowFormat.CSV
                            ? "the first line names the columns, data starts on the second"
                            : "write one JSON object on each line");
            return Optional.empty();
        }
        RowReader second = new RowReader(schema, data, name, format, MAX_PROBLEMS, true, problems);
        Progress rest = (rows, bytes) -> progress.at(learnt.rows + rows, first.bytesRead() + bytes);
        CountedColumns counted = new CountedColumns(columns, sampleSize, MAX_SAMPLE_SUM);
        pass(second, rest, new Counted(), counted::add);
        if (!second.sha256().equals(first.sha256()) && problems.errorCount() == errorsBefore) {
            problems.fileError(name, "was changed while it was read", "build again when it is complete");
        }
        if (problems.errorCount() != errorsBefore) {
            return Optional.empty();
        }
        CountedColumns.Profiles profiles = counted.finish(pairs, name, problems);
        if (problems.errorCount() != errorsBefore) {
            return Optional.empty();
        }
        Path file = data.getFileName();
        return Optional.of(Baseline.of(
                tool,
                file == null ? name : file.toString(),
                first.sha256(),
                learnt.rows,
                Provenance.UNKNOWN,
                profiles.features(),
                profiles.pairs()));
    }

    /** Rows that can be gone through twice, the same both times; slots are those of the schema, and kinds fit its types. */
    interface Rows {
        void forEach(Consumer<FeatureRow> sink);
    }

    /** Builds from at least one row that is in memory already. */
    Baseline build(Rows rows, String dataName, String dataSha256, Provenance provenance) {
        List<ColumnProfiler> columns = columns();
        rows.forEach(row -> learn(columns, row));
        CountedColumns counted = new CountedColumns(columns, sampleSize, MAX_SAMPLE_SUM);
        rows.forEach(counted::add);
        CountedColumns.Profiles profiles = counted.finish(pairs, dataName, new Problems());
        return Baseline.of(
                tool, dataName, dataSha256, counted.rows(), provenance, profiles.features(), profiles.pairs());
    }

    private List<ColumnProfiler> columns() {
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
        return columns;
    }

    private static void learn(List<ColumnProfiler> columns, FeatureRow row) {
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).learn(row, i);
        }
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

    /** A pass over the file. */
    private boolean pass(RowReader reader, Progress told, Counted counted, Consumer<FeatureRow> rows) {
        try {
            return reader.read(row -> {
                rows.accept(row);
                counted.rows++;
                if (counted.rows % PROGRESS_ROWS == 0) {
                    told.at(counted.rows, reader.bytesRead());
                }
                return true;
            });
        } catch (IOException e) {
            throw new IllegalStateException("the columns do no I/O", e);
        }
    }

    /** Rows of a pass. */
    private static final class Counted {
        private long rows;
    }

    /** Told now and then how far a build is. */
    public interface Progress {
        /**
         * Takes a state.
         *
         * @param rows read so far, in both passes
         * @param bytes of the file that were read so far, in both passes
         */
        void at(long rows, long bytes);
    }
}
