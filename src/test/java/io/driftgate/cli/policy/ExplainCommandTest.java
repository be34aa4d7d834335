package io.driftgate.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {
    private static final String CONFIG = """
            listen: {host: 127.0.0.1, port: 18080}
            state: state
            models:
              credit:
                protocols: [open-inference, kserve-v1, mlflow]
                schema: {age: int, income: float, segment: string, note: string}
                versions:
                  v2: {upstream: "http://127.0.0.1:9102", policy: credit@v2}
                  v1: {upstream: "http://127.0.0.1:9101", policy: credit@v1}
                  v0: {upstream: "http://127.0.0.1:9100", policy: none}
                route: {weights: {v2: 95, v1: 5}}
                pii: {EMAIL_ADDRESS: BLOCK, CREDIT_CARD: {action: MASK, keepLast: 4}}
              nested:
                protocols: [json]
                paths: [/score]
                mode: observe
                schema: {age: {type: int, pointer: /applicant/age}}
                versions:
                  v1: {upstream: "http://127.0.0.1:9103", policy: credit@v1}
            """;

    @TempDir
    private Path directory;

    private Path config;
    private final PolicyLine line = new PolicyLine();

    @BeforeEach
    void writeConfiguration() throws IOException {
        config = write("driftgate.yaml", CONFIG);
        write("policies/credit/v1/policy.yaml", """
                rules:
                  - {id: age, feature: age, min: 18}
                """);
        write("policies/credit/v2/policy.yaml", """
                rules:
                  - id: age-range
                    owner: risk-platform
                    description: Applicants are adults
                    feature: age
                    between: [18, 120]
                  - id: newcomers
                    when: "features.segment == 'new'"
                    cel: "features.income >= 100.0 || request.headers['x-tier'] == 'gold'"
                  - {id: extras, enforcement: shadow, unknownFeatures: deny}
                  - {id: sure, phase: response, prediction: value, max: 0.5}
                """);
    }

    private Path write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private int explain(String body, Object... more) throws IOException {
        Object[] arguments = new Object[5 + more.length];
        arguments[0] = "explain";
        arguments[1] = "--config";
        arguments[2] = config;
        arguments[3] = "--request";
        arguments[4] = write("request.json", body);
        System.arraycopy(more, 0, arguments, 5, more.length);
        return line.run(arguments);
    }

    @Test
    void saysWhichRuleDecidesAndByWhichValue() throws IOException {
        assertEquals(
                1,
                explain(
                        "{\"instances\": [{\"age\": 30, \"income\": 1, \"segment\": \"old\"},"
                                + " {\"age\": 17, \"income\": 55.5, \"segment\": \"new\", \"hobby\": 1}]}",
                        "--path",
                        "/v1/models/credit:predict",
                        "--header",
                        "X-Tier: basic"),
                line::toString);
        assertEquals("""
                model credit, read as kserve-v1

                version v2, 95.0 % of the traffic, policy credit@v2
                  violated       age-range in row 1  (deny, risk-platform, policies/credit/v2/policy.yaml:2)
                                 /instances/1/age
                  violated       newcomers in row 1  (deny, policies/credit/v2/policy.yaml:7)
                                 /instances/1/income
                                 /instances/1/segment
                  violated       extras in row 1  (shadow, policies/credit/v2/policy.yaml:10)
                  not-reached    sure  (deny, response, policies/credit/v2/policy.yaml:11)
                  denied by age-range, row 1: Applicants are adults

                version v1, 5.00 % of the traffic, policy credit@v1
                  violated       age in row 1  (deny, policies/credit/v1/policy.yaml:2)
                                 /instances/1/age
                  denied by age, row 1
                """, line.out());
        assertEquals("", line.err());
        assertFalse(line.out().contains("55.5"), line::toString);
    }

    @Test
    void showsValuesOnlyWhenAsked() throws IOException {
        String body = "{\"dataframe_split\": {\"columns\": [\"income\", \"age\", \"note\"], \"data\": [[1, 17.5,"
                + " \"mail ann@example.org\"]]}}";
        assertEquals(1, explain(body, "--path", "/invocations", "--version", "v2"), line::toString);
        assertFalse(line.out().contains("17.5") || line.out().contains("ann@"), line::toString);
        assertEquals(1, explain(body, "--path", "/invocations", "--version", "v2", "--values"), line::toString);
        assertTrue(line.out().contains("/dataframe_split/data/0/1 = 17.5\n"), line::toString);
        assertTrue(
                line.out()
                        .contains("personal data: EMAIL_ADDRESS, block, at /dataframe_split/data/0/2 = \"mail"
                                + " ann@example.org\"\n"),
                line::toString);
        assertTrue(line.out().contains("denied by EMAIL_ADDRESS"), line::toString);
    }

    @Test
    void findsTheProtocolOfAModelByTheBody() throws IOException {
        String tensor =
                "{\"inputs\": [{\"name\": \"age\", \"shape\": [2], \"datatype\": \"INT64\", \"data\": [30, 1]}]}";
        assertEquals(1, explain(tensor, "--model", "credit", "--version", "v1"), line::toString);
        assertTrue(line.out().startsWith("model credit, read as open-inference"), line::toString);
        assertTrue(line.out().contains("/inputs/0/data/1\n"), line::toString);
        assertEquals(1, explain("{\"rows\": []}", "--model", "credit"), line::toString);
        assertTrue(line.err().contains("request.json: the request is malformed"), line::toString);
    }

    @Test
    void looksAtTheAnswerWhenThereIsOne() throws IOException {
        Path answer = write("answer.json", "{\"predictions\": [0.7]}");
        String body = "{\"instances\": [{\"age\": 30, \"income\": 1000, \"segment\": \"new\"}]}";
        assertEquals(0, explain(body, "--model", "credit"), line::toString);
        assertEquals(1, explain(body, "--model", "credit", "--response", answer), line::toString);
        assertTrue(line.out().contains("denied by sure, row 0"), line::toString);
    }

    @Test
    void printsJsonForMachines() throws IOException {
        assertEquals(1, explain("{\"instances\": [{\"age\": 3}]}", "--model", "credit", "--json"), line::toString);
        JsonNode json = new ObjectMapper().readTree(line.out());
        assertEquals("credit", json.path("model").asText());
        JsonNode v2 = json.path("versions").path(0);
        assertEquals("deny", v2.path("decision").asText());
        assertEquals("age-range", v2.path("decidedBy").asText());
        assertEquals(0, v2.path("row").asInt(-1));
        assertEquals(64, v2.path("digest").asText().length());
        JsonNode rule = v2.path("rules").path(0);
        assertEquals("violated", rule.path("fate").asText());
        assertEquals(
                "/instances/0/age", rule.path("places").path(0).path("pointer").asText());
        assertTrue(rule.path("places").path(0).path("value").isMissingNode());
        assertEquals("error", v2.path("rules").path(1).path("fate").asText());
    }

    @Test
    void namesAModelThatOnlyObserves() throws IOException {
        assertEquals(1, explain("{\"applicant\": {\"age\": 3}}", "--path", "/score"), line::toString);
        assertTrue(line.out().startsWith("model nested, read as json; it observes only"), line::toString);
        assertTrue(line.out().contains("/applicant/age\n"), line::toString);
    }

    @Test
    void aVersionWithoutPolicyAllows() throws IOException {
        assertEquals(
                0, explain("{\"instances\": [{\"age\": 3}]}", "--model", "credit", "--version", "v0"), line::toString);
        assertTrue(line.out().contains("version v0, 0.00 % of the traffic, no policy\n  allowed\n"), line::toString);
    }

    @Test
    void aModelWithABrokenPolicyRefusesEverything() throws IOException {
        write("policies/credit/v2/policy.yaml", "rules: 5\n");
        assertEquals(1, explain("{\"instances\": [{\"age\": 30}]}", "--model", "credit"), line::toString);
        assertTrue(
                line.err().contains("policies/credit/v2/policy.yaml:1:8: error: rules must be a list"), line::toString);
        assertTrue(line.err().contains("every request of credit is refused"), line::toString);
    }

    @Test
    void exitsWith2OnWrongUsage() throws IOException {
        String body = "{\"instances\": [{\"age\": 30}]}";
        Object[][] wrong = {
            {"name the model: --model or --path; models are credit, nested"},
            {"there is no model 'kredit'; did you mean 'credit'?", "--model", "kredit"},
            {"leave --model out", "--model", "credit", "--path", "/score"},
            {"--path /nowhere: no model is there", "--path", "/nowhere"},
            {"this path takes GET and HEAD only", "--path", "/v2/models/credit"},
            {"credit has no version 'v3'", "--model", "credit", "--version", "v3"},
            {"--header must be 'name: value'", "--model", "credit", "--header", "x y: 1"},
            {"can't be read: no such file", "--model", "credit", "--response", "none.json"}
        };
        for (Object[] each : wrong) {
            Object[] more = new Object[each.length - 1];
            System.arraycopy(each, 1, more, 0, more.length);
            assertEquals(2, explain(body, more), line::toString);
            assertTrue(line.err().contains(each[0].toString()), () -> each[0] + "\n" + line);
        }
        config = directory.resolve("none.yaml");
        assertEquals(2, explain(body, "--model", "credit"), line::toString);
        assertTrue(line.err().contains("none.yaml: error: does not exist"), line::toString);
    }
}
