package io.driftgate.audit.log;

import io.driftgate.audit.AuditSettings;
import io.driftgate.audit.Durability;
import io.driftgate.audit.OnFull;
import io.driftgate.audit.record.DecisionFields;
import io.driftgate.audit.record.RecordKind;
import io.driftgate.audit.record.RecordWriter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * The process that {@link KillRounds} kills: appends records as fast as the log makes them durable, and says on standard output what is. Lines are
 * {@code LANE TICKET}, or {@code ! trouble}.
 */
final class KillWriter {
    static final int LANES = 2;
    static final int IN_FLIGHT = 256;
    static final long SEGMENT_BYTES = 2 << 20;
    static final long RETAINED_BYTES = 12 << 20;
    static final long CHECKPOINT_NANOS = 30_000_000L;

    /** Under {@link Durability#BATCH}: so that a batch is written some times before it is synced. */
    private static final long SYNC_NANOS = 20_000_000L;

    private static final long POLL_NANOS = 100_000L;
    private static final int PADDING = 200;

    private KillWriter() {}

    public static void main(String[] arguments) throws InterruptedException {
        Path directory = Path.of(arguments[0]);
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.US_ASCII);
        AuditSettings settings = AuditLogFixture.every(
                SYNC_NANOS,
                AuditLogFixture.settings(
                        directory,
                        Durability.valueOf(arguments[2]),
                        OnFull.REFUSE,
                        SEGMENT_BYTES,
                        new AuditSettings.Retention(0, RETAINED_BYTES),
                        CHECKPOINT_NANOS));
        AuditLog log = AuditLog.open(settings, Clock.systemUTC(), new Telling(out));
        Semaphore durable = new Semaphore(0);
        AuditLane[] lanes = new AuditLane[LANES];
        for (int i = 0; i < LANES; i++) {
            lanes[i] = log.lane(durable::release);
            AuditLane lane = lanes[i];
            String prefix = arguments[1] + "-" + i + "-";
            Thread producer = new Thread(() -> produce(lane, prefix));
            producer.setDaemon(true);
            producer.start();
        }
        long[] said = new long[LANES];
        while (true) {
            durable.acquire();
            for (int i = 0; i < LANES; i++) {
                long ticket = lanes[i].durable();
                if (ticket > said[i]) {
                    said[i] = ticket;
                    out.println(i + " " + ticket);
                }
            }
            out.flush();
        }
    }

    private static void produce(AuditLane lane, String prefix) {
        RecordWriter writer = new RecordWriter();
        String padding = "x".repeat(PADDING);
        for (long next = 1; ; next++) {
            while (next - lane.durable() > IN_FLIGHT / LANES) {
                LockSupport.parkNanos(POLL_NANOS);
            }
            writer.begin(RecordKind.DECISION)
                    .text(DecisionFields.REQUEST_ID, prefix + next)
                    .text(DecisionFields.MODEL, padding);
            if (lane.append(writer.bytes(), 0, writer.size()) != next) {
                throw new IllegalStateException("no room for " + next);
            }
        }
    }

    /** Says troubles aloud. */
    private record Telling(PrintStream out) implements AuditObserver {
        @Override
        public void trouble(String trouble, String detail, boolean resolved) {
            if (!resolved) {
                out.println("! " + trouble + ": " + detail);
                out.flush();
            }
        }

        @Override
        public void note(String sentence) {}

        @Override
        public void synced(long nanos) {}

        @Override
        public void exported(String sink, boolean success) {}
    }
}
