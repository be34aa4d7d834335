package io.driftgate.drift;

import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.util.Optional;

/**
 * The {@code drift:} mapping of a model.
 *
 * @param window that is compared with the baseline; one evaluation per pane
 * @param minSamples rows that a window needs for a verdict
 * @param minRequests requests that those rows must come from
 * @param maxRowsPerRequest rows of one request that are counted, so that one client can't move production with one batch
 * @param thresholds that decide, or only gate the effect where {@code falseAlarms} is present
 * @param falseAlarms evidence decides, at this rate of false alarms; empty: the thresholds do
 * @param weights of the features
 * @param consecutive evaluations in a row that it takes to clear, and by thresholds to trip
 * @param cooldownNanos least time between trip and clear and between clear and trip, in whole panes
 * @param insufficientNanos after which people are told that there is no verdict
 * @param staleNanos after which people are told that a baseline is old
 * @param rerouting what drift of the primary does
 */
public record DriftSettings(
        DriftWindow window,
        int minSamples,
        int minRequests,
        int maxRowsPerRequest,
        Thresholds thresholds,
        Optional<FalseAlarms> falseAlarms,
        FeatureWeights weights,
        int consecutive,
        long cooldownNanos,
        long insufficientNanos,
        long staleNanos,
        RerouteSettings rerouting) {
    public static final int MAX_PANES = DriftWindow.MAX_PANES;

    private static final long SECOND = 1_000_000_000L;
    static final long DEFAULT_INSUFFICIENT_NANOS = 3600 * SECOND;
    static final long DEFAULT_STALE_NANOS = 90 * 86_400 * SECOND;

    /** What a model without a {@code drift:} mapping gets. */
    public static final DriftSettings DEFAULT =
            new DriftSettings(60 * SECOND, 12, 1000, 100, 100, 0.2, 0.15, 0.1, 0.1, 2, 60 * SECOND, Reroute.ALWAYS);

    public DriftSettings {
        if (minSamples < 1
                || minRequests < 1
                || maxRowsPerRequest < 1
                || consecutive < 1
                || cooldownNanos < 0
                || insufficientNanos < 1
                || staleNanos < 1) {
            throw new IllegalArgumentException("counts must be positive");
        }
    }

    /** A window by time, fixed thresholds, equal features, and traffic that moves all at once. */
    public DriftSettings(
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
        this(
                DriftWindow.ofTime(windowNanos, panes),
                minSamples,
                minRequests,
                maxRowsPerRequest,
                new Thresholds(psi, ks, clearPsi, clearKs),
                Optional.empty(),
                FeatureWeights.EQUAL,
                consecutive,
                cooldownNanos,
                DEFAULT_INSUFFICIENT_NANOS,
                DEFAULT_STALE_NANOS,
                RerouteSettings.atOnce(reroute));
    }

    public long windowNanos() {
        return window.nanos();
    }

    public int panes() {
        return window.panes();
    }

    /** The longest time between two evaluations. */
    public long paneNanos() {
        return window.paneNanos();
    }

    public double psi() {
        return thresholds.psi();
    }

    public double ks() {
        return thresholds.ks();
    }

    public double clearPsi() {
        return thresholds.clearPsi();
    }

    public double clearKs() {
        return thresholds.clearKs();
    }

    public Reroute reroute() {
        return rerouting.reroute();
    }

    /** The cool-down in the longest panes, rounded up. */
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
        return new DriftSettingsReader(node, problems, path).read();
    }
}
