package io.driftgate.proxy.http1;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * A head that is being written: a plain array, into which strings and ranges are copied whole, before all of it goes into a channel's
 * buffer at once. Reused from head to head; owned by one event loop.
 */
final class HeadBytes {
    private byte[] bytes = new byte[2048];
    private int size;

    /** Begins a head. */
    HeadBytes begin() {
        size = 0;
        return this;
    }

    /** Adds an ASCII text. What is none becomes a question mark, so that no character turns into a line end. */
    void ascii(String text) {
        int length = text.length();
        int at = add(length);
        byte[] to = bytes;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            to[at + i] = c < 0x80 ? (byte) c : (byte) '?';
        }
    }

    void octet(int value) {
        int at = add(1);
        bytes[at] = (byte) value;
    }

    /** Adds {@code from[start, end)}. */
    void range(byte[] from, int start, int end) {
        int at = add(end - start);
        System.arraycopy(from, start, bytes, at, end - start);
    }

    void decimal(long value) {
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        int at = add(digits);
        long rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    void colon() {
        int at = add(2);
        bytes[at] = ':';
        bytes[at + 1] = ' ';
    }

    void lineEnd() {
        int at = add(2);
        bytes[at] = '\r';
        bytes[at + 1] = '\n';
    }

    int size() {
        return size;
    }

    void copyTo(ByteBuf out) {
        out.writeBytes(bytes, 0, size);
    }

    /** Makes room and returns where it begins. */
    private int add(int length) {
        int at = size;
        size = at + length;
        if (size > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size, 2 * bytes.length));
        }
        return at;
    }
}
