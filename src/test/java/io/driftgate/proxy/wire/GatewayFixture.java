package io.driftgate.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftgate.config.ConfigLoader;
import io.driftgate.proxy.DataPlane;
import io.driftgate.proxy.exchange.Admission;
import io.driftgate.proxy.exchange.AuditAccess;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.snapshot.SnapshotHolder;
import io.driftgate.telemetry.DataPlaneMeters;
import io.driftgate.telemetry.Disagreement;
import io.driftgate.testing.Await;
import io.driftgate.testing.RawClient;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A data plane on a real socket, configured by real files in a directory of its own, without the control plane. Closing it checks that
 * nothing was left behind: no connection, no exchange, no buffered byte.
 */
final class GatewayFixture implements Closeable {
    static final String INFER = "/v2/models/credit-risk/infer";

    private static final String POLICY = """
            rules:
              - {id: age-range, owner: risk, description: Adults only, feature: age, between: [18, 120]}
              - {id: income-there, owner: risk, description: Needed, feature: income, required: true}
              - {id: no-extras, owner: risk, description: Counted, enforcement: shadow, unknownFeatures: deny}
            """;
    private static final String LAX_POLICY = """
            rules:
              - {id: old-age-range, owner: risk, description: Lax, feature: age, between: [0, 200]}
            """;

    private final Path directory;
    private final SnapshotHolder holder;
    private final DataPlane dataPlane;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DataPlaneMeters meters = new DataPlaneMeters(registry, "test");
    private final int port;
    private boolean stopped;

    private GatewayFixture(Path directory, int loops, Optional<AuditAccess> audit) throws IOException {
        this.directory = directory;
        this.holder = new SnapshotHolder(load());
        this.dataPlane = new DataPlane(holder, meters, loops, audit);
        this.port = dataPlane.start().getPort();
    }

    /** A model {@code credit-risk} over all protocols: v2 with all the weight, v1 as its fallback. */
    static GatewayFixture start(String v2Url, String v1Url, String... moreYaml) throws IOException {
        return start(2, Optional.empty(), v2Url, v1Url, moreYaml);
    }

    /** The same with one event loop, whose records go to a log. */
    static GatewayFixture start(AuditFixture audit, String v2Url, String v1Url, String... moreYaml) throws IOException {
        return start(1, Optional.of(audit.access()), v2Url, v1Url, moreYaml);
    }

    private static GatewayFixture start(
            int loops, Optional<AuditAccess> audit, String v2Url, String v1Url, String... moreYaml) throws IOException {
        Path directory = Files.createTempDirectory("driftgate-wire");
        Path policies = directory.resolve("policies/credit-risk");
        Files.createDirectories(policies.resolve("v2"));
        Files.createDirectories(policies.resolve("v1"));
        Files.writeString(policies.resolve("v2/policy.yaml"), POLICY);
        Files.writeString(policies.resolve("v1/policy.yaml"), LAX_POLICY);
        Files.writeString(directory.resolve("driftgate.yaml"), yaml(v2Url, v1Url, "enforce", "{v2: 100}", moreYaml));
        return new GatewayFixture(directory, loops, audit);
    }

    static String yaml(String v2Url, String v1Url, String mode, String weights, String... moreYaml) {
        return """
                listen: {host: 127.0.0.1, port: 0}
                state: state
                models:
                  credit-risk:
                    mode: %s
                    protocols: [open-inference, kserve-v1, mlflow]
                    schema: {age: int, income: float, segment: string, note: string}
                    versions:
                      v2: {upstream: "%s", policy: credit-risk@v2}
                      v1: {upstream: "%s", policy: credit-risk@v1}
                    route: {weights: %s, sticky: {header: x-user-id}, fallback: [v1]}
                    pii: {EMAIL_ADDRESS: BLOCK, CREDIT_CARD: {action: MASK, keepLast: 4}, IP_ADDRESS: SHADOW}
                  scores:
                    protocols: [json]
                    paths: [/score]
                    schema: {age: {type: int, pointer: /applicant/age}}
                    versions:
                      v1: {upstream: "%s", policy: credit-risk@v1}
                    pii: {EMAIL_ADDRESS: BLOCK}
                """.formatted(mode, v2Url, v1Url, weights, v2Url) + String.join("\n", moreYaml) + "\n";
    }

    /** Writes a version of the policy credit-risk; a reload loads it. */
    void policy(String version, String text) throws IOException {
        Path file = directory.resolve("policies/credit-risk/" + version + "/policy.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** What a policy and the one that is tried beside it last disagreed about, newest first. */
    List<Disagreement> disagreements(String policy) {
        return meters.disagreementLogs().newestFirst(policy);
    }

    /** How many series a counter has with these labels. */
    int series(String meter, String... labels) {
        return registry.find(meter).tags(labels).counters().size();
    }

    /** The configuration in force. */
    Snapshot snapshot() {
        return holder.current();
    }

    /** Replaces the configuration under live traffic. */
    void reload(String yaml) throws IOException {
        Files.writeString(directory.resolve("driftgate.yaml"), yaml);
        holder.publish(load());
    }

    private Snapshot load() {
        ConfigLoader.Loaded loaded = new ConfigLoader(Clock.systemUTC()).load(directory.resolve("driftgate.yaml"));
        return loaded.snapshot().orElseThrow(() -> new AssertionError(loaded.problems()));
    }

    int port() {
        return port;
    }

    RawClient connect() throws IOException {
        return RawClient.connect(port);
    }

    DataPlane dataPlane() {
        return dataPlane;
    }

    Admission admission() {
        return dataPlane.admission();
    }

    /** The sum of a counter over the label values that are given, as name, value, name, value… */
    double count(String meter, String... labels) {
        return registry.find(meter).tags(labels).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /** Waits until a counter is there: connections to model servers are dropped first and counted after it. */
    void awaitCount(double expected, String meter, String... labels) throws InterruptedException {
        Await.until(() -> count(meter, labels) >= expected, () -> meter + " is " + count(meter, labels));
        assertEquals(expected, count(meter, labels), meter);
    }

    /** Waits until so many connections are accepted: a client's connect does not wait for that. */
    void awaitConnections(int expected) throws InterruptedException {
        Await.until(
                () -> admission().connections() == expected, () -> admission().connections() + " connections");
    }

    void stop(long timeoutMillis) throws Exception {
        stopped = true;
        dataPlane
                .stop(TimeUnit.MILLISECONDS.toNanos(timeoutMillis))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    /** An OIP body with one row. */
    static String row(int age, String note) {
        return """
                {"id":"r1","inputs":[
                {"name":"age","shape":[1],"datatype":"INT64","data":[%d]},
                {"name":"income","shape":[1],"datatype":"FP64","data":[42000.5]},
                {"name":"segment","shape":[1],"datatype":"BYTES","data":["new"]},
                {"name":"note","shape":[1],"datatype":"BYTES","data":["%s"]}]}""".formatted(age, note);
    }

    @Override
    public void close() throws IOException {
        try {
            awaitNothingLeft();
            if (!stopped) {
                stop(5_000);
            }
        } catch (Exception e) {
            throw new IOException("the data plane did not stop", e);
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                List<Path> deepestFirst =
                        files.sorted(Comparator.reverseOrder()).toList();
                for (Path file : deepestFirst) {
                    Files.delete(file);
                }
            }
        }
        assertEquals(0, admission().connections(), "connections left behind");
    }

    private void awaitNothingLeft() throws InterruptedException {
        Await.until(() -> admission().exchanges() == 0, () -> admission().exchanges() + " exchanges left behind");
        Await.until(() -> admission().bufferedBytes() == 0, () -> admission().bufferedBytes() + " bytes left behind");
    }
}
