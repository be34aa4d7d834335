package io.driftgate.proxy.exchange;

import io.driftgate.canary.Canary;
import io.driftgate.sketch.LearnPlan;
import io.driftgate.sketch.LearnShard;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.RowBlock;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.SketchShard;
import io.driftgate.sketch.Tally;
import io.driftgate.sketch.TallyPlan;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.Snapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** All that one event loop counts, by key; it outlives snapshots. Confined to its loop. */
final class Shards {
    private final Map<String, SketchShard> sketches = new HashMap<>();
    private final Map<String, Tally> tallies = new HashMap<>();
    private final Map<String, LearnShard> learning = new HashMap<>();

    LearnShard learning(LearnPlan plan) {
        return learning.computeIfAbsent(plan.key(), key -> new LearnShard());
    }

    /** Hands over the rows since the last time. */
    Map<String, RowBlock> rows(Snapshot snapshot) {
        Map<String, RowBlock> rows = new HashMap<>();
        Set<String> named = new HashSet<>();
        for (Model model : snapshot.models()) {
            model.versions().forEach(version -> version.learning().ifPresent(plan -> named.add(plan.key())));
        }
        learning.keySet().retainAll(named);
        learning.forEach((key, shard) -> shard.cut().ifPresent(block -> rows.put(key, block)));
        return rows;
    }

    SketchShard sketch(SketchPlan plan) {
        return sketches.computeIfAbsent(plan.key(), key -> new SketchShard(plan));
    }

    Tally tally(TallyPlan plan) {
        return tallies.computeIfAbsent(plan.key(), key -> new Tally(plan));
    }

    /** Hands over what was counted since the last cut. What the snapshot no longer names is handed over a last time and forgotten. */
    Map<String, PaneCounts> cut(Snapshot snapshot) {
        Map<String, PaneCounts> panes = new HashMap<>();
        sketches.forEach((key, shard) -> panes.put(key, shard.cut()));
        tallies.forEach((key, tally) -> panes.put(key, tally.cut()));
        Set<String> named = new HashSet<>();
        for (Model model : snapshot.models()) {
            model.versions().forEach(version -> version.sketch().ifPresent(plan -> named.add(plan.key())));
            model.windowGates().tallies().forEach(plan -> named.add(plan.key()));
            model.canary().stream().flatMap(Canary::tallies).forEach(plan -> named.add(plan.key()));
        }
        sketches.keySet().retainAll(named);
        tallies.keySet().retainAll(named);
        return panes;
    }
}
