package io.driftgate.proxy.exchange;

/** Value of the Server-Timing header (W3C Server Timing): durations in milliseconds, to the microsecond. */
final class ServerTiming {
    private ServerTiming() {}

    /** {@code guardNanos} is negative when no guard ran. */
    static String of(long guardNanos, long upstreamNanos) {
        StringBuilder out = new StringBuilder(40);
        if (guardNanos >= 0) {
            duration(out.append("guard;dur="), guardNanos);
            out.append(", ");
        }
        duration(out.append("upstream;dur="), upstreamNanos);
        return out.toString();
    }

    private static void duration(StringBuilder out, long nanos) {
        long micros = nanos / 1000;
        out.append(micros / 1000).append('.');
        int fraction = (int) (micros % 1000);
        out.append((char) ('0' + fraction / 100))
                .append((char) ('0' + fraction / 10 % 10))
                .append((char) ('0' + fraction % 10));
    }
}
