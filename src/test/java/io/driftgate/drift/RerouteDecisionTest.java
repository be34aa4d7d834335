package io.driftgate.drift;

import static io.driftgate.drift.RerouteDecision.NONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.drift.RerouteDecision.Action;
import io.driftgate.drift.RerouteDecision.Reason;
import io.driftgate.drift.RerouteDecision.Situation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RerouteDecisionTest {
    private static final int VERSIONS = 3;

    private static RerouteDecision decide(Verdict verdict, String ready, int active) {
        return RerouteDecision.of(
                new Situation(0, Optional.of(verdict), List.of(1, 2), flags(ready), active, Reroute.ALWAYS));
    }

    private static List<Boolean> flags(String ready) {
        return ready.chars().mapToObj(c -> c == '1').toList();
    }

    private static RerouteDecision keep(Reason reason) {
        return new RerouteDecision(Action.KEEP, NONE, reason);
    }

    private static RerouteDecision back(Reason reason) {
        return new RerouteDecision(Action.RETURN, NONE, reason);
    }

    private static RerouteDecision to(int target, Reason reason) {
        return new RerouteDecision(Action.SWITCH, target, reason);
    }

    @Test
    void switchesToTheFirstReadyFallback() {
        assertEquals(to(1, Reason.DRIFT), decide(Verdict.DRIFT, "111", NONE));
        assertEquals(to(2, Reason.DRIFT), decide(Verdict.DRIFT, "101", NONE));
        assertEquals(to(1, Reason.DRIFT), decide(Verdict.DRIFT, "010", NONE));
    }

    @Test
    void staysWhenNoFallbackIsReady() {
        assertEquals(keep(Reason.NO_FALLBACK_READY), decide(Verdict.DRIFT, "100", NONE));
        assertEquals(back(Reason.NO_FALLBACK_READY), decide(Verdict.DRIFT, "100", 1));
    }

    @Test
    void staysSwitchedEvenWhenAnEarlierFallbackComesBack() {
        assertEquals(keep(Reason.STILL_DRIFTED), decide(Verdict.DRIFT, "111", 2));
        assertEquals(to(2, Reason.FALLBACK_LOST), decide(Verdict.DRIFT, "101", 1));
    }

    @Test
    void returnsWhenThePrimaryClears() {
        assertEquals(back(Reason.CLEARED), decide(Verdict.STABLE, "111", 1));
        assertEquals(back(Reason.CLEARED), decide(Verdict.WARNING, "111", 1));
        assertEquals(keep(Reason.PRIMARY_NOT_READY), decide(Verdict.STABLE, "011", 1));
        assertEquals(back(Reason.CLEARED), decide(Verdict.STABLE, "001", 1));
    }

    @Test
    void needsEvidenceToReturn() {
        assertEquals(keep(Reason.WAITING_FOR_EVIDENCE), decide(Verdict.INSUFFICIENT, "111", 1));
        assertEquals(to(2, Reason.FALLBACK_LOST), decide(Verdict.INSUFFICIENT, "001", 1));
        assertEquals(keep(Reason.NO_DRIFT), decide(Verdict.INSUFFICIENT, "111", NONE));
    }

    @Test
    void onlyAlertsWhenToldSo() {
        Situation drifted = new Situation(0, Optional.of(Verdict.DRIFT), List.of(1), flags("111"), NONE, Reroute.ALERT);
        assertEquals(keep(Reason.ALERT_ONLY), RerouteDecision.of(drifted));
        Situation switched = new Situation(0, Optional.of(Verdict.DRIFT), List.of(1), flags("111"), 1, Reroute.ALERT);
        assertEquals(back(Reason.ALERT_ONLY), RerouteDecision.of(switched));
    }

    @Test
    void aWindowGateMovesTrafficLikeDriftWhateverTheVerdictSays() {
        everySituation(situation -> {
            Situation gated = new Situation(
                    situation.primary(),
                    situation.verdict(),
                    situation.fallback(),
                    situation.ready(),
                    situation.active(),
                    situation.reroute(),
                    Optional.of("income-zero"));
            Situation drifted = new Situation(
                    situation.primary(),
                    Optional.of(Verdict.DRIFT),
                    situation.fallback(),
                    situation.ready(),
                    situation.active(),
                    Reroute.ALWAYS);
            RerouteDecision expected = RerouteDecision.of(drifted);
            Reason reason = expected.reason() == Reason.DRIFT ? Reason.WINDOW_GATE : expected.reason();
            assertEquals(new RerouteDecision(expected.action(), expected.target(), reason), RerouteDecision.of(gated));
        });
        assertEquals(
                to(1, Reason.WINDOW_GATE),
                RerouteDecision.of(new Situation(
                        0, Optional.empty(), List.of(1), flags("111"), NONE, Reroute.ALERT, Optional.of("g"))));
    }

    /** Every situation of three versions, three chains, any readiness, verdict, switch and setting. */
    private static void everySituation(Consumer<Situation> check) {
        List<Optional<Verdict>> verdicts = new ArrayList<>(List.of(Optional.empty()));
        for (Verdict verdict : Verdict.values()) {
            verdicts.add(Optional.of(verdict));
        }
        List<List<Integer>> chains = List.of(
                List.of(),
                List.of(0),
                List.of(1),
                List.of(2),
                List.of(0, 1),
                List.of(1, 2),
                List.of(2, 1),
                List.of(0, 1, 2));
        for (int primary = NONE; primary < VERSIONS; primary++) {
            for (int active = NONE; active < VERSIONS; active++) {
                for (int ready = 0; ready < 1 << VERSIONS; ready++) {
                    List<Boolean> flags = List.of((ready & 1) != 0, (ready & 2) != 0, (ready & 4) != 0);
                    for (List<Integer> chain : chains) {
                        for (Optional<Verdict> verdict : verdicts) {
                            for (Reroute reroute : Reroute.values()) {
                                for (int better = 0; better < 1 << VERSIONS; better++) {
                                    check.accept(new Situation(
                                            primary,
                                            verdict,
                                            chain,
                                            flags,
                                            active,
                                            reroute,
                                            Optional.empty(),
                                            List.of((better & 1) != 0, (better & 2) != 0, (better & 4) != 0)));
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    void everySwitchGoesToAReadyFallbackOnDrift() {
        everySituation(situation -> {
            RerouteDecision decision = RerouteDecision.of(situation);
            assertEquals(decision.action() == Action.SWITCH, decision.target() != NONE);
            if (decision.action() == Action.SWITCH) {
                assertTrue(situation.fallback().contains(decision.target()));
                assertTrue(situation.ready().get(decision.target()));
                assertNotEquals(situation.primary(), decision.target());
                assertNotEquals(situation.active(), decision.target());
                assertNotEquals(Reroute.ALERT, situation.reroute());
                assertTrue(situation.reroute() == Reroute.ALWAYS
                        || situation.better().get(decision.target()));
                Verdict verdict = situation.verdict().orElseThrow();
                assertTrue(verdict == Verdict.DRIFT || (verdict == Verdict.INSUFFICIENT && situation.active() != NONE));
            }
            if (decision.action() == Action.RETURN) {
                assertNotEquals(NONE, situation.active());
            }
        });
    }

    @Test
    void noSwitchOutlivesItsReason() {
        everySituation(situation -> {
            RerouteDecision decision = RerouteDecision.of(situation);
            if (situation.active() != NONE && decision.action() == Action.KEEP) {
                assertTrue(situation.ready().get(situation.active()));
                assertTrue(situation.fallback().contains(situation.active()));
                assertNotEquals(situation.primary(), situation.active());
                assertNotEquals(Reroute.ALERT, situation.reroute());
            }
        });
    }

    /** One real change, one switch: what was decided needs no further decision while nothing changes. */
    @Test
    void decidesOncePerChange() {
        everySituation(situation -> {
            RerouteDecision first = RerouteDecision.of(situation);
            int active = switch (first.action()) {
                case KEEP -> situation.active();
                case SWITCH -> first.target();
                case RETURN -> NONE;
            };
            Situation after = new Situation(
                    situation.primary(),
                    situation.verdict(),
                    situation.fallback(),
                    situation.ready(),
                    active,
                    situation.reroute());
            assertEquals(Action.KEEP, RerouteDecision.of(after).action(), () -> situation + " then " + after);
            assertFalse(first.action() == Action.KEEP && active != situation.active());
        });
    }
}
