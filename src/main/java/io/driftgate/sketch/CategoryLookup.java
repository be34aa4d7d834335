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
 * <p>Length, first and last 8 bytes are all of a value of up to 16 bytes, and beside each place in the table, so that such a value is
 * found without its bytes being looked up. They are what is hashed as well; should values of the profile agree in all of that more than
 * {@value #MAX_PROBES} times over, every byte is hashed instead. The table is at most a quarter full and holds only the
 * profile's values, so traffic can't lengthen a probe.
 */
public final class CategoryLookup {
    public static final int UNKNOWN = -1;

    private static final int MAX_PROBES = 4;

    /** Up to so many bytes, {@link #head} and {@link #tail} leave none out. */
    private static final int WITHOUT_MIDDLE = 16;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[][] values;
    private final int maxBytes;
    /** Of the value at each place of the table, or {@link #UNKNOWN}. */
    private final int[] table;

    /** Head and tail of the same. */
    private final long[] ends;

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
        ends = new long[2 * table.length];
        for (int at = 0; at < table.length; at++) {
            if (table[at] != UNKNOWN) {
                byte[] value = values[table[at]];
                ends[2 * at] = head(value, 0, value.length);
                ends[2 * at + 1] = tail(value, 0, value.length);
            }
        }

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
        int length = to - from;
        if (length > maxBytes) {
            return UNKNOWN;
        }
        long head = head(bytes, from, length);
        long tail = tail(bytes, from, length);
        int at = (everyByte ? hashOfAll(bytes, from, length) : hash(length, head, tail)) & mask;
        while (true) {
            int place = table[at];
            if (place == UNKNOWN
                    || (ends[2 * at] == head && ends[2 * at + 1] == tail && isRest(place, bytes, from, to))) {
                return place;
            }
            at = (at + 1) & mask;
        }
    }

    /** Whether a value whose head and tail are those of the bytes has their length and middle too. */
    private boolean isRest(int place, byte[] bytes, int from, int to) {
        byte[] value = values[place];
        return value.length == to - from
                && (value.length <= WITHOUT_MIDDLE || Arrays.equals(value, 0, value.length, bytes, from, to));
    }

    /** The place of the value that spells this number, or {@link #UNKNOWN}; 0 and 1 spell false and true of a bool. */
    public int find(double number) {
        int at = Arrays.binarySearch(numbers, number + 0.0); // +0.0 makes -0.0 equal to 0.0
        return at < 0 ? UNKNOWN : placesByNumber[at];
    }

    /** Whether heads and tails tell its values apart too badly, which makes the time for a value grow with its length. */
    boolean hashesEveryByte() {
        return everyByte;
    }

    int find(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return find(bytes, 0, bytes.length);
    }

    private int fill(int[] places, boolean all) {
        Arrays.fill(places, UNKNOWN);
        int longestProbe = 0;
        for (int i = 0; i < values.length; i++) {
            byte[] value = values[i];
            int length = value.length;
            int hash = all ? hashOfAll(value, 0, length) : hash(length, head(value, 0, length), tail(value, 0, length));
            int at = hash & mask;
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

    /** The first 8 bytes; the first 4 of fewer; of fewer than 4 all, the middle one for the second of three. */
    private static long head(byte[] bytes, int from, int length) {
        if (length >= Long.BYTES) {
            return (long) LONGS.get(bytes, from);
        }
        if (length >= Integer.BYTES) {
            return (int) INTS.get(bytes, from);
        }
        if (length == 0) {
            return 0;
        }
        int middle = (bytes[from + (length >>> 1)] & 0xff) << 8;
        return (bytes[from] & 0xff) | middle | (bytes[from + length - 1] & 0xff) << 16;
    }

    /** The last 8 bytes; the last 4 of fewer; none of fewer than 4. */
    private static long tail(byte[] bytes, int from, int length) {
        if (length >= Long.BYTES) {
            return (long) LONGS.get(bytes, from + length - Long.BYTES);
        }
        return length >= Integer.BYTES ? (int) INTS.get(bytes, from + length - Integer.BYTES) : 0;
    }

    private static int hash(int length, long head, long tail) {
        return mix(length + (head * 0x9E3779B97F4A7C15L ^ tail));
    }

    private static int hashOfAll(byte[] bytes, int from, int length) {
        long hash = length;
        for (int i = from; i < from + length; i++) {
            hash = hash * 31 + bytes[i];
        }
        return mix(hash);
    }

    /** A product's upper half depends on all lower bits, so the upper ones, which a value's last bytes are in, are folded down first. */
    private static int mix(long hash) {
        return (int) (((hash ^ (hash >>> 32)) * 0xD6E8FEB86659FD93L) >>> 32);
    }
}
