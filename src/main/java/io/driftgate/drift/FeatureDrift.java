package io.driftgate.drift;

import io.driftgate.drift.statistic.ReferenceGroups;

/**
 * One feature's statistics over the window.
 *
 * @param psi population stability index over about ten groups of the baseline's rows, see {@link ReferenceGroups}
 * @param ks of a numeric feature the Kolmogorov-Smirnov distance, of any other the total variation distance
 * @param samples rows in the window
 * @param state STABLE, WARNING or DRIFT by the thresholds, or INSUFFICIENT; at this one evaluation, with no memory
 * @param psiThreshold that {@code psi} trips at: the setting, or the noise floor where that is higher; 0 when not evaluated
 * @param ksThreshold that {@code ks} trips at, likewise
 */
public record FeatureDrift(
        String feature, double psi, double ks, long samples, Verdict state, double psiThreshold, double ksThreshold) {
    /** A feature whose thresholds in force don't matter to the reader. */
    public FeatureDrift(String feature, double psi, double ks, long samples, Verdict state) {
        this(feature, psi, ks, samples, state, 0, 0);
    }

    /** The same statistics, judged otherwise. */
    public FeatureDrift withState(Verdict other) {
        return new FeatureDrift(feature, psi, ks, samples, other, psiThreshold, ksThreshold);
    }

    /** The greater of both statistics over its threshold; 0 when not evaluated. */
    public double excess() {
        return Math.max(over(psi, psiThreshold), over(ks, ksThreshold));
    }

    private static double over(double statistic, double threshold) {
        return threshold > 0 && Double.isFinite(statistic) ? statistic / threshold : 0;
    }
}
