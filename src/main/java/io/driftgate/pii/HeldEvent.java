package io.driftgate.pii;

import java.util.Arrays;

/**
 * An event that waits until all texts in it are decided, with the edits that have been decided so far. Edits that lie in different
 * texts may come in any order; they never overlap. Mutable, one stream.
 */
final class HeldEvent {
    private static final byte[] NOTHING = {};

    private final byte[] raw;
    private int undecided;
    private int[] froms = {};
    private int[] tos = {};
    private byte[][] texts = {};
    private int edits;

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
        int at = edits++;
        while (at > 0 && froms[at - 1] > from) {
            froms[at] = froms[at - 1];
            tos[at] = tos[at - 1];
            texts[at] = texts[at - 1];
            at--;
        }
        froms[at] = from;
        tos[at] = to;
        texts[at] = text;
    }

    /** Takes {@code raw[from, to)} out. */
    void cut(int from, int to) {
        edit(from, to, NOTHING);
    }

    /** Writes the event as it goes on: byte for byte as it came, but for its edits. */
    void writeTo(ByteSink out) {
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
