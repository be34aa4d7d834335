package io.driftgate.json;

/**
 * Parses a body after the one before, where it has the same shape: clients that send row after row write the same brackets, keys and
 * spaces each time, and other values in between. What stands between two values is compared, byte for byte, and only values are read; of
 * the nodes only offsets change. Anything else is no replay, and left to {@link TapeParser}: so what is let through, and its tape, is the
 * same as by the grammar alone. Guessing a structure from bodies seen before goes back to Mison (Li et al., VLDB 2017).
 *
 * <p>Bodies of more than {@value #MAX_BYTES} bytes, or mostly of numbers, are not tried. Where bodies differ in shape, it is tried ever
 * more seldom. Owned by one {@link JsonTape}.
 */
final class TapeReplay {
    private static final int MAX_BYTES = 32 << 10;

    /** Where there are fewer bytes for each value, as in tables of numbers, the grammar is as fast. */
    private static final int MIN_BYTES_PER_VALUE = 10;

    /** How many parses there may be between two attempts. */
    private static final int MAX_WAIT = 63;

    private static final long END_BITS = (1L << 30) - 1;

    private final NumberScanner numbers = new NumberScanner();
    private final int[] open;

    /** The body before. */
    private byte[] last = new byte[1_024];

    /** Its first byte had this offset in the tape. */
    private int lastFrom;

    private int lastBytes;
    private int nodes;
    private int wait;
    private int waited;

    TapeReplay(int maxDepth) {
        open = new int[maxDepth];
    }

    /** Whether the next body is tried, if there is one to try it after. */
    private boolean isDue() {
        return waited >= wait;
    }

    /** Says that the tape no longer holds the body that was kept. */
    void forget() {
        nodes = 0;
        waited++;
    }

    /** Keeps the body that the tape holds, for the next, when it is due to be tried and worth it. */
    void keep(long[] words, byte[] bytes, int from, int to, int tapeNodes) {
        if (to - from <= MAX_BYTES && isDue() && MIN_BYTES_PER_VALUE * values(words, tapeNodes) <= to - from) {
            keep(bytes, from, to, tapeNodes);
        }
    }

    private static int values(long[] words, int tapeNodes) {
        int values = 0;
        for (int node = 0; node < tapeNodes; node++) {
            int tag = (int) (words[2 * node] >>> 60);
            values += tag > JsonTape.TAG_ARRAY && tag < JsonTape.TAG_KEY ? 1 : 0;
        }
        return values;
    }

    private void keep(byte[] bytes, int from, int to, int tapeNodes) {
        int length = to - from;
        if (last.length < length) {
            last = new byte[Math.max(length, Math.min(2 * last.length, MAX_BYTES))];
        }
        System.arraycopy(bytes, from, last, 0, length);
        lastFrom = from;
        lastBytes = length;
        nodes = tapeNodes;
    }

    /**
     * Parses {@code bytes[from, to)}.
     *
     * @param words of the tape that holds the body that was kept
     * @return the number of nodes; 0 when it is no replay, and what is in the tape is of no meaning
     */
    int parse(long[] words, byte[] bytes, int from, int to) {
        if (nodes == 0 || !isDue() || to - from > MAX_BYTES) {
            return 0;
        }
        int parsed = 0;
        try {
            parsed = replay(words, bytes, from, to) ? nodes : 0;
        } catch (MalformedJson e) {
            parsed = 0; // the grammar says where and why
        }
        if (parsed > 0) {
            wait = 0;
            keep(bytes, from, to, parsed);
        } else {
            wait = Math.min(2 * wait + 1, MAX_WAIT);
            waited = 0;
        }
        return parsed;
    }

    private boolean replay(long[] words, byte[] bytes, int from, int to) throws MalformedJson {
        int lastAt = lastFrom;
        int at = from;
        int depth = 0;
        for (int node = 0; node < nodes; node++) {
            int shift = at - lastAt;
            while (depth > 0 && (int) (words[2 * open[depth - 1] + 1] >>> 32) <= node) {
                words[2 * open[--depth]] += shift;
            }
            long word = words[2 * node];
            int tag = (int) (word >>> 60);
            if (tag <= JsonTape.TAG_ARRAY) {
                words[2 * node] = word + ((long) shift << 30);
                open[depth++] = node;
                continue;
            }
            if (tag == JsonTape.TAG_KEY) {
                words[2 * node] = word + ((long) shift << 30) + shift;
                continue;
            }
            int quote = tag == JsonTape.TAG_STRING ? 1 : 0;
            int lastStart = (int) (word >>> 30 & END_BITS);
            int lastEnd = (int) (word & END_BITS);
            int fixed = lastStart - quote - lastAt;
            if (tag > JsonTape.TAG_STRING || fixed >= to - at || !isSame(lastAt, bytes, at, fixed)) {
                return false; // escaped, or not the same up to here
            }
            at = value(words, node, lastStart, lastEnd, bytes, at + fixed, to);
            if (at < 0) {
                return false;
            }
            lastAt = lastEnd + quote;
        }
        int shift = at - lastAt;
        while (depth > 0) {
            words[2 * open[--depth]] += shift;
        }
        int rest = lastFrom + lastBytes - lastAt;
        return rest == to - at && isSame(lastAt, bytes, at, rest);
    }

    /** Reads the value at {@code at} in place of the last body's; returns the position behind, or -1 where it is none, or escaped. */
    private int value(long[] words, int node, int lastStart, int lastEnd, byte[] bytes, int at, int limit)
            throws MalformedJson {
        boolean wasString = (int) (words[2 * node] >>> 60) == JsonTape.TAG_STRING;
        if (wasString != (bytes[at] == '"')) {
            return -1; // a name that is none any more would change what other values are
        }
        switch (bytes[at]) {
            case '"' -> {
                int length = lastEnd - lastStart;
                boolean same = length + 1 < limit - at && isSame(lastStart, bytes, at + 1, length + 1);
                int end = same ? at + 1 + length : StringScanner.scan(bytes, at + 1, limit);
                if (end < 0) {
                    return -1;
                }
                put(words, node, JsonTape.TAG_STRING, at + 1, end);
                words[2 * node + 1] = same ? 0 : 1;
                return end + 1;
            }
            case 't' -> {
                return literal(words, node, JsonTape.TAG_TRUE, "true", bytes, at, limit);
            }
            case 'f' -> {
                return literal(words, node, JsonTape.TAG_FALSE, "false", bytes, at, limit);
            }
            case 'n' -> {
                return literal(words, node, JsonTape.TAG_NULL, "null", bytes, at, limit);
            }
            case '{', '[' -> {
                return -1;
            }
            default -> {
                int end = numbers.scan(bytes, at, limit);
                put(words, node, JsonTape.TAG_NUMBER, at, end);
                words[2 * node + 1] = Double.doubleToRawLongBits(numbers.value());
                return end;
            }
        }
    }

    private static int literal(long[] words, int node, int tag, String word, byte[] bytes, int at, int limit) {
        if (!TapeParser.startsWith(word, bytes, at, limit)) {
            return -1;
        }
        put(words, node, tag, at, at + word.length());
        return at + word.length();
    }

    private static void put(long[] words, int node, int tag, int start, int end) {
        words[2 * node] = ((long) tag << 60) | ((long) start << 30) | end;
    }

    /** Whether so many bytes of the last body, from an offset of the tape on, are the same as from {@code at} on. There are as many of both. */
    private boolean isSame(int lastAt, byte[] bytes, int at, int length) {
        int other = lastAt - lastFrom;
        int i = 0;
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
            if ((long) StringScanner.LONGS.get(last, other + i) != (long) StringScanner.LONGS.get(bytes, at + i)) {
                return false;
            }
        }
        for (; i < length; i++) {
            if (last[other + i] != bytes[at + i]) {
                return false;
            }
        }
        return true;
    }
}
