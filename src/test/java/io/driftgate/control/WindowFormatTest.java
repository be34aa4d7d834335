package io.driftgate.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.drift.DriftWindow;
import io.driftgate.drift.EvidenceState;
import io.driftgate.drift.MonitorMemory;
import io.driftgate.drift.WindowPane;
import io.driftgate.drift.evidence.EvidenceMemory;
import io.driftgate.sketch.PaneCounts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class WindowFormatTest {
    @Test
    void everyBitOfTheFormatCounts() throws IOException {
        PaneCounts pane = new PaneCounts(new long[] {0, 127, 128, 1L << 40}, 300, 7);
        EvidenceState state = new EvidenceState(
                new EvidenceMemory(
                        List.of(new EvidenceMemory.Block(2, 5, 300, new int[] {0, 1, 128, Integer.MAX_VALUE})),
                        List.of(new double[] {1, 2, 3, 4, -0.5})),
                77,
                300,
                Long.MAX_VALUE,
                12,
                1.5);
        WindowMemory memory = new WindowMemory(
                "credit-risk",
                "v2",
                "credit-risk/v2/abc",
                new DriftWindow(6_000_000_000L, 6, 0),
                4,
                new MonitorMemory(
                        List.of(new WindowPane(pane, 1_000_000_000L)),
                        true,
                        Instant.parse("2026-11-01T09:00:00Z"),
                        Optional.of(state)),
                Instant.parse("2026-11-01T09:59:00Z"));
        byte[] bytes =
                WindowFormat.write(new WindowFormat.Saved(Instant.parse("2026-11-01T10:00:00Z"), List.of(memory)));
        WindowFormat.Saved read = WindowFormat.read(bytes);
        assertEquals(Instant.parse("2026-11-01T10:00:00Z"), read.at());
        WindowMemory again = read.windows().get(0);
        assertEquals(memory.window(), again.window());
        assertEquals(memory.key(), again.key());
        assertEquals(memory.at(), again.at());
        assertTrue(again.monitor().drifted());
        assertEquals(memory.monitor().since(), again.monitor().since());
        EvidenceState found = again.monitor().evidence().orElseThrow();
        assertEquals(
                List.of(77L, 300L, Long.MAX_VALUE, 12L, 1.5),
                List.of(found.panes(), found.rows(), found.rowsToClear(), found.alarmRows(), found.alarmMisfit()));
        EvidenceMemory.Block block = found.evidence().blocks().get(0);
        assertEquals(List.of(2L, 5L, 300L), List.of((long) block.panes(), block.age(), block.rows()));
        assertEquals(
                List.of(0, 1, 128, Integer.MAX_VALUE),
                IntStream.range(0, block.bins()).mapToObj(block::count).toList());
        assertArrayEquals(
                new double[] {1, 2, 3, 4, -0.5}, found.evidence().dispersions().get(0));
        PaneCounts counts = again.monitor().panes().get(0).counts();
        assertEquals(300, counts.rows());
        assertEquals(7, counts.requests());
        for (int bin = 0; bin < 4; bin++) {
            assertEquals(pane.count(bin), counts.count(bin));
        }
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThrows(IOException.class, () -> WindowFormat.read(changed));
        }
        for (int length = 0; length < bytes.length; length++) {
            byte[] torn = Arrays.copyOf(bytes, length);
            assertThrows(IOException.class, () -> WindowFormat.read(torn));
        }
    }

    @Test
    void readsWhatAnEarlierReleaseWrote() throws IOException {
        byte[] body = HexFormat.of()
                .parseHex("44475701" + "0000019a3e7f1400" + "00000001" + "00016d" + "00027631" + "00016b"
                        + "0000000165a0bc00" + "00000006" + "0000000000000000" + "00000002" + "00000001"
                        + "8094ebdc03" + "05" + "03" + "02" + "03");
        CRC32 crc = new CRC32();
        crc.update(body);
        byte[] bytes = ByteBuffer.allocate(body.length + 4)
                .put(body)
                .putInt((int) crc.getValue())
                .array();
        WindowMemory memory = WindowFormat.read(bytes).windows().get(0);
        assertEquals("m v1 k 2", memory.model() + " " + memory.version() + " " + memory.key() + " " + memory.bins());
        assertEquals(5, memory.monitor().panes().get(0).counts().rows());
        assertFalse(memory.monitor().drifted());
        assertEquals(Optional.empty(), memory.monitor().evidence());
        assertEquals(Instant.ofEpochMilli(0x19a3e7f1400L), memory.at());
    }

    @Test
    void readsVersionTwoInWhichAllWindowsAreOfTheFilesTime() throws IOException {
        byte[] body = HexFormat.of()
                .parseHex("44475702" + "0000019a3e7f1400" + "00000001" + "00016d" + "00027631" + "00016b"
                        + "0000000165a0bc00" + "00000006" + "0000000000000000" + "00000002" + "00000001"
                        + "8094ebdc03" + "05" + "03" + "02" + "03" + "01" + "0000019a3e7f0000" + "00");
        CRC32 crc = new CRC32();
        crc.update(body);
        byte[] bytes = ByteBuffer.allocate(body.length + 4)
                .put(body)
                .putInt((int) crc.getValue())
                .array();
        WindowMemory memory = WindowFormat.read(bytes).windows().get(0);
        assertEquals(Instant.ofEpochMilli(0x19a3e7f1400L), memory.at());
        assertTrue(memory.monitor().drifted());
        assertEquals(Instant.ofEpochMilli(0x19a3e7f0000L), memory.monitor().since());
    }

    /** 100 features of 64 bins, a window of 12 panes of 1,000 rows, a lookback of 60 windows. */
    @Test
    void aFileOfManyFeaturesStaysSmall() {
        int bins = 100 * 68;
        Random random = new Random(1);
        List<WindowPane> panes = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            long[] counts = new long[bins];
            for (int bin = 0; bin < bins; bin++) {
                counts[bin] = random.nextInt(32);
            }
            panes.add(new WindowPane(new PaneCounts(counts, 1000, 1000), 5_000_000_000L));
        }
        List<EvidenceMemory.Block> blocks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int length = 1 << (i / 2);
            int[] counts = new int[bins];
            for (int bin = 0; bin < bins; bin++) {
                counts[bin] = length * random.nextInt(32);
            }
            blocks.add(new EvidenceMemory.Block(length, 720, 1000L * length, counts));
        }
        List<double[]> dispersions = Collections.nCopies(100 * 6, new double[EvidenceMemory.DISPERSION]);
        EvidenceState state =
                new EvidenceState(new EvidenceMemory(blocks, dispersions), 720, 720_000, Long.MAX_VALUE, 0, 1);
        WindowMemory memory = new WindowMemory(
                "m",
                "v1",
                "k",
                new DriftWindow(60_000_000_000L, 12, 0),
                bins,
                new MonitorMemory(panes, false, Instant.EPOCH, Optional.of(state)),
                Instant.EPOCH);
        int size = WindowFormat.write(new WindowFormat.Saved(Instant.EPOCH, List.of(memory))).length;
        assertTrue(size > 200_000 && size < 400_000, size + " bytes");
    }
}
