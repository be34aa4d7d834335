package io.driftgate.sketch;

import io.driftgate.source.Problems;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The training profile of one model version, as in its file: per feature, bins and counts, of some pairs of features counts of both
 * together, and which data set they come from.
 * Immutable, any thread. The file's form is described in {@code src/site/markdown/baseline-format.md}.
 */
public final class Baseline {
    /** The form that this release writes, and the only one it reads. */
    public static final int FORMAT = 2;

    /** A baseline file larger than this is refused. */
    public static final int MAX_BYTES = 64 << 20;

    private final String digest;
    private final String tool;
    private final String dataName;
    private final String dataSha256;
    private final long rows;
    private final Provenance provenance;
    private final List<FeatureProfile> features;
    private final List<PairProfile> pairs;
    private final Map<String, FeatureProfile> byName = new HashMap<>();

    private Baseline(
            String digest,
            String tool,
            String dataName,
            String dataSha256,
            long rows,
            Provenance provenance,
            List<FeatureProfile> features,
            List<PairProfile> pairs) {
        this.digest = digest;
        this.tool = tool;
        this.dataName = dataName;
        this.dataSha256 = dataSha256;
        this.rows = rows;
        this.provenance = provenance;
        this.features = List.copyOf(features);
        this.pairs = List.copyOf(pairs);
        for (FeatureProfile feature : features) {
            if (byName.put(feature.name(), feature) != null) {
                throw new IllegalArgumentException("feature " + feature.name() + " stands twice in the baseline");
            }
            if (feature.rows() != rows) {
                throw new IllegalArgumentException(
                        feature.name() + ": the bins hold " + feature.rows() + " rows of " + rows);
            }
        }
        if (rows < 1 || features.isEmpty()) {
            throw new IllegalArgumentException("a baseline needs rows and features");
        }
        Set<String> seen = new HashSet<>();
        for (PairProfile pair : pairs) {
            boolean known = features.contains(pair.first()) && features.contains(pair.second());
            if (!known || pair.first() == pair.second() || !seen.add(pair.name())) {
                throw new IllegalArgumentException("pair " + pair.name() + " stands twice, or is none of two features");
            }
            if (pair.rows() < 1 || pair.rows() > rows) {
                throw new IllegalArgumentException(
                        pair.name() + ": the cells hold " + pair.rows() + " rows of " + rows);
            }
        }
    }

    /** Makes a baseline that is in no file yet; its digest is that of the file that {@link #toJson} will make. */
    static Baseline of(
            String tool,
            String dataName,
            String dataSha256,
            long rows,
            Provenance provenance,
            List<FeatureProfile> features,
            List<PairProfile> pairs) {
        Baseline draft = new Baseline("", tool, dataName, dataSha256, rows, provenance, features, pairs);
        return draft.withDigest(sha256(draft.toJson()));
    }

    /** Reads a baseline file. */
    public static Optional<Baseline> read(byte[] json, String file, Problems problems) {
        return new BaselineReader(file, problems).read(json);
    }

    Baseline withDigest(String other) {
        return new Baseline(other, tool, dataName, dataSha256, rows, provenance, features, pairs);
    }

    /**
     * The same baseline, digest included, without the features at these places; at least one must be left. What is derived from a
     * text that goes stays, as a feature of its own; pairs with one that goes do not.
     */
    public Baseline without(Set<Integer> places) {
        List<FeatureProfile> left = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            if (!places.contains(i)) {
                left.add(features.get(i));
            }
        }
        List<PairProfile> among = pairs.stream()
                .filter(pair -> left.contains(pair.first()) && left.contains(pair.second()))
                .toList();
        return new Baseline(digest, tool, dataName, dataSha256, rows, provenance, left, among);
    }

    /** The file's bytes; the same for the same baseline, whenever and wherever it is written. */
    public byte[] toJson() {
        return BaselineWriter.write(this);
    }

    /** SHA-256 of the file, hex: the key under which sketches survive a reload. */
    public String digest() {
        return digest;
    }

    /** Name and version of the program that built it. */
    public String tool() {
        return tool;
    }

    /** File name of the training data, without directories. */
    public String dataName() {
        return dataName;
    }

    /** Rows of the training data. */
    public long rows() {
        return rows;
    }

    /** When the version was trained, as whoever built the baseline said. */
    public Optional<Instant> trainedAt() {
        return provenance.trainedAt();
    }

    /** When the file was built; empty of one that an earlier release built. */
    public Optional<Instant> builtAt() {
        return provenance.builtAt();
    }

    /** Present when it is of live traffic and not of training data. */
    public Optional<Learned> learned() {
        return provenance.learned();
    }

    /** The same profile with a time of training; its digest is that of the file that {@link #toJson} will make. */
    public Baseline withTrainedAt(Instant time) {
        return with(new Provenance(Optional.of(time), provenance.builtAt(), provenance.learned()));
    }

    /** The same profile with the time of its build, in whole seconds; likewise. */
    public Baseline withBuiltAt(Instant time) {
        Optional<Instant> seconds = Optional.of(time.truncatedTo(ChronoUnit.SECONDS));
        return with(new Provenance(provenance.trainedAt(), seconds, provenance.learned()));
    }

    private Baseline with(Provenance other) {
        return of(tool, dataName, dataSha256, rows, other, features, pairs);
    }

    /** SHA-256 of the training data, hex. */
    public String dataSha256() {
        return dataSha256;
    }

    /** In the schema's order. */
    public List<FeatureProfile> features() {
        return features;
    }

    /** Which features were counted together, in the file's order; none in a file of an earlier release. */
    public List<PairProfile> pairs() {
        return pairs;
    }

    public Optional<FeatureProfile> feature(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
