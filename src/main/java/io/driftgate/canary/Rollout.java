package io.driftgate.canary;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * How far a canary is: what a restart must not forget. Immutable.
 *
 * <pre>
 * STEPPING --held each step--> PROMOTED
 *    |  \------last step------> KEPT          (onHold: keep)
 *    +--worse than stable-----> ABORTED --released by a person--> STEPPING, from the first step
 * any --the file's route changes--> STEPPING, from the first step
 * </pre>
 *
 * @param version the canary
 * @param route digest of the route that it belongs to, see {@link CanarySettings#route}
 * @param step index of the step, from 0
 * @param since when the stage or the step began
 * @param serving whether it has its share; not before it is ready, and not while it isn't
 * @param heldNanos time at the step that counts: in which both answered, by their weights
 * @param canaryRequests at the step
 * @param stableRequests at the step
 * @param quarantined whether an aborted one was quarantined, so that a person can release it
 * @param why in words, of the stage
 * @param evidence natural logarithms
 */
public record Rollout(
        String version,
        String route,
        Stage stage,
        int step,
        Instant since,
        boolean serving,
        long heldNanos,
        long canaryRequests,
        long stableRequests,
        boolean quarantined,
        String why,
        Map<Measure, Double> evidence) {
    /** Where it is. */
    public enum Stage {
        STEPPING,
        KEPT,
        PROMOTED,
        ABORTED;

        private final String label = name().toLowerCase(Locale.ROOT);

        public String label() {
            return label;
        }
    }

    public Rollout {
        evidence = Map.copyOf(evidence);
    }

    /** At its first step, without traffic yet. */
    public static Rollout first(CanarySettings settings, Instant now, String why) {
        return new Rollout(
                settings.version(), settings.route(), Stage.STEPPING, 0, now, false, 0, 0, 0, false, why, Map.of());
    }

    public boolean isOf(CanarySettings settings) {
        return route.equals(settings.route()) && step < settings.steps().size();
    }

    /** Whether the canary is compared and may go on. */
    public boolean isOpen() {
        return stage == Stage.STEPPING || stage == Stage.KEPT;
    }

    /** Its share of the traffic that the weights split, 0 to 1. */
    public double share(CanarySettings settings) {
        return switch (stage) {
            case STEPPING, KEPT -> serving ? settings.steps().get(step) : 0;
            case PROMOTED -> 1;
            case ABORTED -> 0;
        };
    }

    public Rollout serving(boolean does, String reason) {
        return with(does, quarantined, reason);
    }

    public Rollout quarantined(boolean is) {
        return with(serving, is, why);
    }

    private Rollout with(boolean does, boolean is, String reason) {
        return new Rollout(
                version,
                route,
                stage,
                step,
                since,
                does,
                heldNanos,
                canaryRequests,
                stableRequests,
                is,
                reason,
                evidence);
    }

    /** After a pane in which both answered. */
    public Rollout after(long nanos, long canary, long stable, CanaryReport report) {
        Map<Measure, Double> said = new EnumMap<>(Measure.class);
        report.measures().forEach(each -> said.put(each.measure(), each.logE()));
        return new Rollout(
                version,
                route,
                stage,
                step,
                since,
                serving,
                heldNanos + nanos,
                canaryRequests + canary,
                stableRequests + stable,
                quarantined,
                why,
                said);
    }

    /** Whether a step has had its time and its requests. */
    public boolean isDone(CanarySettings settings) {
        return stage == Stage.STEPPING
                && heldNanos >= settings.holdNanos()
                && Math.min(canaryRequests, stableRequests) >= settings.minRequests();
    }

    /** The next step, or what follows the last one. */
    public Rollout next(CanarySettings settings, Instant now, String reason) {
        if (step + 1 < settings.steps().size()) {
            return new Rollout(version, route, stage, step + 1, now, serving, 0, 0, 0, false, reason, evidence);
        }
        return settings.onHold() == OnHold.PROMOTE ? at(Stage.PROMOTED, now, reason) : at(Stage.KEPT, now, reason);
    }

    public Rollout aborted(Instant now, String reason) {
        return at(Stage.ABORTED, now, reason);
    }

    private Rollout at(Stage next, Instant now, String reason) {
        return new Rollout(
                version,
                route,
                next,
                step,
                now,
                serving,
                heldNanos,
                canaryRequests,
                stableRequests,
                false,
                reason,
                evidence);
    }
}
