package io.driftgate.cli.baseline;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** How far a build is, on one line of a terminal that is written at most five times a second. One thread. */
final class ProgressLine {
    private static final long PAUSE_NANOS = 200_000_000;
    private static final int WIDTH = 20;

    private final PrintWriter out;
    private final long totalBytes;
    private final LongSupplier nanoClock;
    private final long start;
    private long last;

    /**
     * Prepares.
     *
     * @param fileBytes size of the file, which is read twice
     */
    ProgressLine(PrintWriter out, long fileBytes, LongSupplier nanoClock) {
        this.out = out;
        this.totalBytes = 2 * fileBytes;
        this.nanoClock = nanoClock;
        start = nanoClock.getAsLong();
        last = start;
    }

    /** Takes rows and bytes read so far, in both passes. */
    void at(long rows, long bytes) {
        long now = nanoClock.getAsLong();
        if (now - last < PAUSE_NANOS) {
            return;
        }
        last = now;
        double seconds = (now - start) / 1e9;
        double done = totalBytes == 0 ? 1 : Math.min(1, (double) bytes / totalBytes);
        int filled = (int) (done * WIDTH);
        out.printf(
                Locale.ROOT,
                "\r\033[K[%s%s] %.0f %%  %,d rows in two passes, %,.0f/s, %s left",
                "#".repeat(filled),
                " ".repeat(WIDTH - filled),
                100 * done,
                rows,
                rows / seconds,
                done == 0 ? "?" : time(seconds * (1 - done) / done));
        out.flush();
    }

    /** Leaves the line empty. */
    void clear() {
        out.print("\r\033[K");
        out.flush();
    }

    private static String time(double seconds) {
        long whole = (long) Math.ceil(seconds);
        return whole < 60 ? whole + " s" : String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60);
    }
}
