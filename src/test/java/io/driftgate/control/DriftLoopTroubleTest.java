package io.driftgate.control;

import static io.driftgate.control.Installation.MODEL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model whose evaluation throws. */
class DriftLoopTroubleTest {
    @TempDir
    Path directory;

    private RunningLoop running;
    private int tries;

    private void start(String models) throws InvalidConfiguration, InterruptedException {
        running = new RunningLoop(directory, models);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    /** Ticks whenever the loop wants to, for so long; the number of ticks. */
    private int runFor(Duration time, double meanAge) throws InterruptedException {
        long endNanos = running.installation.clock.nanoTime() + time.toNanos();
        int ticks = 0;
        long waitNanos = running.loop.tick();
        while (running.installation.clock.nanoTime() < endNanos) {
            running.installation.clock.advance(Duration.ofNanos(waitNanos));
            running.panes.traffic(running.publisher, meanAge, 200);
            waitNanos = running.loop.tick();
            ticks++;
        }
        return ticks;
    }

    /** From now on the model's drift can't be evaluated, or again. */
    private void breakDrift(boolean broken) {
        tries = 0;
        running.loop.alsoTo((model, version, plan, counts, from, to) -> {
            if (model.name().equals(MODEL)) {
                tries++;
                if (broken) {
                    throw new IllegalStateException("broken monitor");
                }
            }
        });
    }

    @Test
    void aFailingModelIsTriedOnceASecondAndSaidOnce() throws InvalidConfiguration, InterruptedException {
        start(Installation.VERSIONS + Installation.ROUTE + Installation.DRIFT.replace("6s, panes: 6", "1s, panes: 5"));
        runFor(Duration.ofSeconds(2), 40);
        assertEquals(List.of(), running.publisher.warnings());
        assertEquals(Map.of(MODEL, false), running.installation.meters.failing);

        try (LogLines log = new LogLines(GuardedSteps.class)) {
            breakDrift(true);
            int ticks = runFor(Duration.ofSeconds(10), 40);

            assertTrue(tries >= 9 && tries <= 11, tries + " tries");
            assertTrue(ticks <= 12, ticks + " ticks");
            assertEquals(1, log.lines().size(), log.lines().toString());
            assertTrue(
                    log.lines().get(0).matches("ERROR model credit-risk: drift could not be evaluated; .* \\+ trace"),
                    log.lines().toString());
            assertEquals(Map.of(MODEL, true), running.installation.meters.failing);
            String warning = running.publisher.warnings().get(0);
            assertTrue(
                    warning.matches("model credit-risk: since 20\\S+Z drift could not be evaluated"
                            + " \\(java.lang.IllegalStateException: broken monitor\\); .*"),
                    warning);
            assertEquals(0, running.installation.meters.stateProblems, "the state directory is fine");

            breakDrift(false);
            runFor(Duration.ofSeconds(3), 40);

            assertEquals(2, log.lines().size(), log.lines().toString());
            assertTrue(
                    log.lines().get(1).startsWith("INFO model credit-risk: works again"),
                    log.lines().toString());
            assertTrue(tries >= 10, "at every pane again: " + tries);
            assertEquals(List.of(), running.publisher.warnings());
            assertEquals(Map.of(MODEL, false), running.installation.meters.failing);
        }
    }

    @Test
    void aFailingGateKeepsNoDriftFromBeingFound() throws InvalidConfiguration, InterruptedException {
        start(Installation.VERSIONS + Installation.ROUTE + Installation.DRIFT);
        running.installation.meters.beforeWindowGates = () -> {
            throw new IllegalStateException("broken gate");
        };
        int ticks = runFor(Duration.ofSeconds(12), 60);

        assertTrue(ticks <= 13, ticks + " ticks");
        assertEquals("v1", running.loop.route(MODEL).orElseThrow().active());
        assertTrue(
                running.publisher.warnings().get(0).contains("its window gates could not be judged"),
                running.publisher.warnings().toString());
    }

    @Test
    void anotherModelKeepsItsPace() throws InvalidConfiguration, InterruptedException {
        start(Installation.VERSIONS + Installation.ROUTE + Installation.DRIFT + """
              other:
                schema: {age: int, income: float}
                protocols: [kserve-v1]
                versions:
                  v1: {upstream: "http://127.0.0.1:9103", policy: none, baseline: v2.json}
                drift: {window: 3s, panes: 6, minSamples: 500, minRequests: 1, cooldown: 0s}
            """);
        breakDrift(true);
        int ticks = runFor(Duration.ofSeconds(10), 40);

        assertTrue(ticks <= 21, ticks + " ticks, at half a second each");
        assertEquals(1200, running.loop.reports("other").get("v1").samples(), "six panes of 200");
        assertEquals(false, running.installation.meters.failing.get("other"));
        assertNull(running.report("v2"));
    }

    private static String gate(String id) {
        return "    windowGates: {minRows: 100, defaults: off, gates: [{id: " + id
                + ", feature: age, check: unseen-share, atLeast: 0.5, action: alert}]}\n";
    }

    /** That a gate is gone can't be told of, while the files are followed. */
    @Test
    void aModelThatCantBeSetUpKeepsNoOtherFromBeingJudged() throws InvalidConfiguration, InterruptedException {
        String one = Installation.VERSIONS + Installation.ROUTE + Installation.DRIFT;
        String other = """
              other:
                schema: {age: int, income: float}
                protocols: [kserve-v1]
                versions:
                  v1: {upstream: "http://127.0.0.1:9103", policy: none, baseline: v2.json}
                  v0: {upstream: "http://127.0.0.1:9104", policy: none}
            """ + Installation.ROUTE.replace("v1", "v0").replace("v2", "v1") + Installation.DRIFT;
        start(one + gate("strange") + other);
        runFor(Duration.ofSeconds(10), 40);
        assertTrue(running.loop.windowGates(MODEL).get("v2").get(0).fails());

        running.listener = event -> {
            if (event instanceof ControlEvent.WindowGateChanged) {
                throw new IllegalStateException("nobody listens");
            }
            running.told.add(event);
        };
        running.reload(one + gate("stranger") + other);
        runFor(Duration.ofSeconds(10), 60);

        assertEquals("v0", running.loop.route("other").orElseThrow().active());
        assertEquals("v2", running.loop.route(MODEL).orElseThrow().active(), "as it was");
        assertEquals(Optional.of("its drift windows or window gates could not be set up"), running.loop.note(MODEL));
        assertTrue(
                running.publisher.warnings().get(0).contains("its window gates could not be set up"),
                running.publisher.warnings().toString());

        running.listener = running.told::add;
        runFor(Duration.ofSeconds(2), 60);

        assertEquals("v1", running.loop.route(MODEL).orElseThrow().active());
        assertEquals(List.of(), running.publisher.warnings());
        assertEquals(
                1,
                running.told.stream()
                        .filter(event -> event.toString().contains("the gate is gone"))
                        .count(),
                "it is told of after all");
    }

    @Test
    void aModelThatIsGoneHasNoTrouble() throws InvalidConfiguration, InterruptedException {
        start(Installation.VERSIONS + Installation.ROUTE + Installation.DRIFT);
        breakDrift(true);
        runFor(Duration.ofSeconds(2), 40);
        assertEquals(1, running.publisher.warnings().size());

        running.reload((Installation.VERSIONS + Installation.ROUTE + Installation.DRIFT).replace(MODEL + ":", "new:"));
        running.loop.tick();
        assertEquals(List.of(), running.publisher.warnings());
    }
}
