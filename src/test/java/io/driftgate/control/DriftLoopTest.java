package io.driftgate.control;

import static io.driftgate.control.Installation.MODEL;
import static io.driftgate.control.Installation.model;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.drift.Verdict;
import io.driftgate.route.RouteReason;
import io.driftgate.sketch.PaneCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftLoopTest {
    private static final double TRAINED = 40;
    private static final double SHIFTED = 60;
    private static final int PANES = 6;

    @TempDir
    Path directory;

    private Installation installation;
    private Publisher publisher;
    private UpstreamProber prober;
    private FakePanes panes;
    private DriftLoop loop;
    private final Set<Integer> down = new TreeSet<>();
    private final List<ControlEvent> told = new ArrayList<>();
    private final ControlEvents events = (at, event) -> told.add(event);
    private Quarantine quarantine = (model, version, why) -> false;

    @BeforeEach
    void start() throws InvalidConfiguration, InterruptedException {
        installation = new Installation(directory);
        boot();
        prober.round(Runnable::run);
    }

    private void boot() throws InvalidConfiguration, InterruptedException {
        publisher = installation.start();
        prober = new UpstreamProber(
                publisher.holder(),
                (upstream, path) -> {
                    if (down.contains(upstream.port())) {
                        throw new IOException("refused");
                    }
                    return true;
                },
                publisher::served,
                UpstreamProber.INTERVAL_NANOS);
        panes = new FakePanes();
        loop = new DriftLoop(
                publisher,
                panes,
                prober,
                installation.meters,
                events,
                (model, version, why) -> quarantine.set(model, version, why),
                installation.clock,
                installation.clock::nanoTime,
                Runnable::run);
        loop.tick();
    }

    @AfterEach
    void stop() {
        loop.close();
        prober.close();
    }

    private void panesOf(double meanAge, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            panes.traffic(publisher, meanAge, 200);
            installation.clock.advance(Duration.ofSeconds(1));
            loop.tick();
        }
    }

    /** Two rounds: it takes two failures to go down. */
    private void probe() {
        prober.round(Runnable::run);
        prober.round(Runnable::run);
    }

    private Verdict verdict() {
        return loop.reports(MODEL).get("v2").verdict();
    }

    private String active() {
        return loop.route(MODEL).orElseThrow().active();
    }

    @Test
    void staysOnThePrimaryWhileTrafficFits() throws InterruptedException {
        assertEquals(Map.of(), loop.reports(MODEL));

        panesOf(TRAINED, 5 * PANES);

        assertEquals(Verdict.STABLE, verdict());
        assertEquals(1200, loop.reports(MODEL).get("v2").samples());
        assertEquals(List.of(), installation.meters.switches);
        RouteStatus route = loop.route(MODEL).orElseThrow();
        assertEquals("v2", route.primary());
        assertEquals("v2", route.active());
        assertEquals(RouteReason.WEIGHT, route.reason());
        assertEquals(Map.of("v2", 100.0, "v1", 0.0), route.inForce());
        assertEquals(Map.of("v2", true, "v1", true), route.ready());
        assertEquals(List.of("v1"), route.fallback());
        assertEquals(route, installation.meters.routes.get(MODEL));
        assertEquals(Optional.empty(), loop.route("other"));
    }

    private OverrideStatus set(Overrides overrides, OverrideKind kind, String version) throws OverrideRefused {
        return overrides.set(
                new OverrideRequest(kind, MODEL, version, "", "ann", "INC-42", Optional.empty(), false, false));
    }

    @Test
    void aPersonsHoldIsNotedAndRespectedUntilItIsReleased() throws InterruptedException, OverrideRefused {
        Overrides overrides =
                new Overrides(publisher, prober::ready, installation.meters, ControlEvents.NONE, installation.clock);
        panesOf(TRAINED, 2 * PANES);
        OverrideStatus freeze = set(overrides, OverrideKind.FREEZE, "");
        assertEquals(Optional.empty(), loop.note(MODEL), "nothing asks for a move yet");

        panesOf(SHIFTED, PANES);
        assertEquals(Verdict.DRIFT, verdict());
        assertEquals("v2", active());
        assertEquals(
                "there is a freeze of credit-risk by ann (" + freeze.override().id() + "): INC-42",
                loop.note(MODEL).orElseThrow());

        overrides.release(freeze.override().id(), "ann", "over", false);
        loop.tick();
        assertEquals("v1", active());
        OverrideStatus pin = set(overrides, OverrideKind.PIN, "v1");
        panesOf(TRAINED, 3 * PANES);
        assertEquals(Verdict.STABLE, verdict());
        assertEquals("v1", active());
        overrides.release(pin.override().id(), "ann", "over", false);
        loop.tick();
        assertEquals("v2", active());
    }

    @Test
    void driftGoesDownTheChainPastWhatIsQuarantined() throws InterruptedException, OverrideRefused {
        Overrides overrides =
                new Overrides(publisher, prober::ready, installation.meters, ControlEvents.NONE, installation.clock);
        panesOf(TRAINED, 2 * PANES);
        OverrideStatus quarantine = set(overrides, OverrideKind.QUARANTINE, "v1");

        panesOf(SHIFTED, PANES);
        assertEquals(Verdict.DRIFT, verdict());
        assertEquals("v2", active());
        assertEquals(
                "the input drifted, and no fallback is ready", loop.note(MODEL).orElseThrow());

        overrides.release(quarantine.override().id(), "ann", "over", false);
        loop.tick();
        assertEquals("v1", active());
        set(overrides, OverrideKind.QUARANTINE, "v2");
        panesOf(TRAINED, 3 * PANES);
        assertEquals("v1", active(), "no return to a version in quarantine");
    }

    private void cards(String accuracyOfV1) {
        installation.write("gates.yaml", "gates: [{id: own, owner: a, cel: \"card.metrics.accuracy > 0.8\"}]\n");
        installation.write("cards/v2.yaml", "{model: credit-risk, version: v2, metrics: {accuracy: 0.9}}\n");
        installation.write(
                "cards/v1.yaml", "{model: credit-risk, version: v1, metrics: {accuracy: " + accuracyOfV1 + "}}\n");
        installation.configure(
                "cards: cards\ngates: gates.yaml\n" + Installation.VERSIONS + Installation.ROUTE + Installation.DRIFT);
        assertEquals(Publisher.Status.APPLIED, publisher.reload().status());
    }

    @Test
    void driftMovesNoTrafficToWhatGatesHoldBack() throws InterruptedException {
        panesOf(TRAINED, 2 * PANES);
        cards("0.5");
        panesOf(SHIFTED, PANES);
        assertEquals(Verdict.DRIFT, verdict());
        assertEquals("v2", active());
        assertEquals(
                "the input drifted, and no fallback is ready", loop.note(MODEL).orElseThrow());

        cards("0.95");
        loop.tick();
        assertEquals("v1", active());

        cards("0.6");
        assertEquals("v2", active(), "at once, and not at the next tick");
        assertEquals(
                Map.of("v2", 100.0, "v1", 0.0), loop.route(MODEL).orElseThrow().inForce());
    }

    @Test
    void movesToTheFallbackOnDriftAndReturnsWhenItClears() throws InterruptedException {
        panesOf(TRAINED, 2 * PANES);
        panesOf(SHIFTED, PANES);

        assertEquals(Verdict.DRIFT, verdict());
        assertEquals("v1", active());
        assertEquals(
                Map.of("v2", 0.0, "v1", 100.0), loop.route(MODEL).orElseThrow().inForce());
        assertEquals(RouteReason.DRIFT, model(publisher).route().reason());

        panesOf(SHIFTED, 2 * PANES);
        assertEquals("v1", active());

        panesOf(TRAINED, 3 * PANES);
        assertEquals(Verdict.STABLE, verdict());
        assertEquals("v2", active());
        assertEquals(
                List.of("credit-risk: v2 -> v1 by drift", "credit-risk: v1 -> v2 by cleared"),
                installation.meters.switches,
                "one switch per real change");
    }

    @Test
    void staysAndSaysWhyWhenNoFallbackIsReady() throws InterruptedException {
        down.add(9101);
        probe();
        panesOf(TRAINED, PANES);
        panesOf(SHIFTED, 2 * PANES);

        assertEquals(Verdict.DRIFT, verdict());
        assertEquals("v2", active());
        assertTrue(
                loop.note(MODEL).orElseThrow().contains("no fallback is ready"),
                loop.note(MODEL).toString());

        down.clear();
        probe();
        loop.tick();

        assertEquals("v1", active(), "as soon as it is ready, not at the next pane");
        assertEquals(Optional.empty(), loop.note(MODEL));
    }

    @Test
    void doesNotForgetOverARestart() throws InterruptedException, InvalidConfiguration {
        panesOf(TRAINED, PANES);
        panesOf(SHIFTED, 2 * PANES);
        assertEquals("v1", active());
        stop();

        // The whole pod starts: no model server answers yet.
        down.addAll(Set.of(9101, 9102));
        boot();
        assertEquals("v1", active(), "before the first probe");
        probe();
        loop.tick();
        assertEquals("v1", active(), "while nothing is ready");
        assertTrue(loop.note(MODEL).isPresent());
        down.clear();
        probe();
        panesOf(SHIFTED, 2);
        assertEquals("v1", active(), "while the window is not full");
        assertEquals(Verdict.DRIFT, verdict());
        panesOf(SHIFTED, 2 * PANES);
        assertEquals("v1", active());

        panesOf(TRAINED, 3 * PANES);

        assertEquals("v2", active());
        assertEquals(2, installation.meters.switches.size(), installation.meters.switches.toString());
    }

    @Test
    void waitsForTheFallbackOverARestartWhereThePrimaryIsReadyFirst()
            throws InterruptedException, InvalidConfiguration {
        panesOf(TRAINED, PANES);
        panesOf(SHIFTED, 2 * PANES);
        assertEquals("v1", active());
        stop();

        down.addAll(Set.of(9101, 9102));
        boot();
        probe();
        down.remove(9102);
        probe();
        loop.tick();
        assertEquals("v1", active(), "v2 is ready before v1");
        assertTrue(loop.note(MODEL).isPresent());
        down.clear();
        probe();
        loop.tick();
        assertEquals("v1", active());
        assertEquals(1, installation.meters.switches.size(), installation.meters.switches.toString());
    }

    @Test
    void givesUpAFallbackThatStaysDownAfterARestart() throws InterruptedException, InvalidConfiguration {
        panesOf(TRAINED, PANES);
        panesOf(SHIFTED, 2 * PANES);
        stop();

        down.add(9101);
        boot();
        installation.clock.advance(Duration.ofSeconds(61));
        probe();
        loop.tick();
        assertEquals("v2", active());
    }

    @Test
    void doesNotReturnForLackOfTraffic() throws InterruptedException {
        panesOf(TRAINED, PANES);
        panesOf(SHIFTED, 2 * PANES);
        for (int i = 0; i < 3 * PANES; i++) {
            installation.clock.advance(Duration.ofSeconds(1));
            loop.tick();
        }

        assertEquals("v1", active());
        assertEquals(0, loop.reports(MODEL).get("v2").samples());
    }

    @Test
    void keepsItsWindowOverAReloadThatLeavesTheBaseline() throws InterruptedException {
        panesOf(TRAINED, PANES);
        installation.configure(Installation.VERSIONS + "    route: {weights: {v2: 90, v1: 10}, fallback: [v1]}\n"
                + Installation.DRIFT);
        assertEquals(Publisher.Status.APPLIED, publisher.reload().status());

        panesOf(TRAINED, 1);

        assertEquals(1200, loop.reports(MODEL).get("v2").samples());
    }

    @Test
    void startsAnewUnderAnotherBaseline() throws InterruptedException {
        panesOf(TRAINED, PANES);
        panesOf(SHIFTED, 2 * PANES);
        assertEquals("v1", active());
        installation.baseline("v2.json", SHIFTED);
        assertEquals(Publisher.Status.APPLIED, publisher.reload().status());
        loop.tick();
        assertEquals("v1", active(), "returns by evidence, not by amnesia");

        panesOf(SHIFTED, PANES);

        assertEquals("v2", active(), "the new baseline fits");
    }

    @Test
    void alertsOnlyWhenTold() throws InterruptedException {
        installation.configure(Installation.VERSIONS
                + Installation.ROUTE
                + Installation.DRIFT.replace("cooldown: 0s", "cooldown: 0s, reroute: alert"));
        publisher.reload();
        panesOf(SHIFTED, 2 * PANES);

        assertEquals(Verdict.DRIFT, verdict());
        assertEquals("v2", active());
        assertTrue(loop.note(MODEL).isPresent());
    }

    @Test
    void survivesAFailingCut() throws InterruptedException {
        panesOf(TRAINED, PANES);
        panes.instead = () -> CompletableFuture.failedFuture(new IllegalStateException("an event loop is gone"));
        panesOf(TRAINED, 2);
        panes.instead = () -> {
            throw new IllegalStateException("all are gone");
        };
        panesOf(TRAINED, 2);
        panes.instead = null;

        panesOf(TRAINED, 1);

        assertEquals(Verdict.STABLE, verdict());
        assertEquals(List.of(), installation.meters.switches);
    }

    @Test
    void losesNothingToASlowCut() throws InterruptedException {
        panesOf(TRAINED, PANES);
        CompletableFuture<Map<String, List<PaneCounts>>> slow = new CompletableFuture<>();
        panes.instead = () -> slow;
        int cuts = panes.cuts;
        panesOf(TRAINED, 1);
        panesOf(TRAINED, 1);
        assertEquals(cuts + 1, panes.cuts, "one cut at a time");
        panes.instead = null;

        slow.complete(panes.counts());
        loop.tick();
        assertEquals(1000 + 400, loop.reports(MODEL).get("v2").samples(), "a pane later, and whole");
    }

    @Test
    void pacesEachModelByItsOwnPane() throws InterruptedException {
        installation.baseline("slow.json", TRAINED);
        installation.configure(Installation.VERSIONS + Installation.ROUTE + Installation.DRIFT + """
              slow:
                schema: {age: int, income: float}
                protocols: [kserve-v1]
                versions:
                  v1: {upstream: "http://127.0.0.1:9103", policy: none, baseline: slow.json}
                drift: {window: 15s, panes: 6, minSamples: 100, minRequests: 1}
            """);
        assertEquals(Publisher.Status.APPLIED, publisher.reload().status());
        loop.tick();
        for (int i = 0; i < 20; i++) {
            panes.traffic(publisher, TRAINED, 100);
            installation.clock.advance(Duration.ofMillis(500));
            loop.tick();
        }

        assertEquals(1200, loop.reports(MODEL).get("v2").samples(), "six panes of 1 s, 200 rows each");
        assertEquals(2000, loop.reports("slow").get("v1").samples(), "four panes of 2.5 s, 500 rows each");
        installation.configure(Installation.VERSIONS + Installation.ROUTE + Installation.DRIFT);
        publisher.reload();
        loop.tick();
        assertEquals(Map.of(), loop.reports("slow"), "gone with its model");
        assertNotEquals(Map.of(), loop.reports(MODEL));
    }
}
