package io.driftgate.audit.log;

import static io.driftgate.audit.log.AuditLogFixture.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.driftgate.audit.AuditSettings;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AuditLaneTest {
    private static final int RING = AuditSettings.MIN_LANE_BYTES;

    private final AtomicInteger told = new AtomicInteger();
    private final AuditLane lane = new AuditLane(RING, told::incrementAndGet, new WriterGate(), Clock.systemUTC());

    private static byte[] record(SplittableRandom random) {
        byte[] bytes = new byte[1 + random.nextInt(random.nextInt(20) == 0 ? 20_000 : 400)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A lane is half full again and again over time; what counts is what waits in it now. */
    @Test
    void hurriesTheWriterOnlyWhenSoMuchWaits() throws Exception {
        WriterGate gate = new WriterGate();
        AuditLane hurrying = new AuditLane(RING, () -> {}, gate, Clock.systemUTC());
        byte[] record = new byte[RING / 8];
        Thread writer = new Thread(() -> gate.doze(() -> false, Long.MAX_VALUE / 2));
        writer.start();
        await("asleep", gate::isAsleep);
        for (int i = 0; i < 50; i++) {
            hurrying.append(record, 0, record.length);
            assertTrue(gate.isAsleep(), "woken by record " + i);
            hurrying.take(ByteBuffer.allocate(record.length), hurrying.nextLength());
        }
        for (int i = 0; i < 4; i++) {
            hurrying.append(record, 0, record.length);
        }
        assertFalse(gate.isAsleep());
        writer.join();
    }

    private byte[] take() {
        int length = lane.nextLength();
        ByteBuffer into = ByteBuffer.allocate(length);
        lane.take(into, length);
        return into.array();
    }

    @Test
    void handsOverTheSameBytesWhereverTheRingWraps() throws Exception {
        int records = 30_000;
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread consumer = new Thread(() -> {
            SplittableRandom random = new SplittableRandom(5);
            try {
                for (int i = 0; i < records; i++) {
                    await("a record", () -> lane.nextLength() > 0);
                    assertArrayEquals(record(random), take());
                    if (i % 10 == 0) {
                        lane.publishDurable();
                    }
                }
                lane.publishDurable();
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        consumer.start();
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 1; i <= records; i++) {
            byte[] record = record(random);
            byte[] padded = new byte[record.length + 5];
            System.arraycopy(record, 0, padded, 3, record.length);
            await(
                    "room",
                    () -> failure.get() != null || RING - lane.queuedBytes() >= record.length + AuditLane.LENGTH_BYTES);
            if (failure.get() != null) {
                break;
            }
            assertEquals(i, lane.append(padded, 3, 3 + record.length));
        }
        consumer.join();
        assertEquals(null, failure.get());
        assertEquals(records, lane.durable());
        assertEquals(records / 10 + 1, told.get());
        assertEquals(0, lane.queuedBytes());
        assertEquals(0, lane.dropped());
    }

    @Test
    void fillsUpToTheLastByteAndTakesAgainWhatFits() {
        byte[] half = new byte[RING / 2 - AuditLane.LENGTH_BYTES];
        Arrays.fill(half, (byte) 7);
        assertEquals(1, lane.append(half, 0, half.length));
        assertEquals(2, lane.append(half, 0, half.length));
        assertEquals(RING, lane.queuedBytes());
        assertEquals(-1, lane.append(half, 0, 1));
        assertEquals(1, lane.dropped());
        assertArrayEquals(half, take());
        assertEquals(-1, lane.append(half, 0, 0));
        assertEquals(3, lane.append(half, 0, 1), "tickets count what was taken");
        assertEquals(0, lane.durable());
        lane.publishDurable();
        assertEquals(1, lane.durable());
    }

    @Test
    void countsAGapFromItsFirstToItsLast() {
        byte[] half = new byte[RING / 2 - AuditLane.LENGTH_BYTES];
        lane.append(half, 0, half.length);
        lane.append(half, 0, half.length);
        for (int i = 0; i < 3; i++) {
            lane.append(half, 0, half.length);
        }
        assertEquals(3, lane.untold());
        assertTrue(lane.droppedFromMillis() <= lane.droppedToMillis());
        lane.told(3);
        assertEquals(0, lane.untold());
        lane.append(half, 0, half.length);
        assertEquals(1, lane.untold());
        assertEquals(4, lane.dropped());
    }

    @Test
    void allocatesNothing() {
        byte[] record = new byte[300];
        ByteBuffer into = ByteBuffer.allocate(1_000);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        run(record, into, 20_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        run(record, into, 20_000);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < 20_000, bytes + " bytes for 20,000 records");
    }

    private void run(byte[] record, ByteBuffer into, int times) {
        for (int i = 0; i < times; i++) {
            if (lane.append(record, 0, record.length) < 0) {
                throw new AssertionError("no room");
            }
            lane.take(into.clear(), lane.nextLength());
            lane.publishDurable();
        }
    }
}
