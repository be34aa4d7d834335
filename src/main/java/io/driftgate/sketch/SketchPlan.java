package io.driftgate.sketch;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.source.Position;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A baseline bound to the slots of a model: finds the bin of every value of a row. Immutable, any thread; counts live in shards.
 *
 * <p>Where a value goes, by its kind in the {@link FeatureRow}:
 *
 * <pre>
 * profile      INT, FLOAT              BOOL                       TEXT                   ABSENT, NULL, LIST, OBJECT
 * numeric      by value                as 0 or 1                  missing                missing
 * categorical  the value so spelled,   true or false, else other  the value, else other  missing
 *              else other
 * </pre>
 *
 * Of a text, {@link TextDescriptor}s may be counted as well; what is no text is missing in them.
 *
 * <p>A bool takes 0 and 1 for false and true, for clients that have no other way to say it. The bins of all features lie in one
 * array, each feature's in the order of its {@link FeatureProfile}, and the cells of all {@link PairProfile pairs} behind them; their
 * order depends on the baseline alone.
 */
public final class SketchPlan {
    /** Below this many rows, a baseline's own sampling error is worth a warning. */
    static final int FEW_ROWS = 1000;

    private final String key;
    private final Baseline baseline;
    private final int[] offsets;
    private final int featureBins;
    private final int bins;

    private final PairCounter pairs;

    private final int[] numericSlots;
    private final int[] numericOffsets;
    private final EdgeGrid[] grids;

    private final int[] categoricalSlots;
    private final int[] categoricalOffsets;
    private final CategoryLookup[] lookups;
    private final int[] falseBins;
    private final int[] trueBins;

    private final TextBins[] texts;

    private SketchPlan(String key, Baseline baseline, FeatureIndex index) {
        this.key = key;
        this.baseline = baseline;
        List<FeatureProfile> profiles = baseline.features();
        List<NumericProfile> numeric = new ArrayList<>();
        List<Integer> numericAt = new ArrayList<>();
        List<CategoricalProfile> categorical = new ArrayList<>();
        List<Integer> categoricalAt = new ArrayList<>();
        Map<String, TextBins> textsByName = new LinkedHashMap<>();
        offsets = new int[profiles.size()];
        int next = 0;
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = next;
            next += profiles.get(i).bins();
            String name = profiles.get(i).name();
            if (isDerived(name, baseline)) { // and no feature of this schema: bind made sure
                TextDescriptor descriptor = TextDescriptor.of(name).orElseThrow();
                int slot = index.slotOf(descriptor.featureOf(name));
                textsByName
                        .computeIfAbsent(descriptor.featureOf(name), text -> new TextBins(slot))
                        .add(descriptor, profiles.get(i), offsets[i]);
            } else if (profiles.get(i) instanceof NumericProfile profile) {
                numeric.add(profile);
                numericAt.add(i);
            } else if (profiles.get(i) instanceof CategoricalProfile profile) {
                categorical.add(profile);
                categoricalAt.add(i);
            }
        }
        pairs = new PairCounter(baseline, offsets, next);
        featureBins = next;
        bins = next + baseline.pairs().stream().mapToInt(PairProfile::cells).sum();
        texts = textsByName.values().toArray(TextBins[]::new);

        numericSlots = new int[numeric.size()];
        numericOffsets = new int[numeric.size()];
        grids = new EdgeGrid[numeric.size()];
        for (int i = 0; i < numericSlots.length; i++) {
            numericSlots[i] = index.slotOf(numeric.get(i).name());
            numericOffsets[i] = offsets[numericAt.get(i)] + NumericProfile.BELOW;
            grids[i] = new EdgeGrid(TextBins.edges(numeric.get(i)));
        }

        categoricalSlots = new int[categorical.size()];
        categoricalOffsets = new int[categorical.size()];
        lookups = new CategoryLookup[categorical.size()];
        falseBins = new int[categorical.size()];
        trueBins = new int[categorical.size()];
        for (int i = 0; i < categoricalSlots.length; i++) {
            CategoricalProfile profile = categorical.get(i);
            categoricalSlots[i] = index.slotOf(profile.name());
            categoricalOffsets[i] = offsets[categoricalAt.get(i)];
            lookups[i] = new CategoryLookup(profile.type(), profile.values());
            falseBins[i] = categoryBin(lookups[i].find("false"));
            trueBins[i] = categoryBin(lookups[i].find("true"));
        }
    }

    /**
     * Binds.
     *
     * @param key names the shard: model, version, baseline digest
     * @param schema of the version that owns the baseline; a feature missing on either side or of another type is a
     *     problem, except that no baseline has a list
     * @param file the baseline's name, for problems
     */
    public static Optional<SketchPlan> bind(
            String key, Baseline baseline, Schema schema, FeatureIndex index, String file, Problems problems) {
        int errorsBefore = problems.errorCount();
        String again = "build the baseline again, from training data and schema of this version";
        for (Feature feature : schema.features()) {
            Optional<FeatureProfile> profile = baseline.feature(feature.name());
            if (profile.isEmpty() && feature.type() == FeatureType.LIST) {
                continue; // no baseline profiles lists
            }
            if (profile.isEmpty()) {
                problems.fileError(
                        file, "has no profile of feature '" + feature.name() + "', which the schema has", again);
            } else if (profile.get().type() != feature.type()) {
                problems.fileError(
                        file,
                        "takes feature '" + feature.name() + "' for "
                                + profile.get().type().label() + ", the schema for "
                                + feature.type().label(),
                        again);
            }
        }
        for (FeatureProfile profile : baseline.features()) {
            Optional<String> text = TextDescriptor.textOf(profile.name(), schema);
            if (text.isPresent()) {
                derived(profile, text.get(), schema, file, problems);
            } else if (schema.feature(profile.name()).isEmpty()) {
                if (!isDerived(profile.name(), baseline)) { // else its text is a problem already
                    problems.fileError(
                            file, "profiles feature '" + profile.name() + "', which the schema has not", again);
                }
            } else if (index.slotOf(profile.name()) == FeatureIndex.UNKNOWN) {
                throw new IllegalArgumentException("the index is not of this schema: " + profile.name());
            }
        }
        if (problems.errorCount() != errorsBefore) {
            return Optional.empty();
        }
        if (baseline.rows() < FEW_ROWS) {
            problems.add(new Problem(
                    Problem.Severity.WARNING,
                    Position.ofFile(file),
                    "was built from " + baseline.rows() + " rows only",
                    "thresholds are raised to what so few rows can tell apart from chance; better take at least "
                            + FEW_ROWS,
                    ""));
        }
        return Optional.of(new SketchPlan(key, baseline, index));
    }

    private static boolean isDerived(String name, Baseline baseline) {
        return TextDescriptor.of(name)
                .flatMap(descriptor -> baseline.feature(descriptor.featureOf(name)))
                .filter(text -> text.type() == FeatureType.STRING)
                .isPresent();
    }

    private static void derived(FeatureProfile profile, String text, Schema schema, String file, Problems problems) {
        String name = profile.name();
        if (schema.feature(name).isPresent()) {
            problems.fileError(
                    file,
                    "derives '" + name + "' from the text '" + text + "', and the schema has a feature of that name",
                    "rename the feature and build the baseline again");
        } else if (profile.type() != TextDescriptor.of(name).orElseThrow().type()) {
            problems.fileError(file, "has '" + name + "' as " + profile.type().label(), "build the baseline again");
        }
    }

    public String key() {
        return key;
    }

    public Baseline baseline() {
        return baseline;
    }

    /** Bins of all features and cells of all pairs. */
    public int bins() {
        return bins;
    }

    /** Bins of all features; the cells of the pairs follow them. */
    public int featureBins() {
        return featureBins;
    }

    /** Where the bins of the baseline's feature {@code i} start. */
    public int offset(int i) {
        return offsets[i];
    }

    /** Where the cells of the baseline's pair {@code i} start. */
    public int pairOffset(int i) {
        return pairs.offset(i);
    }

    PairCounter pairs() {
        return pairs;
    }

    /** Counts one row. Allocates nothing. */
    public void record(FeatureRow row, SketchShard shard) {
        long[] counts = shard.counts;
        PairCounter.Block block = shard.block;
        for (int i = 0; i < numericSlots.length; i++) {
            int slot = numericSlots[i];
            byte kind = row.kind(slot);
            int bin = numericOffsets[i]
                    + (kind == FeatureRow.INT || kind == FeatureRow.FLOAT || kind == FeatureRow.BOOL
                            ? grids[i].below(row.number(slot))
                            : FeatureProfile.MISSING - NumericProfile.BELOW);
            counts[bin]++;
            block.mark(bin);
        }
        for (int i = 0; i < categoricalSlots.length; i++) {
            int bin = categoricalOffsets[i] + categoricalBin(i, row, categoricalSlots[i]);
            counts[bin]++;
            block.mark(bin);
        }
        for (TextBins text : texts) {
            text.record(row, shard);
        }
        endRow(shard);
    }

    private void endRow(SketchShard shard) {
        pairs.endRow(shard.block, shard.counts);
        shard.rows++;
    }

    /**
     * Counts a row whose bins are known already.
     *
     * @param found from {@code from} on, by feature the bin among those of all features
     */
    public void count(int[] found, int from, SketchShard shard) {
        for (int i = 0; i < offsets.length; i++) {
            shard.count(found[from + i]);
        }
        endRow(shard);
    }

    private int categoricalBin(int i, FeatureRow row, int slot) {
        return switch (row.kind(slot)) {
            case FeatureRow.TEXT ->
                categoryBin(lookups[i].find(row.textBuffer(slot), row.textFrom(slot), row.textTo(slot)));
            case FeatureRow.BOOL -> row.number(slot) == 0 ? falseBins[i] : trueBins[i];
            case FeatureRow.INT, FeatureRow.FLOAT -> categoryBin(lookups[i].find(row.number(slot)));
            default -> FeatureProfile.MISSING;
        };
    }

    private static int categoryBin(int place) {
        return place == CategoryLookup.UNKNOWN ? CategoricalProfile.OTHER : CategoricalProfile.FIRST + place;
    }

    /**
     * How many of {@code edges[from, from + length)} are below {@code value}. The loop's length depends on {@code length} alone
     * and the choice in it compiles to a conditional move: real values are as good as random, and a mispredicted branch costs
     * more than the comparison.
     */
    static int edgesBelow(double[] edges, int from, int length, double value) {
        int base = from;
        int left = length;
        while (left > 1) {
            int half = left >>> 1;
            base = edges[base + half - 1] < value ? base + half : base;
            left -= half;
        }
        return base - from + (edges[base] < value ? 1 : 0);
    }
}
