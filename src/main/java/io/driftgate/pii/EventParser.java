package io.driftgate.pii;

import java.util.Arrays;

/**
 * Finds the events in the bytes of an event stream (WHATWG HTML, section 9.2.5 and 9.2.6), a piece at a time. Lines end with CR, LF or
 * CRLF, an empty line ends an event, a byte order mark may come first. All bytes of an event are kept, comments and line ends
 * included, so that it can go on as it came.
 *
 * <p>Where the pieces end changes nothing: an event that ends with CR is complete only when the next byte has shown whether its LF
 * belongs to it. Mutable, one stream, one event loop.
 */
final class EventParser {
    private static final byte[] DATA = {'d', 'a', 't', 'a'};

    private final int maxBytes;
    private byte[] raw = new byte[512];
    private int length;
    private int lineStart;
    private boolean afterReturn;
    private boolean atStart = true;
    private boolean complete;
    private boolean awaitingFeed; // the event is over, but for a line feed that may follow its return

    private final Ranges data = new Ranges();
    private final Ranges others = new Ranges();

    /** @param maxBytes of one event */
    EventParser(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes bytes up to the end of an event, and returns where it stopped: {@code to}, or the first byte that isn't taken. */
    int feed(byte[] in, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = in[i];
            if (awaitingFeed) {
                awaitingFeed = false;
                complete = true;
                if (b == '\n') {
                    put(b);
                    return i + 1;
                }
                return i;
            }
            if (length == maxBytes) {
                return i;
            }
            put(b);
            if (b == '\n' && afterReturn) {
                afterReturn = false;
                lineStart = length;
                continue;
            }
            afterReturn = b == '\r';
            if (b == '\r' || b == '\n') {
                boolean empty = endLine(length - 1);
                lineStart = length;
                if (empty && b == '\n') {
                    complete = true;
                    return i + 1;
                }
                awaitingFeed = empty;
            }
        }
        return to;
    }

    /** No more bytes come: a last line that has no end is a line as well, for whoever reads it so. */
    void end() {
        if (lineStart < length) {
            endLine(length);
        }
    }

    boolean isComplete() {
        return complete;
    }

    /** Whether the event at hand is larger than any may be; then nothing more is taken. */
    boolean isOverflown() {
        return length == maxBytes && !complete;
    }

    /** On to the next event. */
    void next() {
        complete = false;
        afterReturn = false;
        length = 0;
        lineStart = 0;
        data.clear();
        others.clear();
    }

    /** The bytes of the event, up to {@link #length()}; valid until the next feed. */
    byte[] raw() {
        return raw;
    }

    int length() {
        return length;
    }

    /** The values of its data lines, as ranges of {@link #raw()}. */
    Ranges data() {
        return data;
    }

    /** Its other lines: comments, names, ids. */
    Ranges others() {
        return others;
    }

    private void put(byte b) {
        if (length == raw.length) {
            raw = Arrays.copyOf(raw, length * 2);
        }
        raw[length++] = b;
    }

    /** Notes the line that ends at {@code end}, and tells whether it is empty. */
    private boolean endLine(int end) {
        int from = lineStart;
        if (atStart) {
            atStart = false;
            boolean mark = end - from >= 3
                    && raw[from] == (byte) 0xef
                    && raw[from + 1] == (byte) 0xbb
                    && raw[from + 2] == (byte) 0xbf;
            from += mark ? 3 : 0;
        }
        if (from == end) {
            return true;
        }
        int name = from + DATA.length;
        boolean isData = name <= end
                && Arrays.equals(raw, from, name, DATA, 0, DATA.length)
                && (name == end || raw[name] == ':');
        if (!isData) {
            others.add(from, end);
            return false;
        }
        int value = Math.min(name + 1, end);
        data.add(value < end && raw[value] == ' ' ? value + 1 : value, end);
        return false;
    }

    /** Ranges of bytes, in order. Reused. */
    static final class Ranges {
        private int[] bounds = new int[8];
        private int size;

        int size() {
            return size;
        }

        int from(int index) {
            return bounds[2 * index];
        }

        int to(int index) {
            return bounds[2 * index + 1];
        }

        void add(int from, int to) {
            if (2 * size == bounds.length) {
                bounds = Arrays.copyOf(bounds, 4 * size);
            }
            bounds[2 * size] = from;
            bounds[2 * size + 1] = to;
            size++;
        }

        void clear() {
            size = 0;
        }
    }
}
