package io.driftgate.audit.log;

import io.driftgate.audit.AuditSettings;
import io.driftgate.audit.Durability;
import io.driftgate.audit.OnFull;
import io.driftgate.audit.record.RecordFormat;
import io.driftgate.audit.record.RecordKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * CPU time of the log's writer for each request, under {@link Durability#BATCH}, at given rates and times between syncs, in turns. Two records come for a request, as
 * an event loop appends them; they come at that rate whatever else the machine does, so that the figure is of the rate and not of the load beside it. {@code
 * benchmarks/audit-cost} runs it.
 */
final class WriterCost {
    private static final long MILLI = 1_000_000L;
    private static final int[] RATES = {2_500, 10_000, 20_000};
    private static final long[] EVERY_MILLIS = {5, 20, 50, 100};
    private static final int DECISION_BYTES = 350;
    private static final int OUTCOME_BYTES = 200;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private WriterCost() {}

    /** Arguments: rounds, seconds of each measurement, directory. */
    public static void main(String[] arguments) throws IOException {
        int rounds = Integer.parseInt(arguments[0]);
        long nanos = Long.parseLong(arguments[1]) * 1_000 * MILLI;
        Path directory = Files.createDirectories(Path.of(arguments[2]));
        measure(directory, RATES[RATES.length - 1], EVERY_MILLIS[0], 4_000 * MILLI); // so that all is compiled
        System.out.println("requests/s  every ms  syncs/s  CPU us per request: median of " + rounds
                + " rounds, least, most  of that kernel  records dropped");
        Cost[][][] costs = new Cost[RATES.length][EVERY_MILLIS.length][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int rate = 0; rate < RATES.length; rate++) {
                for (int every = 0; every < EVERY_MILLIS.length; every++) {
                    costs[rate][every][round] = measure(directory, RATES[rate], EVERY_MILLIS[every], nanos);
                }
            }
        }
        for (int rate = 0; rate < RATES.length; rate++) {
            for (int every = 0; every < EVERY_MILLIS.length; every++) {
                Cost[] sorted = costs[rate][every];
                Arrays.sort(sorted, Comparator.comparingDouble(Cost::micros));
                Cost median = sorted[rounds / 2];
                System.out.printf(
                        Locale.ROOT,
                        "%10d  %8d  %7.0f  %.2f %.2f %.2f  %.2f  %d%n",
                        RATES[rate],
                        EVERY_MILLIS[every],
                        median.syncs(),
                        median.micros(),
                        sorted[0].micros(),
                        sorted[rounds - 1].micros(),
                        median.kernelMicros(),
                        Stream.of(sorted).mapToLong(Cost::dropped).sum());
            }
        }
    }

    /** @param micros of CPU for each request, in user and kernel */
    private record Cost(double micros, double kernelMicros, double syncs, long dropped) {}

    private static Cost measure(Path parent, int rate, long everyMillis, long nanos) throws IOException {
        Path directory = Files.createTempDirectory(parent, "log");
        AuditSettings settings =
                AuditLogFixture.every(everyMillis * MILLI, AuditSettings.of(directory, Durability.BATCH, OnFull.DROP));
        AtomicLong syncs = new AtomicLong();
        try (AuditLog log = AuditLog.open(settings, Clock.systemUTC(), new Counting(syncs))) {
            AuditLane lane = log.lane(() -> {});
            long writer = writerThread();
            append(lane, rate, nanos / 4);
            long cpu = THREADS.getThreadCpuTime(writer);
            long user = THREADS.getThreadUserTime(writer);
            long before = syncs.get();
            long start = System.nanoTime();
            long requests = append(lane, rate, nanos);
            double seconds = (System.nanoTime() - start) / 1e9;
            cpu = THREADS.getThreadCpuTime(writer) - cpu;
            user = THREADS.getThreadUserTime(writer) - user;
            return new Cost(
                    cpu / 1e3 / requests,
                    Math.max(0, cpu - user) / 1e3 / requests,
                    (syncs.get() - before) / seconds,
                    log.dropped());
        } finally {
            delete(directory);
        }
    }

    /** Appends so many pairs of records a second, a millisecond's at a time. */
    private static long append(AuditLane lane, int rate, long nanos) {
        byte[] decision = record(RecordKind.DECISION, DECISION_BYTES);
        byte[] outcome = record(RecordKind.OUTCOME, OUTCOME_BYTES);
        long start = System.nanoTime();
        long sent = 0;
        for (long passed = 0; passed < nanos; passed = System.nanoTime() - start) {
            for (long due = (long) (passed / 1e9 * rate); sent < due; sent++) {
                lane.append(decision, 0, decision.length);
                lane.append(outcome, 0, outcome.length);
            }
            LockSupport.parkNanos(MILLI);
        }
        return sent;
    }

    private static byte[] record(RecordKind kind, int bytes) {
        byte[] record = new byte[bytes];
        record[0] = RecordFormat.VERSION;
        record[1] = (byte) kind.number();
        return record;
    }

    private static long writerThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("driftgate-audit"))
                .mapToLong(Thread::getId)
                .max()
                .orElseThrow();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private record Counting(AtomicLong syncs) implements AuditObserver {
        @Override
        public void trouble(String trouble, String detail, boolean resolved) {}

        @Override
        public void note(String sentence) {}

        @Override
        public void synced(long nanos) {
            syncs.incrementAndGet();
        }

        @Override
        public void exported(String sink, boolean success) {}
    }
}
