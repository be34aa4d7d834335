package io.driftgate.proxy.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.config.ConfigLoader;
import io.driftgate.protocol.Protocols;
import io.driftgate.proxy.exchange.GuardDecision.Permit;
import io.driftgate.proxy.exchange.GuardDecision.Rejection;
import io.driftgate.sketch.LearnPlan;
import io.driftgate.sketch.LiveRows;
import io.driftgate.sketch.RowBlock;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.snapshot.SnapshotHolder;
import io.driftgate.telemetry.DataPlaneMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an event loop keeps for a version that learns its baseline, and above all what it doesn't. */
class LearningTest {
    @TempDir
    Path directory;

    private LoopState loop;

    @BeforeEach
    void policy() throws IOException {
        Files.createDirectories(directory.resolve("policies/p/v1"));
        Files.writeString(
                directory.resolve("policies/p/v1/policy.yaml"),
                "rules: [{id: adult, owner: a, feature: age, between: [18, 120]}]\n");
    }

    private void start(String more) throws IOException {
        Files.writeString(directory.resolve("driftgate.yaml"), """
            state: state
            models:
              m:
                protocols: [kserve-v1]
                schema: {age: int, group: {enum: [a, b]}, note: string, email: string, city: string}
                versions: {v1: {upstream: "http://127.0.0.1:1", policy: p@v1, baseline: learn}}
            """ + more.indent(4));
        ConfigLoader.Loaded loaded = new ConfigLoader(Clock.systemUTC()).load(directory.resolve("driftgate.yaml"));
        Snapshot snapshot = loaded.snapshot().orElseThrow(() -> new AssertionError(loaded.problems()));
        loop = new LoopState(
                new SnapshotHolder(snapshot),
                new DataPlaneMeters(new SimpleMeterRegistry(), "test"),
                new Admission(),
                "via",
                (upstream, exchange, fresh) -> {},
                new SplittableRandom(1),
                Optional.empty(),
                Runnable::run);
    }

    private LearnPlan plan() {
        return loop.bound()
                .snapshot
                .models()
                .get(0)
                .versions()
                .get(0)
                .learning()
                .orElseThrow();
    }

    private GuardDecision send(String... rows) {
        byte[] body = ("{\"instances\":[" + String.join(",", rows) + "]}").getBytes(StandardCharsets.UTF_8);
        ModelState model = loop.bound().models[0];
        RequestHead head = new RequestHead();
        head.set("POST", "/v1/models/m:predict", "");
        Inspection request = new Inspection(
                model,
                0,
                model.versions[0].enforcedFor(1),
                Protocols.byId("kserve-v1").orElseThrow(),
                head,
                BodyKind.JSON,
                "r1");
        return loop.guard().inspect(request, body, 0, body.length, true);
    }

    private static String row(int age, String note) {
        return "{\"age\":" + age + ",\"group\":\"a\",\"note\":\"" + note
                + "\",\"email\":\"ann@example.com\",\"city\":\"Bonn\"}";
    }

    private RowBlock rows() {
        return loop.rows().get(plan().key());
    }

    /** The file that would be written from these rows. */
    private String file(RowBlock rows) {
        LiveRows live = new LiveRows(plan());
        live.add(rows, Instant.parse("2026-11-01T10:00:00Z"));
        return new String(live.build("test").toJson(), StandardCharsets.UTF_8);
    }

    @Test
    void keepsPermittedRowsAndHandsThemOverOnce() throws IOException {
        start("");
        assertInstanceOf(Permit.class, send(row(30, "hello"), row(40, "hello")));
        assertInstanceOf(Rejection.class, send(row(12, "too young")));
        assertEquals(2, rows().rows());
        assertTrue(loop.rows().isEmpty());
    }

    @Test
    void oneRequestTeachesAtMostItsShare() throws IOException {
        start("drift: {maxRowsPerRequest: 3}");
        send(row(30, "a"), row(31, "b"), row(32, "c"), row(33, "d"), row(34, "e"));
        assertEquals(3, rows().rows());
    }

    @Test
    void featuresThatArePersonalBySensitivityOrNameAreWithheld() throws IOException {
        start("fairness: {favourable: {class: yes}, sensitive: {group: {groups: [a, b]}}}");
        assertEquals(List.of("group", "email"), plan().withheld());
        for (int i = 0; i < 20; i++) {
            send(row(30, "hello"));
        }
        String file = file(rows());
        assertTrue(file.contains("Bonn") && file.contains("hello"), "values of other texts are in the file in clear");
        assertTrue(!file.contains("ann@example.com") && !file.contains("\"group\""), file);
    }

    @Test
    void textsAreWithheldWherePersonalDataIsMaskedOrHashed() throws IOException {
        for (String action : List.of("MASK", "HASH")) {
            Files.write(directory.resolve("key"), new byte[32]);
            String key = action.equals("HASH") ? ", hashKey: {file: key}" : "";
            start("pii: {IBAN_CODE: " + action + key + "}");
            assertEquals(List.of("note", "email", "city"), plan().withheld(), action);
            for (int i = 0; i < 20; i++) {
                send(row(30, "hello"));
            }
            String file = file(rows());
            assertTrue(!file.contains("Bonn") && !file.contains("hello") && file.contains("\"group\""), file);
        }
    }

    @Test
    void aRequestWithPersonalDataTeachesNothing() throws IOException {
        start("mode: observe\npii: {CREDIT_CARD: BLOCK, IBAN_CODE: SHADOW}");
        assertInstanceOf(Permit.class, send(row(30, "4111 1111 1111 1111"), row(30, "fine")), "observed, not refused");
        send(row(30, "DE89 3704 0044 0532 0130 00"));
        send(row(30, "fine"));
        RowBlock rows = rows();
        assertEquals(List.of(1L, 3L), List.of((long) rows.rows(), rows.personal()));
        assertTrue(!file(rows).contains("4111"));
    }
}
