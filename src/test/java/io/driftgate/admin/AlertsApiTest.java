package io.driftgate.admin;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.testing.SinkServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alerts in the process as it is: under its container, over its admin port. */
@QuarkusTest
@TestProfile(AlertsApiTest.OneSink.class)
class AlertsApiTest {
    private static final Path DIRECTORY = Path.of("target", "alerts-api-test");
    private static final Path CONFIG = DIRECTORY.resolve("driftgate.yaml");
    private static final String KEY = "S3CR3T0123456789";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final String YAML = """
            listen: {host: 127.0.0.1, port: 0}
            admin: {host: 127.0.0.1, port: 9000, tokenFile: token}
            state: state
            env: test
            models:
              credit:
                schema: {age: int}
                versions: {v1: {upstream: "http://127.0.0.1:1", policy: none}}
            alerts:
              sinks: {hook: {type: webhook, url: "URL/hooks/T0K3N", secret: {file: key}}}
              on: {reload: [hook]}
            """;

    /** Points the application at the files above. */
    public static final class OneSink implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                forget(DIRECTORY.resolve("state"));
                Files.createDirectories(DIRECTORY);
                Files.writeString(DIRECTORY.resolve("token"), "s3cret");
                Files.writeString(DIRECTORY.resolve("key"), KEY);
                Files.writeString(CONFIG, YAML.replace("URL", "http://127.0.0.1:9"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Map.of("driftgate.config", CONFIG.toString(), "driftgate.loops", "1");
        }
    }

    /** What an earlier run of this test left. */
    private static void forget(Path state) throws IOException {
        if (Files.exists(state)) {
            try (Stream<Path> all = Files.walk(state)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    @Test
    void saysWhatIsWrongAndWhetherPeopleWereTold() throws IOException, InterruptedException {
        when().get("/admin/alerts").then().statusCode(200).body("sinks[0].place", equalTo("http://127.0.0.1:9"));
        try (SinkServer server = SinkServer.start()) {
            String good = YAML.replace("URL", server.url());
            Files.writeString(CONFIG, good);
            reload(200);
            Files.writeString(CONFIG, good + "extra: 1\n");
            reload(422);
            assertTrue(server.take().body().contains("driftgate/test/-/reload/-"));
            awaitDelivery();

            when().get("/admin/alerts")
                    .then()
                    .statusCode(200)
                    .body("open", hasSize(1))
                    .body("open[0].kind", equalTo("reload"))
                    .body("open[0].severity", equalTo("error"))
                    .body("open[0].page", equalTo("/admin/snapshot"))
                    .body("sinks[0].name", equalTo("hook"))
                    .body("sinks[0].type", equalTo("webhook"))
                    .body("sinks[0].place", equalTo(server.url()))
                    .body("sinks[0].waiting", equalTo(0))
                    .body("sinks[0].circuit", equalTo("closed"))
                    .body("sinks[0].lastResult", startsWith("delivered: 202"))
                    .body(not(containsString("T0K3N")))
                    .body(not(containsString(KEY)));
            given().accept("text/plain")
                    .get("/q/metrics")
                    .then()
                    .body(
                            containsString(
                                    "driftgate_alerts_total{env=\"test\",kind=\"reload\",result=\"delivered\",sink=\"hook\",} 1.0"))
                    .body(containsString("driftgate_alerts_open{env=\"test\",kind=\"reload\",} 1.0"))
                    .body(containsString("driftgate_ready{env=\"test\",} 1.0"));

            Files.writeString(CONFIG, good);
            reload(200);
            assertTrue(server.take().body().contains("io.driftgate.alert.resolved"));
            when().get("/admin/alerts").then().body("open.kind", not(hasItem("reload")));
        }
    }

    private static void reload(int status) {
        given().header("Authorization", "Bearer s3cret")
                .post("/-/reload")
                .then()
                .statusCode(status);
    }

    private static void awaitDelivery() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!when().get("/admin/alerts").asString().contains("delivered: ")) {
            assertTrue(System.nanoTime() < deadline, "waited too long");
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
