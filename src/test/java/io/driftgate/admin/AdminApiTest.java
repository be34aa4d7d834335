package io.driftgate.admin;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.driftgate.testing.RawClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The admin port over HTTP, on a gateway of its own. */
@QuarkusTest
@TestProfile(AdminApiTest.OneModel.class)
class AdminApiTest {
    private static final Path DIRECTORY = Path.of("target", "admin-api-test");
    private static final Path CONFIG = DIRECTORY.resolve("driftgate.yaml");
    private static final String YAML = """
            listen: {host: 127.0.0.1, port: 0}
            admin: {host: 127.0.0.1, port: 9000, tokenFile: token}
            state: state
            env: test
            models:
              credit:
                mode: observe
                protocols: [open-inference, kserve-v1]
                schema: {age: int}
                versions:
                  v2: {upstream: "http://127.0.0.1:1/two", policy: {use: credit@v1, rollout: {to: v2, percent: 2.5}}}
                  v1: {upstream: "http://127.0.0.1:2", policy: none}
                route: {weights: {v2: 95, v1: 5}, sticky: {header: X-User-Id}, fallback: [v1]}
            """;

    /** Points the application at the files above. */
    public static final class OneModel implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                Files.createDirectories(DIRECTORY);
                Files.writeString(DIRECTORY.resolve("token"), "s3cret");
                for (String version : List.of("v1", "v2")) {
                    Path policy = DIRECTORY.resolve("policies/credit/" + version + "/policy.yaml");
                    Files.createDirectories(policy.getParent());
                    Files.writeString(
                            policy,
                            "rules:\n  - {id: age-range, owner: risk, feature: age, between: [18, "
                                    + ("v1".equals(version) ? "120" : "99") + "]}\n");
                }
                write(YAML);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Map.of("driftgate.config", CONFIG.toString(), "driftgate.loops", "1");
        }
    }

    @Test
    void reportsWhatAVersionWithoutGatesDoes() {
        when().get("/admin/models/credit/versions/v2/report")
                .then()
                .statusCode(200)
                .body("model_id", equalTo("credit"))
                .body("live.weight.configured", equalTo(95.0f))
                .body("live.held_by", equalTo(null));
        when().get("/admin/models/credit/versions/v9/report")
                .then()
                .statusCode(404)
                .body("hint", containsString("v1"));
    }

    @AfterEach
    void restore() throws IOException {
        write(YAML);
    }

    @Test
    void isLiveAndReady() {
        when().get("/q/health/live").then().statusCode(200).body("status", equalTo("UP"));
        when().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks[0].name", equalTo("driftgate"))
                .body("checks[0].data.listen", containsString("127.0.0.1:"))
                .body("checks[0].data.snapshot", matchesPattern("[0-9a-f]{64}"));
    }

    @Test
    void showsWhatIsInForce() {
        when().get("/admin/snapshot")
                .then()
                .statusCode(200)
                .contentType(ContentType.JSON)
                .body("digest", matchesPattern("[0-9a-f]{64}"))
                .body("files", hasKey("driftgate.yaml"))
                .body("models[0].name", equalTo("credit"))
                .body("models[0].mode", equalTo("observe"))
                .body("models[0].protocols", hasItem("kserve-v1"))
                .body("models[0].versions.name", equalTo(List.of("v2", "v1")))
                .body("models[0].versions[0].upstream", equalTo("http://127.0.0.1:1/two"))
                .body("models[0]", not(hasKey("denied")))
                .body("lastReload", hasKey("result"));
    }

    @Test
    void showsPoliciesAndTrials() {
        when().get("/admin/snapshot")
                .then()
                .statusCode(200)
                .body("models[0].versions[1]", not(hasKey("policy")))
                .body("models[0].versions[1]", not(hasKey("trial")))
                .body("models[0].versions[0].policy.name", equalTo("credit"))
                .body("models[0].versions[0].policy.version", equalTo("v1"))
                .body("models[0].versions[0].policy.rules", equalTo(1))
                .body("models[0].versions[0].policy.digest", matchesPattern("[0-9a-f]{64}"))
                .body("models[0].versions[0].trial.kind", equalTo("rollout"))
                .body("models[0].versions[0].trial.percent", equalTo(2.5f))
                .body("models[0].versions[0].trial.policy.version", equalTo("v2"))
                .body("models[0].versions[0].trial.policy.digest", matchesPattern("[0-9a-f]{64}"));
    }

    @Test
    void listsDisagreements() throws IOException {
        String listen = when().get("/q/health/ready").then().extract().path("checks[0].data.listen");
        int port = Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
        try (RawClient client = RawClient.connect(port)) {
            // 95 % of requests go to v2, whose policy is on trial; none of the model servers answers
            for (int i = 0; i < 20; i++) {
                client.postJson("/v1/models/credit:predict", "{\"instances\":[{\"age\":110}]}");
            }
        }
        when().get("/admin/policies/credit/disagreements")
                .then()
                .statusCode(200)
                .contentType(ContentType.JSON)
                .body("policy", equalTo("credit"))
                .body("kept", equalTo(256))
                .body("disagreements[0].at", matchesPattern("2.*Z"))
                .body("disagreements[0].requestId", matchesPattern("[0-9a-f]{16}"))
                .body("disagreements[0].model", equalTo("credit"))
                .body("disagreements[0].version", equalTo("v2"))
                .body("disagreements[0].from", equalTo("v1"))
                .body("disagreements[0].to", equalTo("v2"))
                .body("disagreements[0].decisions.from", equalTo("allow"))
                .body("disagreements[0].decisions.to", equalTo("deny"))
                .body("disagreements[0].rules[0].id", equalTo("age-range"))
                .body("disagreements[0].rules[0].effect", equalTo("stricter"))
                .body("disagreements[0].row", equalTo(0))
                .body("disagreements[0]", not(hasKey("age")));
        when().get("/admin/policies/debit/disagreements")
                .then()
                .statusCode(404)
                .body("error", equalTo("no such policy"))
                .body("hint", containsString("credit"));
    }

    @Test
    void showsRoutesAndWhy() {
        when().get("/admin/models/credit/routes")
                .then()
                .statusCode(200)
                .body("primary", equalTo("v2"))
                .body("active", equalTo("v2"))
                .body("reason", equalTo("weight"))
                .body("sticky", equalTo("x-user-id"))
                .body("fallback", hasItem("v1"))
                .body("versions.find { it.version == 'v1' }.inForce", equalTo(5.0f))
                .body("versions.find { it.version == 'v1' }.ready", equalTo(false));
    }

    @Test
    void withoutABaselineThereIsNoVerdict() {
        when().get("/admin/models/credit/drift")
                .then()
                .statusCode(200)
                .body("model", equalTo("credit"))
                .body("verdict", equalTo("insufficient"))
                .body("versions", hasSize(0));
    }

    @Test
    void anUnknownModelIsToldTheKnownOnes() {
        when().get("/admin/models/debit/drift")
                .then()
                .statusCode(404)
                .contentType(ContentType.JSON)
                .body("error", equalTo("no such model"))
                .body("hint", containsString("credit"));
    }

    @Test
    void metricsCarryTheDocumentedNames() {
        given().accept("text/plain")
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("driftgate_build_info{env=\"test\""))
                .body(containsString("driftgate_snapshot_info{digest="))
                .body(containsString("driftgate_reloads_total{env=\"test\",result=\"applied\",}"))
                .body(containsString("driftgate_last_reload_success_timestamp_seconds{env=\"test\",}"))
                .body(not(containsString("http_server_requests")))
                .body(not(containsString("netty_")));
    }

    @Test
    void aReloadNeedsTheToken() {
        when().post("/-/reload")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", equalTo("Bearer"))
                .body("hint", containsString("admin.tokenFile"));
        given().header("Authorization", "Bearer s3cret")
                .header("Origin", "http://elsewhere.example")
                .post("/-/reload")
                .then()
                .statusCode(403);
        given().header("Authorization", "Bearer s3cret")
                .post("/-/reload")
                .then()
                .statusCode(200);
    }

    @Test
    void aRejectedReloadSaysWhyAndChangesNothing() throws IOException {
        String before = when().get("/admin/snapshot").then().extract().path("digest");
        write(YAML.replace("weights: {v2: 95, v1: 5}", "weights: {v2: 95, v3: 5}"));

        given().header("Authorization", "Bearer s3cret")
                .post("/-/reload")
                .then()
                .statusCode(422)
                .body("result", equalTo("rejected"))
                .body("problems[0].file", equalTo("driftgate.yaml"))
                .body("problems[0].line", equalTo(13))
                .body("problems[0].text", containsString("^"));
        when().get("/admin/snapshot").then().body("digest", equalTo(before));
        when().get("/q/health/ready").then().statusCode(200);
    }

    private static void write(String yaml) throws IOException {
        Files.writeString(CONFIG, yaml);
    }
}
