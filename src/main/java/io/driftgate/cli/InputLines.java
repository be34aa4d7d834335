package io.driftgate.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a stream, as bytes of one reused buffer. A line that is longer than the limit is passed over, and said to be too long.
 * A byte order mark at the start is no part of the first line; a line break at the end starts no line. One thread.
 */
public final class InputLines {
    private static final int FIRST_BYTES = 1 << 18;
    private static final int[] BYTE_ORDER_MARK = {0xef, 0xbb, 0xbf};

    private final InputStream in;
    private final int maxBytes;
    private final BeforeRead beforeRead;
    private byte[] buffer;
    private int filled;
    private int next;
    private int from;
    private int to;
    private long number;
    private boolean tooLong;
    private boolean ended;

    /** What to do before the stream may block. */
    public interface BeforeRead {
        void run() throws IOException;
    }

    public InputLines(InputStream in, int maxBytes, BeforeRead beforeRead) {
        this.in = in;
        this.maxBytes = maxBytes;
        this.beforeRead = beforeRead;
        buffer = new byte[Math.min(FIRST_BYTES, maxBytes + 1)];
    }

    public int maxBytes() {
        return maxBytes;
    }

    public byte[] bytes() {
        return buffer;
    }

    /** First byte of the line. */
    public int from() {
        return from;
    }

    /** One past the last byte of the line, without its line break. */
    public int to() {
        return to;
    }

    /** From 1. */
    public long number() {
        return number;
    }

    /** Whether the line has more bytes than the limit; then it has none here. */
    public boolean isTooLong() {
        return tooLong;
    }

    /** Goes to the next line; false when there is none. */
    public boolean next() throws IOException {
        tooLong = false;
        from = next;
        int seen = next;
        while (true) {
            int end = seen;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            if (end < filled) {
                next = end + 1;
                return found(end);
            }
            seen = filled;
            if (ended) {
                next = filled;
                return (filled > from || tooLong) && found(filled);
            }
            if (filled - from > maxBytes) {
                tooLong = true;
                filled = from;
                seen = from;
            }
            int moved = from;
            read();
            seen -= moved - from;
        }
    }

    private boolean found(int end) {
        number++;
        tooLong |= end - from > maxBytes;
        if (number == 1 && startsWithMark(end)) {
            from += BYTE_ORDER_MARK.length;
        }
        to = tooLong ? from : end;
        return true;
    }

    private boolean startsWithMark(int end) {
        int at = from;
        for (int mark : BYTE_ORDER_MARK) {
            if (at >= end || (buffer[at++] & 0xff) != mark) {
                return false;
            }
        }
        return true;
    }

    /** Makes room behind the bytes of this line and reads more. */
    private void read() throws IOException {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, filled - from);
            filled -= from;
            from = 0;
        }
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, maxBytes + 1L));
        }
        beforeRead.run();
        int read = in.read(buffer, filled, buffer.length - filled);
        ended = read < 0;
        filled += Math.max(read, 0);
    }
}
