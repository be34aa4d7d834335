package io.driftgate.sketch.stream;

import io.driftgate.feature.FeatureRow;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.Baselines;
import io.driftgate.sketch.PairChoice;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.SketchShard;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** A baseline and panes of it. */
final class Panes {
    static final Baseline BASELINE = Baselines.of(
            Baselines.SCHEMA,
            "age,income,vip,segment,city\n"
                    + "18,1.5,true,new,Oslo\n".repeat(6)
                    + "30,2.5,false,returning,Bergen\n".repeat(5)
                    + "40,9.5,false,3,\n",
            PairChoice.NONE);
    static final SketchPlan PLAN = Baselines.plan(BASELINE, Baselines.SCHEMA);

    private Panes() {}

    static PaneCounts counts(Random random, int rows) {
        SketchShard shard = new SketchShard(PLAN);
        FeatureRow row = new FeatureRow(Baselines.SCHEMA.size());
        for (int i = 0; i < rows; i++) {
            row.clear();
            row.setNumber(0, random.nextInt(60));
            row.setNumber(1, 10 * random.nextDouble());
            row.setBool(2, random.nextBoolean());
            PLAN.record(row, shard);
            shard.endRequest();
        }
        return shard.cut();
    }

    static StreamedPane pane(String replica, long number, long fromMillis, long toMillis, PaneCounts counts) {
        return new StreamedPane(
                new PaneHeader(
                        BASELINE.digest(),
                        "credit-risk",
                        "v2",
                        replica,
                        number,
                        fromMillis,
                        toMillis,
                        counts.rows(),
                        counts.requests()),
                counts,
                Set.of());
    }

    static List<StreamedPane> read(byte[] stream) throws IOException, MalformedPane {
        PaneStreamReader reader = new PaneStreamReader(new ByteArrayInputStream(stream), "a.panes");
        List<StreamedPane> panes = new ArrayList<>();
        for (Optional<PaneStreamReader.Frame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
            panes.add(PaneDecoder.decode(frame.get(), BASELINE));
        }
        return panes;
    }

    static byte[] join(byte[]... parts) {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
