package io.driftgate.sketch;

import io.driftgate.feature.FeatureRow;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The live rows of all loops, in memory until there are as many as a version learns from, and then its baseline. One thread; the build may
 * be another's, once nothing is added any more.
 */
public final class LiveRows {
    private LearnPlan plan;
    private final List<RowBlock> blocks = new ArrayList<>();
    private Optional<Instant> first = Optional.empty();
    private Instant last = Instant.EPOCH;
    private long rows;

    public LiveRows(LearnPlan plan) {
        this.plan = plan;
    }

    public LearnPlan plan() {
        return plan;
    }

    /** Goes on under a plan of the same key, which may want another number of rows. */
    public void follow(LearnPlan next) {
        plan = next;
    }

    /** Takes a block that was cut; rows beyond those that are wanted are left out. */
    public void add(RowBlock block, Instant at) {
        long wanted = plan.rows() - rows;
        if (wanted > 0 && block.rows() > 0) {
            RowBlock kept = block.trimmed(wanted);
            blocks.add(kept);
            rows += kept.rows();
            first = first.or(() -> Optional.of(at));
            last = at;
        }
    }

    public long rows() {
        return rows;
    }

    /** When the first rows came. */
    public Optional<Instant> since() {
        return first;
    }

    public boolean isComplete() {
        return rows >= plan.rows();
    }

    /**
     * The baseline of these rows, marked as learned.
     *
     * @param tool name and version of the program, for the file
     */
    public Baseline build(String tool) {
        MessageDigest digest = Baseline.sha256();
        blocks.forEach(block -> block.digest(digest));
        Learned learned =
                new Learned(first.orElse(last).truncatedTo(ChronoUnit.SECONDS), last.truncatedTo(ChronoUnit.SECONDS));
        BaselineBuilder builder = new BaselineBuilder(
                plan.schema(), tool, BaselineBuilder.DEFAULT_BINS, Set.of(), PairChoice.AUTO, (read, bytes) -> {});
        return builder.build(
                this::forEach,
                "live traffic of " + plan.model() + " " + plan.version(),
                HexFormat.of().formatHex(digest.digest()),
                new Provenance(Optional.empty(), Optional.of(learned.until()), Optional.of(learned)));
    }

    private void forEach(Consumer<FeatureRow> sink) {
        FeatureRow row = new FeatureRow(plan.schema().size());
        for (RowBlock block : blocks) {
            for (int i = 0; i < block.rows(); i++) {
                block.fill(i, row);
                sink.accept(row);
            }
        }
    }
}
