package io.driftgate.cli.drift;

import io.driftgate.drift.DriftMonitor;
import io.driftgate.drift.DriftReport;
import io.driftgate.drift.DriftSettings;
import io.driftgate.drift.FalseAlarms;
import io.driftgate.drift.Verdict;
import io.driftgate.drift.evidence.DriftEvidence;
import io.driftgate.drift.evidence.EvidenceReport;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.CategoricalProfile;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.PairProfile;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.TextDescriptor;
import io.driftgate.sketch.stream.PaneHeader;
import io.driftgate.source.Problems;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges the merged panes of one version as a gateway that saw all their traffic would: the same window, statistics, evidence and
 * verdict. Features that any replica withholds are left out. One thread.
 */
final class MergedVersion {
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final long MONTH_NANOS = 30 * 86_400_000_000_000L;

    private final Baseline whole;
    private final Set<Integer> withheld;
    private final SketchPlan plan;
    private final DriftMonitor monitor;
    private final Optional<DriftEvidence> evidence;

    /** @throws IllegalArgumentException when all features are withheld */
    MergedVersion(Baseline whole, Set<Integer> withheld, DriftSettings settings, Instant begin) {
        this.whole = whole;
        this.withheld = withheld;
        this.plan = plan(whole.without(withheld));
        this.monitor = new DriftMonitor(plan, settings, Verdict.INSUFFICIENT, begin);
        // Where evidence decides, the monitor has it.
        FalseAlarms oncePerMonth = new FalseAlarms(1, MONTH_NANOS, 1, 0, 60 * settings.paneNanos(), false, false);
        this.evidence = settings.falseAlarms().isPresent()
                ? Optional.empty()
                : Optional.of(new DriftEvidence(plan, oncePerMonth.evidence(settings.window(), 1)));
    }

    /** What the window says after a pane. */
    record Judged(DriftReport report, EvidenceReport evidence) {}

    /**
     * Ends a pane.
     *
     * @param time whose begin and end it has
     * @param counts of all replicas, in the baseline's bins
     */
    Judged endPane(PaneHeader time, PaneCounts counts) {
        PaneCounts kept = kept(counts);
        long nanos = Math.max(1, (time.toMillis() - time.fromMillis()) * NANOS_PER_MILLI);
        DriftReport report = monitor.endPane(kept, nanos, Instant.ofEpochMilli(time.toMillis()));
        return new Judged(
                report, report.evidence().orElseGet(() -> evidence.orElseThrow().endPane(kept)));
    }

    private PaneCounts kept(PaneCounts counts) {
        long[] bins = new long[plan.bins()];
        int from = 0;
        int to = 0;
        for (int i = 0; i < whole.features().size(); i++) {
            int size = whole.features().get(i).bins();
            to = withheld.contains(i) ? to : copy(counts, from, size, bins, to);
            from += size;
        }
        for (PairProfile pair : whole.pairs()) {
            boolean left = plan.baseline().pairs().contains(pair);
            to = left ? copy(counts, from, pair.cells(), bins, to) : to;
            from += pair.cells();
        }
        return new PaneCounts(bins, counts.rows(), counts.requests());
    }

    private static int copy(PaneCounts counts, int from, int size, long[] bins, int to) {
        for (int i = 0; i < size; i++) {
            bins[to + i] = counts.count(from + i);
        }
        return to + size;
    }

    /** An enum that was missing in all rows has none. */
    private static List<String> categories(CategoricalProfile profile) {
        return profile.values().isEmpty() ? List.of("none") : profile.values();
    }

    /** The baseline says itself what a schema would: only bins are asked for here, never a row's. */
    private static SketchPlan plan(Baseline baseline) {
        List<Feature> features = new ArrayList<>();
        for (FeatureProfile profile : baseline.features()) {
            boolean derived = TextDescriptor.of(profile.name())
                    .flatMap(descriptor -> baseline.feature(descriptor.featureOf(profile.name())))
                    .filter(text -> text.type() == FeatureType.STRING)
                    .isPresent();
            if (!derived) {
                features.add(
                        profile.type() == FeatureType.ENUM && profile instanceof CategoricalProfile categorical
                                ? new Feature(profile.name(), FeatureType.ENUM, categories(categorical), "")
                                : new Feature(profile.name(), profile.type()));
            }
        }
        Schema schema = new Schema(features);
        Problems problems = new Problems();
        return SketchPlan.bind(
                        baseline.digest(), baseline, schema, FeatureIndex.of(List.of(schema)), "baseline", problems)
                .orElseThrow(() -> new IllegalStateException(problems.render()));
    }
}
