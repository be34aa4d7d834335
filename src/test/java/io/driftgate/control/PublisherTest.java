package io.driftgate.control;

import static io.driftgate.control.Installation.MODEL;
import static io.driftgate.control.Installation.model;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.route.RouteReason;
import io.driftgate.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherTest {
    @TempDir
    Path directory;

    private Installation installation;

    @BeforeEach
    void install() {
        installation = new Installation(directory);
    }

    @Test
    void servesNothingUnderAnInvalidConfiguration() {
        installation.write("driftgate.yaml", "models: {}\n");

        InvalidConfiguration thrown = assertThrows(InvalidConfiguration.class, installation::start);

        assertEquals(1, thrown.problems().size());
    }

    @Test
    void deniesOnlyTheModelOfABrokenPolicyAtStart() throws InvalidConfiguration {
        installation.write("policies/credit-risk/v2/policy.yaml", "rules: 5\n");

        Publisher publisher = installation.start();

        assertTrue(model(publisher).denied().isPresent());
        assertEquals(
                1,
                publisher.notReadyReasons().size(),
                publisher.notReadyReasons().toString());
    }

    @Test
    void isReadyWhenNothingIsDenied() throws InvalidConfiguration {
        Publisher publisher = installation.start();

        assertEquals(List.of(), publisher.lastResult().problems());
        assertEquals(List.of(), publisher.notReadyReasons());
        assertEquals(List.of(), publisher.warnings());
        publisher.beginDrain();
        assertEquals(List.of("draining"), publisher.notReadyReasons());
    }

    @Test
    void leavesTheSnapshotWhenNothingChanged() throws InvalidConfiguration {
        Publisher publisher = installation.start();
        Snapshot before = publisher.holder().current();

        assertEquals(Publisher.Status.UNCHANGED, publisher.reload().status());

        assertSame(before, publisher.holder().current());
    }

    @Test
    void appliesChangedWeights() throws InvalidConfiguration {
        Publisher publisher = installation.start();
        String before = publisher.holder().current().digest();
        installation.configure(Installation.VERSIONS + "    route: {weights: {v2: 95, v1: 5}, fallback: [v1]}\n");

        Publisher.Result result = publisher.reload();

        assertEquals(Publisher.Status.APPLIED, result.status());
        assertNotEquals(before, result.digest());
        assertEquals(5, model(publisher).route().weight(1));
        assertEquals(List.of(before, result.digest()), installation.meters.digests);
    }

    @Test
    void keepsTheLastGoodSnapshotOverABrokenConfiguration() throws InvalidConfiguration {
        Publisher publisher = installation.start();
        Snapshot before = publisher.holder().current();
        Instant success = publisher.lastSuccess();
        installation.clock.advance(Duration.ofMinutes(1));
        installation.configure(Installation.VERSIONS + "    route: {weights: {v3: 1}}\n");

        Publisher.Result result = publisher.reload();

        assertEquals(Publisher.Status.REJECTED, result.status());
        assertEquals(before.digest(), result.digest());
        assertSame(before, publisher.holder().current());
        assertEquals(success, publisher.lastSuccess());
        assertEquals(List.of(), publisher.notReadyReasons());
        assertEquals(1, publisher.warnings().size());
    }

    @Test
    void keepsTheLastGoodSnapshotOverADeletedPolicy() throws InvalidConfiguration, IOException {
        Publisher publisher = installation.start();
        Snapshot before = publisher.holder().current();
        Path policy = directory.resolve("policies/credit-risk/v2/policy.yaml");
        Files.delete(policy);

        assertEquals(Publisher.Status.REJECTED, publisher.reload().status());
        assertSame(before, publisher.holder().current());

        installation.write("policies/credit-risk/v2/policy.yaml", Installation.POLICY);
        assertEquals(Publisher.Status.UNCHANGED, publisher.reload().status());
        assertEquals(List.of(), publisher.warnings());
    }

    @Test
    void saysWhatNeedsARestart() throws InvalidConfiguration {
        Publisher publisher = installation.start();
        installation.write(
                "driftgate.yaml",
                "state: elsewhere\nlisten: {port: 8081}\nadmin: {port: 9001}\nenv: staging\n" + Installation.VERSIONS
                        + Installation.ROUTE);

        Publisher.Result result = publisher.reload();

        assertEquals(Publisher.Status.APPLIED, result.status());
        assertEquals(4, result.problems().size(), result.problems().toString());
        assertFalse(Files.exists(directory.resolve("elsewhere")));
    }

    @Test
    void movesAllTrafficCanariesIncluded() throws InvalidConfiguration {
        installation.configure(Installation.VERSIONS + "    route: {weights: {v2: 95, v1: 5}, fallback: [v1]}\n");
        Publisher publisher = installation.start();

        assertTrue(publisher.route(publisher.holder().current(), MODEL, Optional.of("v1"), "drift"));

        assertEquals(0, model(publisher).route().weight(0));
        assertEquals(1, model(publisher).route().share(1));
        assertEquals(RouteReason.DRIFT, model(publisher).route().reason());
        assertFalse(
                publisher.route(publisher.holder().current(), MODEL, Optional.of("v1"), "drift"), "again is no change");
        assertTrue(publisher.route(publisher.holder().current(), MODEL, Optional.empty(), "cleared"));
        assertEquals(95, model(publisher).route().weight(0));
        assertEquals(
                List.of("credit-risk: v2 -> v1 by drift", "credit-risk: v1 -> v2 by cleared"),
                installation.meters.switches);
    }

    @Test
    void routesNeitherStrangersNorToStrangers() throws InvalidConfiguration {
        Publisher publisher = installation.start();

        assertFalse(publisher.route(publisher.holder().current(), "other", Optional.of("v1"), "drift"));
        assertFalse(publisher.route(publisher.holder().current(), MODEL, Optional.of("v9"), "drift"));
        assertFalse(publisher.route(publisher.holder().current(), MODEL, Optional.empty(), "cleared"));
    }

    @Test
    void keepsASwitchOverAReload() throws InvalidConfiguration {
        Publisher publisher = installation.start();
        publisher.route(publisher.holder().current(), MODEL, Optional.of("v1"), "drift");
        // v1 moves to another place: switches go by name
        installation.configure("""
                models:
                  credit-risk:
                    schema: {age: int, income: float}
                    versions:
                      v0: {upstream: "http://127.0.0.1:9100", policy: none}
                      v1: {upstream: "http://127.0.0.1:9101", policy: none}
                      v2: {upstream: "http://127.0.0.1:9102", policy: none, baseline: v2.json}
                    route: {weights: {v2: 100}, fallback: [v1]}
                """);

        assertEquals(Publisher.Status.APPLIED, publisher.reload().status());

        assertEquals(1, model(publisher).route().primary());
        assertEquals(2, model(publisher).configured().primary());
    }

    @Test
    void remembersASwitchOverARestart() throws InvalidConfiguration {
        Publisher publisher = installation.start();
        installation.clock.advance(Duration.ofMinutes(3));
        publisher.route(publisher.holder().current(), MODEL, Optional.of("v1"), "drift");
        Instant at = installation.clock.instant();
        installation.clock.advance(Duration.ofMinutes(3));

        Publisher restarted = installation.start();

        assertEquals(1, model(restarted).route().primary());
        assertEquals(at, restarted.routedSince(MODEL));
    }

    @Test
    void endsASwitchWhoseGroundAReloadTook() throws InvalidConfiguration {
        Publisher publisher = installation.start();
        publisher.route(publisher.holder().current(), MODEL, Optional.of("v1"), "drift");
        installation.configure(Installation.VERSIONS + "    route: {weights: {v1: 100}, fallback: [v2]}\n");

        publisher.reload();

        assertEquals(RouteReason.WEIGHT, model(publisher).route().reason());
        assertEquals(Optional.empty(), publisher.switchOf(MODEL));
        assertEquals(Optional.empty(), installation.start().switchOf(MODEL), "not after a restart either");
    }

    @Test
    void voidsADecisionThatAReloadOvertook() throws InvalidConfiguration {
        Publisher publisher = installation.start();
        Snapshot judged = publisher.holder().current();
        installation.configure(Installation.VERSIONS + "    route: {weights: {v1: 100}, fallback: [v2]}\n");
        publisher.reload();

        assertFalse(publisher.route(judged, MODEL, Optional.of("v1"), "drift"), "v1 is the primary by now");

        assertEquals(Optional.empty(), publisher.switchOf(MODEL));
        assertEquals(RouteReason.WEIGHT, model(publisher).route().reason());
    }
}
