package io.driftgate.sketch.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.feature.FeatureRow;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.Baselines;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.SketchShard;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Panes of a baseline that has pairs. */
class PairPaneTest {
    private static final Baseline BASELINE = Baselines.of(
            Baselines.SCHEMA,
            "age,income,vip,segment,city\n"
                    + "18,1.5,true,new,Oslo\n".repeat(6)
                    + "30,2.5,false,returning,Bergen\n".repeat(5)
                    + "40,9.5,false,3,\n");
    private static final SketchPlan PLAN = Baselines.plan(BASELINE, Baselines.SCHEMA);

    private final PaneCounts counts = counts();
    private final PaneHeader header =
            new PaneHeader(BASELINE.digest(), "credit-risk", "v2", "r", 1, 0, 5000, counts.rows(), counts.requests());
    private final byte[] bytes = PaneEncoder.encode(new StreamedPane(header, counts, Set.of()), BASELINE);

    private static PaneCounts counts() {
        Random random = new Random(8);
        SketchShard shard = new SketchShard(PLAN);
        FeatureRow row = new FeatureRow(Baselines.SCHEMA.size());
        for (int i = 0; i < 300; i++) {
            row.clear();
            row.setNumber(0, random.nextInt(60));
            row.setNumber(1, 10 * random.nextDouble());
            row.setBool(2, random.nextBoolean());
            PLAN.record(row, shard);
            shard.endRequest();
        }
        return shard.cut();
    }

    private static StreamedPane read(byte[] stream, Baseline baseline) throws IOException, MalformedPane {
        PaneStreamReader.Frame frame = new PaneStreamReader(new ByteArrayInputStream(stream), "a.panes")
                .next()
                .orElseThrow();
        return PaneDecoder.decode(frame, baseline);
    }

    @Test
    void carriesTheCellsOfEveryPair() throws IOException, MalformedPane {
        assertEquals(PaneFormat.VERSION_WITH_PAIRS, bytes[PaneFormat.VERSION_AT]);
        StreamedPane pane = read(bytes, BASELINE);
        assertTrue(PLAN.bins() > PLAN.featureBins());
        for (int bin = 0; bin < PLAN.bins(); bin++) {
            assertEquals(counts.count(bin), pane.counts().count(bin));
        }
        assertArrayEquals(bytes, PaneEncoder.encode(pane, BASELINE));
    }

    @Test
    void withholdsPairsOfWithheldFeatures() throws IOException, MalformedPane {
        byte[] shorter = PaneEncoder.encode(new StreamedPane(header, counts, Set.of(0)), BASELINE);
        StreamedPane pane = read(shorter, BASELINE);
        for (int i = 0; i < BASELINE.pairs().size(); i++) {
            boolean age = BASELINE.pairs().get(i).name().startsWith("age x");
            for (int cell = 0; cell < BASELINE.pairs().get(i).cells(); cell++) {
                int at = PLAN.pairOffset(i) + cell;
                assertEquals(age ? 0 : counts.count(at), pane.counts().count(at));
            }
        }
    }

    @Test
    void refusesAPaneWithoutThePairs() {
        byte[] old = bytes.clone();
        old[PaneFormat.VERSION_AT] = PaneFormat.VERSION;
        MalformedPane malformed = assertThrows(MalformedPane.class, () -> read(PaneEncoder.sealed(old), BASELINE));
        assertEquals(
                "a.panes: byte 4: a pane without the pairs that the baseline has: a release before pairs wrote it",
                malformed.getMessage());
    }

    /** Whatever is changed past length and checksum is refused, or is what would have been written. */
    @Test
    void readsNothingThatItWouldNotWrite() throws IOException {
        Random random = new Random(5);
        int refused = 0;
        for (int round = 0; round < 3000; round++) {
            byte[] changed = bytes.clone();
            int at = 60 + random.nextInt(changed.length - 60 - PaneFormat.CHECKSUM_BYTES);
            changed[at] += (byte) (1 + random.nextInt(3));
            PaneEncoder.sealed(changed);
            try {
                assertArrayEquals(changed, PaneEncoder.encode(read(changed, BASELINE), BASELINE));
            } catch (MalformedPane e) {
                refused++;
            }
        }
        assertTrue(refused > 2000, () -> "most don't add up");
    }
}
