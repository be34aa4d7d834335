package io.driftgate.drift.backtest;

import io.driftgate.drift.FeatureDrift;
import io.driftgate.drift.PairDrift;
import io.driftgate.drift.statistic.FeatureStatistics;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One window of a stream.
 *
 * @param index from 0
 * @param start first row, from 0
 * @param end one past the last row
 * @param features in the baseline's order
 * @param pairs what the gateway would have said of each pair of features, in the baseline's order
 */
public record ReplayWindow(long index, long start, long end, List<Entry> features, List<PairDrift> pairs) {
    public ReplayWindow {
        features = List.copyOf(features);
        pairs = List.copyOf(pairs);
    }

    /**
     * One feature in one window.
     *
     * @param drift what the gateway would have said of it, on bins
     * @param exact against the reference's values, where there is one and both have values
     */
    public record Entry(FeatureStatistics statistics, FeatureDrift drift, Optional<Exact> exact) {
        /** The Kolmogorov-Smirnov distance over rows with a value: exact if possible, else from bins. */
        public OptionalDouble kolmogorov() {
            return exact.map(found -> OptionalDouble.of(found.kolmogorov()))
                    .orElseGet(() -> statistics.ordered().isPresent()
                            ? OptionalDouble.of(statistics.ordered().get().kolmogorov())
                            : OptionalDouble.empty());
        }

        public OptionalDouble kolmogorovP() {
            return exact.map(Exact::kolmogorovP)
                    .orElseGet(() -> statistics.ordered().isPresent()
                            ? OptionalDouble.of(statistics.ordered().get().kolmogorovP())
                            : OptionalDouble.empty());
        }

        public OptionalDouble wasserstein() {
            return exact.map(found -> OptionalDouble.of(found.wasserstein()))
                    .orElseGet(() -> statistics.ordered().isPresent()
                            ? OptionalDouble.of(statistics.ordered().get().wasserstein())
                            : OptionalDouble.empty());
        }
    }

    /** Two-sample statistics of the values themselves. */
    public record Exact(double kolmogorov, OptionalDouble kolmogorovP, double wasserstein) {}
}
