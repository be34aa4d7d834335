package io.driftgate.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Lines of JSON for a stream, in one buffer that is written when it is full, and by {@link #flush()}. One thread. */
public final class OutputLines {
    private static final int FULL_BYTES = 1 << 16;
    private static final String HEX = "0123456789abcdef";

    private final OutputStream out;
    private byte[] buffer = new byte[2 * FULL_BYTES];
    private int size;

    public OutputLines(OutputStream out) {
        this.out = out;
    }

    /** Writes ASCII as it is. */
    public OutputLines raw(String ascii) {
        reserve(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            buffer[size++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    public OutputLines number(long number) {
        return raw(Long.toString(number));
    }

    /** Hundredths, with the decimals that they have: {@code 1.0}, {@code 0.85}. */
    public OutputLines score(int hundredths) {
        int units = hundredths / 100;
        int rest = hundredths % 100;
        return raw(rest % 10 == 0 ? units + "." + rest / 10 : units + "." + (rest < 10 ? "0" : "") + rest);
    }

    /** Writes a JSON string with its quotes. */
    public OutputLines string(String text) {
        raw("\"");
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        reserve(6 * utf8.length);
        for (byte b : utf8) {
            if (b == '"' || b == '\\') {
                buffer[size++] = '\\';
                buffer[size++] = b;
            } else if (b >= 0 && b < ' ') {
                raw("\\u00").raw(HEX.substring(b >> 4, (b >> 4) + 1)).raw(HEX.substring(b & 15, (b & 15) + 1));
            } else {
                buffer[size++] = b;
            }
        }
        return raw("\"");
    }

    /** Ends a line. */
    public void end() throws IOException {
        raw("\n");
        if (size >= FULL_BYTES) {
            flush();
        }
    }

    /** Writes what is there. */
    public void flush() throws IOException {
        int bytes = size;
        size = 0;
        try {
            out.write(buffer, 0, bytes);
            out.flush();
        } catch (IOException e) {
            throw ClosedOutput.is(e) ? new ClosedOutput(e) : e;
        }
        if (buffer.length > 2 * FULL_BYTES) {
            buffer = new byte[2 * FULL_BYTES];
        }
    }

    private void reserve(int bytes) {
        if (buffer.length - size < bytes) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, size + bytes));
        }
    }
}
