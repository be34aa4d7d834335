package io.driftgate.control;

import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.BaselineBuilder;
import io.driftgate.sketch.LearnPlan;
import io.driftgate.sketch.LiveRows;
import io.driftgate.sketch.PaneSource;
import io.driftgate.sketch.RowBlock;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/**
 * Learns baselines from live rows. Each round takes what the event loops kept since the last one; with the last row a thread of its own
 * builds the baseline and writes its file, which the configuration's watcher finds as it finds any file that comes: the next snapshot has it.
 *
 * <pre>
 * learning --rows are there--> building --file is written--> written --a snapshot has it--> forgotten
 *                                 ^ |                          |
 *                                 +-+ every {@value #RETRY_SECONDS} s while it can't be        +--file is gone or broken--> learning
 * </pre>
 *
 * <p>The rows are in memory only: a restart begins with none. A reload goes on with those that are there, if the features are the same.
 * Owned by the drift loop's thread, but for the statuses.
 */
final class Learner {
    private static final Logger LOG = Logger.getLogger(Learner.class);
    private static final long RETRY_SECONDS = 60;

    /** One version's. */
    private static final class Pupil {
        private final LiveRows rows;
        private long full;
        private long large;
        private long personal;
        private Optional<CompletableFuture<Baseline>> building = Optional.empty();

        private boolean givenUp;

        /** Digest of the snapshot in force when the file was written; empty until it is. */
        private String writtenUnder = "";

        private long retryAtNanos;
        private Optional<String> trouble = Optional.empty();

        Pupil(LearnPlan plan) {
            rows = new LiveRows(plan);
        }

        boolean isWritten() {
            return !writtenUnder.isEmpty();
        }

        /** Builds, and writes unless it was given up meanwhile. */
        Baseline built() {
            Baseline baseline = rows.build(BaselineBuilder.tool());
            write(baseline);
            return baseline;
        }

        private synchronized void write(Baseline baseline) {
            if (givenUp) {
                throw new CompletionException(new IOException("it is learned anew"));
            }
            Path file = rows.plan().file();
            try {
                new StateFile(file.getParent(), file.getFileName().toString()).write(baseline.toJson());
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        }

        /** Nothing is written from now on; waits for a write at most, and for no build. */
        synchronized void giveUp() {
            givenUp = true;
        }

        LearningStatus status() {
            LearnPlan plan = rows.plan();
            return new LearningStatus(rows.rows(), plan.rows(), full, large, personal, plan.withheld(), rows.since());
        }
    }

    private record Version(String model, String name) {}

    private final PaneSource source;
    private final ControlMeters meters;
    private final ControlEvents events;
    private final Executor builder;
    private final Map<String, Pupil> pupils = new LinkedHashMap<>();
    private Optional<CompletableFuture<Map<String, List<RowBlock>>>> underWay = Optional.empty();
    private volatile Map<Version, LearningStatus> statuses = Map.of();
    private volatile List<String> problems = List.of();
    private final Map<String, LearnPlan> forgotten = new ConcurrentHashMap<>();

    Learner(PaneSource source, ControlMeters meters, ControlEvents events, Executor builder) {
        this.source = source;
        this.meters = meters;
        this.events = events;
        this.builder = builder;
    }

    /** How far a version is; empty when it does not learn. Any thread. */
    Optional<LearningStatus> status(String model, String version) {
        return Optional.ofNullable(statuses.get(new Version(model, version)));
    }

    /** Files that can't be written. Any thread. */
    List<String> problems() {
        return problems;
    }

    /** Has a plan's rows forgotten, and its file removed, before the next round. Any thread. */
    void forget(LearnPlan plan) {
        forgotten.put(plan.key(), plan);
    }

    /** Never waits for the event loops: what they have not handed over yet comes with the next round. */
    void round(Snapshot snapshot, long nowNanos, Instant now) {
        follow(snapshot);
        if (!pupils.isEmpty()) {
            collect(now);
        }
        for (String key : List.copyOf(pupils.keySet())) {
            goOn(key, snapshot, nowNanos, now);
        }
        publish(snapshot);
    }

    private void follow(Snapshot snapshot) {
        Map<String, LearnPlan> plans = new HashMap<>();
        for (Model model : snapshot.models()) {
            for (ModelVersion version : model.versions()) {
                version.learning().ifPresent(plan -> plans.put(plan.key(), plan));
            }
        }
        for (String key : List.copyOf(forgotten.keySet())) {
            LearnPlan plan = forgotten.remove(key);
            Pupil pupil = pupils.remove(key);
            if (pupil != null) {
                pupil.giveUp();
                remove(plan);
            }
        }
        pupils.keySet().retainAll(plans.keySet());
        plans.forEach((key, plan) ->
                pupils.computeIfAbsent(key, absent -> new Pupil(plan)).rows.follow(plan));
    }

    /** What a build that was under way has written since. */
    private static void remove(LearnPlan plan) {
        try {
            Files.deleteIfExists(plan.file());
        } catch (IOException e) {
            LOG.errorf("%s can't be removed: %s", plan.file(), e);
        }
    }

    private void collect(Instant now) {
        if (underWay.isEmpty()) {
            underWay = Optional.of(source.rows().toCompletableFuture());
        }
        if (!underWay.get().isDone()) {
            return;
        }
        try {
            underWay.get().join().forEach((key, blocks) -> {
                Pupil pupil = pupils.get(key);
                if (pupil != null) {
                    blocks.forEach(block -> take(pupil, block, now));
                }
            });
        } catch (CompletionException e) {
            LOG.error("The event loops could not hand over rows to learn from", e);
        }
        underWay = Optional.empty();
    }

    private static void take(Pupil pupil, RowBlock block, Instant now) {
        if (pupil.building.isEmpty() && !pupil.isWritten()) {
            pupil.rows.add(block, now);
            pupil.full += block.full();
            pupil.large += block.large();
            pupil.personal += block.personal();
        }
    }

    private void goOn(String key, Snapshot snapshot, long nowNanos, Instant now) {
        Pupil pupil = pupils.get(key);
        LearnPlan plan = pupil.rows.plan();
        // One that a later load did not take is broken.
        boolean lost =
                pupil.isWritten() && (!snapshot.digest().equals(pupil.writtenUnder) || !Files.exists(plan.file()));
        if (lost) {
            pupils.put(key, new Pupil(plan));
        } else if (pupil.building.isPresent() && pupil.building.get().isDone()) {
            written(pupil, pupil.building.get(), snapshot, nowNanos, now);
        } else if (pupil.building.isEmpty()
                && !pupil.isWritten()
                && pupil.rows.isComplete()
                && (pupil.trouble.isEmpty() || nowNanos - pupil.retryAtNanos >= 0)) {
            pupil.building = Optional.of(CompletableFuture.supplyAsync(pupil::built, builder));
            if (pupil.building.get().isDone()) {
                goOn(key, snapshot, nowNanos, now);
            }
        }
    }

    private void written(Pupil pupil, CompletableFuture<Baseline> done, Snapshot snapshot, long nowNanos, Instant now) {
        LearnPlan plan = pupil.rows.plan();
        pupil.building = Optional.empty();
        try {
            Baseline baseline = done.join();
            pupil.writtenUnder = snapshot.digest();
            pupil.trouble = Optional.empty();
            LOG.infof(
                    "model %s: the baseline of version %s is learned from %d rows: %s",
                    plan.model(), plan.version(), baseline.rows(), plan.file());
            events.on(
                    now,
                    new ControlEvent.BaselineLearned(plan.model(), plan.version(), baseline.digest(), baseline.rows()));
        } catch (CompletionException e) {
            pupil.retryAtNanos = nowNanos + RETRY_SECONDS * 1_000_000_000L;
            pupil.trouble = Optional.of(plan.file() + " can't be written (" + e.getCause()
                    + "): what version " + plan.version() + " of model " + plan.model()
                    + " learned is in memory only. " + StateFile.remedySentence(e.getCause()));
            LOG.error(pupil.trouble.get());
        }
    }

    private void publish(Snapshot snapshot) {
        Map<Version, LearningStatus> next = new HashMap<>();
        for (Model model : snapshot.models()) {
            for (ModelVersion version : model.versions()) {
                Optional<LearningStatus> status =
                        version.learning().map(plan -> pupils.get(plan.key())).map(Pupil::status);
                status.ifPresent(known -> next.put(new Version(model.name(), version.name()), known));
                meters.learning(model.name(), version.name(), status, version.isLearned());
            }
        }
        statuses = Map.copyOf(next);
        List<String> troubles = new ArrayList<>();
        pupils.values().forEach(pupil -> pupil.trouble.ifPresent(troubles::add));
        problems = List.copyOf(troubles);
    }
}
