package io.driftgate.drift;

import java.util.List;
import java.util.Optional;

/**
 * What a model's route should do now. A pure function of the situation: called after every evaluation and after every change
 * of readiness or configuration, it asks for a switch only when something changed.
 *
 * <pre>
 * drift of the primary   no switch in force                       switched to version a
 * DRIFT                  to the first ready fallback, else stay   stay while a is ready, else to the first ready one, else return
 * INSUFFICIENT           stay                                     as DRIFT: no evidence is no reason to come back
 * STABLE, WARNING        stay                                     return, once the primary is ready or a is not
 * no baseline            stay                                     return, likewise
 * </pre>
 *
 * A window gate of the primary that fails with {@code action: fallback} counts as DRIFT, whatever the verdict and the settings of
 * drift say.
 *
 * The verdict that counts is that of the primary's baseline: the eligible version of largest configured weight. It is taken on
 * ingress traffic, so it can clear while another version answers. A fallback earlier in the chain that becomes ready again
 * moves nothing: one real change, one switch. Under {@link Reroute#BETTER} a fallback without a baseline is never one that fits
 * better, and a version that traffic was moved to keeps it although it no longer fits better.
 *
 * @param action what to do
 * @param target the version to switch to; {@link #NONE} unless {@code action} is {@code SWITCH}
 */
public record RerouteDecision(Action action, int target, Reason reason) {
    /** No version: no switch in force, or no primary. */
    public static final int NONE = -1;

    public enum Action {
        /** Leave the route as it is, switched or not. */
        KEEP,
        /** Send all traffic to {@code target}. */
        SWITCH,
        /** End the switch: the configured weights are in force again. */
        RETURN
    }

    /** Why; also a metric and audit label. */
    public enum Reason {
        /** Nothing to do: no drift, no switch. */
        NO_DRIFT,
        /** The primary's input drifted and a fallback is ready. */
        DRIFT,
        /** A window gate of the primary fails and a fallback is ready. */
        WINDOW_GATE,
        /** The switch in force is still right. */
        STILL_DRIFTED,
        /** A switch is in force and there is not enough traffic to end it. */
        WAITING_FOR_EVIDENCE,
        /** The version that traffic was switched to is not ready, or is no fallback any more; another one is. */
        FALLBACK_LOST,
        /** The primary's input drifted, or its window gate fails, and no fallback is ready. */
        NO_FALLBACK_READY,
        /** The primary's input drifted, and no ready fallback has a baseline that fits it better by the margin. */
        NO_BETTER_FALLBACK,
        /** The primary's input drifted, and the settings say to alert only. */
        ALERT_ONLY,
        /** The primary's input fits again, or there is no baseline to say otherwise. */
        CLEARED,
        /** The input fits again but the primary isn't ready, and the fallback is. */
        PRIMARY_NOT_READY,
        /** No version has a configured weight. */
        NO_PRIMARY
    }

    /**
     * All that the decision depends on. Versions are indexes.
     *
     * @param primary eligible version of largest configured weight, or {@link #NONE}
     * @param verdict of the primary's own baseline; empty when it has none
     * @param fallback the chain, first choice first
     * @param ready by version, the prober's last answer
     * @param active version that traffic was switched to, or {@link #NONE}
     * @param windowGate ID of a window gate that wants traffic off the primary; empty when none does
     * @param better by version, whether its own baseline fits the traffic better than the primary's by the margin; matters under
     *     {@link Reroute#BETTER}
     */
    public record Situation(
            int primary,
            Optional<Verdict> verdict,
            List<Integer> fallback,
            List<Boolean> ready,
            int active,
            Reroute reroute,
            Optional<String> windowGate,
            List<Boolean> better) {
        public Situation {
            fallback = List.copyOf(fallback);
            ready = List.copyOf(ready);
            better = List.copyOf(better);
        }

        /** Where nobody knows whether a version fits better. */
        public Situation(
                int primary,
                Optional<Verdict> verdict,
                List<Integer> fallback,
                List<Boolean> ready,
                int active,
                Reroute reroute,
                Optional<String> windowGate) {
            this(
                    primary,
                    verdict,
                    fallback,
                    ready,
                    active,
                    reroute,
                    windowGate,
                    ready.stream().map(each -> false).toList());
        }

        /** Without a window gate that fails. */
        public Situation(
                int primary,
                Optional<Verdict> verdict,
                List<Integer> fallback,
                List<Boolean> ready,
                int active,
                Reroute reroute) {
            this(primary, verdict, fallback, ready, active, reroute, Optional.empty());
        }

        private boolean switched() {
            return active != NONE;
        }

        /** Whether the switch in force is one that would be made today. */
        private boolean activeUsable() {
            return active != primary && fallback.contains(active) && ready.get(active);
        }

        private int firstReadyFallback(boolean mustBeBetter) {
            for (int version : fallback) {
                if (version != primary && ready.get(version) && (!mustBeBetter || better.get(version))) {
                    return version;
                }
            }
            return NONE;
        }
    }

    public static RerouteDecision of(Situation situation) {
        if (situation.primary == NONE) {
            return backOrKeep(situation, Reason.NO_PRIMARY);
        }
        if (situation.windowGate.isPresent()) {
            return away(situation, Reason.WINDOW_GATE, Reason.STILL_DRIFTED);
        }
        boolean drifted = situation.verdict.isPresent() && situation.verdict.get() == Verdict.DRIFT;
        boolean unknown = situation.verdict.isPresent() && situation.verdict.get() == Verdict.INSUFFICIENT;
        if (situation.reroute == Reroute.ALERT) {
            return backOrKeep(
                    situation, drifted ? Reason.ALERT_ONLY : situation.switched() ? Reason.CLEARED : Reason.NO_DRIFT);
        }
        if (drifted || (unknown && situation.switched())) {
            return away(situation, Reason.DRIFT, drifted ? Reason.STILL_DRIFTED : Reason.WAITING_FOR_EVIDENCE);
        }
        if (!situation.switched()) {
            return keep(Reason.NO_DRIFT);
        }
        return situation.activeUsable() && !situation.ready.get(situation.primary)
                ? keep(Reason.PRIMARY_NOT_READY)
                : new RerouteDecision(Action.RETURN, NONE, Reason.CLEARED);
    }

    /**
     * @param cause of a switch away from the primary
     * @param still why one that is in force stays
     */
    private static RerouteDecision away(Situation situation, Reason cause, Reason still) {
        if (situation.switched() && situation.activeUsable()) {
            return keep(still);
        }
        // A window gate says what is wrong, not that another version's training was otherwise.
        boolean mustBeBetter = situation.reroute == Reroute.BETTER && cause == Reason.DRIFT;
        int target = situation.firstReadyFallback(mustBeBetter);
        if (target == NONE) {
            boolean anyReady = mustBeBetter && situation.firstReadyFallback(false) != NONE;
            return backOrKeep(situation, anyReady ? Reason.NO_BETTER_FALLBACK : Reason.NO_FALLBACK_READY);
        }
        return new RerouteDecision(Action.SWITCH, target, situation.switched() ? Reason.FALLBACK_LOST : cause);
    }

    private static RerouteDecision backOrKeep(Situation situation, Reason reason) {
        return situation.switched() ? new RerouteDecision(Action.RETURN, NONE, reason) : keep(reason);
    }

    private static RerouteDecision keep(Reason reason) {
        return new RerouteDecision(Action.KEEP, NONE, reason);
    }
}
