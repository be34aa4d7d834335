package io.driftgate.drift.evidence;

/**
 * How sure evidence must be.
 *
 * @param panesPerFalseAlarm panes, and so evaluations, in which at most one false alarm is expected, over all features
 * @param immaterial share of rows, 0 to below 1, that may lie elsewhere than in the baseline's population and still is no drift:
 *     the total variation distance from it that is within the null
 * @param lookback panes that evidence reaches back at most
 */
public record EvidenceSettings(double panesPerFalseAlarm, double immaterial, int lookback) {
    /**
     * By how much the threshold lies below {@code panesPerFalseAlarm}. Markov's inequality and the sum over starts are far from
     * tight; this much of what they leave unused is given back as faster detection. What is left: with it, alarms on unchanged
     * traffic came 1.4 to 2.7 times more rarely than the setting says ({@code benchmarks/drift-evidence}).
     */
    static final double SLACK = 32;

    public EvidenceSettings {
        if (!(panesPerFalseAlarm >= 1) || !(immaterial >= 0 && immaterial < 1) || lookback < 1) {
            throw new IllegalArgumentException(
                    panesPerFalseAlarm + " panes per false alarm, immaterial " + immaterial + ", lookback " + lookback);
        }
    }

    /** What the natural logarithm of the e-value must reach. */
    double threshold() {
        return Math.log(panesPerFalseAlarm / SLACK);
    }
}
