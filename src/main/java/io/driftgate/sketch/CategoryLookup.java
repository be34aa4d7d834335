package io.driftgate.sketch;

import io.driftgate.feature.FeatureType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * From a value's bytes, or its number, to its place in a profile's list, without a String and without allocation. Immutable.
 *
 * <p>The hash reads the length and the first and last 8 bytes; should values of the profile agree in all of that more than
 * {@value #MAX_PROBES} times over, every byte is hashed instead. The table is at most a quarter full and holds only the
 * profile's values, so traffic can't lengthen a probe.
 */
public final class CategoryLookup {
    public static final int UNKNOWN = -1;

    private static final int MAX_PROBES = 4;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[][] values;
    private final int maxBytes;
    private final int[] table;
    private final int mask;
    private final boolean everyByte;
    private final double[] numbers;
    private final int[] placesByNumber;

    public CategoryLookup(FeatureType type, List<String> texts) {
        values = new byte[texts.size()][];
        int longest = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = texts.get(i).getBytes(StandardCharsets.UTF_8);
            longest = Math.max(longest, values[i].length);
        }
        maxBytes = longest;
        mask = Integer.highestOneBit(Math.max(4, values.length * 8)) - 1;
        int[] sampled = new int[mask + 1];
        everyByte = fill(sampled, false) > MAX_PROBES;
        if (everyByte) {
            fill(sampled, true);
        }
        table = sampled;

        double[] numberByPlace = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            numberByPlace[i] = numberOf(type, texts.get(i));
        }
        placesByNumber = IntStream.range(0, values.length)
                .filter(i -> !Double.isNaN(numberByPlace[i]))
                .boxed()
                .sorted((a, b) -> Double.compare(numberByPlace[a], numberByPlace[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        numbers =
                Arrays.stream(placesByNumber).mapToDouble(i -> numberByPlace[i]).toArray();
    }

    /** The place of a text value, or {@link #UNKNOWN}. */
    public int find(byte[] bytes, int from, int to) {
        if (to - from > maxBytes) {
            return UNKNOWN;
        }
        int at = hash(bytes, from, to, everyByte) & mask;
        while (true) {
            int place = table[at];
            if (place == UNKNOWN || Arrays.equals(values[place], 0, values[place].length, bytes, from, to)) {
                return place;
            }
            at = (at + 1) & mask;
        }
    }

    /** The place of the value that spells this number, or {@link #UNKNOWN}; 0 and 1 spell false and true of a bool. */
    public int find(double number) {
        int at = Arrays.binarySearch(numbers, number + 0.0); // +0.0 makes -0.0 equal to 0.0
        return at < 0 ? UNKNOWN : placesByNumber[at];
    }

    int find(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return find(bytes, 0, bytes.length);
    }

    private int fill(int[] places, boolean all) {
        Arrays.fill(places, UNKNOWN);
        int longestProbe = 0;
        for (int i = 0; i < values.length; i++) {
            int at = hash(values[i], 0, values[i].length, all) & mask;
            int probe = 0;
            while (places[at] != UNKNOWN) {
                at = (at + 1) & mask;
                probe++;
            }
            places[at] = i;
            longestProbe = Math.max(longestProbe, probe);
        }
        return longestProbe;
    }

    private static double numberOf(FeatureType type, String text) {
        if (type == FeatureType.BOOL) {
            return text.equals("true") ? 1 : 0;
        }
        return NumberText.isNumber(text) ? Double.parseDouble(text) + 0.0 : Double.NaN;
    }

    private static int hash(byte[] bytes, int from, int to, boolean all) {
        int length = to - from;
        long hash = length;
        if (all) {
            for (int i = from; i < to; i++) {
                hash = hash * 31 + bytes[i];
            }
        } else if (length >= 8) {
            hash += (long) LONGS.get(bytes, from) * 0x9E3779B97F4A7C15L ^ (long) LONGS.get(bytes, to - 8);
        } else if (length >= 4) {
            hash += (int) INTS.get(bytes, from) * 0x9E3779B97F4A7C15L ^ (int) INTS.get(bytes, to - 4);
        } else if (length > 0) {
            hash += bytes[from] | bytes[from + (length >>> 1)] << 8 | bytes[to - 1] << 16;
        }
        hash *= 0xD6E8FEB86659FD93L;
        return (int) (hash >>> 32 ^ hash >>> 47);
    }
}
