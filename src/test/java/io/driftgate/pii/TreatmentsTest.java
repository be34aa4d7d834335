package io.driftgate.pii;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.pii.pattern.PiiEntity;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a policy does about findings: per entity, per field, and not at all. */
class TreatmentsTest {
    private static final String CARD = "4111 1111 1111 1111";
    private final PiiFixtures pii = new PiiFixtures();

    @TempDir
    private Path directory;

    private PiiPolicy keyed(String yaml) throws Exception {
        Files.write(
                directory.resolve("key.bin"), "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
        Problems problems = new Problems();
        PiiPolicy policy = YamlReader.read(
                        (yaml + "\nhashKey: {file: key.bin}").getBytes(StandardCharsets.UTF_8), "f.yaml", problems)
                .map(node -> PiiPolicy.read(node, problems, "pii", directory::resolve))
                .orElseThrow();
        assertEquals("", problems.render());
        return policy;
    }

    @Test
    void aKeyWithoutEndIsAProblem() {
        Problems problems = new Problems();
        byte[] yaml = "{EMAIL_ADDRESS: HASH, hashKey: {file: /dev/zero}}".getBytes(StandardCharsets.UTF_8);
        YamlReader.read(yaml, "f.yaml", problems)
                .ifPresent(node -> PiiPolicy.read(node, problems, "pii", directory::resolve));
        assertTrue(problems.render().contains("from 16 to 4096"), problems::render);
    }

    @Test
    void theExamplesOfTheDocumentLoad() throws Exception {
        Files.write(directory.resolve("key.bin"), new byte[32]);
        String document = Files.readString(Path.of("src/site/markdown/pii.md"));
        int examples = 0;
        for (String rest : document.split("```yaml\n", -1)) {
            if (rest.startsWith("      ")) {
                Problems problems = new Problems();
                String yaml = rest.substring(0, rest.indexOf("```")).replaceAll("(?m)^ {6}", "");
                YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), "pii.md", problems)
                        .ifPresent(node -> PiiPolicy.read(node, problems, "pii", directory::resolve));
                assertFalse(problems.hasErrors(), problems::render);
                examples++;
            }
        }
        assertTrue(examples >= 5, examples + " examples");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', textBlock = """
            MASK                                      ! **** **** **** ****
            {action: MASK, keepLast: 4}               ! **** **** **** 1111
            {action: MASK, with: digits}              ! 0000 0000 0000 0000
            {action: MASK, with: digits, keepLast: 2} ! 0000 0000 0000 0011
            {action: MASK, with: label}               ! <CREDIT_CARD>
            SHADOW                                    ! 4111 1111 1111 1111
            """)
    void writesWhatThePolicyWants(String treatment, String written) {
        PiiPolicy policy = PiiFixtures.policy("CREDIT_CARD: " + treatment);
        assertEquals("[\"my " + written + ".\"]", pii.redacted("[\"my " + CARD + ".\"]", policy));
        // In JSON within a string it needs no other escapes.
        assertEquals(
                "[\"{\\\"a\\\":\\\"my " + written + ".\\\"}\"]",
                pii.redacted("[\"{\\\"a\\\":\\\"my " + CARD + ".\\\"}\"]", policy));
    }

    @Test
    void hashesEqualValuesEquallyAndOnlyWithTheKey() throws Exception {
        PiiPolicy policy = keyed("EMAIL_ADDRESS: HASH\nCREDIT_CARD: {action: HASH, with: hex}");
        String redacted = pii.redacted("[\"a@b.co, c@d.co\", \"\\u0061@b.co\", \"" + CARD + "\"]", policy);
        assertTrue(
                redacted.matches("\\[\"<EMAIL_ADDRESS:([0-9a-f]{16})>, <EMAIL_ADDRESS:[0-9a-f]{16}>\","
                        + " \"<EMAIL_ADDRESS:\\1>\", \"[0-9a-f]{16}\"\\]"),
                redacted);
        assertNotEquals(redacted.substring(17, 33), redacted.substring(51, 67));
        assertEquals("EMAIL_ADDRESS=3, CREDIT_CARD=1", pii.findings.redactedSummary());
        // HMAC-SHA-256 of a@b.co, by Python's hmac.
        assertTrue(redacted.contains("<EMAIL_ADDRESS:c2c76670c5641637>"), redacted);
    }

    @Test
    void rewritesLabelsInUrlsInTheirCoding() {
        PiiPolicy policy = PiiFixtures.policy("EMAIL_ADDRESS: {action: MASK, with: label}");
        byte[] query = "to=a%40b.co&x=1".getBytes(StandardCharsets.US_ASCII);
        PiiScanner scanner = new PiiScanner();
        scanner.begin(policy, pii.findings);
        scanner.text(query, 3, 11, PiiLocation.QUERY, Coding.URL, new byte[0]);
        scanner.end();
        assertEquals(
                "%3CEMAIL_ADDRESS%3E", new String(pii.findings.rewrite(0, query, 3, 11), StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', textBlock = """
            [4111111111111111]               ! [1000000000000000]
            [-4111111111111111.0, 5]         ! [-1000000000000000.0, 5]
            [4.111111111111111E+15]          ! [1.000000000000000E+15]
            {"4111111111111111": 1, "a": 2}  ! {"0000000000000000": 1, "a": 2}
            """)
    void digitsKeepNumbersAndKeys(String body, String redacted) {
        PiiPolicy policy = PiiFixtures.policy("CREDIT_CARD: {action: MASK, with: digits}");
        assertEquals(redacted, pii.redacted(body, policy));
        assertEquals(-1, pii.findings.blocking());
    }

    @Test
    void numbersAndKeysBlockWithoutDigitsAndKeysThatWouldFallTogether() throws Exception {
        for (String treatment : List.of("MASK", "{action: MASK, with: label}", "HASH")) {
            PiiPolicy policy = keyed("CREDIT_CARD: " + treatment);
            assertEquals(List.of("CREDIT_CARD BLOCK NUMBER 4111111111111111"), pii.found("[4111111111111111]", policy));
            assertEquals(List.of("CREDIT_CARD BLOCK KEY " + CARD), pii.found("{\"" + CARD + "\": 1}", policy));
        }
        PiiPolicy digits = PiiFixtures.policy("CREDIT_CARD: {action: MASK, with: digits}");
        pii.scan("{\"4111111111111111\": 1, \"5555555555554444\": 2}", digits);
        assertEquals(0, pii.findings.blocking());
        pii.scan("[{\"4111111111111111\": 1}, {\"5555555555554444\": 2}]", digits);
        assertEquals(-1, pii.findings.blocking(), "two objects may have the same key");
        assertEquals(
                List.of("CREDIT_CARD BLOCK KEY 4111111111111111"),
                pii.found("[\"{\\\"4111111111111111\\\":1}\"]", digits));
    }

    @Test
    void packsTurnOnWhatSingleEntitiesChange() {
        PiiPolicy policy = PiiFixtures.policy("""
                use: [default, us]
                action: SHADOW
                EMAIL_ADDRESS: BLOCK
                IP_ADDRESS: OFF
                """);
        assertEquals(Optional.of(PiiAction.BLOCK), policy.action(PiiEntity.EMAIL_ADDRESS));
        assertEquals(Optional.of(PiiAction.SHADOW), policy.action(PiiEntity.US_SSN));
        assertFalse(policy.set().has(PiiEntity.IP_ADDRESS));
        assertTrue(policy.set().has(PiiEntity.of("US_ITIN")));
        Set<String> all = PiiPacks.entityNames();
        assertTrue(PiiEntity.names().containsAll(all), "a pack may name only what can be found: " + all);
    }

    @Test
    void fieldsHaveActionsOfTheirOwn() {
        PiiPolicy policy = PiiFixtures.policy("""
                EMAIL_ADDRESS: BLOCK
                fields:
                  notes: {EMAIL_ADDRESS: SHADOW, US_SSN: MASK}
                  /inputs/free_text: {'*': MASK}
                  /rows/*/1: {EMAIL_ADDRESS: OFF}
                """);
        assertEquals(
                List.of("EMAIL_ADDRESS BLOCK STRING a@b.co"), pii.found("{\"x\": \"a@b.co 536-22-8726\"}", policy));
        assertEquals(
                List.of("EMAIL_ADDRESS SHADOW STRING a@b.co", "US_SSN MASK STRING 536-22-8726"),
                pii.found("{\"x\": {\"notes\": [[\"a@b.co 536-22-8726\"]]}}", policy));
        assertEquals(
                List.of("EMAIL_ADDRESS MASK STRING a@b.co"),
                pii.found("{\"inputs\": {\"free_text\": [\"a@b.co\"], \"other\": 1}}", policy));
        assertEquals(
                List.of("EMAIL_ADDRESS BLOCK STRING a@b.co"),
                pii.found("{\"inputs\": {\"other\": [\"a@b.co\"], \"free_text\": 1}}", policy));
        assertEquals(
                List.of("EMAIL_ADDRESS BLOCK STRING e@f.co"),
                pii.found("{\"rows\": [[\"x\", \"a@b.co\"], [0, \"c@d.co\", \"e@f.co\"]]}", policy));
        // A field of JSON in a string is a field like any other.
        assertEquals(
                List.of("EMAIL_ADDRESS MASK STRING a@b.co"),
                pii.found("{\"inputs\": \"{\\\"free_text\\\": \\\"a@b.co\\\"}\"}", policy));
    }

    @Test
    void listsValuesPatternsAndFieldsThatAreFine() {
        PiiPolicy policy =
                PiiFixtures.policy("""
                EMAIL_ADDRESS: BLOCK
                allow:
                  # x@y.org
                  values: ['sha256:%s']
                  patterns: ['.*@example\\.com']
                  fields: [support_email]
                """.formatted(Hashes.sha256("x@y.org".getBytes(StandardCharsets.US_ASCII), 0, 7)));
        assertEquals(
                List.of("EMAIL_ADDRESS BLOCK STRING a@b.co"),
                pii.found("[\"x@y.org, it@example.com, a@b.co\", {\"support_email\": \"c@d.co\"}]", policy));
        assertEquals(List.of(), pii.found("[\"\\u0078@y.org\"]", policy), "it is what the text says that counts");
    }

    @Test
    void findsEntitiesOfThePolicysOwn() {
        PiiPolicy policy = PiiFixtures.policy("""
                custom:
                  EMPLOYEE_ID: {pattern: 'E-\\d{6}', action: MASK, with: label}
                  BADGE: {pattern: 'B\\d{5}', action: BLOCK, score: 0.3, context: [badge], minScore: 0.6}
                """);
        assertEquals("[\"ask <EMPLOYEE_ID> now\"]", pii.redacted("[\"ask E-123456 now\"]", policy));
        assertEquals(List.of("BADGE BLOCK STRING B12345"), pii.found("[\"badge B12345\"]", policy));
        assertEquals(List.of(), pii.found("[\"part B12345\"]", policy));
        assertEquals(0, pii.findings.count(PiiEntity.of("BADGE"), PiiAction.BLOCK));
        assertEquals("", pii.findings.redactedSummary());
    }

    @Test
    void answersHaveActionsOfTheirOwn() {
        PiiPolicy policy = PiiFixtures.policy(
                "EMAIL_ADDRESS: BLOCK\nUS_SSN: BLOCK\nresponses: {EMAIL_ADDRESS: MASK, US_SSN: OFF}");
        assertEquals(
                List.of("EMAIL_ADDRESS MASK STRING a@b.co"), pii.found("[\"a@b.co 536-22-8726\"]", policy.responses()));
        assertEquals(2, pii.found("[\"a@b.co 536-22-8726\"]", policy).size());
        assertTrue(PiiFixtures.policy("EMAIL_ADDRESS: BLOCK").responses().isOff());
        assertEquals(
                1,
                pii.found(
                                "[\"a@b.co\"]",
                                PiiFixtures.policy("EMAIL_ADDRESS: BLOCK\nresponses: true")
                                        .responses())
                        .size());
    }

    @Test
    void namesGiveNumbersTheirMeaning() {
        PiiPolicy policy = PiiFixtures.policy("US_SSN: BLOCK");
        String ssn = "536228726";
        List<String> found = List.of("US_SSN BLOCK NUMBER " + ssn);
        assertEquals(found, pii.found("{\"ssn\": " + ssn + ", \"amount\": " + ssn + "}", policy));
        assertEquals(found, pii.found("{\"instances\": [{\"ssn\": [" + ssn + "]}, {\"sum\": " + ssn + "}]}", policy));
        assertEquals(
                found,
                pii.found(
                        "{\"inputs\": [{\"data\": [" + ssn + "], \"name\": \"ssn\"}, {\"name\": \"sum\", \"data\": ["
                                + ssn + "]}]}",
                        policy));
        assertEquals(
                found,
                pii.found(
                        "{\"dataframe_split\": {\"data\": [[1, " + ssn + "], [" + ssn
                                + ", 1]], \"columns\": [\"sum\", \"ssn\"]}}",
                        policy));
        assertEquals(found, pii.found("{\"\\u0073sn\": " + ssn + "}", policy));
        assertEquals(found, pii.found("{\"ssn\": \"[" + ssn + "]\"}", policy), "through JSON in a string");
        assertEquals(List.of(), pii.found("[" + ssn + "]", policy));
    }

    @Test
    void whatTheSchemaCallsNumericIsNoCard() {
        PiiPolicy policy = PiiFixtures.policy("CREDIT_CARD: BLOCK").withNumeric(Set.of("amount", "card_number"));
        assertEquals(
                List.of("CREDIT_CARD BLOCK NUMBER 4111111111111111"),
                pii.found("{\"amount\": [4111111111111111], \"x\": 4111111111111111}", policy));
        assertEquals(1, pii.found("{\"amount\": \"4111111111111111\"}", policy).size(), "a text is no number");
        assertEquals(1, pii.found("{\"card_number\": 4111111111111111}", policy).size(), "its name says what it is");
        assertEquals(
                List.of(),
                pii.found(
                        "{\"inputs\": [{\"name\": \"t\", \"datatype\": \"INT64\", \"shape\": [1, 1], \"data\": [[4111111111111111]]}]}",
                        policy));
    }
}
