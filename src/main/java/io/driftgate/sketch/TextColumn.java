package io.driftgate.sketch;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Learns a column of text or of true and false. The values of an enum are the schema's. Those of other text are found in
 * bounded memory: every value with more than 1/{@value #CANDIDATES} of the rows is among the candidates (Misra, Gries:
 * Finding repeated elements, 1982), and all values are while there are no more than that. The counts are exact.
 *
 * <p>A free text that occurs fewer than {@value #MIN_ROWS} times counts as other, so identifiers and the like never get into
 * a baseline file.
 */
final class TextColumn implements ColumnProfiler {
    static final int CANDIDATES = 4096;
    static final int MIN_ROWS = 5;

    private final Feature feature;
    private final Map<String, long[]> countsByValue = new LinkedHashMap<>();
    private final List<String> coded = new ArrayList<>();
    private int[] binOfCode = {};
    private boolean counting;
    private long missing;
    private long other;

    TextColumn(Feature feature) {
        this.feature = feature;
        List<String> known = feature.type() == FeatureType.BOOL ? List.of("false", "true") : feature.categories();
        known.forEach(value -> countsByValue.put(value, new long[1]));
    }

    @Override
    public void learn(FeatureRow row, int slot) {
        if (row.kind(slot) != FeatureRow.ABSENT && feature.type() == FeatureType.STRING) {
            String value = value(row, slot);
            if (isShort(value)) {
                keep(value);
            }
        }
    }

    private void keep(String value) {
        long[] count = countsByValue.get(value);
        if (count != null) {
            count[0]++;
        } else if (countsByValue.size() < CANDIDATES) {
            countsByValue.put(value, new long[] {1});
        } else {
            countsByValue.values().removeIf(held -> --held[0] == 0);
        }
    }

    @Override
    public int width() {
        return 1;
    }

    /** The code of a value is its place among the candidates, behind missing and other. */
    @Override
    public void count(FeatureRow row, int slot, char[] codes, int at) {
        if (!counting) {
            counting = true;
            countsByValue.replaceAll((value, held) -> {
                coded.add(value);
                return new long[] {0, CategoricalProfile.OTHER + coded.size()};
            });
        }
        if (row.kind(slot) == FeatureRow.ABSENT) {
            missing++;
            codes[at] = FeatureProfile.MISSING;
            return;
        }
        long[] count = countsByValue.get(value(row, slot));
        if (count == null) {
            other++;
            codes[at] = CategoricalProfile.OTHER;
        } else {
            count[0]++;
            codes[at] = (char) count[1];
        }
    }

    @Override
    public int bin(int profile, char code) {
        return code < CategoricalProfile.FIRST ? code : binOfCode[code - CategoricalProfile.FIRST];
    }

    @Override
    public List<FeatureProfile> profiles() {
        List<Map.Entry<String, long[]>> entries = new ArrayList<>(countsByValue.entrySet());
        if (feature.type() != FeatureType.BOOL) {
            entries.sort(Comparator.comparingLong((Map.Entry<String, long[]> entry) -> -entry.getValue()[0])
                    .thenComparing(Map.Entry::getKey));
        }
        Map<String, Long> kept = new LinkedHashMap<>();
        long rest = other;
        for (Map.Entry<String, long[]> entry : entries) {
            long count = entry.getValue()[0];
            boolean tooRare = feature.type() == FeatureType.STRING && count < MIN_ROWS;
            if (tooRare || kept.size() == CategoricalProfile.MAX_VALUES || !isShort(entry.getKey())) {
                rest += count;
            } else {
                kept.put(entry.getKey(), count);
            }
        }
        List<String> values = new ArrayList<>(kept.keySet());
        binOfCode = coded.stream()
                .mapToInt(values::indexOf)
                .map(place -> place < 0 ? CategoricalProfile.OTHER : CategoricalProfile.FIRST + place)
                .toArray();
        return List.of(new CategoricalProfile(
                feature.name(),
                feature.type(),
                missing,
                rest,
                values,
                kept.values().stream().mapToLong(Long::longValue).toArray()));
    }

    /** The value as the profile spells it; a number as the enum spells it, as requests are counted. */
    private String value(FeatureRow row, int slot) {
        return switch (row.kind(slot)) {
            case FeatureRow.TEXT ->
                new String(
                        row.textBuffer(slot),
                        row.textFrom(slot),
                        row.textTo(slot) - row.textFrom(slot),
                        StandardCharsets.UTF_8);
            case FeatureRow.BOOL -> row.number(slot) == 1 ? "true" : "false";
            default -> spelled(row.number(slot));
        };
    }

    private String spelled(double number) {
        for (String category : feature.categories()) {
            if (NumberText.isNumber(category) && Double.parseDouble(category) == number) {
                return category;
            }
        }
        return Math.abs(number) < 1L << 53 && number == Math.rint(number)
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    private static boolean isShort(String value) {
        return value.length() <= CategoricalProfile.MAX_VALUE_BYTES
                && value.getBytes(StandardCharsets.UTF_8).length <= CategoricalProfile.MAX_VALUE_BYTES;
    }
}
