package io.driftgate.drift;

import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.util.Optional;

/**
 * The {@code drift:} mapping of a model.
 *
 * @param windowNanos length of the sliding window
 * @param panes that the window is made of; one evaluation per pane
 * @param minSamples rows that a window needs for a verdict
 * @param minRequests requests that those rows must come from
 * @param maxRowsPerRequest rows of one request that are counted, so that one client can't move production with one batch
 * @param psi trip threshold of the population stability index
 * @param ks trip threshold of the distance, see {@link FeatureDrift#ks}
 * @param clearPsi that every feature must be below to clear
 * @param clearKs that every feature must be below to clear
 * @param consecutive evaluations in a row that it takes to trip, and to clear
 * @param cooldownNanos least time between trip and clear and between clear and trip, in whole panes
 * @param reroute what drift of the primary does
 */
public record DriftSettings(
        long windowNanos,
        int panes,
        int minSamples,
        int minRequests,
        int maxRowsPerRequest,
        double psi,
        double ks,
        double clearPsi,
        double clearKs,
        int consecutive,
        long cooldownNanos,
        Reroute reroute) {
    public static final int MAX_PANES = 1000;

    private static final long SECOND = 1_000_000_000L;
    private static final long DAY = 86_400 * SECOND;
    private static final long MIN_PANE_NANOS = SECOND / 10;

    /** What a model without a {@code drift:} mapping gets. */
    public static final DriftSettings DEFAULT =
            new DriftSettings(60 * SECOND, 12, 1000, 100, 100, 0.2, 0.15, 0.1, 0.1, 2, 60 * SECOND, Reroute.ALWAYS);

    public DriftSettings {
        if (panes < 1 || panes > MAX_PANES || windowNanos / panes < MIN_PANE_NANOS) {
            throw new IllegalArgumentException("a window of " + windowNanos + " ns in " + panes + " panes");
        }
        if (minSamples < 1 || minRequests < 1 || maxRowsPerRequest < 1 || consecutive < 1 || cooldownNanos < 0) {
            throw new IllegalArgumentException("counts must be positive");
        }
        if (!(clearPsi > 0 && clearPsi < psi && clearKs > 0 && clearKs < ks)) {
            throw new IllegalArgumentException("a clear threshold must be positive and below its trip threshold");
        }
    }

    /** The time between two evaluations. */
    public long paneNanos() {
        return windowNanos / panes;
    }

    /** The cool-down in evaluations, rounded up. */
    public int cooldownPanes() {
        return (int) Math.min(Integer.MAX_VALUE, (cooldownNanos + paneNanos() - 1) / paneNanos());
    }

    /**
     * Reads the mapping; what it leaves out is as in {@link #DEFAULT}, a cool-down as long as the window, and clear thresholds
     * in the defaults' proportion to the trip thresholds.
     *
     * @param path how messages call this mapping, such as {@code models.credit-risk.drift}
     * @return empty when there was an error
     */
    public static Optional<DriftSettings> read(YamlNode node, Problems problems, String path) {
        int errorsBefore = problems.errorCount();
        Fields fields = Fields.of(node, problems, path);
        long windowNanos = fields.durationNanos("window", DEFAULT.windowNanos, SECOND, 30 * DAY);
        int panes = fields.integer("panes", DEFAULT.panes, 1, MAX_PANES);
        int minSamples = fields.integer("minSamples", DEFAULT.minSamples, 1, 1_000_000_000);
        int minRequests = fields.integer("minRequests", DEFAULT.minRequests, 1, 1_000_000_000);
        int maxRows = fields.integer("maxRowsPerRequest", DEFAULT.maxRowsPerRequest, 1, 1_000_000);
        double psi = fields.number("psi", DEFAULT.psi, 0.001, 100);
        double ks = fields.number("ks", DEFAULT.ks, 0.001, 1);
        double clearPsi = DEFAULT.clearPsi * (psi / DEFAULT.psi);
        double clearKs = DEFAULT.clearKs * (ks / DEFAULT.ks);
        Optional<Fields> clear = fields.mapping("clear");
        if (clear.isPresent()) {
            clearPsi = clear.get().number("psi", clearPsi, 0.0001, 100);
            clearKs = clear.get().number("ks", clearKs, 0.0001, 1);
            below(clear.get(), "psi", clearPsi, psi, problems);
            below(clear.get(), "ks", clearKs, ks, problems);
            clear.get().reportUnknown();
        }
        int consecutive = fields.integer("consecutive", DEFAULT.consecutive, 1, 100);
        long cooldownNanos = fields.durationNanos("cooldown", windowNanos, 0, 30 * DAY);
        Reroute reroute = fields.oneOf("reroute", DEFAULT.reroute, Reroute.class);
        fields.reportUnknown();
        if (windowNanos / panes < MIN_PANE_NANOS) {
            YamlNode at = fields.get("panes").or(() -> fields.get("window")).orElse(node);
            problems.error(
                    at,
                    path + ": a pane would be shorter than 100ms",
                    "take at most " + windowNanos / MIN_PANE_NANOS + " panes, or a longer window");
        }
        if (problems.errorCount() != errorsBefore) {
            return Optional.empty();
        }
        return Optional.of(new DriftSettings(
                windowNanos,
                panes,
                minSamples,
                minRequests,
                maxRows,
                psi,
                ks,
                clearPsi,
                clearKs,
                consecutive,
                cooldownNanos,
                reroute));
    }

    private static void below(Fields clear, String key, double value, double trip, Problems problems) {
        if (value >= trip) {
            problems.error(
                    clear.get(key).orElse(clear.node()),
                    clear.pathOf(key) + " must be below the trip threshold, which is " + trip,
                    "a verdict that trips and clears at the same value would flap");
        }
    }
}
