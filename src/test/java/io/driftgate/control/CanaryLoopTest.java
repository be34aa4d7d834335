package io.driftgate.control;

import static io.driftgate.control.Installation.MODEL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.canary.Measure;
import io.driftgate.canary.Rollout;
import io.driftgate.snapshot.Model;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Canaries in the drift loop: v1 is one beside v2, in panes of a second. */
class CanaryLoopTest {
    private static final double FINE = 0.001;
    private static final double BROKEN = 0.2;
    private static final int REQUESTS = 300;
    private static final int V1_PORT = 9101;

    @TempDir
    Path directory;

    private RunningLoop running;

    private void start(String canary) throws InvalidConfiguration, InterruptedException {
        running = new RunningLoop(directory, models(canary));
        running.loop.tick();
    }

    private static String models(String canary) {
        return models("{v2: 100}", canary);
    }

    private static String models(String weights, String canary) {
        return Installation.VERSIONS
                + "    route: {weights: " + weights + ", canary: {version: v1, " + canary + "}}\n"
                + Installation.DRIFT;
    }

    private static final String TWO_STEPS = "steps: [10, 50], hold: 20s, minRequests: 200";

    @AfterEach
    void stop() {
        running.close();
    }

    private void run(int seconds, double errors) throws InterruptedException {
        for (int i = 0; i < seconds; i++) {
            running.panes.compared(running.publisher, REQUESTS, errors);
            running.panes.traffic(running.publisher, 40, 50);
            running.installation.clock.advance(Duration.ofSeconds(1));
            running.loop.tick();
        }
    }

    private CanaryStatus status() {
        return running.loop.canary(MODEL).orElseThrow();
    }

    private double share() {
        return running.share("v1");
    }

    private <E extends ControlEvent> List<E> told(Class<E> type) {
        return running.told.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void aGoodOneIsPromotedStepByStep() throws InvalidConfiguration, InterruptedException {
        start(TWO_STEPS);
        assertEquals(0.1, share(), 1e-9);
        run(19, FINE);
        assertEquals(0.1, share(), 1e-9, "its time is not over");
        run(2, FINE);
        assertEquals(0.5, share(), 1e-9);
        run(21, FINE);
        assertEquals(1, share(), 1e-9);
        assertEquals(Rollout.Stage.PROMOTED, status().rollout().stage());
        assertEquals("v1", running.loop.route(MODEL).orElseThrow().primary(), "whose drift decides from now on");
        run(30, BROKEN);
        assertEquals(1, share(), 1e-9, "there is nothing left to compare it with");
        assertEquals(
                List.of(0.1, 0.5),
                told(ControlEvent.CanaryStep.class).stream()
                        .map(ControlEvent.CanaryStep::share)
                        .toList());
        assertEquals(1, told(ControlEvent.CanaryPromoted.class).size());
    }

    @Test
    void aWorseOneGoesToZeroUntilAPersonReleasesIt()
            throws InvalidConfiguration, InterruptedException, OverrideRefused {
        start(TWO_STEPS);
        run(10, FINE);
        run(10, BROKEN);
        assertEquals(0, share(), 1e-9);
        assertEquals(1, running.share("v2"), 1e-9);
        ControlEvent.CanaryAborted aborted =
                told(ControlEvent.CanaryAborted.class).get(0);
        assertEquals(Measure.ERRORS, aborted.report().leading().measure());
        assertTrue(aborted.report().leading().canary().share()
                > 10 * aborted.report().leading().stable().share());
        assertTrue(
                status().rollout().why().startsWith("errors differ from those of v2: v1 "),
                status().rollout().why());
        run(1, FINE);
        OverrideStatus held = running.overrides.list().get(0);
        assertEquals(OverrideKind.QUARANTINE, held.override().kind());
        run(60, FINE);
        assertEquals(0, share(), 1e-9, "time heals nothing");

        running.overrides.release(held.override().id(), "eva", "mended", false);
        run(2, FINE);
        assertEquals(0.1, share(), 1e-9);
        assertEquals(0, status().rollout().step());
        run(45, FINE);
        assertEquals(1, share(), 1e-9);
        assertEquals(1, told(ControlEvent.CanaryAborted.class).size());
    }

    @Test
    void anotherRouteInTheFileBeginsAnewAndEndsWhatItHeld() throws InvalidConfiguration, InterruptedException {
        start(TWO_STEPS);
        run(22, FINE);
        assertEquals(0.5, share(), 1e-9);
        running.reload(models(TWO_STEPS) + "env: other\n");
        run(1, FINE);
        assertEquals(0.5, share(), 1e-9, "the same route goes on");
        running.reload(models("{v2: 100}", "steps: [10, 60], hold: 20s, minRequests: 200"));
        run(2, FINE);
        assertEquals(0.1, share(), 1e-9);
        run(15, BROKEN);
        assertEquals(1, running.overrides.list().size());
        running.reload(models(TWO_STEPS));
        run(2, FINE);
        assertEquals(0.1, share(), 1e-9);
        assertEquals(List.of(), running.overrides.list());
        running.reload(Installation.VERSIONS + Installation.ROUTE + Installation.DRIFT);
        running.loop.tick();
        assertEquals(Optional.empty(), running.loop.canary(MODEL));
        assertEquals(1, running.share("v2"), 1e-9);
        assertFalse(running.publisher.rollouts().containsKey(MODEL));
    }

    @Test
    void aRestartGoesOnWhereItWas() throws InvalidConfiguration, InterruptedException {
        start(TWO_STEPS);
        run(22, FINE);
        run(12, FINE);
        long held = status().rollout().heldNanos();
        running.restart();
        assertEquals(0.5, share(), 1e-9);
        assertEquals(held, status().rollout().heldNanos());
        run(9, FINE);
        assertEquals(1, share(), 1e-9);
        running.restart();
        assertEquals(1, share(), 1e-9);
    }

    @Test
    void aRestartAfterAnAbortStaysAtZero() throws InvalidConfiguration, InterruptedException {
        start(TWO_STEPS);
        run(15, BROKEN);
        assertEquals(0, share(), 1e-9);
        running.restart();
        run(30, FINE);
        assertEquals(0, share(), 1e-9);
        assertEquals(1, running.overrides.list().size());
        assertEquals(1, told(ControlEvent.CanaryAborted.class).size());
    }

    @Test
    void hasNothingWhileItIsNotReady() throws InvalidConfiguration, InterruptedException {
        start(TWO_STEPS);
        run(5, FINE);
        running.down.add(V1_PORT);
        running.probe();
        run(3, FINE);
        assertEquals(0, share(), 1e-9);
        long held = status().rollout().heldNanos();
        run(30, FINE);
        assertEquals(held, status().rollout().heldNanos(), "its clock stands still");
        assertEquals("it is not ready", status().paused().orElseThrow());
        running.down.clear();
        running.probe();
        run(2, FINE);
        assertEquals(0.1, share(), 1e-9);
        assertEquals(0, told(ControlEvent.CanaryAborted.class).size());
    }

    @Test
    void aFreezeStopsStepsAndAborts() throws InvalidConfiguration, InterruptedException, OverrideRefused {
        start(TWO_STEPS);
        run(5, FINE);
        OverrideStatus freeze = running.overrides.set(new OverrideRequest(
                OverrideKind.FREEZE, MODEL, "", "", "eva", "exam week", Optional.empty(), false, false));
        run(40, FINE);
        assertEquals(0.1, share(), 1e-9);
        run(15, BROKEN);
        assertEquals(0.1, share(), 1e-9);
        assertTrue(status().report().orElseThrow().aborts(), "it is known");
        assertTrue(status().paused().orElseThrow().contains("exam week"));
        running.overrides.release(freeze.override().id(), "eva", "over", false);
        run(2, BROKEN);
        assertEquals(0, share(), 1e-9);
    }

    @Test
    void aPersonsQuarantineTakesItOutAndItGoesOnAfterwards()
            throws InvalidConfiguration, InterruptedException, OverrideRefused {
        start(TWO_STEPS);
        run(22, FINE);
        OverrideStatus quarantine = running.overrides.set(new OverrideRequest(
                OverrideKind.QUARANTINE, MODEL, "v1", "", "eva", "a look", Optional.empty(), false, false));
        run(30, FINE);
        assertEquals(0, share(), 1e-9);
        running.overrides.release(quarantine.override().id(), "eva", "fine", false);
        run(2, FINE);
        assertEquals(0.5, share(), 1e-9, "at the step where it was");
    }

    @Test
    void waitsForRequestsOfBoth() throws InvalidConfiguration, InterruptedException {
        start("steps: [10, 50], hold: 5s, minRequests: 1000");
        run(20, FINE);
        assertEquals(0.1, share(), 1e-9, () -> status().rollout().toString());
        run(20, FINE);
        assertEquals(0.5, share(), 1e-9);
    }

    /** One tenant on the canary: his errors may be his own, and his success may be as well. */
    @Test
    void neitherAbortsNorGoesOnWithTooFewUsers() throws InvalidConfiguration, InterruptedException {
        start(TWO_STEPS);
        Model model = Installation.model(running.publisher);
        SplittableRandom random = new SplittableRandom(1);
        long[] users = new long[20];
        long ofCanary = 0;
        for (int i = 0; i < users.length || ofCanary == 0; ) {
            long user = random.nextLong();
            if (!model.versions().get(model.route().choose(user)).name().equals("v1")) {
                users[i % users.length] = user;
                i++;
            } else if (ofCanary == 0) {
                ofCanary = user;
            }
        }
        users[0] = ofCanary;
        running.panes.comparedUsers(users);
        run(30, BROKEN);
        assertEquals(0.1, share(), 1e-9);
        assertEquals(0, told(ControlEvent.CanaryAborted.class).size());
        assertTrue(status().paused().orElseThrow().contains("are of 1.0 users"), status().paused()::toString);
        running.panes.comparedUsers();
        run(30, FINE);
        assertEquals(0.5, share(), 1e-9, "users enough");
        assertEquals(Optional.empty(), status().paused());
    }

    @Test
    void staysAtItsLastStepWhereThatIsAskedFor() throws InvalidConfiguration, InterruptedException {
        start("steps: [10, 50], hold: 5s, minRequests: 50, onHold: keep");
        run(40, FINE);
        assertEquals(0.5, share(), 1e-9);
        assertEquals(Rollout.Stage.KEPT, status().rollout().stage());
        run(15, BROKEN);
        assertEquals(0, share(), 1e-9, "it is compared as long as it is there");
    }

    @Test
    void aDriftSwitchStopsItsClock() throws InvalidConfiguration, InterruptedException {
        start("steps: [10, 50], hold: 20s, minRequests: 50");
        run(5, FINE);
        assertTrue(running.publisher.route(running.publisher.holder().current(), MODEL, Optional.of("v1"), "test"));
        long held = status().rollout().heldNanos();
        running.panes.compared(running.publisher, REQUESTS, FINE);
        running.installation.clock.advance(Duration.ofSeconds(1));
        running.loop.tick();
        assertEquals(held, status().rollout().heldNanos());
        assertEquals("a drift switch is in force", status().paused().orElseThrow());
    }

    @Test
    void theFileOfTheOthersKeepsItsProportions() throws InvalidConfiguration, InterruptedException {
        running = new RunningLoop(
                directory,
                Installation.VERSIONS.replace(
                                "v1: {", "v3: {upstream: \"http://127.0.0.1:9103\", policy: none}\n      v1: {")
                        + "    route: {weights: {v2: 60, v3: 20, v1: 5}, canary: {version: v1, " + TWO_STEPS + "}}\n");
        running.loop.tick();
        assertEquals(0.1, share(), 1e-9);
        assertEquals(0.675, running.share("v2"), 1e-9);
        assertEquals(0.225, running.share("v3"), 1e-9);
        assertEquals("v2", status().settings().against());
    }
}
