package io.driftgate.control;

import static io.driftgate.control.Installation.MODEL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.drift.SwitchStage;
import io.driftgate.drift.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a switch begins, goes on and ends, with ramp, half-open return and hold. */
class SwitchStagesTest {
    private static final double TRAINED = 40;
    private static final double SHIFTED = 60;
    private static final int WINDOW = 6;
    private static final int ROWS = 200;
    private static final String BOTH = """
        models:
          credit-risk:
            schema: {age: int, income: float}
            versions:
              v2: {upstream: "http://127.0.0.1:9102", policy: credit-risk@v2, baseline: v2.json}
              v1: {upstream: "http://127.0.0.1:9101", policy: none, baseline: v1.json}
        """;

    @TempDir
    Path directory;

    private RunningLoop running;

    private void start(String versions, String more) throws InvalidConfiguration, InterruptedException {
        running = new RunningLoop(directory, models(versions, more));
    }

    private static String models(String versions, String more) {
        return versions
                + Installation.ROUTE
                + Installation.DRIFT.replace("cooldown: 0s", "cooldown: 0s" + (more.isEmpty() ? "" : ", " + more));
    }

    @AfterEach
    void stop() {
        running.close();
    }

    /** In the first minute a fallback of before the restart is waited for; one that was ready in this process is not. */
    @Test
    void aFallbackThatIsLostSoonAfterTheStartIsGivenUpAtOnce() throws InvalidConfiguration, InterruptedException {
        start(BOTH, "");
        running.run(WINDOW, TRAINED, ROWS);
        runUntil(SwitchStage.AWAY, SHIFTED);
        running.down.add(9101);
        running.probe();
        running.run(2, SHIFTED, ROWS);
        assertEquals(Optional.empty(), running.inForce());
        assertTrue(
                running.loop.note(MODEL).orElseThrow().contains("no fallback is ready"),
                running.loop.note(MODEL).toString());
    }

    private void runUntil(SwitchStage stage, double meanAge) throws InterruptedException {
        for (int i = 0; i < 10 * WINDOW; i++) {
            if (running.inForce().map(Switch::stage).equals(Optional.of(stage))) {
                return;
            }
            running.run(1, meanAge, ROWS);
        }
        throw new AssertionError("it never is " + stage + ": " + running.inForce());
    }

    private List<SwitchStage> stages() {
        return running.told.stream()
                .filter(ControlEvent.SwitchStaged.class::isInstance)
                .map(event -> ((ControlEvent.SwitchStaged) event).stage())
                .toList();
    }

    private List<String> switches() {
        return running.installation.meters.switches;
    }

    @Test
    void theFallbackGetsItsTrafficInSteps() throws InvalidConfiguration, InterruptedException {
        start(Installation.VERSIONS, "ramp: 8s");
        running.run(2 * WINDOW, TRAINED, ROWS);
        runUntil(SwitchStage.RAMPING, SHIFTED);
        assertEquals(0.2, running.share("v1"), 1e-9);
        assertEquals(0.8, running.share("v2"), 1e-9);

        for (double share : new double[] {0.4, 0.6, 0.8, 1.0}) {
            running.run(2, SHIFTED, ROWS);
            assertEquals(share, running.share("v1"), 1e-9);
        }
        assertEquals(SwitchStage.AWAY, running.inForce().orElseThrow().stage());
        assertEquals(
                List.of(SwitchStage.RAMPING, SwitchStage.RAMPING, SwitchStage.RAMPING, SwitchStage.AWAY), stages());
        assertEquals(List.of("credit-risk: v2 -> v1 by drift"), switches());
    }

    @Test
    void aRampGoesOnOverARestart() throws InvalidConfiguration, InterruptedException {
        start(Installation.VERSIONS, "ramp: 40s");
        running.run(2 * WINDOW, TRAINED, ROWS);
        runUntil(SwitchStage.RAMPING, SHIFTED);
        running.run(10, SHIFTED, ROWS);
        assertEquals(0.4, running.share("v1"), 1e-9);

        running.close();
        running.installation.clock.advance(Duration.ofSeconds(5));
        running.boot();
        assertEquals(0.4, running.share("v1"), 1e-9, "from the first request on");
        running.run(5, SHIFTED, ROWS);
        assertEquals(0.6, running.share("v1"), 1e-9, "20 s after it began, 5 of which nobody ran");
        running.run(20, SHIFTED, ROWS);
        assertEquals(1, running.share("v1"), 1e-9);
        assertEquals(1, switches().size(), "a restart is no switch");
    }

    @Test
    void aStepOfTheWallClockNeitherEndsNorStretchesAStage() throws InvalidConfiguration, InterruptedException {
        start(Installation.VERSIONS, "ramp: 40s");
        running.run(2 * WINDOW, TRAINED, ROWS);
        runUntil(SwitchStage.RAMPING, SHIFTED);
        running.installation.clock.step(Duration.ofHours(3));
        running.run(9, SHIFTED, ROWS);
        assertEquals(0.2, running.share("v1"), 1e-9);
        running.installation.clock.step(Duration.ofHours(-6));
        running.run(1, SHIFTED, ROWS);
        assertEquals(0.4, running.share("v1"), 1e-9);
    }

    @Test
    void aFewReturnFirstAndThenTheRest() throws InvalidConfiguration, InterruptedException {
        start(Installation.VERSIONS, "halfOpen: {share: 0.1, for: 10s}");
        running.run(2 * WINDOW, TRAINED, ROWS);
        runUntil(SwitchStage.AWAY, SHIFTED);
        runUntil(SwitchStage.HALF_OPEN, TRAINED);
        assertEquals(0.9, running.share("v1"), 1e-9);
        assertEquals(0.1, running.share("v2"), 1e-9);
        running.run(9, TRAINED, ROWS);
        assertEquals(0.1, running.share("v2"), 1e-9);
        running.run(1, TRAINED, ROWS);

        assertEquals(1, running.share("v2"), 1e-9);
        assertEquals(Optional.empty(), running.inForce());
        assertEquals(List.of("credit-risk: v2 -> v1 by drift", "credit-risk: v1 -> v2 by cleared"), switches());
    }

    @Test
    void goesBackWhenItDriftsAgainWhileHalfOpen() throws InvalidConfiguration, InterruptedException {
        start(Installation.VERSIONS, "halfOpen: {share: 0.1, for: 60s}");
        running.run(2 * WINDOW, TRAINED, ROWS);
        runUntil(SwitchStage.AWAY, SHIFTED);
        runUntil(SwitchStage.HALF_OPEN, TRAINED);
        runUntil(SwitchStage.AWAY, SHIFTED);

        assertEquals(1, running.share("v1"), 1e-9);
        assertEquals(1, switches().size(), "traffic has not moved for another reason");
        runUntil(SwitchStage.HALF_OPEN, TRAINED);
        running.run(60, TRAINED, ROWS);
        assertEquals(1, running.share("v2"), 1e-9);
        assertEquals(2, switches().size());
    }

    @Test
    void staysHalfOpenOverARestartAndWhileThereIsNoTraffic() throws InvalidConfiguration, InterruptedException {
        start(Installation.VERSIONS, "halfOpen: {share: 0.1, for: 20s}");
        running.run(2 * WINDOW, TRAINED, ROWS);
        runUntil(SwitchStage.AWAY, SHIFTED);
        runUntil(SwitchStage.HALF_OPEN, TRAINED);

        running.restart();
        assertEquals(0.1, running.share("v2"), 1e-9);
        running.run(60, TRAINED, 0);
        assertEquals(0.1, running.share("v2"), 1e-9);
        assertEquals(Verdict.INSUFFICIENT, running.report("v2").verdict());
        running.run(WINDOW, TRAINED, ROWS);
        assertEquals(1, running.share("v2"), 1e-9);
    }

    @Test
    void holdsThePrimaryInQuarantineUntilAPersonReleasesIt()
            throws InvalidConfiguration, InterruptedException, OverrideRefused {
        start(Installation.VERSIONS, "onClear: hold");
        running.run(2 * WINDOW, TRAINED, ROWS);
        runUntil(SwitchStage.AWAY, SHIFTED);
        runUntil(SwitchStage.HELD, TRAINED);
        running.run(5 * WINDOW, TRAINED, ROWS);

        assertEquals(1, running.share("v1"), 1e-9);
        assertTrue(running.loop.note(MODEL).orElseThrow().contains("until a person releases it"));
        ManualOverride quarantine = running.overrides.list().get(0).override();
        assertEquals(OverrideKind.QUARANTINE, quarantine.kind());
        assertEquals("v2", quarantine.version());
        assertEquals("driftgate", quarantine.who());
        assertTrue(quarantine.why().contains("drift.onClear is hold"), quarantine.why());
        assertEquals(1, running.overrides.list().size(), "once");
        assertEquals(
                1,
                running.told.stream()
                        .filter(ControlEvent.OverrideChanged.class::isInstance)
                        .count());

        running.restart();
        running.run(5 * WINDOW, TRAINED, ROWS);
        assertEquals(1, running.share("v1"), 1e-9);
        running.overrides.release(quarantine.id(), "ann", "looked at", false);
        running.run(1, TRAINED, ROWS);
        assertEquals(1, running.share("v2"), 1e-9);
        assertEquals(List.of(), running.overrides.list());
        assertEquals(2, switches().size());
    }

    @Test
    void aPersonsFreezeStopsARampWhereItIs() throws InvalidConfiguration, InterruptedException, OverrideRefused {
        start(Installation.VERSIONS, "ramp: 8s");
        running.run(2 * WINDOW, TRAINED, ROWS);
        runUntil(SwitchStage.RAMPING, SHIFTED);
        running.run(2, SHIFTED, ROWS);
        OverrideStatus freeze = running.overrides.set(new OverrideRequest(
                OverrideKind.FREEZE, MODEL, "", "", "ann", "INC-42", Optional.empty(), false, false));
        running.run(20, SHIFTED, ROWS);
        assertEquals(0.4, running.share("v1"), 1e-9);
        assertTrue(running.loop.note(MODEL).orElseThrow().contains("freeze"));

        running.overrides.release(freeze.override().id(), "ann", "over", false);
        running.run(1, SHIFTED, ROWS);
        assertEquals(1, running.share("v1"), 1e-9);
    }

    @Test
    void aQuarantineOfTheFallbackEndsItsRampAtOnce()
            throws InvalidConfiguration, InterruptedException, OverrideRefused {
        start(Installation.VERSIONS, "ramp: 8s");
        running.run(61, TRAINED, ROWS);
        runUntil(SwitchStage.RAMPING, SHIFTED);
        running.overrides.set(new OverrideRequest(
                OverrideKind.QUARANTINE, MODEL, "v1", "", "ann", "INC-42", Optional.empty(), false, false));
        assertEquals(0, running.share("v1"), 1e-9, "before the next tick");
        running.run(1, SHIFTED, ROWS);
        assertEquals(Optional.empty(), running.inForce());
        assertEquals(1, running.share("v2"), 1e-9);
    }

    @Test
    void movesOnlyToAFallbackWhoseBaselineFitsBetter() throws InvalidConfiguration, InterruptedException {
        start(BOTH, "reroute: better");
        running.run(2 * WINDOW, TRAINED, ROWS);
        running.run(2 * WINDOW, 50.5, ROWS);
        assertEquals(Verdict.DRIFT, running.report("v2").verdict());
        assertEquals(Verdict.DRIFT, running.report("v1").verdict());
        assertTrue(running.report("v1").misfit().orElseThrow()
                < running.report("v2").misfit().orElseThrow());
        assertEquals(1, running.share("v2"), 1e-9, "better, and not by half");
        assertEquals(
                "the input drifted, and the baseline of no ready fallback fits it better by drift.margin",
                running.loop.note(MODEL).orElseThrow());

        running.run(2 * WINDOW, SHIFTED, ROWS);
        assertEquals(1, running.share("v1"), 1e-9, "v1 was trained on such ages");
        running.run(2 * WINDOW, 90, ROWS);
        assertEquals(1, running.share("v1"), 1e-9, "one change, one switch");
        assertEquals(1, switches().size());
    }

    @Test
    void nobodyKnowsWhetherAFallbackWithoutABaselineFitsBetter() throws InvalidConfiguration, InterruptedException {
        start(Installation.VERSIONS, "reroute: better");
        running.run(2 * WINDOW, TRAINED, ROWS);
        running.run(2 * WINDOW, SHIFTED, ROWS);
        assertEquals(Verdict.DRIFT, running.report("v2").verdict());
        assertEquals(1, running.share("v2"), 1e-9);
    }
}
