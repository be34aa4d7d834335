package io.driftgate.audit.log;

import io.driftgate.audit.AuditSettings;
import io.driftgate.audit.Durability;
import io.driftgate.audit.OnFull;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Semaphore;

/**
 * How many records a second the log makes durable with 256 in flight, against one record per {@code fdatasync} on the same disk, in turns. {@code
 * benchmarks/audit-sync} runs it.
 */
final class SyncRate {
    private static final int IN_FLIGHT = 256;
    private static final int RECORD_BYTES = 300;
    private static final int ROUNDS = 5;

    private SyncRate() {}

    /** Arguments: seconds of each measurement, directory. */
    public static void main(String[] arguments) throws Exception {
        long nanos = Long.parseLong(arguments[0]) * 1_000_000_000L;
        Path directory = Files.createDirectories(Path.of(arguments[1]));
        System.out.println("round  one record per fdatasync/s  log, " + IN_FLIGHT + " in flight/s  ratio");
        double[] ratios = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            double single = single(directory.resolve("single-" + round), nanos);
            double grouped = grouped(directory.resolve("log-" + round), nanos);
            ratios[round] = grouped / single;
            System.out.printf(Locale.ROOT, "%5d  %27.0f  %21.0f  %5.1f%n", round + 1, single, grouped, ratios[round]);
        }
        Arrays.sort(ratios);
        System.out.printf(Locale.ROOT, "median ratio %.1f%n", ratios[ROUNDS / 2]);
    }

    private static double single(Path path, long nanos) throws IOException {
        ByteBuffer record = ByteBuffer.allocateDirect(RECORD_BYTES + SegmentReader.FRAME_BYTES);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long start = System.nanoTime();
            long count = 0;
            while (System.nanoTime() - start < nanos) {
                file.write(record.clear());
                file.force(false);
                count++;
            }
            return count * 1e9 / (System.nanoTime() - start);
        }
    }

    /** One event loop's worth: a thread that appends whenever fewer than 256 are not durable yet, and sleeps until it is told that some are. */
    private static double grouped(Path directory, long nanos) throws InterruptedException {
        AuditSettings settings = AuditSettings.of(directory, Durability.ACK, OnFull.REFUSE);
        byte[] record = new byte[RECORD_BYTES];
        Semaphore durable = new Semaphore(0);
        try (AuditLog log = AuditLog.open(settings, Clock.systemUTC(), AuditObserver.NONE)) {
            AuditLane lane = log.lane(durable::release);
            long start = System.nanoTime();
            long appended = 0;
            while (System.nanoTime() - start < nanos) {
                while (appended - lane.durable() < IN_FLIGHT) {
                    appended = lane.append(record, 0, record.length);
                }
                durable.acquire();
                durable.drainPermits();
            }
            return lane.durable() * 1e9 / (System.nanoTime() - start);
        }
    }
}
