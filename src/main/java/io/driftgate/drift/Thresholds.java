package io.driftgate.drift;

/**
 * The fixed thresholds.
 *
 * @param psi trip threshold of the population stability index
 * @param ks trip threshold of the distance, see {@link FeatureDrift#ks}
 * @param clearPsi that every feature must be below to clear
 * @param clearKs that every feature must be below to clear
 */
public record Thresholds(double psi, double ks, double clearPsi, double clearKs) {
    public Thresholds {
        if (!(clearPsi > 0 && clearPsi < psi && clearKs > 0 && clearKs < ks)) {
            throw new IllegalArgumentException("a clear threshold must be positive and below its trip threshold");
        }
    }
}
