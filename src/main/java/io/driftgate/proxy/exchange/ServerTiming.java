package io.driftgate.proxy.exchange;

import java.nio.charset.StandardCharsets;

/** Value of the Server-Timing header (W3C Server Timing): durations in milliseconds, to the microsecond. */
final class ServerTiming {
    /** Longer than any value. */
    static final int MAX_BYTES = 80;

    private static final byte[] GUARD = "guard;dur=".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEXT = ", ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UPSTREAM = "upstream;dur=".getBytes(StandardCharsets.US_ASCII);

    private ServerTiming() {}

    /** Writes the value to the start of {@code out} and returns its end. {@code guardNanos} is negative when no guard ran. */
    static int write(long guardNanos, long upstreamNanos, byte[] out) {
        int at = 0;
        if (guardNanos >= 0) {
            at = duration(guardNanos, out, text(GUARD, out, at));
            at = text(NEXT, out, at);
        }
        return duration(upstreamNanos, out, text(UPSTREAM, out, at));
    }

    private static int text(byte[] text, byte[] out, int at) {
        System.arraycopy(text, 0, out, at, text.length);
        return at + text.length;
    }

    private static int duration(long nanos, byte[] out, int from) {
        long micros = nanos / 1000;
        long millis = micros / 1000;
        int digits = 1;
        for (long rest = millis / 10; rest > 0; rest /= 10) {
            digits++;
        }
        int at = from + digits;
        for (int i = at - 1; i >= from; i--) {
            out[i] = (byte) ('0' + millis % 10);
            millis /= 10;
        }
        int fraction = (int) (micros % 1000);
        out[at] = '.';
        out[at + 1] = (byte) ('0' + fraction / 100);
        out[at + 2] = (byte) ('0' + fraction / 10 % 10);
        out[at + 3] = (byte) ('0' + fraction % 10);
        return at + 4;
    }
}
