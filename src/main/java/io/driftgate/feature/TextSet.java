package io.driftgate.feature;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;

/**
 * A set of texts, looked up by UTF-8 bytes without a String. Immutable, any thread. Open addressing, at most half full, filled
 * from a policy file only, so a request can't lengthen a probe.
 */
public final class TextSet {
    private final byte[][] table;
    private final int mask;

    public TextSet(Collection<String> texts) {
        table = new byte[Integer.highestOneBit(Math.max(4, texts.size() * 4))][];
        mask = table.length - 1;
        for (String text : texts) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            if (!contains(utf8, 0, utf8.length)) {
                table[freeFor(utf8)] = utf8;
            }
        }
    }

    public boolean contains(byte[] buffer, int from, int to) {
        int at = hash(buffer, from, to) & mask;
        while (table[at] != null) {
            if (Arrays.equals(table[at], 0, table[at].length, buffer, from, to)) {
                return true;
            }
            at = (at + 1) & mask;
        }
        return false;
    }

    private int freeFor(byte[] utf8) {
        int at = hash(utf8, 0, utf8.length) & mask;
        while (table[at] != null) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private static int hash(byte[] bytes, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + bytes[i];
        }
        return hash ^ hash >>> 15;
    }
}
