package io.driftgate.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftgate.drift.RerouteDecision.Reason;
import io.driftgate.drift.SwitchStep.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SwitchStepTest {
    private static final long SECOND = 1_000_000_000L;
    private static final RerouteSettings GENTLE =
            new RerouteSettings(Reroute.ALWAYS, 0.5, 20 * SECOND, 0.1, 60 * SECOND, OnClear.RETURN);
    private static final RerouteSettings HOLDING =
            new RerouteSettings(Reroute.ALWAYS, 0.5, 0, 0.1, 60 * SECOND, OnClear.HOLD);
    private static final RerouteSettings PLAIN = RerouteSettings.atOnce(Reroute.ALWAYS);

    private static RerouteDecision keep(Reason reason) {
        return new RerouteDecision(RerouteDecision.Action.KEEP, RerouteDecision.NONE, reason);
    }

    private static RerouteDecision back(Reason reason) {
        return new RerouteDecision(RerouteDecision.Action.RETURN, RerouteDecision.NONE, reason);
    }

    private static SwitchStep.State at(SwitchStage stage, double share, long seconds, Verdict verdict) {
        return new SwitchStep.State(stage, share, seconds * SECOND, Optional.of(verdict), false);
    }

    private static SwitchStep.State held(boolean quarantined, Verdict verdict) {
        return new SwitchStep.State(SwitchStage.HELD, 1, 0, Optional.of(verdict), quarantined);
    }

    @Test
    void rampsUpInSteps() {
        assertEquals(new SwitchStep(Action.STAGE, SwitchStage.AWAY, 1), SwitchStep.first(PLAIN));
        SwitchStep first = SwitchStep.first(GENTLE);
        assertEquals(new SwitchStep(Action.STAGE, SwitchStage.RAMPING, 0.2), first);
        List<Double> shares = new ArrayList<>();
        double share = first.share();
        for (int second = 0; second <= 20; second++) {
            SwitchStep next = SwitchStep.next(
                    at(SwitchStage.RAMPING, share, second, Verdict.DRIFT), keep(Reason.STILL_DRIFTED), GENTLE);
            if (next.action() == Action.STAGE) {
                share = next.share();
                shares.add(share);
            }
        }
        assertEquals(List.of(0.4, 0.6, 0.8, 1.0), shares, "at 5, 10, 15 and 20 s");
    }

    @Test
    void goesOnWithARampThatWasLeftLongAgo() {
        assertEquals(
                new SwitchStep(Action.STAGE, SwitchStage.AWAY, 1),
                SwitchStep.next(at(SwitchStage.RAMPING, 0.2, 3600, Verdict.DRIFT), keep(Reason.STILL_DRIFTED), GENTLE));
        assertEquals(
                new SwitchStep(Action.STAGE, SwitchStage.AWAY, 1),
                SwitchStep.next(at(SwitchStage.RAMPING, 0.2, 0, Verdict.DRIFT), keep(Reason.STILL_DRIFTED), PLAIN),
                "and with one that the file has no more");
    }

    @Test
    void returnsAFewFirst() {
        SwitchStep.State away = at(SwitchStage.AWAY, 1, 100, Verdict.STABLE);
        assertEquals(
                new SwitchStep(Action.STAGE, SwitchStage.HALF_OPEN, 0.9),
                SwitchStep.next(away, back(Reason.CLEARED), GENTLE));
        assertEquals(
                Action.RETURN,
                SwitchStep.next(away, back(Reason.CLEARED), PLAIN).action());
    }

    @Test
    void theRestFollowsAfterItsTimeAndOnlyIfItFitsThen() {
        assertEquals(
                Action.STAY,
                SwitchStep.next(at(SwitchStage.HALF_OPEN, 0.9, 59, Verdict.STABLE), back(Reason.CLEARED), GENTLE)
                        .action());
        assertEquals(
                Action.STAY,
                SwitchStep.next(at(SwitchStage.HALF_OPEN, 0.9, 600, Verdict.WARNING), back(Reason.CLEARED), GENTLE)
                        .action());
        assertEquals(
                Action.RETURN,
                SwitchStep.next(at(SwitchStage.HALF_OPEN, 0.9, 60, Verdict.STABLE), back(Reason.CLEARED), GENTLE)
                        .action());
        assertEquals(
                new SwitchStep(Action.STAGE, SwitchStage.AWAY, 1),
                SwitchStep.next(at(SwitchStage.HALF_OPEN, 0.9, 30, Verdict.DRIFT), keep(Reason.STILL_DRIFTED), GENTLE),
                "it drifts again");
        assertEquals(
                Action.STAY,
                SwitchStep.next(
                                at(SwitchStage.HALF_OPEN, 0.9, 600, Verdict.INSUFFICIENT),
                                keep(Reason.WAITING_FOR_EVIDENCE),
                                GENTLE)
                        .action(),
                "no evidence moves nothing");
    }

    @Test
    void holdsThePrimaryUntilItIsReleased() {
        assertEquals(
                new SwitchStep(Action.HOLD, SwitchStage.HELD, 1),
                SwitchStep.next(at(SwitchStage.AWAY, 1, 100, Verdict.STABLE), back(Reason.CLEARED), HOLDING));
        assertEquals(
                Action.STAY,
                SwitchStep.next(held(true, Verdict.STABLE), keep(Reason.PRIMARY_NOT_READY), HOLDING)
                        .action());
        assertEquals(
                Action.STAY,
                SwitchStep.next(held(true, Verdict.DRIFT), keep(Reason.STILL_DRIFTED), HOLDING)
                        .action());
        assertEquals(
                new SwitchStep(Action.STAGE, SwitchStage.HALF_OPEN, 0.9),
                SwitchStep.next(held(false, Verdict.STABLE), back(Reason.CLEARED), HOLDING),
                "released");
        assertEquals(
                new SwitchStep(Action.STAGE, SwitchStage.AWAY, 1),
                SwitchStep.next(held(false, Verdict.DRIFT), keep(Reason.STILL_DRIFTED), HOLDING),
                "released while it drifts again: it clears, and is held, anew");
    }

    @Test
    void endsAtOnceForAnyOtherReason() {
        for (SwitchStage stage : SwitchStage.values()) {
            for (Reason reason : List.of(Reason.NO_FALLBACK_READY, Reason.NO_PRIMARY, Reason.ALERT_ONLY)) {
                assertEquals(
                        Action.RETURN,
                        SwitchStep.next(at(stage, 0.9, 0, Verdict.DRIFT), back(reason), HOLDING)
                                .action());
            }
        }
    }
}
