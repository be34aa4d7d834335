package io.driftgate.cli.policy;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureType;
import io.driftgate.sketch.NumberText;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * What was seen of one column of a file: which types all its values fit, their bounds, their quantiles (of a uniform sample), its
 * values while they are few. Memory is bounded by the sample and the number of categories, whatever the file's size. One thread.
 */
final class ObservedColumn {
    /** Longer values are never categories. */
    private static final int MAX_CATEGORY_CHARS = 100;

    /** A value has to come back this often on average for a list of values to be one of categories. */
    private static final int MIN_REPEATS = 5;

    /** Whole numbers above it are not exact as JSON's doubles. */
    private static final double MAX_EXACT = 9_007_199_254_740_992.0;

    private final String name;
    private final int maxCategories;
    private final double[] sample;
    private final Random random;

    private long rows;
    private long empty;
    private long notValues;
    private boolean allNumbers = true;
    private boolean allWhole = true;
    private boolean allBools = true;
    private boolean leadingZero;
    private long numbers;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private int shortest = Integer.MAX_VALUE;
    private int longest;
    private final Map<String, Long> categories = new LinkedHashMap<>();
    private boolean tooManyCategories;

    /**
     * @param maxCategories more different values than that make no enum
     * @param sampleSize numbers that are kept for quantiles
     */
    ObservedColumn(String name, int maxCategories, int sampleSize, long seed) {
        this.name = name;
        this.maxCategories = maxCategories;
        sample = new double[sampleSize];
        random = new Random(seed);
    }

    void add(String field) {
        rows++;
        if (field.isEmpty()) {
            empty++;
            return;
        }
        int length = field.codePointCount(0, field.length());
        shortest = Math.min(shortest, length);
        longest = Math.max(longest, length);
        addCategory(field, length);
        String text = field.strip();
        String lower = text.length() > 5 ? "" : text.toLowerCase(Locale.ROOT);
        if (NumberText.isMissing(text)) { // in a column of text it is text
            notValues++;
            return;
        }
        allBools &= lower.equals("true") || lower.equals("false");
        if (allNumbers) {
            addNumber(text);
        }
    }

    private void addNumber(String text) {
        double value = NumberText.isNumber(text) ? Double.parseDouble(text) : Double.NaN;
        // 007 is an article or a postcode, and the number 7 would not be.
        leadingZero |= text.matches("[-+]?0[0-9].*");
        if (!Double.isFinite(value) || leadingZero) {
            allNumbers = false;
            return;
        }
        allWhole &= value == Math.rint(value) && Math.abs(value) <= MAX_EXACT;
        min = Math.min(min, value + 0.0);
        max = Math.max(max, value + 0.0);
        if (numbers < sample.length) {
            sample[(int) numbers] = value;
        } else {
            long place = random.nextLong(numbers + 1);
            if (place < sample.length) {
                sample[(int) place] = value;
            }
        }
        numbers++;
    }

    private void addCategory(String field, int length) {
        if (tooManyCategories) {
            return;
        }
        categories.merge(field, 1L, Long::sum);
        if (categories.size() > maxCategories || length > MAX_CATEGORY_CHARS) {
            tooManyCategories = true;
            categories.clear();
        }
    }

    String name() {
        return name;
    }

    /** Empty when there was no value at all. */
    Optional<FeatureType> type() {
        long values = rows - empty - notValues;
        if (values == 0) {
            return Optional.empty();
        }
        if (allBools) {
            return Optional.of(FeatureType.BOOL);
        }
        if (allNumbers) {
            return Optional.of(allWhole ? FeatureType.INT : FeatureType.FLOAT);
        }
        boolean repeats = !tooManyCategories && rows - empty >= (long) MIN_REPEATS * categories.size();
        return Optional.of(repeats ? FeatureType.ENUM : FeatureType.STRING);
    }

    /** The column as a feature; a string when it never had a value. */
    Feature feature() {
        FeatureType type = type().orElse(FeatureType.STRING);
        return type == FeatureType.ENUM ? new Feature(name, type, categories(), "") : new Feature(name, type);
    }

    /** The different values in the order of their frequency. */
    List<String> categories() {
        return categories.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    boolean hasLeadingZero() {
        return leadingZero;
    }

    long rows() {
        return rows;
    }

    /** Rows without a value, as far as the type knows a word for that. */
    long missing() {
        Optional<FeatureType> type = type();
        boolean words = type.isPresent() && (type.get().isNumeric() || type.get() == FeatureType.BOOL);
        return empty + (words ? notValues : 0);
    }

    double min() {
        return min;
    }

    double max() {
        return max;
    }

    int shortest() {
        return shortest;
    }

    int longest() {
        return longest;
    }

    /** Quantiles of the numbers, by the nearest rank in the sample. */
    double[] quantiles(double... shares) {
        double[] sorted = Arrays.copyOf(sample, (int) Math.min(numbers, sample.length));
        Arrays.sort(sorted);
        return Arrays.stream(shares)
                .map(share -> sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))])
                .toArray();
    }
}
