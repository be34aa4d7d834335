package io.driftgate.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.driftgate.canary.Arm;
import io.driftgate.canary.CanaryReport;
import io.driftgate.canary.CanarySettings;
import io.driftgate.canary.MeasureReport;
import io.driftgate.canary.Rollout;
import io.driftgate.control.CanaryStatus;
import io.driftgate.source.Durations;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where a model's canary is, and both versions' figures side by side.
 *
 * @param stage {@code stepping}, {@code kept}, {@code promoted} or {@code aborted}
 * @param share of what the weights split, per cent
 * @param step from 1
 * @param steps all of them, per cent
 * @param why the stage or share is what it is
 * @param paused why neither time runs nor a step is taken; absent when it goes on
 * @param held time of the step that counts so far
 * @param canaryRequests compared at this step
 * @param evidence that the canary is worse over what aborts it, both as logarithms; absent before the first pane
 * @param users how many equally heavy users would be as many as those of the version that has fewer; 256 is many
 * @param measures since the rollout began, or the process started
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record CanaryView(
        String model,
        String version,
        String against,
        String stage,
        Instant since,
        double share,
        int step,
        List<Double> steps,
        String why,
        Optional<String> paused,
        String held,
        String hold,
        long canaryRequests,
        long stableRequests,
        int minRequests,
        Optional<Double> evidence,
        Optional<Double> users,
        List<MeasureView> measures) {
    private static final double SHOWN_NANOS = 1e8;

    /**
     * What one measure says.
     *
     * @param evidence of this measure over what aborts by itself
     * @param dispersion that it was divided by, as requests of a user or of a moment resemble each other; absent where too few users were compared
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record MeasureView(
            String measure, double evidence, Optional<Double> dispersion, ArmView canary, ArmView stable) {}

    /**
     * One version's figures.
     *
     * @param share of errors or violations
     * @param median milliseconds, or of the predicted numbers
     * @param p99 milliseconds
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record ArmView(long count, Optional<Double> share, Optional<Double> median, Optional<Double> p99) {
        static ArmView of(Arm arm) {
            return new ArmView(arm.count(), finite(arm.share()), finite(arm.median()), finite(arm.p99()));
        }
    }

    static CanaryView of(String model, CanaryStatus status) {
        CanarySettings settings = status.settings();
        Rollout rollout = status.rollout();
        return new CanaryView(
                model,
                settings.version(),
                settings.against(),
                rollout.stage().label(),
                rollout.since(),
                percent(status.share()),
                rollout.step() + 1,
                settings.steps().stream().map(CanaryView::percent).toList(),
                rollout.why(),
                status.paused(),
                Durations.format(Math.round(rollout.heldNanos() / SHOWN_NANOS) * (long) SHOWN_NANOS),
                Durations.format(settings.holdNanos()),
                rollout.canaryRequests(),
                rollout.stableRequests(),
                settings.minRequests(),
                status.report().map(report -> Math.max(0, report.logE() / report.threshold())),
                status.report().map(report -> Math.round(10 * report.users()) / 10.0),
                status.report().map(CanaryView::measures).orElse(List.of()));
    }

    private static List<MeasureView> measures(CanaryReport report) {
        return report.measures().stream()
                .map((MeasureReport each) -> new MeasureView(
                        each.measure().label(),
                        report.part(each),
                        finite(each.dispersion()),
                        ArmView.of(each.canary()),
                        ArmView.of(each.stable())))
                .toList();
    }

    private static double percent(double share) {
        return Math.round(1e6 * share) / 1e4;
    }

    private static Optional<Double> finite(double value) {
        return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
    }
}
