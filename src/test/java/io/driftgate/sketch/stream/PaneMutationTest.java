package io.driftgate.sketch.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is done to a stream, it is read as it stands or refused as malformed, in little memory. */
class PaneMutationTest {
    private static final int ROUNDS = 10_000;
    private static final long MOST_BYTES = 256 << 10;

    private final Random random = new Random(20_260_101);
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void mutatedStreamsAreReadOrRefused() throws IOException {
        byte[] stream = PaneEncoder.encode(Panes.pane("a", 1, 0, 5, Panes.counts(random, 40)), Panes.BASELINE);
        int read = 0;
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] mutated = Panes.join(mutated(stream), stream);
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            try {
                read += readAll(mutated);
            } catch (MalformedPane e) {
                refused++;
                assertTrue(e.offset() >= 0 && e.offset() <= mutated.length, e::getMessage);
            }
            long took = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            assertTrue(took < MOST_BYTES, () -> took + " bytes for " + mutated.length);
        }
        int some = read;
        assertTrue(some > ROUNDS / 100, () -> "panes survive, not only " + some);
        assertTrue(refused > ROUNDS / 2, "most streams don't");
    }

    /** What is read would be written just so. */
    private static int readAll(byte[] stream) throws IOException, MalformedPane {
        PaneStreamReader reader = new PaneStreamReader(new ByteArrayInputStream(stream), "mutated");
        int read = 0;
        for (Optional<PaneStreamReader.Frame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
            StreamedPane pane = PaneDecoder.decode(frame.get(), Panes.BASELINE);
            assertArrayEquals(frame.get().bytes(), PaneEncoder.encode(pane, Panes.BASELINE));
            read++;
        }
        return read;
    }

    private byte[] mutated(byte[] stream) {
        byte[] bytes = stream.clone();
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(random.nextInt(12), bytes.length - at);
            byte[] before = Arrays.copyOf(bytes, at);
            byte[] after = Arrays.copyOfRange(bytes, at + length, bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes = Panes.join(before, after);
                case 3 -> bytes = Panes.join(before, noise(), Arrays.copyOfRange(bytes, at, bytes.length));
                case 4 -> Arrays.fill(bytes, at, at + length, (byte) 0xff);
                default -> bytes[at]++;
            }
            if (bytes.length == 0) {
                return bytes;
            }
        }
        // Past length and checksum, or they would keep nearly everything from being looked at.
        return bytes.length > PaneFormat.MIN_BYTES && random.nextInt(4) > 0 ? PaneEncoder.sealed(bytes) : bytes;
    }

    private byte[] noise() {
        byte[] noise = new byte[1 + random.nextInt(10)];
        random.nextBytes(noise);
        return noise;
    }
}
