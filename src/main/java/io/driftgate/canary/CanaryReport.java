package io.driftgate.canary;

import java.util.Comparator;
import java.util.List;

/**
 * What all panes of a rollout so far say against the canary.
 *
 * @param logE natural logarithm of the e-value against "as good as stable, within tolerance"
 * @param threshold that it aborts at
 * @param users how many equally heavy users would be as many as those of the version that has fewer; at most {@value CanaryPlan#GROUPS}, which is
 *     many
 * @param measures one of each
 */
public record CanaryReport(double logE, double threshold, double users, List<MeasureReport> measures) {
    /** From this part of the threshold on, a step does not end. */
    private static final double WARNING = 0.5;

    /** Fewer don't say how far users differ by themselves. */
    static final double MIN_USERS = 3;

    public CanaryReport {
        measures = List.copyOf(measures);
    }

    public boolean aborts() {
        return logE >= threshold;
    }

    /** Whether so few users were compared that nothing can be said: then it neither aborts nor goes on. */
    public boolean hasTooFewUsers() {
        return users < MIN_USERS;
    }

    public boolean warns() {
        return logE >= WARNING * threshold;
    }

    /** The measure that says most. */
    public MeasureReport leading() {
        return measures.stream()
                .max(Comparator.comparingDouble(MeasureReport::logE))
                .orElseThrow();
    }

    /** A measure's evidence over what aborts by itself, both as logarithms; 1 aborts. */
    public double part(MeasureReport measure) {
        return Math.max(0, measure.logE()) / (threshold + Math.log(measures.size()));
    }
}
