package io.driftgate.sketch;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A version whose baseline is learned from the model's first live rows: which features, how many rows, and where the file goes. It is there
 * until the file is. Immutable, any thread.
 *
 * <p>What is learned has a key of model, version and a digest of the features with their types: another schema, or another choice of what
 * is withheld, learns anew.
 */
public final class LearnPlan {
    public static final long DEFAULT_ROWS = 10_000;

    /** Fewer rows make a baseline that tells little from chance. */
    public static final long MIN_ROWS = SketchPlan.FEW_ROWS;

    public static final long MAX_ROWS = 1_000_000;

    /** Rows times features that are held until the baseline is built, of about 9 bytes each without texts. */
    public static final long MAX_VALUES = 20_000_000;

    /** The first digits of the digest, in names of files. */
    private static final int NAMED_DIGITS = 16;

    private final String model;
    private final String version;
    private final Schema schema;
    private final List<String> withheld;
    private final long rows;
    private final String digest;
    private final Path file;
    private final int[] slots;

    private LearnPlan(
            String model,
            String version,
            Schema schema,
            List<String> withheld,
            long rows,
            Path stateDirectory,
            FeatureIndex index) {
        this.model = model;
        this.version = version;
        this.schema = schema;
        this.withheld = List.copyOf(withheld);
        this.rows = rows;
        this.digest = digest(schema);
        this.file = stateDirectory
                .resolve("learned")
                .resolve(model)
                .resolve(version + "." + digest.substring(0, NAMED_DIGITS) + ".json");
        this.slots = index.slotsOf(schema);
    }

    /**
     * Makes a plan.
     *
     * @param withheld says which features must not be learned; lists never are, as in every baseline
     * @param rows to learn from
     */
    public static LearnPlan of(
            String model,
            String version,
            Schema schema,
            Predicate<Feature> withheld,
            long rows,
            Path stateDirectory,
            FeatureIndex index) {
        List<Feature> learned = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        for (Feature feature : schema.features()) {
            if (feature.type() == FeatureType.LIST) {
                continue;
            }
            if (withheld.test(feature)) {
                kept.add(feature.name());
            } else {
                learned.add(feature);
            }
        }
        return new LearnPlan(model, version, new Schema(learned), kept, rows, stateDirectory, index);
    }

    private static String digest(Schema schema) {
        StringBuilder text = new StringBuilder("baseline format " + Baseline.FORMAT + "\n");
        for (Feature feature : schema.features()) {
            text.append(feature.name()).append('\0').append(feature.type().label());
            feature.categories().forEach(category -> text.append('\0').append(category));
            text.append('\n');
        }
        return Baseline.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    public String model() {
        return model;
    }

    public String version() {
        return version;
    }

    /** Names what is learned, and the shards that rows are kept in. */
    public String key() {
        return "learn " + model + "/" + version + "/" + digest;
    }

    /** The features that are learned. */
    public Schema schema() {
        return schema;
    }

    /** Features that are not, because they may be personal or are sensitive. */
    public List<String> withheld() {
        return withheld;
    }

    public long rows() {
        return rows;
    }

    /** Where the baseline is, once it is learned. */
    public Path file() {
        return file;
    }

    /** Slots of the features in a request's row. */
    int slot(int feature) {
        return slots[feature];
    }
}
