package io.driftgate.admin;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.cli.ctl.CtlCommand;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Overrides over the admin port, by hand and by {@code driftgate ctl}. */
@QuarkusTest
@TestProfile(OverridesApiTest.TwoVersions.class)
class OverridesApiTest {
    private static final Path DIRECTORY = Path.of("target", "overrides-api-test");
    private static final String YAML = """
        listen: {host: 127.0.0.1, port: 0}
        admin: {host: 127.0.0.1, port: 9000, tokenFile: token}
        state: state
        models:
          credit:
            protocols: [kserve-v1]
            schema: {age: int}
            versions:
              v2: {upstream: "http://127.0.0.1:1", policy: credit@v1}
              v1: {upstream: "http://127.0.0.1:2", policy: none}
            route: {weights: {v2: 100}, fallback: [v1]}
            pii: {EMAIL_ADDRESS: BLOCK}
        """;
    private static final String POLICY =
            "rules:\n  - {id: age-range, owner: risk, description: Adults, feature: age, between: [18, 120]}\n";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** Points the application at the files above. */
    public static final class TwoVersions implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                Files.createDirectories(DIRECTORY.resolve("policies/credit/v1"));
                Files.deleteIfExists(DIRECTORY.resolve("state/overrides.json"));
                Files.writeString(DIRECTORY.resolve("token"), "s3cret\n");
                Files.writeString(DIRECTORY.resolve("wrong"), "guess");
                Files.writeString(DIRECTORY.resolve("policies/credit/v1/policy.yaml"), POLICY);
                Files.writeString(DIRECTORY.resolve("driftgate.yaml"), YAML);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Map.of(
                    "driftgate.config", DIRECTORY.resolve("driftgate.yaml").toString(), "driftgate.loops", "1");
        }
    }

    @AfterEach
    void releaseAll() {
        List<String> ids = when().get("/admin/overrides").then().extract().path("overrides.id");
        for (String id : ids) {
            given().header("Authorization", "Bearer s3cret")
                    .queryParam("who", "test")
                    .queryParam("why", "over")
                    .delete("/admin/overrides/" + id)
                    .then()
                    .statusCode(200);
        }
    }

    private static ValidatableResponse post(String body) {
        return given().header("Authorization", "Bearer s3cret")
                .contentType(ContentType.JSON)
                .body(body)
                .post("/admin/overrides")
                .then();
    }

    // ---- the API

    @Test
    void setsListsAndReleases() {
        String id =
                post("{\"kind\":\"pin\",\"model\":\"credit\",\"version\":\"v1\",\"who\":\"ann\",\"why\":\"INC-42\",\"for\":\"2h\"}")
                        .statusCode(201)
                        .body("id", matchesPattern("ov-[2-9a-z]{8}"))
                        .body("inForce", equalTo(true))
                        .body("effect", equalTo("in force: all traffic goes to v1, which does not answer its probe"))
                        .body("$", not(hasKey("rule")))
                        .extract()
                        .path("id");
        when().get("/admin/overrides")
                .then()
                .statusCode(200)
                .body("overrides", hasSize(1))
                .body("overrides[0].kind", equalTo("pin"))
                .body("overrides[0].version", equalTo("v1"))
                .body("overrides[0].who", equalTo("ann"))
                .body("overrides[0].why", equalTo("INC-42"))
                .body("overrides[0].since", matchesPattern("2.*Z"))
                .body("overrides[0].until", matchesPattern("2.*Z"))
                .body("warnings", hasSize(0));
        when().get("/admin/overrides?model=debit").then().body("overrides", hasSize(0));
        when().get("/admin/models/credit/routes")
                .then()
                .body("active", equalTo("v1"))
                .body("reason", equalTo("pin"))
                .body("versions[0]", not(hasKey("held")));
        given().accept("text/plain")
                .get("/q/metrics")
                .then()
                .body(containsString("driftgate_overrides{env=\"default\",kind=\"pin\",model=\"credit\",} 1.0"))
                .body(containsString("driftgate_state_problems{"));
        given().header("Authorization", "Bearer s3cret")
                .delete("/admin/overrides/" + id)
                .then()
                .statusCode(422)
                .body("field", equalTo("who"));
        given().header("Authorization", "Bearer s3cret")
                .contentType(ContentType.JSON)
                .body("{\"who\":\"bob\",\"wy\":\"x\"}")
                .delete("/admin/overrides/" + id)
                .then()
                .statusCode(422)
                .body("field", equalTo("wy"));
        given().header("Authorization", "Bearer s3cret")
                .delete("/admin/overrides/" + id + "?who=bob&why=over")
                .then()
                .statusCode(200)
                .body("id", equalTo(id));
        given().header("Authorization", "Bearer s3cret")
                .delete("/admin/overrides/" + id + "?who=bob&why=over")
                .then()
                .statusCode(404)
                .body("error", equalTo("there is no such override"));
        when().get("/admin/models/credit/routes").then().body("active", equalTo("v2"));
    }

    @Test
    void changesNeedTheToken() {
        String freeze = "{\"kind\":\"freeze\",\"model\":\"credit\",\"who\":\"ann\",\"why\":\"INC-42\"}";
        given().contentType(ContentType.JSON)
                .body(freeze)
                .post("/admin/overrides")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", equalTo("Bearer"));
        given().contentType(ContentType.JSON)
                .header("Authorization", "Bearer s3cret")
                .header("Origin", "http://elsewhere.example")
                .body(freeze)
                .post("/admin/overrides")
                .then()
                .statusCode(403);
        when().delete("/admin/overrides/ov-22222222?who=ann&why=x").then().statusCode(401);
        when().get("/admin/overrides").then().body("overrides", hasSize(0));
    }

    @Test
    void namesWhatIsWrong() {
        post("{\"kind\":\"pim\",\"model\":\"credit\"}").statusCode(422).body("field", equalTo("kind"));
        post("{\"kind\":\"freeze\",\"model\":\"debit\",\"who\":\"a\",\"why\":\"b\"}")
                .statusCode(422)
                .body("field", equalTo("model"))
                .body("hint", containsString("credit"));
        post("{\"kind\":\"bypass\",\"model\":\"credit\",\"rule\":\"age-range\",\"who\":\"a\",\"why\":\"b\"}")
                .statusCode(422)
                .body("field", equalTo("for"));
        post("{\"kind\":\"freeze\",\"model\":\"credit\",\"who\":\"a\",\"why\":\"b\",\"for\":\"soon\"}")
                .statusCode(422)
                .body("field", equalTo("for"));
        post("{\"kind\":\"freeze\",\"model\":\"credit\",\"who\":\"a\",\"why\":\"b\",\"fro\":\"2h\"}")
                .statusCode(422)
                .body("field", equalTo("fro"))
                .body("hint", containsString("for"));
        for (String broken : List.of(
                "",
                "{",
                "[]",
                "3",
                "{}{}",
                "{\"kind\":{}}",
                "{\"kind\":\"pin\",\"kind\":\"freeze\"}",
                "{\"kind\":\"freeze\",\"replace\":\"maybe\"}")) {
            post(broken).statusCode(422).body("error", not(equalTo("")));
        }
        post("{\"kind\":\"freeze\",\"model\":\"credit\",\"who\":\"a\",\"why\":\"" + "x".repeat(20_000) + "\"}")
                .statusCode(422)
                .body("error", containsString("larger than"));
        given().header("Authorization", "Bearer s3cret")
                .contentType(ContentType.TEXT)
                .body("x")
                .post("/admin/overrides")
                .then()
                .statusCode(415);
    }

    // ---- ctl

    private int ctl(String... arguments) {
        return ctlAt("http://localhost:" + RestAssured.port, "token", arguments);
    }

    private int ctlAt(String admin, String token, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--admin", admin));
        if (!arguments[0].equals("list")) {
            all.addAll(List.of("--token-file", DIRECTORY.resolve(token).toString()));
        }
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new CommandLine(new CtlCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    @Test
    void ctlDoesAllOfIt() {
        assertEquals(0, ctl("list"));
        assertEquals("nothing is overridden", out.toString().strip());

        assertEquals(0, ctl("freeze", "credit", "--why", "INC-42", "--for", "30m"), err::toString);
        assertTrue(out.toString().contains("in force: traffic stays on v2 100 %"), out::toString);
        assertTrue(out.toString().contains("by " + System.getProperty("user.name") + " since"), out::toString);
        assertEquals(0, ctl("pin", "credit", "v1", "--why", "INC-42: \"v2\" is off", "--as", "ann"), err::toString);
        assertEquals(0, ctl("bypass", "credit", "age-range", "--why", "INC-42", "--for", "2h"), err::toString);
        assertEquals(0, ctl("bypass", "credit", "pii:EMAIL_ADDRESS", "--why", "INC-42", "--for", "2h"), err::toString);
        assertEquals(0, ctl("quarantine", "credit", "v2", "--why", "INC-42", "--json"), err::toString);
        assertTrue(out.toString().contains("\"kind\":\"quarantine\""), out::toString);
        when().get("/admin/models/credit/routes").then().body("versions[0].held", equalTo("it is quarantined"));

        assertEquals(0, ctl("list", "credit"));
        assertEquals(10, out.toString().lines().count(), out::toString);
        assertTrue(out.toString().contains("pin credit v1, by ann since 2"), out::toString);
        assertTrue(out.toString().contains("(29 min left): INC-42"), out::toString);
        String id = out.toString()
                .lines()
                .filter(line -> line.contains("  pin "))
                .findFirst()
                .orElseThrow();
        assertEquals(0, ctl("release", id.substring(0, id.indexOf(' ')), "--why", "over"), err::toString);
        assertTrue(out.toString().startsWith("released: ov-"), out::toString);
        assertEquals(1, ctl("release", "credit", "nothing", "--why", "é ".repeat(500)));
        assertEquals(4, out.toString().lines().count(), out::toString);
        assertTrue(err.toString().contains("there is no override 'nothing'"), err::toString);
        assertEquals(0, ctl("list", "--json"));
        assertEquals("{\"overrides\":[],\"warnings\":[]}", out.toString().strip());
    }

    @Test
    void ctlSaysWhatIsWrong() {
        assertEquals(1, ctlAt("http://localhost:" + RestAssured.port, "wrong", "freeze", "credit", "--why", "x"));
        assertTrue(err.toString().contains("the bearer token is wrong (401)"), err::toString);
        assertEquals(1, ctlAt("http://localhost:1", "token", "freeze", "credit", "--why", "x"));
        assertTrue(err.toString().contains("can't be reached"), err::toString);
        assertEquals(1, ctl("freeze", "debit", "--why", "x"));
        assertTrue(err.toString().contains("there are: credit"), err::toString);
        assertEquals(1, ctl("pin", "credit", "v3", "--why", "x"));
        assertTrue(err.toString().contains("v2, v1"), err::toString);

        assertEquals(0, ctl("pin", "credit", "v1", "--why", "x"));
        assertEquals(1, ctl("pin", "credit", "v2", "--why", "x"));
        assertTrue(err.toString().contains("there is a pin of credit to v1"), err::toString);
        assertEquals(0, ctl("pin", "credit", "v2", "--why", "x", "--replace"));
        assertEquals(1, ctl("freeze", "credit", "--why", "x"), "set, and without effect");
        assertTrue(out.toString().contains("no effect: the model is pinned to v2"), out::toString);

        assertEquals(2, ctl("freeze", "credit"), "--why is required");
        assertEquals(2, ctl("bypass", "credit", "age-range", "--why", "x"), "--for is required");
        assertEquals(2, ctlAt("ftp://localhost", "token", "freeze", "credit", "--why", "x"));
        assertEquals(2, ctlAt("http://localhost:1", "missing", "freeze", "credit", "--why", "x"));
    }
}
