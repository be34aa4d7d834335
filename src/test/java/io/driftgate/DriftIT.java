package io.driftgate;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.testing.Answers;
import io.driftgate.testing.GatewayProcess;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.TestUpstream;
import io.restassured.response.ValidatableResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drift in a real process: traffic shifts, the route moves, everything says so, and a crash does not forget it. */
class DriftIT {
    private static final String INFER = "/v2/models/credit/infer";
    private static final int ROWS = 50;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** The labels of every promised metric. */
    private static final Map<String, Set<String>> LABELS = Map.ofEntries(
            Map.entry("driftgate_requests_total", Set.of("env", "model", "version", "outcome")),
            Map.entry("driftgate_request_duration_seconds_count", Set.of("env", "model", "version")),
            Map.entry("driftgate_guard_duration_seconds_count", Set.of("env", "model", "version")),
            Map.entry("driftgate_upstream_duration_seconds_count", Set.of("env", "model", "version")),
            Map.entry("driftgate_guard_duration_seconds_bucket", Set.of("env", "model", "version", "le")),
            Map.entry(
                    "driftgate_violations_total",
                    Set.of("env", "model", "policy", "policy_version", "rule", "enforcement")),
            Map.entry("driftgate_pii_findings_total", Set.of("env", "model", "entity", "action", "direction")),
            Map.entry("driftgate_drift_statistic", Set.of("env", "model", "version", "feature", "statistic")),
            Map.entry("driftgate_drift_state", Set.of("env", "model", "version")),
            Map.entry("driftgate_drift_window_age_seconds", Set.of("env", "model", "version", "row")),
            Map.entry("driftgate_verdict_age_seconds", Set.of("env", "model", "version")),
            Map.entry("driftgate_window_samples", Set.of("env", "model", "version")),
            Map.entry("driftgate_route_weight", Set.of("env", "model", "version", "reason")),
            Map.entry("driftgate_switches_total", Set.of("env", "model", "from", "to", "reason")),
            Map.entry("driftgate_reloads_total", Set.of("env", "result")),
            Map.entry("driftgate_snapshot_info", Set.of("env", "digest")),
            Map.entry("driftgate_shed_total", Set.of("env", "reason")),
            Map.entry("driftgate_framing_refusals_total", Set.of("env", "reason")),
            Map.entry("driftgate_build_info", Set.of("env", "version", "revision")));

    private static final Pattern SERIES = Pattern.compile("(driftgate_[a-z_]+)\\{([^}]*)\\} .*");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"[^\"]*\"");

    @TempDir
    private Path directory;

    private final Random random = new Random(11);
    private final int port = GatewayProcess.freePort();
    private final int adminPort = GatewayProcess.freePort();
    private TestUpstream v2;
    private TestUpstream v1;

    @BeforeEach
    void install() throws Exception {
        v2 = TestUpstream.start().always(Answers.json(200, "{\"by\":\"v2\"}"));
        v1 = TestUpstream.start().always(Answers.json(200, "{\"by\":\"v1\"}"));
        write("schema.yaml", "age: int\n");
        write(
                "baseline.csv",
                IntStream.range(0, 5000).mapToObj(i -> age(40) + "\n").collect(Collectors.joining("", "age\n", "")));
        write(
                "policies/credit/v1/policy.yaml",
                "rules:\n  - {id: age, owner: risk, feature: age, between: [0, 200]}\n");
        write("driftgate.yaml", """
            listen: {host: 127.0.0.1, port: %d}
            admin: {host: 127.0.0.1, port: %d}
            state: state
            env: it
            models:
              credit:
                schema: schema.yaml
                versions:
                  v2: {upstream: "%s", policy: credit@v1, baseline: baseline.json}
                  v1: {upstream: "%s", policy: credit@v1}
                route: {weights: {v2: 100}, fallback: [v1]}
                drift: {window: 2s, panes: 4, minSamples: 200, minRequests: 4, consecutive: 2, cooldown: 0s}
                pii: {EMAIL_ADDRESS: BLOCK}
            """.formatted(port, adminPort, v2.url(), v1.url()));
        try (GatewayProcess build = GatewayProcess.run(
                directory,
                "baseline",
                "build",
                "--data",
                "baseline.csv",
                "--schema",
                "schema.yaml",
                "--out",
                "baseline.json")) {
            assertEquals(0, build.awaitExit(), build.output());
        }
    }

    @AfterEach
    void endModelServers() throws Exception {
        v2.close();
        v1.close();
    }

    @Test
    void movesTrafficSaysSoAndRemembersOverACrash() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.serve(directory, adminPort);
                RawClient client = RawClient.connect(port)) {
            sendUntilActive(client, 40, "v2", gateway);
            assertEquals(0, v1.requests().size(), "the trained population stays where it is");
            client.postJson(INFER, body("\"a@example.com\""));
            sendUntilActive(client, 70, "v1", gateway)
                    .body("verdict", equalTo("drift"))
                    .body("since", notNullValue())
                    .body("versions[0].version", equalTo("v2"))
                    .body("versions[0].features[0].feature", equalTo("age"))
                    .body("versions[0].features[0].psi", greaterThan(0.2f));
            admin("/admin/models/credit/routes")
                    .body("primary", equalTo("v2"))
                    .body("active", equalTo("v1"))
                    .body("reason", equalTo("drift"))
                    .body("versions.find { it.version == 'v1' }.inForce", equalTo(100.0f));
            assertEquals("{\"by\":\"v1\"}", client.postJson(INFER, body("70")).bodyText());
            String scrape = admin("/q/metrics")
                    .body(containsString(
                            "driftgate_switches_total{env=\"it\",from=\"v2\",model=\"credit\",reason=\"drift\",to=\"v1\"}"
                                    + " 1.0"))
                    .extract()
                    .asString();
            assertEquals(new TreeMap<>(LABELS), labels(scrape), scrape);
        }
        try (GatewayProcess gateway = GatewayProcess.serve(directory, adminPort);
                RawClient client = RawClient.connect(port)) {
            assertEquals("{\"by\":\"v1\"}", client.postJson(INFER, body("70")).bodyText(), "from the first request on");
            admin("/admin/models/credit/routes").body("active", equalTo("v1"));
            sendUntilActive(client, 40, "v2", gateway);
            assertEquals("{\"by\":\"v2\"}", client.postJson(INFER, body("40")).bodyText());
        }
    }

    @Test
    void deniesAModelWhoseBaselineDoesNotFitItsSchema() throws Exception {
        write("schema.yaml", "age: {enum: [young, old]}\n");
        write("policies/credit/v1/policy.yaml", "rules:\n  - {id: age, owner: risk, feature: age, required: true}\n");
        try (GatewayProcess gateway = GatewayProcess.serve(directory, adminPort);
                RawClient client = RawClient.connect(port)) {
            assertEquals(503, client.postJson(INFER, body("70")).status());
            given().port(adminPort)
                    .get("/q/health/ready")
                    .then()
                    .statusCode(503)
                    .body(containsString("baseline"));
            assertTrue(gateway.output().contains("baseline.json"), gateway.output());
        }
        assertEquals(0, v2.requests().size() + v1.requests().size());
    }

    /** Sends ages around {@code mean} until there is a verdict and {@code version} is active; the report that says so. */
    private ValidatableResponse sendUntilActive(RawClient client, double mean, String version, GatewayProcess gateway)
            throws Exception {
        long start = System.nanoTime();
        String active = "";
        while (System.nanoTime() - start < PATIENCE_NANOS) {
            String ages = IntStream.range(0, ROWS)
                    .mapToObj(i -> Integer.toString(age(mean)))
                    .collect(Collectors.joining(","));
            assertEquals(200, client.postJson(INFER, body(ages)).status(), "no request is lost");
            active = admin("/admin/models/credit/routes").extract().path("active");
            ValidatableResponse report = admin("/admin/models/credit/drift");
            String verdict = report.extract().path("verdict");
            if (!verdict.equals("insufficient") && active.equals(version)) {
                return report;
            }
            Thread.sleep(10);
        }
        throw new AssertionError("traffic is still on " + active + ":\n" + gateway.output());
    }

    private static Map<String, Set<String>> labels(String scrape) {
        Map<String, Set<String>> found = new TreeMap<>();
        for (String line : scrape.lines().toList()) {
            series(line).ifPresent(series -> {
                if (LABELS.containsKey(series.group(1))) {
                    Set<String> names = found.computeIfAbsent(series.group(1), absent -> new TreeSet<>());
                    LABEL.matcher(series.group(2)).results().forEach(label -> names.add(label.group(1)));
                }
            });
        }
        return found;
    }

    private static Optional<Matcher> series(String line) {
        return Optional.of(SERIES.matcher(line)).filter(Matcher::matches);
    }

    private ValidatableResponse admin(String path) {
        return given().port(adminPort).accept("*/*").get(path).then().statusCode(200);
    }

    private int age(double mean) {
        return (int) Math.round(mean + 6 * random.nextGaussian());
    }

    private static String body(String ages) {
        long rows = ages.chars().filter(c -> c == ',').count() + 1;
        return "{\"inputs\":[{\"name\":\"age\",\"shape\":[" + rows + "],\"datatype\":\"INT64\",\"data\":[" + ages
                + "]}]}";
    }

    private void write(String name, String text) throws Exception {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
