package io.driftgate.audit.log;

import java.io.IOException;

/** Looks at the log from outside: a disk that stands still, records that are dropped, how long the disk will last. The checkpointer's thread ticks; any reads. */
final class LogWatch {
    /** A write or sync that takes longer counts as failed until it ends. */
    static final long STALLED_NANOS = 10_000_000_000L;

    private static final long QUIET_NANOS = 60_000_000_000L;
    private static final long SAMPLE_NANOS = 10_000_000_000L;
    private static final int SAMPLES = 61;

    private final LogFiles files;
    private final LogWriter writer;
    private final Inlets inlets;
    private final Troubles troubles;

    // Bytes written at the ends of the last ten minutes' tenths of a minute, as a ring.
    private final long[] sampleNanos = new long[SAMPLES];
    private final long[] sampleBytes = new long[SAMPLES];
    private int samples;

    private long dropped;
    private long droppedNanos;
    private volatile boolean stalled;
    private volatile long usableBytes = -1;
    private volatile double bytesPerSecond;

    LogWatch(LogFiles files, LogWriter writer, Inlets inlets, Troubles troubles) {
        this.files = files;
        this.writer = writer;
        this.inlets = inlets;
        this.troubles = troubles;
    }

    boolean stalled() {
        return stalled;
    }

    /** Free bytes of the disk; -1 when that is not known. */
    long usableBytes() {
        return usableBytes;
    }

    /** Seconds until the disk is full at the pace of the last ten minutes; infinite when nothing is written. */
    double secondsUntilFull() {
        if (usableBytes < 0) {
            return Double.NaN;
        }
        return bytesPerSecond > 0 ? usableBytes / bytesPerSecond : Double.POSITIVE_INFINITY;
    }

    void tick() {
        long now = System.nanoTime();
        long busySince = writer.busySinceNanos();
        boolean stands = busySince != 0 && now - busySince > STALLED_NANOS;
        if (stands != stalled) {
            stalled = stands;
            if (stands) {
                troubles.begin(
                        "stalled",
                        "the disk has not answered for 10 s; what is sent to the log waits in memory, up to its bounds");
            } else {
                troubles.end("stalled", "the disk answers again");
            }
            inlets.tellTrouble();
        }
        watchDrops(now);
        if (samples == 0 || now - sampleNanos[(samples - 1) % SAMPLES] >= SAMPLE_NANOS) {
            sample(now);
        }
    }

    private void watchDrops(long now) {
        long count = inlets.dropped();
        if (count > dropped) {
            dropped = count;
            droppedNanos = now;
            troubles.begin(
                    "drops",
                    "records found no room and are lost: the disk is slower than what is asked of it, or down. A gap record will count them");
        } else if (now - droppedNanos > QUIET_NANOS) {
            troubles.end("drops", dropped + " records in all found no room since the start");
        }
    }

    private void sample(long now) {
        long written = writer.counts().bytes();
        sampleNanos[samples % SAMPLES] = now;
        sampleBytes[samples % SAMPLES] = written;
        samples++;
        int oldest = samples > SAMPLES ? samples % SAMPLES : 0;
        long span = now - sampleNanos[oldest];
        bytesPerSecond = span > 0 ? (written - sampleBytes[oldest]) * 1e9 / span : 0;
        try {
            usableBytes = files.usableBytes();
        } catch (IOException e) {
            usableBytes = -1;
        }
    }
}
