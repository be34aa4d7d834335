package io.driftgate.control;

import io.driftgate.canary.Canary;
import io.driftgate.canary.CanaryPlan;
import io.driftgate.feature.FeatureRow;
import io.driftgate.route.RouteReason;
import io.driftgate.sketch.LearnPlan;
import io.driftgate.sketch.LearnShard;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.PaneSource;
import io.driftgate.sketch.RowBlock;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.SketchShard;
import io.driftgate.sketch.Tally;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Two event loops' shards, filled by hand. Everything on the test's thread. */
final class FakePanes implements PaneSource {
    private static final int LOOPS = 2;

    private long[] keyHashes = {};
    private final Random random = new Random(11);
    private final Map<String, List<SketchShard>> shards = new HashMap<>();
    private final Map<String, List<LearnShard>> learning = new HashMap<>();
    private final Map<String, Tally> tallies = new HashMap<>();
    int cuts;

    /** How much incomes go with age. */
    double correlation;

    /** Whether event loops don't answer when they are asked for rows. */
    boolean slow;

    /** What a cut answers in place of the counts; null for the counts. */
    Supplier<CompletionStage<Map<String, List<PaneCounts>>>> instead;

    /** Requests of one row each, of ages around {@code meanAge}, sketched under every baseline as at ingress. */
    void traffic(Publisher publisher, double meanAge, int requests) {
        for (Model model : publisher.holder().current().models()) {
            FeatureRow row = new FeatureRow(model.index().slots());
            for (int i = 0; i < requests; i++) {
                row.clear();
                int age = Installation.age(random, meanAge);
                row.setNumber(model.index().slotOf("age"), age);
                double income = Installation.income(random, (age - meanAge) / Installation.AGE_DEVIATION, correlation);
                row.setNumber(model.index().slotOf("income"), income);
                for (ModelVersion version : model.versions()) {
                    if (version.sketch().isPresent()) {
                        SketchPlan plan = version.sketch().get();
                        SketchShard shard = shardsOf(plan).get(i % LOOPS);
                        plan.record(row, shard);
                        shard.endRequest();
                    }
                    if (version.learning().isPresent()) {
                        LearnPlan plan = version.learning().get();
                        learning.computeIfAbsent(plan.key(), key -> List.of(new LearnShard(), new LearnShard()))
                                .get(i % LOOPS)
                                .record(plan, row, false);
                    }
                }
            }
        }
    }

    /** From now on requests that are compared are of these users only. */
    void comparedUsers(long... hashes) {
        keyHashes = hashes;
    }

    /**
     * Requests that the weights split, each of a user of its own unless {@link #comparedUsers} are named, as they are counted where a canary is compared.
     *
     * @param canaryErrors share of the canary's requests that fail; of others one in a thousand does
     */
    void compared(Publisher publisher, int requests, double canaryErrors) {
        Model model = Installation.model(publisher);
        Canary canary = model.canary().orElseThrow();
        if (model.route().reason() != RouteReason.WEIGHT) {
            return;
        }
        for (int i = 0; i < requests; i++) {
            long keyHash = keyHashes.length == 0 ? random.nextLong() : keyHashes[random.nextInt(keyHashes.length)];
            String version = model.versions().get(model.route().choose(keyHash)).name();
            CanaryPlan plan = canary.plan(version);
            if (plan == null) {
                continue;
            }
            Tally tally = tallies.computeIfAbsent(plan.key(), key -> new Tally(plan));
            boolean error =
                    random.nextDouble() < (version.equals(canary.settings().version()) ? canaryErrors : 0.001);
            plan.judged(keyHash, false, tally);
            plan.answered(keyHash, error, tally);
            if (!error) {
                plan.took(keyHash, (long) (20e6 * Math.exp(0.3 * random.nextGaussian())), tally);
            }
        }
    }

    private List<SketchShard> shardsOf(SketchPlan plan) {
        return shards.computeIfAbsent(plan.key(), key -> {
            List<SketchShard> made = new ArrayList<>();
            for (int i = 0; i < LOOPS; i++) {
                made.add(new SketchShard(plan));
            }
            return made;
        });
    }

    @Override
    public CompletionStage<Map<String, List<RowBlock>>> rows() {
        if (slow) {
            return new CompletableFuture<>();
        }
        Map<String, List<RowBlock>> rows = new HashMap<>();
        learning.forEach((key, loops) -> rows.put(
                key, loops.stream().flatMap(shard -> shard.cut().stream()).toList()));
        return CompletableFuture.completedFuture(rows);
    }

    @Override
    public CompletionStage<Map<String, List<PaneCounts>>> cut() {
        cuts++;
        return instead == null ? CompletableFuture.completedFuture(counts()) : instead.get();
    }

    Map<String, List<PaneCounts>> counts() {
        Map<String, List<PaneCounts>> cut = new HashMap<>();
        shards.forEach((key, loops) ->
                cut.put(key, loops.stream().map(SketchShard::cut).toList()));
        tallies.forEach((key, tally) -> cut.put(key, List.of(tally.cut())));
        return cut;
    }
}
