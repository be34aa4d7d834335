package io.driftgate.pii;

import java.util.Arrays;

/**
 * An event that waits until all texts in it are decided, with the edits that have been decided so far. Edits that lie in different
 * texts may come in any order, and are put in order once; they never overlap. Mutable, one stream.
 */
final class HeldEvent {
    private static final byte[] NOTHING = {};

    private final byte[] raw;
    private int undecided;
    private int[] froms = {};
    private int[] tos = {};
    private byte[][] texts = {};
    private int edits;
    private boolean ordered = true;

    /** @param raw all its bytes; this object's own */
    HeldEvent(byte[] raw) {
        this.raw = raw;
    }

    byte[] raw() {
        return raw;
    }

    /** One more piece of a text is in here. */
    void await() {
        undecided++;
    }

    /** A piece of a text is decided. */
    void decide() {
        undecided--;
    }

    boolean isDecided() {
        return undecided == 0;
    }

    /** Puts {@code text} in the place of {@code raw[from, to)}. */
    void edit(int from, int to, byte[] text) {
        if (edits == froms.length) {
            int capacity = Math.max(4, edits * 2);
            froms = Arrays.copyOf(froms, capacity);
            tos = Arrays.copyOf(tos, capacity);
            texts = Arrays.copyOf(texts, capacity);
        }
        ordered &= edits == 0 || froms[edits - 1] <= from;
        froms[edits] = from;
        tos[edits] = to;
        texts[edits++] = text;
    }

    private void sort() {
        long[] order = new long[edits];
        for (int i = 0; i < edits; i++) {
            order[i] = (long) froms[i] << 32 | i;
        }
        Arrays.sort(order);
        int[] oldTos = tos.clone();
        byte[][] oldTexts = texts.clone();
        for (int i = 0; i < edits; i++) {
            froms[i] = (int) (order[i] >>> 32);
            tos[i] = oldTos[(int) order[i]];
            texts[i] = oldTexts[(int) order[i]];
        }
        ordered = true;
    }

    /** Takes {@code raw[from, to)} out. */
    void cut(int from, int to) {
        edit(from, to, NOTHING);
    }

    /** Writes the event as it goes on: byte for byte as it came, but for its edits. */
    void writeTo(ByteSink out) {
        if (!ordered) {
            sort();
        }
        int at = 0;
        for (int i = 0; i < edits; i++) {
            out.put(raw, at, froms[i]);
            out.put(texts[i], 0, texts[i].length);
            at = tos[i];
        }
        out.put(raw, at, raw.length);
    }

    /** Bytes that grow. */
    static final class ByteSink {
        private byte[] bytes = NOTHING;
        private int length;

        void put(byte[] from, int start, int end) {
            int count = end - start;
            if (length + count > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(length + count, Math.max(512, bytes.length * 2)));
            }
            System.arraycopy(from, start, bytes, length, count);
            length += count;
        }

        int length() {
            return length;
        }

        /** All that was put, in an array of its own; then there is nothing any more. */
        byte[] take() {
            byte[] taken = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
            bytes = NOTHING;
            length = 0;
            return taken;
        }
    }
}
