package io.driftgate.control;

import static io.driftgate.control.Installation.MODEL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.drift.DriftReport;
import io.driftgate.drift.Verdict;
import io.driftgate.drift.evidence.FeatureEvidence;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verdicts by evidence, in the drift loop. Ages are normal with a standard deviation of 8. */
class EvidenceLoopTest {
    private static final double TRAINED = 40;

    /** A third of a standard deviation: too little for the fixed thresholds. */
    private static final double SLIGHT = 42.7;

    private static final int WINDOW = 6;
    private static final int ROWS = 200;

    @TempDir
    Path directory;

    private RunningLoop running;

    private void start(String more) throws InvalidConfiguration, InterruptedException {
        running = new RunningLoop(directory, models(more));
    }

    private static String models(String more) {
        return Installation.VERSIONS
                + Installation.ROUTE
                + "    drift: {window: 6s, panes: 6, minSamples: 500, minRequests: 1, cooldown: 0s, lookback: 2m, "
                + "falseAlarms: {per: 30d}" + more + "}\n";
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private int secondsUntil(Verdict verdict, double meanAge) throws InterruptedException {
        for (int second = 0; second < 300; second++) {
            if (running.report("v2") != null && running.report("v2").verdict() == verdict) {
                return second;
            }
            running.run(1, meanAge, ROWS);
        }
        throw new AssertionError("it never says " + verdict + " but " + running.report("v2"));
    }

    @Test
    void seesWhatThresholdsMissAndReturnsWhenItIsOver() throws InvalidConfiguration, InterruptedException {
        start("");
        running.run(120, TRAINED, ROWS);
        assertEquals(Verdict.STABLE, running.report("v2").verdict());
        assertEquals(List.of(), running.installation.meters.switches);

        int tripped = secondsUntil(Verdict.DRIFT, SLIGHT);
        DriftReport report = running.report("v2");
        assertTrue(report.evidence().orElseThrow().alarm());
        FeatureEvidence leading = report.evidence().get().features().stream()
                .max(Comparator.comparingDouble(FeatureEvidence::logE))
                .orElseThrow();
        assertEquals("age", leading.feature());
        assertEquals("shift", leading.direction());
        assertTrue(leading.more());
        assertTrue(report.features().get(0).psi() < 0.2, "which the fixed threshold would have missed");
        assertEquals(1, running.share("v1"), 1e-9);

        running.run(10 * tripped, SLIGHT, ROWS);
        assertEquals(Verdict.DRIFT, running.report("v2").verdict(), "while it goes on, it stays");
        assertEquals(1, running.installation.meters.switches.size());

        int cleared = secondsUntil(Verdict.STABLE, TRAINED);
        assertTrue(cleared >= WINDOW, "not before a whole window fits");
        assertEquals(1, running.share("v2"), 1e-9);
        running.run(120, TRAINED, ROWS);
        assertEquals(2, running.installation.meters.switches.size(), "one switch per real change");
    }

    @Test
    void aRestartRemembersHowMuchItTookToTell() throws InvalidConfiguration, InterruptedException {
        start("");
        running.run(60, TRAINED, ROWS);
        secondsUntil(Verdict.DRIFT, SLIGHT);
        long rows = running.inForce().orElseThrow().alarmRows();
        assertTrue(rows >= ROWS, () -> "rows " + rows);

        running.restart();
        running.run(60, SLIGHT, ROWS);
        assertEquals(Verdict.DRIFT, running.report("v2").verdict());
        assertEquals(1, running.share("v1"), 1e-9);
        secondsUntil(Verdict.STABLE, TRAINED);
        assertEquals(2, running.installation.meters.switches.size());
    }

    @Test
    void featuresThatTurnRoundEachAsItWasMoveTheTraffic() throws InvalidConfiguration, InterruptedException {
        start("");
        running.installation.baseline("v2.json", TRAINED, 0.8);
        running.reload(models(""));
        running.panes.correlation = 0.8;
        running.run(60, TRAINED, ROWS);
        assertEquals(Verdict.STABLE, running.report("v2").verdict());

        running.panes.correlation = -0.8;
        secondsUntil(Verdict.DRIFT, TRAINED);
        DriftReport report = running.report("v2");
        report.features().forEach(feature -> assertEquals(Verdict.STABLE, feature.state(), feature.toString()));
        assertEquals("age x income", report.pairs().get(0).name());
        assertEquals(1, running.share("v1"), 1e-9);
        ControlEvent.Switched switched = running.told.stream()
                .filter(ControlEvent.Switched.class::isInstance)
                .map(ControlEvent.Switched.class::cast)
                .findFirst()
                .orElseThrow();
        assertEquals("v1", switched.to());

        running.panes.correlation = 0.8;
        secondsUntil(Verdict.STABLE, TRAINED);
        assertEquals(1, running.share("v2"), 1e-9);
    }

    @Test
    void aSlowDriftIsFoundAlthoughTheProcessRestartsAgainAndAgain() throws InvalidConfiguration, InterruptedException {
        start("");
        running.run(30, TRAINED, ROWS);
        int restarts = 0;
        while (restarts < 12 && running.inForce().isEmpty()) {
            running.run(7, 41.8, ROWS); // a quarter of a standard deviation: a window and a second don't show that
            running.restart();
            restarts++;
        }
        assertEquals(1, running.share("v1"), 1e-9);
        assertTrue(restarts > 2, restarts + " restarts");
    }

    @Test
    void aVerdictWithoutASwitchSurvivesARestart() throws InvalidConfiguration, InterruptedException {
        start(", reroute: alert");
        running.run(60, TRAINED, ROWS);
        secondsUntil(Verdict.DRIFT, SLIGHT);
        running.restart();
        running.run(1, SLIGHT, ROWS);
        assertEquals(Verdict.DRIFT, running.report("v2").verdict());
        running.run(60, SLIGHT, ROWS);
        assertEquals(Verdict.DRIFT, running.report("v2").verdict(), "while it goes on, it stays");
        secondsUntil(Verdict.STABLE, TRAINED);
    }

    @Test
    void aVerdictSurvivesAReloadOfItsSettingsWithoutASwitch() throws InvalidConfiguration, InterruptedException {
        start(", reroute: alert");
        running.run(60, TRAINED, ROWS);
        secondsUntil(Verdict.DRIFT, SLIGHT);
        running.reload(models(", reroute: alert, consecutive: 3"));
        running.run(1, SLIGHT, ROWS);
        assertEquals(Verdict.DRIFT, running.report("v2").verdict());
        running.run(60, SLIGHT, ROWS);
        assertEquals(Verdict.DRIFT, running.report("v2").verdict());
    }

    @Test
    void aSizeOfTheEffectIsAskedForWhereItIsNamed() throws InvalidConfiguration, InterruptedException {
        start(", psi: 0.2");
        running.run(60, TRAINED, ROWS);
        running.run(120, SLIGHT, ROWS);
        assertEquals(Verdict.WARNING, running.report("v2").verdict(), "sure, and too small");
        assertEquals(1, running.share("v2"), 1e-9);
        secondsUntil(Verdict.DRIFT, 50);
        assertEquals(1, running.share("v1"), 1e-9);
        secondsUntil(Verdict.STABLE, SLIGHT);
        assertEquals(1, running.share("v2"), 1e-9, "the effect is below what clears");
    }

    @Test
    void movesToTheVersionThatTheEvidenceSpeaksLessAgainst() throws InvalidConfiguration, InterruptedException {
        String both = models(", reroute: better").replace("policy: none}", "policy: none, baseline: v1.json}");
        running = new RunningLoop(directory, both);
        running.run(60, TRAINED, ROWS);
        assertEquals(Verdict.DRIFT, running.report("v1").verdict(), "it was trained on ages around 60");
        running.run(30, 50, ROWS);
        assertEquals(Verdict.DRIFT, running.report("v2").verdict());
        assertEquals(1, running.share("v2"), 1e-9, "it fits neither");
        assertTrue(running.loop.note(MODEL).orElseThrow().contains("fits it better"));
        for (int second = 0; second < 300 && running.share("v1") == 0; second++) {
            running.run(1, 60, ROWS);
        }
        assertEquals(1, running.share("v1"), 1e-9);
        assertEquals(Verdict.STABLE, running.report("v1").verdict(), "not before it has cleared");
    }

    @Test
    void aFeatureOfNoImportanceDecidesNothing() throws InvalidConfiguration, InterruptedException {
        start(", importance: {age: 0}");
        running.run(60, TRAINED, ROWS);
        running.run(60, 60, ROWS);
        assertEquals(Verdict.STABLE, running.report("v2").verdict());
        assertEquals(2, running.report("v2").features().size(), "it is shown all the same");
    }

    @Test
    void asManyFeaturesMustDriftAsTheShareSays() throws InvalidConfiguration, InterruptedException {
        start(", importance: {age: 1, income: 3}, driftShare: 0.3");
        running.run(60, TRAINED, ROWS);
        running.run(60, 60, ROWS);
        assertEquals(Verdict.WARNING, running.report("v2").verdict(), "a quarter");
        running.reload(models(", importance: {age: 1, income: 2}, driftShare: 0.3"));
        secondsUntil(Verdict.DRIFT, 60);
    }

    @Test
    void idleHoursLeaveNoVerdictAndNoSwitchBack() throws InvalidConfiguration, InterruptedException {
        start("");
        running.run(60, TRAINED, ROWS);
        secondsUntil(Verdict.DRIFT, SLIGHT);
        running.run(2 * WINDOW, SLIGHT, 0);
        DriftReport idle = running.report("v2");
        assertEquals(Verdict.INSUFFICIENT, idle.verdict());
        assertEquals(0, idle.samples());
        assertEquals(Duration.ofSeconds(2 * WINDOW).toNanos(), idle.age().newestNanos());
        assertEquals(0, idle.age().oldestNanos());
        assertEquals(1, running.share("v1"), 1e-9, "no evidence is no reason to come back");

        running.run(3, SLIGHT, ROWS);
        assertEquals(Verdict.INSUFFICIENT, running.report("v2").verdict(), "600 rows say neither yet");
        assertEquals(Duration.ofSeconds(3).toNanos(), running.report("v2").age().oldestNanos());
        secondsUntil(Verdict.STABLE, TRAINED);
        assertEquals(1, running.share("v2"), 1e-9);
    }

    @Test
    void aMissingVerdictIsToldOnceAndWhenItIsOver() throws InvalidConfiguration, InterruptedException {
        start(", insufficientAfter: 30s");
        running.run(60, TRAINED, ROWS);
        running.run(30, TRAINED, 0);
        assertEquals(List.of(), missing(), "idle for 30 s, without a verdict for less");
        running.run(60, TRAINED, 0);
        assertEquals(List.of(false), missing());
        running.run(WINDOW, TRAINED, ROWS);
        assertEquals(List.of(false, true), missing());
        assertEquals(Optional.empty(), running.loop.note(MODEL));
    }

    private List<Boolean> missing() {
        return running.told.stream()
                .filter(ControlEvent.VerdictMissing.class::isInstance)
                .map(event -> ((ControlEvent.VerdictMissing) event).over())
                .toList();
    }
}
