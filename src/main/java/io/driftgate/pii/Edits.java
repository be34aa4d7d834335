package io.driftgate.pii;

import java.util.Arrays;

/**
 * What has to be written in place of what stands in the parts of a request: ranges in order, not overlapping. Mutable, reused, one
 * event loop.
 */
final class Edits {
    private static final int KEPT = 64;
    private static final int KEPT_BYTES = 4_096;

    private int[] parts = new int[KEPT];
    private int[] froms = new int[KEPT];
    private int[] tos = new int[KEPT];
    /** Where the text ends that is written for an edit; it starts where the one before ends. */
    private int[] ends = new int[KEPT];

    private byte[] written = new byte[KEPT_BYTES];
    private int size;

    int size() {
        return size;
    }

    /** Whether a part has any. */
    boolean has(int part) {
        int first = first(part);
        return first < size && parts[first] == part;
    }

    /** Begins an edit behind all others; what a former one covers is left out. One that touches the last goes on with it. */
    void begin(int part, int from, int to) {
        boolean follows = size > 0 && parts[size - 1] == part;
        if (follows && from <= tos[size - 1]) {
            tos[size - 1] = Math.max(to, tos[size - 1]);
            return;
        }
        if (size == froms.length) {
            resize(size * 2);
        }
        parts[size] = part;
        froms[size] = from;
        tos[size] = to;
        ends[size] = size == 0 ? 0 : ends[size - 1];
        size++;
    }

    /** Where the last edit ends in its part; -1 when the part has none. */
    int lastEnd(int part) {
        return size > 0 && parts[size - 1] == part ? tos[size - 1] : -1;
    }

    /** Writes a byte of the edit that was begun. */
    void write(byte b) {
        int end = ends[size - 1]++;
        if (end == written.length) {
            written = Arrays.copyOf(written, 2 * end);
        }
        written[end] = b;
    }

    /** What becomes of {@code body[from, to)} of a part, in a fresh array. */
    byte[] apply(int part, byte[] body, int from, int to) {
        int first = first(part);
        int end = first(part + 1);
        int length = to - from;
        for (int i = first; i < end; i++) {
            length += ends[i] - start(i) - (tos[i] - froms[i]);
        }
        byte[] edited = new byte[length];
        int in = from;
        int out = 0;
        for (int i = first; i < end; i++) {
            System.arraycopy(body, in, edited, out, froms[i] - in);
            out += froms[i] - in;
            System.arraycopy(written, start(i), edited, out, ends[i] - start(i));
            out += ends[i] - start(i);
            in = tos[i];
        }
        System.arraycopy(body, in, edited, out, to - in);
        return edited;
    }

    void clear() {
        size = 0;
        if (froms.length > KEPT) {
            resize(KEPT);
        }
        if (written.length > KEPT_BYTES) {
            written = new byte[KEPT_BYTES];
        }
    }

    int from(int edit) {
        return froms[edit];
    }

    int to(int edit) {
        return tos[edit];
    }

    /** What is written in place of it. */
    byte[] text(int edit) {
        return Arrays.copyOfRange(written, start(edit), ends[edit]);
    }

    private int start(int edit) {
        return edit == 0 ? 0 : ends[edit - 1];
    }

    /** The first edit of a part or a later one. */
    private int first(int part) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (parts[middle] < part) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void resize(int capacity) {
        parts = Arrays.copyOf(parts, capacity);
        froms = Arrays.copyOf(froms, capacity);
        tos = Arrays.copyOf(tos, capacity);
        ends = Arrays.copyOf(ends, capacity);
    }
}
