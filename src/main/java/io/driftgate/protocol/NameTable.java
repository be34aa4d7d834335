package io.driftgate.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A few names known at load, found by their UTF-8 bytes without a String. Immutable, any thread. */
final class NameTable {
    static final int UNKNOWN = -1;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** 2^64 divided by the golden ratio: spreads what differs in few bits over the upper ones (Knuth, TAOCP 3, 6.4). */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private final byte[][] names;
    /** The first eight bytes of each name: all of a shorter one. */
    private final long[] words;

    private final int[] slots;

    private NameTable(List<String> names) {
        this.names = new byte[names.size()][];
        this.words = new long[names.size()];
        // At most half full, and only names from here in it: what a request asks for can't lengthen a probe.
        this.slots = new int[Integer.highestOneBit(Math.max(4, names.size() * 4))];
        Arrays.fill(slots, UNKNOWN);
        for (int i = 0; i < this.names.length; i++) {
            byte[] name = names.get(i).getBytes(StandardCharsets.UTF_8);
            words[i] = word(name, 0, name.length);
            int slot = hash(words[i], name, 0, name.length) & (slots.length - 1);
            while (slots[slot] != UNKNOWN) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = i;
            this.names[i] = name;
        }
    }

    static NameTable of(String... names) {
        return new NameTable(List.of(names));
    }

    static NameTable of(List<String> names) {
        return new NameTable(names);
    }

    int size() {
        return names.length;
    }

    /** The place of {@code bytes[from, to)} in the list of names, or {@link #UNKNOWN}. */
    int find(byte[] bytes, int from, int to) {
        long word = word(bytes, from, to);
        int slot = hash(word, bytes, from, to) & (slots.length - 1);
        while (true) {
            int name = slots[slot];
            if (name == UNKNOWN || (words[name] == word && isName(name, bytes, from, to))) {
                return name;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
    }

    /** Whether bytes that begin as a name does go on as it does. */
    private boolean isName(int name, byte[] bytes, int from, int to) {
        byte[] all = names[name];
        int length = to - from;
        return all.length == length && (length <= Long.BYTES || Arrays.equals(all, 0, length, bytes, from, to));
    }

    /** Mixes the length with the first and the last eight bytes: two loads, where a loop over the name would show in profiles. */
    private static int hash(long word, byte[] bytes, int from, int to) {
        int length = to - from;
        long mixed = length >= Long.BYTES ? word ^ Long.rotateLeft((long) LONGS.get(bytes, to - Long.BYTES), 29) : word;
        mixed = (mixed + length) * SPREAD;
        return (int) (mixed >>> 40);
    }

    /** The first eight bytes, or all there are with zeros behind. */
    private static long word(byte[] bytes, int from, int to) {
        if (to - from >= Long.BYTES) {
            return (long) LONGS.get(bytes, from);
        }
        if (from <= bytes.length - Long.BYTES) {
            return (long) LONGS.get(bytes, from) & ((1L << (8 * (to - from))) - 1);
        }
        long word = 0;
        for (int at = to - 1; at >= from; at--) {
            word = (word << 8) | (bytes[at] & 0xFF);
        }
        return word;
    }
}
