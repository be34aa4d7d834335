package io.driftgate.control;

import static io.driftgate.control.Installation.MODEL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.drift.Verdict;
import io.driftgate.sketch.Baseline;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Baselines that are learned from the first live rows. */
class LearnerTest {
    private static final String VERSIONS = """
        models:
          credit-risk:
            schema: {age: int, income: float}
            versions:
              v2: {upstream: "http://127.0.0.1:9102", policy: credit-risk@v2, baseline: {learn: {rows: 2000}}}
              v1: {upstream: "http://127.0.0.1:9101", policy: none, baseline: v1.json}
        """;
    private static final String MODELS = VERSIONS + Installation.ROUTE + Installation.DRIFT;

    @TempDir
    Path directory;

    private RunningLoop running;

    private void start() throws InvalidConfiguration, InterruptedException {
        running = new RunningLoop(directory, MODELS);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private LearningStatus status() {
        return running.loop.learning(MODEL, "v2").orElseThrow();
    }

    private ModelVersion v2() {
        return running.model().versions().get(0);
    }

    /** As the watcher does when a file comes or goes. */
    private Publisher.Status look() {
        return running.publisher.reload().status();
    }

    private void learn() throws InterruptedException {
        running.run(10, 40, 200);
        running.loop.tick();
        assertEquals(Publisher.Status.APPLIED, look());
    }

    private List<Path> files() throws IOException {
        Path learned = directory.resolve("state/learned/credit-risk");
        if (!Files.exists(learned)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(learned)) {
            return all.sorted().toList();
        }
    }

    @Test
    void learnsAndIsUsedFromTheNextSnapshotOn() throws Exception {
        start();
        assertEquals("learning: 0 of 2,000 rows", status().sentence());
        running.run(5, 40, 200);
        assertEquals("learning: 1,000 of 2,000 rows", status().sentence());
        assertEquals("learning: 1,000 of 2,000 rows", running.installation.meters.learning.get(MODEL + "/v2"));
        assertFalse(running.loop.reports(MODEL).containsKey("v2"));
        assertEquals(List.of(), files());

        running.run(5, 40, 200);
        running.loop.tick();
        assertEquals(1, files().size());
        Problems problems = new Problems();
        Baseline file = Baseline.read(Files.readAllBytes(files().get(0)), "learned", problems)
                .orElseThrow(() -> new AssertionError(problems.render()));
        assertEquals(2000, file.rows());
        assertTrue(file.learned().isPresent());
        assertEquals(
                List.of(new ControlEvent.BaselineLearned(MODEL, "v2", file.digest(), 2000)),
                running.told.stream()
                        .filter(ControlEvent.BaselineLearned.class::isInstance)
                        .toList());

        assertEquals(Publisher.Status.APPLIED, look());
        assertTrue(v2().isLearned());
        assertEquals(Optional.empty(), v2().learning());
        running.run(8, 40, 200);
        assertEquals(Verdict.STABLE, running.report("v2").verdict());
        assertEquals(Optional.empty(), running.loop.learning(MODEL, "v2"));
        assertEquals("learned", running.installation.meters.learning.get(MODEL + "/v2"));
        assertEquals(Publisher.Status.UNCHANGED, look());
    }

    @Test
    void tellsOfDriftAndMovesNoTraffic() throws Exception {
        start();
        learn();
        running.run(10, 60, 200);
        assertEquals(Verdict.DRIFT, running.report("v2").verdict());
        assertEquals(Optional.empty(), running.inForce());
        assertEquals(
                Optional.of("the input drifted from a baseline that was learned, which moves no traffic"),
                running.loop.note(MODEL));
        running.run(10, 40, 0);
        assertEquals(Optional.empty(), running.inForce());
    }

    @Test
    void noColumnThatTurnsToZeroMovesTrafficByWhatWasLearned() throws Exception {
        start();
        assertEquals(
                Optional.empty(),
                running.model()
                        .windowGates()
                        .version("v2")
                        .filter(gates -> !gates.gates().isEmpty()));
        learn();
        assertEquals(
                Optional.empty(),
                running.model()
                        .windowGates()
                        .version("v2")
                        .filter(gates -> !gates.gates().isEmpty()));
    }

    @Test
    void isNoFallbackThatFitsBetter() throws Exception {
        String swapped = """
                models:
                  credit-risk:
                    schema: {age: int, income: float}
                    versions:
                      v2: {upstream: "http://127.0.0.1:9102", policy: credit-risk@v2, baseline: v2.json}
                      v1: {upstream: "http://127.0.0.1:9101", policy: none, baseline: BASELINE}
                """ + Installation.ROUTE
                + Installation.DRIFT.replace("cooldown:" + " 0s", "cooldown: 0s, reroute:" + " better");
        running = new RunningLoop(directory, swapped.replace("BASELINE", "{learn: {rows: 2000}}"));
        running.run(10, 60, 200);
        running.loop.tick();
        assertEquals(Publisher.Status.APPLIED, look());
        running.run(20, 60, 200);
        assertEquals(Verdict.DRIFT, running.report("v2").verdict());
        assertEquals(Verdict.STABLE, running.report("v1").verdict());
        assertEquals(Optional.empty(), running.inForce(), "it learned the very traffic that it would have to fit");

        running.reload(swapped.replace("BASELINE", "v1.json"));
        running.run(20, 60, 200);
        assertEquals("v1", running.inForce().orElseThrow().to(), "one of training data does");
    }

    @Test
    void whatWasLearnedOutlivesARestart() throws Exception {
        start();
        learn();
        String digest = v2().sketch().orElseThrow().baseline().digest();
        running.restart();
        assertTrue(v2().isLearned());
        assertEquals(digest, v2().sketch().orElseThrow().baseline().digest());
    }

    @Test
    void aRestartInTheMiddleBeginsAnew() throws Exception {
        start();
        running.run(5, 40, 200);
        assertEquals(1000, status().rows());
        running.restart();
        assertEquals(0, status().rows());
    }

    @Test
    void aReloadInTheMiddleGoesOn() throws Exception {
        start();
        running.run(5, 40, 200);
        running.reload(MODELS.replace("rows: 2000", "rows: 1500") + "    mode: observe\n");
        running.loop.tick();
        assertEquals("learning: 1,000 of 1,500 rows", status().sentence());
        running.run(3, 40, 200);
        running.loop.tick();
        assertEquals(Publisher.Status.APPLIED, look());
        assertEquals(1500, v2().sketch().orElseThrow().baseline().rows());
    }

    @Test
    void anotherSchemaLearnsAnew() throws Exception {
        start();
        learn();
        String wider = MODELS.replace("income: float}", "income: float, tenure: int}")
                .replace(", baseline: v1.json", ", schema: {age: int, income: float}, baseline: v1.json");
        running.reload(wider);
        running.loop.tick();
        assertEquals(0, status().rows());
        running.run(10, 40, 200);
        running.loop.tick();
        assertEquals(Publisher.Status.APPLIED, look());
        assertTrue(v2().isLearned());
        assertEquals(3, v2().sketch().orElseThrow().baseline().features().size());
        assertEquals(2, files().size());

        running.reload(MODELS);
        assertTrue(v2().isLearned(), "of the former schema it still knows");
    }

    @Test
    void whatIsRemovedIsLearnedAnew() throws Exception {
        start();
        learn();
        Files.delete(files().get(0));
        assertEquals(Publisher.Status.APPLIED, look());
        running.loop.tick();
        assertEquals(0, status().rows());
        learn();
        assertTrue(v2().isLearned());
    }

    @Test
    void aPersonHasItLearnAnewAndThatIsOnRecord() throws Exception {
        start();
        learn();
        assertEquals(
                Publisher.Status.APPLIED,
                running.loop
                        .relearn(MODEL, "v2", "ann", "it learned on a holiday")
                        .status());
        assertEquals(List.of(), files());
        running.loop.tick();
        assertEquals(0, status().rows());
        assertEquals(
                List.of(new ControlEvent.RelearnAsked(MODEL, "v2", "ann", "it learned on a holiday")),
                running.told.stream()
                        .filter(ControlEvent.RelearnAsked.class::isInstance)
                        .toList());

        running.run(5, 40, 200);
        assertEquals(1000, status().rows());
        running.loop.relearn(MODEL, "v2", "ann", "in the middle");
        running.loop.tick();
        assertEquals(0, status().rows(), "the rows so far are forgotten");
        learn();
        assertTrue(v2().isLearned());
    }

    @Test
    void whoLearnsNothingCanNotLearnAnew() throws Exception {
        start();
        for (List<String> wrong : List.of(
                List.of(MODEL, "v1", "ann", "why", "CONFLICT"),
                List.of(MODEL, "v9", "ann", "why", "UNKNOWN"),
                List.of("other", "v1", "ann", "why", "UNKNOWN"),
                List.of(MODEL, "v2", "", "why", "INVALID"),
                List.of(MODEL, "v2", "ann", " ", "INVALID"))) {
            OverrideRefused refused = assertThrows(
                    OverrideRefused.class,
                    () -> running.loop.relearn(wrong.get(0), wrong.get(1), wrong.get(2), wrong.get(3)));
            assertEquals(wrong.get(4), refused.reason().name());
        }
    }

    @Test
    void whatIsRemovedBeforeAnyReloadSawItIsLearnedAnew() throws Exception {
        start();
        running.run(10, 40, 200);
        running.loop.tick();
        Files.delete(files().get(0));
        running.loop.tick();
        assertEquals(0, status().rows());
    }

    @Test
    void aBrokenFileDeniesNothing() throws Exception {
        start();
        learn();
        Files.writeString(files().get(0), "{\"format\": 2");
        assertEquals(Publisher.Status.APPLIED, look());
        assertEquals(Optional.empty(), running.model().denied());
        String problems = running.publisher.lastResult().problems().toString();
        assertTrue(problems.contains("WARNING") && problems.contains("the baseline is learned anew"), problems);
        running.loop.tick();
        learn();
        assertTrue(v2().isLearned());
    }

    @Test
    void aBaselineOfTrainingDataIsNotTakenForALearnedOne() throws Exception {
        start();
        learn();
        Path file = files().get(0);
        Files.copy(directory.resolve("v1.json"), file, StandardCopyOption.REPLACE_EXISTING);
        assertEquals(Publisher.Status.APPLIED, look());
        assertTrue(v2().learning().isPresent());
        assertTrue(running.publisher.lastResult().problems().toString().contains("is not marked as learned"));
    }

    @Test
    void whereLoopsAreSlowRowsPassByAndNothingWaits() throws Exception {
        start();
        running.panes.slow = true;
        running.run(3, 40, 1200);
        assertEquals(0, status().rows());
        running.close();
        running.boot();
        running.panes.traffic(running.publisher, 40, 2 * 1024 + 100);
        running.loop.tick();
        assertEquals(
                "learning: 2,000 of 2,000 rows; passed by: 100 for their number, 0 for their size, 0 for personal data",
                status().sentence());
    }

    @Test
    void aDirectoryThatCanNotBeWrittenIsSaidAndTriedAgain() throws Exception {
        start();
        Files.createDirectories(directory.resolve("state"));
        Path inTheWay = Files.writeString(directory.resolve("state/learned"), "a file");
        running.run(10, 40, 200);
        running.loop.tick();
        running.loop.tick();
        assertTrue(
                running.publisher.warnings().toString().contains("can't be written"),
                running.publisher.warnings()::toString);
        assertTrue(running.installation.meters.stateProblems > 0);

        Files.delete(inTheWay);
        running.run(61, 40, 0);
        running.loop.tick();
        assertEquals(List.of(), running.publisher.warnings());
        assertEquals(1, files().size());
    }
}
