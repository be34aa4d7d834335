package io.driftgate.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class TestCommandTest {
    private static final String POLICY = """
            rules:
              - {id: age-range, feature: age, between: [18, 120]}
              - {id: segment-known, feature: segment, in: [new, returning]}
              - {id: no-extras, enforcement: shadow, unknownFeatures: deny}
            """;
    private static final String TESTS = """
            schema: {age: int, segment: string}
            tests:
              - name: an adult passes
                request: {instances: [{age: 30, segment: new}]}
                expect: {decision: allow, rules: [], shadow: []}
              - name: a minor is refused
                request: {instances: [{age: 30}, {age: 17}]}
                expect: {decision: deny, rules: [age-range], row: 1, phase: request}
              - name: an unknown segment with a hobby
                request: {instances: [{age: 30, segment: x, hobby: chess}]}
                expect: {decision: deny, rules: [segment-known], shadow: [no-extras], errors: []}
            """;

    @TempDir
    private Path directory;

    private Path version;
    private final PolicyLine line = new PolicyLine();

    @BeforeEach
    void writePolicy() throws IOException {
        version = write("credit/v1", POLICY, TESTS);
    }

    private Path write(String name, String policy, String tests) throws IOException {
        Path made = Files.createDirectories(directory.resolve("policies").resolve(name));
        Files.writeString(made.resolve("policy.yaml"), policy);
        if (!tests.isEmpty()) {
            Files.writeString(made.resolve("tests.yaml"), tests);
        }
        return made;
    }

    @Test
    void passesAndCovers() {
        assertEquals(0, line.run("test", version, "--min-coverage", "100"), line::toString);
        assertEquals("""
                credit@v1
                  ok    an adult passes
                  ok    a minor is refused
                  ok    an unknown segment with a hobby
                  rules covered: 3 of 3 (100 %)
                1 policy, 3 tests: 3 passed, 0 failed; 3 of 3 rules covered (100 %)
                """, line.out());
    }

    @Test
    void takesAVersionAPolicyOrATree() throws IOException {
        write("credit/v10", POLICY, TESTS);
        write("credit/v2", POLICY, TESTS);
        write("alpha/v1", POLICY, TESTS);
        assertEquals(0, line.run("test", version));
        assertTrue(line.out().contains("1 policy, 3 tests"), line::toString);
        assertEquals(0, line.run("test", version.getParent()));
        assertTrue(line.out().contains("3 policies, 9 tests"), line::toString);
        assertTrue(line.out().indexOf("credit@v2") < line.out().indexOf("credit@v10"), line::toString);
        assertEquals(0, line.run("test", directory.resolve("policies")));
        assertTrue(line.out().startsWith("alpha@v1"), line::toString);
        assertTrue(line.out().contains("4 policies, 12 tests"), line::toString);
    }

    @Test
    void saysWhatWasExpectedWhatWasSeenAndWhere() throws IOException {
        write("credit/v1", POLICY, """
                schema: {age: int, segment: string}
                tests:
                  - name: wrong decision
                    request: {instances: [{age: 3}]}
                    expect: {decision: allow}
                  - name: wrong everything
                    request: {instances: [{age: 3, hobby: chess}]}
                    expect: {decision: deny, rules: [segment-known], row: 4, phase: response, shadow: [], errors: [age-range]}
                    response: {}
                  - name: not of the protocol
                    request: {rows: []}
                    expect: {decision: allow}
                  - name: no JSON at all
                    requestFile: broken.json
                    expect: {decision: allow}
                """);
        Files.writeString(version.resolve("broken.json"), "{\"instances\": [");
        assertEquals(1, line.run("test", version), line::toString);
        String at = version.resolve("tests.yaml") + ":";
        assertEquals("""
                credit@v1
                  FAIL  wrong decision
                        %1$s3: expected decision allow, saw deny by rule age-range
                  FAIL  wrong everything
                        %1$s6: expected rules [segment-known], saw [age-range]
                        %1$s6: expected shadow [], saw [no-extras]
                        %1$s6: expected errors [age-range], saw []
                        %1$s6: expected row 4, saw row 0
                        %1$s6: expected phase response, saw request
                  FAIL  not of the protocol
                        %1$s10: the request is malformed: the body may have only the members instances, inputs, signature_name, parameters and id
                  FAIL  no JSON at all
                        %1$s13: the request is malformed: the body is not valid JSON, at byte 15
                  rules covered: 1 of 3 (33 %%)
                    age-range: never seen to hold
                    segment-known: never seen violated
                1 policy, 4 tests: 0 passed, 4 failed; 1 of 3 rules covered (33 %%)
                """.formatted(at), line.out());
    }

    @Test
    void reportsEveryProblemOfATestsFile() throws IOException {
        write("credit/v1", POLICY, """
                schema: {age: int, segment: string}
                protocol: kserve-v2
                tests:
                  - name: twice
                    reqest: {instances: [{age: 3}]}
                    expect: {decision: allow}
                  - name: twice
                    request: {instances: [{age: +3}]}
                    requestFile: none.json
                    expect: {decision: reject}
                  - request: {instances: [{age: 0x10}]}
                    today: yesterday
                    headers: {"x y": 1}
                    expect: {decision: allow, rules: [age-range], row: 1}
                  - name: answers
                    requestFile: none.json
                    expect: {decision: replace, body: {}}
                  - name: of what
                    request: {}
                """);
        assertEquals(1, line.run("test", version), line::toString);
        String out = line.out().replace(version.toString() + "/", "");
        String[] expected = {
            "tests.yaml:2:11: error: protocol: there is no protocol 'kserve-v2'",
            "hint: did you mean 'kserve-v1'?",
            "tests.yaml:5:5: error: unknown field 'tests[0].reqest'",
            "hint: did you mean 'request'?",
            "tests.yaml:4:5: error: tests[0].request is missing",
            "tests.yaml:7:11: error: the test 'twice' stands twice",
            "tests.yaml:9:18: error: both tests[1].request and requestFile are there",
            "tests.yaml:10:24: error: tests[1].expect.decision must be one of allow, deny, replace",
            "tests.yaml:11:5: error: tests[2].name is missing",
            "tests.yaml:11:33: error: '0x10' is a number that JSON doesn't write like this",
            "tests.yaml:12:12: error: tests[2].today must be a date such as 2027-06-30",
            "tests.yaml:13:15: error: tests[2].headers: 'x y' is no name of a header",
            "error: tests[2].expect.rules contradicts the decision",
            "error: tests[2].expect.row contradicts the decision",
            "tests.yaml:16:18: error: tests[3].requestFile: none.json does not exist",
            "tests.yaml:17:13: error: tests[3].expect is about an answer, and the test has none",
            "tests.yaml:18:5: error: tests[4].expect is missing",
            "1 policy, 0 tests: 0 passed, 0 failed; 0 of 0 rules covered (100 %); 1 invalid"
        };
        for (String each : expected) {
            assertTrue(out.contains(each), () -> each + "\nis not in\n" + out);
        }
    }

    @Test
    void knowsTheRulesThatTestsName() throws IOException {
        write("credit/v1", POLICY, """
                schema: {age: int, segment: string}
                tests:
                  - name: misspelt
                    request: {instances: [{age: 3}]}
                    expect: {decision: deny, rules: [age-rang], shadow: nothing-like-it}
                """);
        assertEquals(1, line.run("test", version), line::toString);
        assertTrue(line.out().contains("tests.yaml:5:38: error: the policy has no rule 'age-rang'"), line::toString);
        assertTrue(line.out().contains("hint: did you mean 'age-range'?"), line::toString);
        assertTrue(line.out().contains("hint: rules: age-range, segment-known, no-extras"), line::toString);
    }

    @Test
    void aPolicyThatDoesNotLoadFails() throws IOException {
        write("credit/v1", "rules:\n  - {id: a, feature: agee, required: true}\n", TESTS);
        Path report = directory.resolve("junit.xml");
        assertEquals(1, line.run("test", version, "--junit", report), line::toString);
        assertTrue(line.out().contains("policy.yaml:2:22: error: the schema has no feature 'agee'"), line::toString);
        assertTrue(Files.readString(report).contains("errors=\"1\""));
    }

    @Test
    void namesPoliciesWithoutTests() throws IOException {
        write("bare/v1", POLICY, "");
        assertEquals(0, line.run("test", directory.resolve("policies")), line::toString);
        assertTrue(line.out().contains("bare@v1: no tests.yaml\n"), line::toString);
        assertTrue(line.out().contains("; 1 without tests"), line::toString);
        assertEquals(1, line.run("test", directory.resolve("policies"), "--strict"), line::toString);
    }

    @Test
    void coverageCanBeTooLow() throws IOException {
        write("credit/v1", POLICY, TESTS.replaceAll("(?s)  - name: an unknown.*", ""));
        assertEquals(0, line.run("test", version), line::toString);
        assertTrue(line.out().contains("segment-known: never seen violated"), line::toString);
        assertEquals(0, line.run("test", version, "--min-coverage", "33"), line::toString);
        assertEquals(1, line.run("test", version, "--min-coverage", "34"), line::toString);
        assertEquals(2, line.run("test", version, "--min-coverage", "101"), line::toString);
    }

    @Test
    void aRuleWhoseGuardNeverHoldsWasNeverApplied() throws IOException {
        write("credit/v1", """
                rules:
                  - {id: newcomers, when: {feature: segment, in: [new]}, feature: age, min: 21}
                """, """
                schema: {age: int, segment: string}
                tests:
                  - {name: a, request: {instances: [{age: 3, segment: x}]}, expect: {decision: allow}}
                """);
        assertEquals(0, line.run("test", version), line::toString);
        assertTrue(line.out().contains("newcomers: never applied: its when held in no test"), line::toString);
    }

    @Test
    void rulesAreTriedOnTheDayThatATestNames() throws IOException {
        write("credit/v1", """
                rules:
                  - {id: age, owner: risk, expires: 2026-12-31, onExpiry: shadow, feature: age, required: true}
                """, """
                schema: {age: int}
                tests:
                  - {name: before, today: 2026-12-31, request: {instances: [{}]}, expect: {decision: deny, rules: [age]}}
                  - {name: after, today: 2027-01-01, request: {instances: [{}]}, expect: {decision: allow, shadow: [age]}}
                  - {name: by default, request: {instances: [{}]}, expect: {decision: deny}}
                """);
        assertEquals(0, line.run("test", version, "--today", "2026-11-01"), line::toString);
        assertEquals(1, line.run("test", version, "--today", "2027-11-01"), line::toString);
        assertEquals(2, line.run("test", version, "--today", "someday"), line::toString);
    }

    @Test
    void everyChoiceOfAChatIsLookedAtAndThePathNamesTheEndpoint() throws IOException {
        write("credit/v1", """
                rules:
                  - {id: polite, phase: response, prediction: text, notContains: damn}
                """, """
                schema: {prompt: string}
                protocol: openai
                tests:
                  - name: the second choice of two
                    request: {model: m, n: 2, messages: [{role: user, content: Hello}]}
                    response: {choices: [{message: {content: Hi}}, {message: {content: "damn it"}}]}
                    expect: {decision: deny, rules: [polite], row: 1, phase: response}
                  - name: a completion
                    path: /v1/completions
                    request: {model: m, prompt: Hello}
                    response: {choices: [{text: Hi}]}
                    expect: {decision: allow}
                """);
        assertEquals(0, line.run("test", version, "--min-coverage", "100"), line::toString);
    }

    @Test
    void answersMustHaveOnePredictionForEachRow() throws IOException {
        write("credit/v1", "rules:\n  - {id: low, phase: response, prediction: value, max: 1}\n", """
                schema: {age: int}
                prediction: {value: risk}
                tests:
                  - name: one for two
                    request: {instances: [{age: 1}, {age: 2}]}
                    response: {predictions: [{risk: 0.5}]}
                    expect: {decision: allow}
                  - name: the name that is given counts
                    request: {instances: [{age: 1}, {age: 2}]}
                    response: {predictions: [{risk: 0.5, value: 7}, {risk: 2, value: 0}]}
                    expect: {decision: deny, rules: [low], row: 1}
                """);
        assertEquals(1, line.run("test", version), line::toString);
        assertTrue(line.out().contains("the response has 1 predictions for 2 rows of the request"), line::toString);
        assertTrue(line.out().contains("ok    the name that is given counts"), line::toString);
    }

    @Test
    void writesJunitXmlThatAParserTakes() throws Exception {
        write("credit/v1", POLICY, """
                schema: {age: int, segment: string}
                tests:
                  - name: "a <b> & \\"c\\" \\x07 \\u20ac ]]>"
                    request: {instances: [{age: 3}]}
                    expect: {decision: allow}
                  - name: passes
                    request: {instances: [{age: 30}]}
                    expect: {decision: allow}
                """);
        Path report = directory.resolve("junit.xml");
        assertEquals(1, line.run("test", version, "--junit", report), line::toString);
        byte[] xml = Files.readAllBytes(report);
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(xml));
        Element root = document.getDocumentElement();
        assertEquals("2", root.getAttribute("tests"));
        assertEquals("1", root.getAttribute("failures"));
        Element first = (Element) root.getElementsByTagName("testcase").item(0);
        assertEquals("a <b> & \"c\" \uFFFD \u20AC ]]>", first.getAttribute("name"));
        assertEquals("credit@v1", first.getAttribute("classname"));
        assertEquals("3", first.getAttribute("line"));
        assertEquals(
                "expected decision allow, saw deny by rule age-range",
                ((Element) first.getElementsByTagName("failure").item(0)).getAttribute("message"));
        assertFalse(new String(xml, StandardCharsets.UTF_8).contains("\u0007"));
        try (var files = Files.list(directory)) {
            assertEquals(2, files.count());
        }
    }

    @Test
    void exitsWith2OnWrongUsage() throws IOException {
        assertEquals(2, line.run("test", directory.resolve("none")), line::toString);
        assertTrue(line.err().contains("does not exist"), line::toString);
        assertEquals(2, line.run("test", Files.createDirectory(directory.resolve("empty"))), line::toString);
        assertTrue(line.err().contains("there is no <name>/v<N>/policy.yaml"), line::toString);
        assertEquals(2, line.run("test", version.resolve("policy.yaml")), line::toString);
        assertEquals(2, line.run("test", version, "--junit", directory), line::toString);
        assertTrue(line.err().contains("is a directory"), line::toString);
        assertEquals(2, line.run("test", version, "--frobnicate"), line::toString);
        assertEquals(2, line.run(), line::toString);
        assertTrue(line.err().contains("say what to do"), line::toString);
    }
}
