package io.driftgate.drift.backtest;

import io.driftgate.drift.DriftSettings;
import io.driftgate.drift.FeatureMonitor;
import io.driftgate.drift.statistic.ReferenceGroups;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.WindowCounts;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * How often a threshold is reached by chance: windows drawn from reference rows, of each statistic the largest over all features.
 * A baseline that was built from the same rows leaves its own sampling error out, so the rates are lower bounds then. Immutable,
 * any thread.
 */
public final class Resampling {
    private final double[][] largest;
    private final int rounds;

    private Resampling(double[][] largest, int rounds) {
        this.largest = largest;
        this.rounds = rounds;
    }

    /**
     * Draws windows.
     *
     * @param size rows of a window
     * @param block neighbouring rows that are drawn together
     */
    public static Resampling of(
            SketchPlan plan, Reference reference, int size, int rounds, int block, long seed, DriftSettings settings) {
        Random random = new Random(seed);
        List<FeatureProfile> profiles = plan.baseline().features();
        FeatureMonitor[] monitors = new FeatureMonitor[profiles.size()];
        ReferenceGroups[] groups = new ReferenceGroups[profiles.size()];
        for (int i = 0; i < monitors.length; i++) {
            monitors[i] = new FeatureMonitor(profiles.get(i), plan.offset(i));
            groups[i] = ReferenceGroups.of(profiles.get(i));
        }
        double[][] largest = new double[Measure.values().length][rounds];
        for (int round = 0; round < rounds; round++) {
            WindowCounts window = new WindowCounts(plan.bins());
            window.add(reference.draw(random, size, block));
            for (int i = 0; i < monitors.length; i++) {
                var drift = monitors[i].evaluate(window, settings);
                double distance = groups[i].jensenShannon(groups[i].merge(window, plan.offset(i)), size);
                raise(largest, Measure.PSI, round, drift.psi());
                raise(largest, Measure.KS, round, drift.ks());
                raise(largest, Measure.JS, round, distance);
            }
        }
        for (double[] values : largest) {
            Arrays.sort(values);
        }
        return new Resampling(largest, rounds);
    }

    private static void raise(double[][] largest, Measure measure, int round, double value) {
        double[] values = largest[measure.ordinal()];
        values[round] = Math.max(values[round], value);
    }

    public int rounds() {
        return rounds;
    }

    /** Windows of a thousand in which some feature reaches the threshold by chance. */
    public double alarmsPerThousand(Measure measure, double threshold) {
        double[] values = largest[measure.ordinal()];
        int alarms = 0;
        while (alarms < rounds && values[rounds - 1 - alarms] >= threshold) {
            alarms++;
        }
        return 1000.0 * alarms / rounds;
    }

    /** The smallest threshold, in thousandths, that at most so many of a thousand windows reach by chance. */
    public double suggest(Measure measure, double atMostPerThousand) {
        int allowed = (int) Math.floor(atMostPerThousand * rounds / 1000);
        double highestAllowed = largest[measure.ordinal()][Math.max(0, rounds - 1 - allowed)];
        return (Math.floor(highestAllowed * 1000) + 1) / 1000;
    }
}
