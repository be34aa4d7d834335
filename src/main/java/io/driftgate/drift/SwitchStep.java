package io.driftgate.drift;

import java.util.Optional;

/**
 * How a switch in force goes on. A pure function, asked at every tick of the drift loop.
 *
 * <pre>
 *            share grows                 input fits again
 * RAMPING  --------------->  AWAY  ----------------------->  HALF_OPEN  --for its time, and STABLE-->  back
 *                             ^ |                             |    ^
 *                             | +--onClear: hold--> HELD -----|----+ released
 *                             +-------- drifts again ---------+
 * </pre>
 *
 * Without half-open what would lead there leads back. Too little traffic for a verdict moves nothing. What ends a switch for another
 * reason, such as that no fallback is ready, ends it at once.
 *
 * @param stage that it is in from now on
 * @param share of the traffic that the fallback has from now on, 0 to 1
 */
public record SwitchStep(Action action, SwitchStage stage, double share) {
    /** Steps that a ramp makes; the first at its start, the last at its end. */
    static final int RAMP_STEPS = 5;

    public enum Action {
        /** As it is. */
        STAY,
        /** Another stage or share. */
        STAGE,
        /** The primary is to be quarantined, and the switch held. */
        HOLD,
        /** The switch ends. */
        RETURN
    }

    /**
     * How far it has come.
     *
     * @param elapsedNanos since the stage began
     * @param verdict of the primary's baseline; empty when it has none
     * @param quarantined whether a person, or {@link OnClear#HOLD}, quarantines the primary
     */
    public record State(
            SwitchStage stage, double share, long elapsedNanos, Optional<Verdict> verdict, boolean quarantined) {}

    /** How a new switch begins. */
    public static SwitchStep first(RerouteSettings settings) {
        return settings.rampNanos() == 0
                ? new SwitchStep(Action.STAGE, SwitchStage.AWAY, 1)
                : new SwitchStep(Action.STAGE, SwitchStage.RAMPING, 1.0 / RAMP_STEPS);
    }

    /** {@code decision} is any but SWITCH. */
    public static SwitchStep next(State state, RerouteDecision decision, RerouteSettings settings) {
        return decision.action() == RerouteDecision.Action.RETURN
                ? back(state, decision.reason(), settings)
                : away(state, decision.reason(), settings);
    }

    private static SwitchStep away(State state, RerouteDecision.Reason reason, RerouteSettings settings) {
        boolean waits = reason == RerouteDecision.Reason.WAITING_FOR_EVIDENCE;
        return switch (state.stage) {
            case RAMPING -> ramp(state, settings.rampNanos());
            case AWAY -> stay(state);
            case HALF_OPEN -> waits ? stay(state) : stage(SwitchStage.AWAY, 1);
            case HELD -> state.quarantined || waits ? stay(state) : stage(SwitchStage.AWAY, 1);
        };
    }

    private static SwitchStep ramp(State state, long rampNanos) {
        double done = rampNanos == 0 ? 1 : Math.min(1, Math.max(0, (double) state.elapsedNanos / rampNanos));
        double share = (1 + Math.floor(done * (RAMP_STEPS - 1))) / RAMP_STEPS;
        if (share >= 1) {
            return stage(SwitchStage.AWAY, 1);
        }
        return share > state.share ? stage(SwitchStage.RAMPING, share) : stay(state);
    }

    private static SwitchStep back(State state, RerouteDecision.Reason reason, RerouteSettings settings) {
        SwitchStep end = new SwitchStep(Action.RETURN, state.stage, 0);
        if (reason != RerouteDecision.Reason.CLEARED) {
            return end;
        }
        if (state.stage == SwitchStage.HALF_OPEN) {
            boolean fits = state.verdict.isEmpty() || state.verdict.get() == Verdict.STABLE;
            return !settings.isHalfOpen() || (state.elapsedNanos >= settings.halfOpenNanos() && fits)
                    ? end
                    : stay(state);
        }
        if (state.stage == SwitchStage.HELD && state.quarantined) {
            return stay(state);
        }
        if (state.stage != SwitchStage.HELD && settings.onClear() == OnClear.HOLD) {
            return new SwitchStep(Action.HOLD, SwitchStage.HELD, 1);
        }
        return settings.isHalfOpen()
                ? stage(SwitchStage.HALF_OPEN, Math.min(state.share, 1 - settings.halfOpenShare()))
                : end;
    }

    private static SwitchStep stay(State state) {
        return new SwitchStep(Action.STAY, state.stage, state.share);
    }

    private static SwitchStep stage(SwitchStage stage, double share) {
        return new SwitchStep(Action.STAGE, stage, share);
    }
}
