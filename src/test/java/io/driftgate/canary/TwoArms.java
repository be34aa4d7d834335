package io.driftgate.canary;

import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.PredictionFields;
import io.driftgate.sketch.Tally;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Traffic that a canary and the stable version share, made up request by request, and the evidence of its panes. */
final class TwoArms {
    /**
     * How a version answers.
     *
     * @param errors share
     * @param violations share
     * @param slowness factor of the usual time, which is log-normal around 20 ms with sigma 0.5
     * @param shift of the predicted number, in its standard deviations
     * @param approvals share of the label approve
     */
    record Behaviour(double errors, double violations, double slowness, double shift, double approvals) {
        static final Behaviour USUAL = new Behaviour(0.001, 0.01, 1, 0, 0.7);

        Behaviour withErrors(double share) {
            return new Behaviour(share, violations, slowness, shift, approvals);
        }

        Behaviour withViolations(double share) {
            return new Behaviour(errors, share, slowness, shift, approvals);
        }

        Behaviour slower(double factor) {
            return new Behaviour(errors, violations, factor, shift, approvals);
        }

        Behaviour shifted(double deviations) {
            return new Behaviour(errors, violations, slowness, deviations, approvals);
        }

        Behaviour approving(double share) {
            return new Behaviour(errors, violations, slowness, shift, share);
        }
    }

    static final CanarySettings SETTINGS = settings(0.01);

    private static final byte[] APPROVE = "approve".getBytes(StandardCharsets.UTF_8);
    private static final byte[] DECLINE = "decline".getBytes(StandardCharsets.UTF_8);

    private final SplittableRandom random;
    private final Canary canary;
    private final Tally stableTally;
    private final Tally canaryTally;
    private final FeatureRow prediction = new FeatureRow(PredictionFields.INDEX.slots());
    final CanaryEvidence evidence;

    /** Under which any difference is one. */
    static final Tolerance NONE = new Tolerance(0, 0, 1, 0);

    static CanarySettings settings(double falseAborts) {
        return settings(falseAborts, Tolerance.DEFAULT);
    }

    static CanarySettings settings(double falseAborts, Tolerance tolerance) {
        return new CanarySettings(
                "v3",
                "v2",
                List.of(0.05, 0.1, 0.25, 0.5),
                1_800_000_000_000L,
                500,
                OnHold.PROMOTE,
                falseAborts,
                tolerance,
                5_000_000_000L,
                "digest");
    }

    TwoArms(long seed, CanarySettings settings) {
        random = new SplittableRandom(seed);
        canary = Canary.of("credit", settings);
        stableTally = new Tally(canary.stable());
        canaryTally = new Tally(canary.canary());
        evidence = new CanaryEvidence(settings, Map.of());
    }

    /** A pane of so many requests, each of a user of its own. */
    CanaryReport pane(int requests, double share, Behaviour stable, Behaviour ofCanary) {
        for (int i = 0; i < requests; i++) {
            boolean toCanary = random.nextDouble() < share;
            request(toCanary, random.nextLong(), toCanary ? ofCanary : stable);
        }
        return endPane();
    }

    void request(boolean toCanary, long keyHash, Behaviour behaviour) {
        CanaryPlan plan = toCanary ? canary.canary() : canary.stable();
        Tally tally = toCanary ? canaryTally : stableTally;
        boolean violation = random.nextDouble() < behaviour.violations;
        plan.judged(keyHash, violation, tally);
        if (violation) {
            return;
        }
        boolean error = random.nextDouble() < behaviour.errors;
        plan.answered(keyHash, error, tally);
        if (error) {
            return;
        }
        plan.took(keyHash, (long) (20e6 * behaviour.slowness * Math.exp(0.5 * random.nextGaussian())), tally);
        prediction.clear();
        prediction.setNumber(PredictionFields.VALUE, 0.3 + 0.1 * (random.nextGaussian() + behaviour.shift));
        byte[] label = random.nextDouble() < behaviour.approvals ? APPROVE : DECLINE;
        prediction.setText(PredictionFields.LABEL, label, 0, label.length);
        plan.predicted(keyHash, prediction, tally);
    }

    CanaryReport endPane() {
        return evidence.endPane(stableTally.cut(), canaryTally.cut());
    }

    /** Panes until it aborts; -1 when it does not within so many. */
    int panesToAbort(int most, int requests, double share, Behaviour stable, Behaviour ofCanary) {
        for (int i = 1; i <= most; i++) {
            if (pane(requests, share, stable, ofCanary).aborts()) {
                return i;
            }
        }
        return -1;
    }
}
