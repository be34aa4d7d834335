package io.driftgate.sketch;

import io.driftgate.feature.FeatureType;
import java.util.HashSet;
import java.util.List;

/**
 * A feature of text or of true and false, as the frequencies of its values. Immutable.
 *
 * <pre>
 * bin       0         1                    2        3        …
 * values    missing   any other value      value 0  value 1  …      most frequent first; false before true
 * </pre>
 */
public final class CategoricalProfile implements FeatureProfile {
    /** The bin of values that have none of their own. */
    public static final int OTHER = 1;

    /** The bin of the first value. */
    public static final int FIRST = 2;

    /** Values that a profile counts one by one. */
    public static final int MAX_VALUES = 256;

    /** UTF-8 length of such a value. */
    public static final int MAX_VALUE_BYTES = 256;

    private final String name;
    private final FeatureType type;
    private final long missing;
    private final long other;
    private final List<String> values;
    private final long[] counts;

    public CategoricalProfile(
            String name, FeatureType type, long missing, long other, List<String> values, long[] counts) {
        if (type.isNumeric() || values.size() != counts.length || values.size() > MAX_VALUES) {
            throw new IllegalArgumentException(name + ": not a categorical profile");
        }
        boolean negative = missing < 0 || other < 0;
        for (long count : counts) {
            negative |= count < 0;
        }
        if (negative || new HashSet<>(values).size() != values.size()) {
            throw new IllegalArgumentException(name + ": values must be distinct and counts can't be negative");
        }
        this.name = name;
        this.type = type;
        this.missing = missing;
        this.other = other;
        this.values = List.copyOf(values);
        this.counts = counts.clone();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public FeatureType type() {
        return type;
    }

    @Override
    public int bins() {
        return values.size() + 2;
    }

    @Override
    public long count(int bin) {
        return switch (bin) {
            case MISSING -> missing;
            case OTHER -> other;
            default -> counts[bin - FIRST];
        };
    }

    /** The values with a bin of their own; value {@code i} is in bin {@code FIRST + i}. */
    public List<String> values() {
        return values;
    }
}
