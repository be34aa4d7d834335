package io.driftgate.json;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Finds a key that stands twice in one object: one open-addressing table for all keys of a body, so that an object costs
 * nothing of its own. Owned by one {@link TapeParser}.
 *
 * <p>Invariants: a slot holds {@code base + node}; what is below {@code base} is left over from earlier bodies and counts as
 * empty, so a new body starts without clearing. The table is at most half full. Keys are equal only if their unescaped bytes
 * are; the hash only decides where to look.
 *
 * <p>The hash folds 128-bit products (as wyhash does, https://github.com/wangyi-fudan/wyhash) with a secret multiplier and a
 * secret seed per body. With a known multiplier, keys that collide under every seed can be written down; with a secret one
 * the effect of a changed bit is not known to the sender, so no body makes probes long.
 */
final class KeyTable {
    private static final int FIRST_SLOTS = 512;
    private static final int KEPT_SLOTS = 1 << 17;
    private static final int KEPT_SCRATCH_BYTES = 4_096;
    private static final int MAX_NODES = 1 << 30;
    private static final long WEYL_STEP = 0x9E37_79B9_7F4A_7C15L;

    private final long multiplier;
    private long seed;
    private int[] slots = new int[FIRST_SLOTS];
    private int base = 1;
    private int used;
    private int lastNode;
    private byte[] scratch = new byte[64];

    KeyTable() {
        SecureRandom random = new SecureRandom();
        multiplier = random.nextLong() | 1;
        seed = random.nextLong();
    }

    void begin() {
        base += lastNode + 1;
        if (base > Integer.MAX_VALUE - MAX_NODES) {
            Arrays.fill(slots, 0);
            base = 1;
        }
        used = 0;
        lastNode = 0;
        seed += WEYL_STEP;
    }

    void release() {
        if (slots.length > KEPT_SLOTS) {
            slots = new int[FIRST_SLOTS];
        }
        if (scratch.length > KEPT_SCRATCH_BYTES) {
            scratch = new byte[64];
        }
    }

    /** Adds a key of {@code object}; false when the object has it already. */
    boolean add(JsonTape tape, int object, int key) {
        if (2 * used >= slots.length) {
            grow(tape);
        }
        byte[] text = tape.bytes();
        int from = tape.start(key);
        int to = tape.end(key);
        if (tape.isEscaped(key)) {
            scratch = JsonTape.grown(scratch, to - from);
            to = tape.unescape(key, scratch, 0);
            from = 0;
            text = scratch;
        }
        int hash = hash(text, from, to, object);
        long mark = ((long) object << 32) | (hash & 0xFFFF_FFFFL);
        int slot = hash & (slots.length - 1);
        while (slots[slot] >= base) {
            int other = slots[slot] - base;
            if (tape.mark(other) == mark && tape.textEquals(other, text, from, to)) {
                return false;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = base + key;
        tape.mark(key, mark);
        used++;
        lastNode = key;
        return true;
    }

    private void grow(JsonTape tape) {
        int[] old = slots;
        slots = new int[2 * old.length];
        for (int entry : old) {
            if (entry >= base) {
                int slot = (int) tape.mark(entry - base) & (slots.length - 1);
                while (slots[slot] != 0) {
                    slot = (slot + 1) & (slots.length - 1);
                }
                slots[slot] = entry;
            }
        }
    }

    private int hash(byte[] bytes, int from, int to, int object) {
        long hash = fold((seed + object) ^ ((long) (to - from) << 32));
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            hash = fold(hash ^ (long) StringScanner.LONGS.get(bytes, at));
        }
        if (at < to) {
            hash = fold(hash ^ tail(bytes, at, to));
        }
        return (int) (hash ^ (hash >>> 32));
    }

    private static long tail(byte[] bytes, int from, int to) {
        if (from <= bytes.length - Long.BYTES) {
            return (long) StringScanner.LONGS.get(bytes, from) & ((1L << (8 * (to - from))) - 1);
        }
        long word = 0;
        for (int at = to - 1; at >= from; at--) {
            word = (word << 8) | (bytes[at] & 0xFF);
        }
        return word;
    }

    private long fold(long value) {
        return Math.multiplyHigh(value, multiplier) ^ value * multiplier;
    }
}
