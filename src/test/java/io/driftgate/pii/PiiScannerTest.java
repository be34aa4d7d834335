package io.driftgate.pii;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.driftgate.json.JsonTape;
import io.driftgate.pii.pattern.PiiEntity;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PiiScannerTest {
    private static final PiiPolicy MASK = PiiFixtures.all(PiiAction.MASK);
    private static final PiiPolicy BLOCK = PiiFixtures.all(PiiAction.BLOCK);
    private final PiiFixtures pii = new PiiFixtures();

    /** Puts a text into a JSON string. */
    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    @Test
    void keepsTheLikelierOfTwoThatOverlap() {
        PiiPolicy policy = PiiFixtures.policy("""
                custom:
                  SHORT: {pattern: 'ab-\\d{3}', score: 0.9, action: SHADOW}
                  LONG: {pattern: 'ab-\\d{3}-xyz', score: 0.6, action: SHADOW}
                """);
        PiiFixtures scan = new PiiFixtures();

        assertEquals(List.of("SHORT SHADOW STRING ab-123"), scan.found("{\"a\":\"ab-123-xyz\"}", policy));
        assertEquals(90, scan.findings.score(0));
    }

    @Test
    void findsInStringsKeysAndNumbersInOrder() {
        assertEquals(
                List.of(
                        "EMAIL_ADDRESS MASK STRING a@b.co",
                        "IP_ADDRESS BLOCK KEY 10.0.0.1",
                        "CREDIT_CARD BLOCK NUMBER 4111111111111111"),
                pii.found("[\"x a@b.co\", {\"10.0.0.1\": [4111111111111111, 41111111111111110, 1.5]}]", MASK));
        assertEquals(1, pii.findings.blocking());
        assertEquals(1, pii.findings.count(PiiEntity.EMAIL_ADDRESS, PiiAction.MASK));
        assertEquals(1, pii.findings.count(PiiEntity.IP_ADDRESS, PiiAction.BLOCK));
        assertEquals("EMAIL_ADDRESS=1", pii.findings.redactedSummary());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111111",
                "-4111111111111111",
                "4111111111111111.0",
                "4111111111111111.000000000000000000000000000000",
                "4111111111111111e0",
                "4.111111111111111E+15",
                "41111111111111110000.00e-04",
                "411111111111111100000000000000000000e-20",
                "0.000004111111111111111e21"
            })
    void aWholeNumberIsACardHoweverItIsWritten(String number) {
        assertEquals(List.of("CREDIT_CARD BLOCK NUMBER " + number), pii.found("[" + number + "]", BLOCK));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111111.5",
                "4111111111111111e1",
                "41111111111111111e-1",
                "0.4111111111111111",
                "4111111111111111e-1000000000000000000000",
                "41111111111111111111111111",
                "4111111111111112",
                "123456789"
            })
    void aNumberOfOtherDigitsIsNone(String number) {
        assertEquals(List.of(), pii.found("[" + number + "]", BLOCK));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', textBlock = """
            "alice\\u0040example.com"                   ! "*****\\u0040*******.***"
            "\\u0061lice\\u0040ex\\u0061mple.com"       ! "*****\\u0040*******.***"
            "caf\\u00e9 j\\u00f6rg@example.com\\n"      ! "caf\\u00e9 ****@*******.***\\n"
            "\\ud83d\\ude00 a@b.co"                     ! "\\ud83d\\ude00 *@*.**"
            "card 4111 1111 1111 1111\\/x"              ! "card **** **** **** 1111\\/x"
            "4111\\u00201111 1111 1111"                 ! "****\\u0020**** **** 1111"
            "123-45-6789 and 415-555-2671"              ! "***-**-**** and ***-***-****"
            "no hit \\u00e9\\\\"                        ! "no hit \\u00e9\\\\"
            """)
    void masksEscapedTextAndKeepsTheRest(String body, String expected) {
        PiiPolicy policy = PiiFixtures.policy("""
                EMAIL_ADDRESS: MASK
                US_SSN: MASK
                PHONE_NUMBER: MASK
                CREDIT_CARD: {action: MASK, keepLast: 4}
                """);
        assertEquals(expected, pii.redacted(body, policy));
    }

    @Test
    void findsThroughThreeLevelsOfNestedJson() {
        String level0 = "mail alice\\u0040example.com, please";
        String nested = "{\"a\":[\"" + level0 + "\",1]}";
        for (int level = 1; level <= 3; level++) {
            String body = "{\"payload\": " + quote(nested) + "}";
            assertEquals(1, pii.found(body, MASK).size(), body);
            String redacted = pii.redacted(body, MASK);
            String expected = body.replaceAll("alice", "*****")
                    .replaceAll("example", "*******")
                    .replace("com", "***");
            assertEquals(expected, redacted);
            nested = "[" + quote(nested) + "]";
        }
        assertEquals(1, pii.found("[" + quote(nested) + "]", MASK).size(), "the fourth level is text with escapes");
        nested = "[" + quote(nested) + "]";
        assertEquals(1, pii.found("[" + quote(nested) + "]", MASK).size(), "and so is the fifth");
        assertEquals(Optional.empty(), pii.findings.refused());
        nested = "[" + quote(nested) + "]";
        assertEquals(List.of(), pii.found("[" + quote(nested) + "]", MASK));
        assertEquals(Optional.of(Uninspectable.DEPTH), pii.findings.refused(), "the sixth is out of sight");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', textBlock = """
            {"a":1,"a":"alice\\u0040example.com"}       ! {"a":1,"a":"*****\\u0040*******.***"}
            {"a":"alice\\u0040example.com","b":NaN}     ! {"a":"*****\\u0040*******.***","b":NaN}
            {"a":1}\\n{"a":"\\u0061@b.co"}              ! {"a":1}\\n{"a":"*@*.**"}
            log: {"a":"x\\n4111111111111111"}           ! log: {"a":"x\\n****************"}
            "alice\\u0040example.com"                   ! "*****\\u0040*******.***"
            \\u0061lice@b.co \\ud800 \\ud83d\\ude00 \\  ! *****@*.** \\ud800 \\ud83d\\ude00 \\
            CORP\\alice@b.co and C:\\u00e9@b.co         ! CORP\\*****@*.** and C:*@*.**
            \\b@b.co, b@b.co, \\tr330006100519786457841326 ! \\b@*.**, *@*.**, \\t*************************
            no \\u0040 hit \\                           ! no \\u0040 hit \\
            """)
    void undoesEscapesInTextThatIsNoJson(String text, String redacted) {
        String body = "[1, " + quote(text) + "]";
        assertEquals("[1, " + quote(redacted) + "]", pii.redacted(body, MASK));
    }

    @Test
    void findsBehindEscapesInNamesToo() {
        assertEquals(List.of("EMAIL_ADDRESS BLOCK KEY a\\\\u0040b.co"), pii.found("{\"{a\\\\u0040b.co\":1}", MASK));
    }

    @Test
    void keepsNoMoreOfAnOverlapThanEitherAllows() {
        PiiPolicy policy = PiiFixtures.policy("""
                CREDIT_CARD: {action: MASK, keepLast: 4}
                PHONE_NUMBER: MASK
                """);
        assertEquals("[\"+**** **** **** ****\"]", pii.redacted("[\"+4111 1111 1111 1111\"]", policy));
        assertEquals("[\"**** **** **** 1111\"]", pii.redacted("[\"4111 1111 1111 1111\"]", policy));
    }

    @Test
    void masksEscapesThatAreEscapedThemselves() {
        // The nested string spells the first digits as escapes, whose backslash the body escapes in its two ways.
        String digits = "\\u0034\\\\u0031\\u005cu00311 1111 1111 1111";
        String body = "[\"[\\\"" + digits + "\\\"]\"]";
        assertEquals(List.of("CREDIT_CARD MASK STRING " + digits), pii.found(body, MASK));
        assertEquals("[\"[\\\"**** **** **** ****\\\"]\"]", pii.redacted(body, MASK));
    }

    @Test
    void whatOnlyLooksLikeJsonIsText() {
        assertEquals(List.of("EMAIL_ADDRESS MASK STRING a@b.co"), pii.found("[\"{a@b.co}\"]", MASK));
        assertEquals(List.of("EMAIL_ADDRESS MASK STRING a@b.co"), pii.found("[\"[1, a@b.co\"]", MASK));
        assertEquals(List.of("EMAIL_ADDRESS MASK STRING a@b.co"), pii.found("[\" [\\\"a@b.co\\\"] \"]", MASK));
        assertEquals(List.of("CREDIT_CARD BLOCK NUMBER 4111111111111111"), pii.found("[\"[4111111111111111]\"]", MASK));
        assertEquals(List.of("EMAIL_ADDRESS BLOCK KEY a@b.co"), pii.found("[\"{\\\"a@b.co\\\":1}\"]", MASK));
    }

    @Test
    void readsFeatureNamesWhereverAProtocolPutsThem() {
        PiiPolicy policy = PiiFixtures.policy(
                "PII_FEATURE_NAME: {action: BLOCK, also: [address_age_months], except: [ip_address]}");
        assertEquals(
                List.of(
                        "PII_FEATURE_NAME BLOCK FEATURE_NAME customer_email",
                        "PII_FEATURE_NAME BLOCK FEATURE_NAME address_age_months"),
                pii.found(
                        "{\"id\": \"email\", \"inputs\": [{\"name\": \"age\"}, {\"name\": \"customer_email\"}, {},"
                                + " {\"shape\": [1], \"name\": \"address_age_months\", \"data\": [\"phone\"]}]}",
                        policy));
        assertEquals(
                List.of("PII_FEATURE_NAME BLOCK FEATURE_NAME ssn", "PII_FEATURE_NAME BLOCK KEY homeAddress"),
                pii.found(
                        "{\"dataframe_split\": {\"columns\": [\"age\", \"ssn\", \"ip_address\"], \"data\": [[\"email\"]]},"
                                + " \"instances\": [{\"homeAddress\": 1, \"name\": \"email\"}]}",
                        policy));
        assertEquals(List.of("PII_FEATURE_NAME BLOCK KEY e\\u006dail"), pii.found("{\"e\\u006dail\": 1}", policy));
        assertEquals(List.of("PII_FEATURE_NAME BLOCK KEY ssn"), pii.found("[\"{\\\"ssn\\\": 1}\"]", policy));
    }

    @Test
    void aValueInAFeatureNameBlocksRatherThanRenamesTheFeature() {
        assertEquals(
                List.of("EMAIL_ADDRESS BLOCK FEATURE_NAME a@b.co"),
                pii.found("{\"inputs\": [{\"name\": \"a@b.co\"}]}", MASK));
        assertFalse(pii.findings.masks());
    }

    @Test
    void theMoreSevereActionWinsWhereFindingsOverlap() {
        PiiPolicy policy = PiiFixtures.policy("""
                EMAIL_ADDRESS: SHADOW
                US_SSN: BLOCK
                CREDIT_CARD: MASK
                PHONE_NUMBER: MASK
                """);
        assertEquals(List.of("US_SSN BLOCK STRING 123-45-6789"), pii.found("[\"123-45-6789@example.com\"]", policy));
        // The card overlaps the phone number, whose start would stay readable if the card won alone.
        String body = "[\"+4111 1111 1111 1111 \", \"415-555-2671@a.co\"]";
        assertEquals("[\"+**** **** **** **** \", \"***-***-****@a.co\"]", pii.redacted(body, policy));
        assertEquals(1, pii.findings.count(PiiEntity.CREDIT_CARD, PiiAction.MASK));
        assertEquals(1, pii.findings.count(PiiEntity.PHONE_NUMBER, PiiAction.MASK));
    }

    @Test
    void shadowFindsAndLeavesTheBodyAlone() {
        String body = "{\"email\": \"a@b.co\"}";
        byte[] bytes = pii.scan(body, PiiFixtures.all(PiiAction.SHADOW));
        assertEquals(2, pii.findings.size());
        assertEquals(-1, pii.findings.blocking());
        assertFalse(pii.findings.masks());
        assertEquals("", pii.findings.redactedSummary());
        assertArrayEquals(bytes, pii.findings.redact(bytes, 0, bytes.length));
    }

    @Test
    void looksOnlyForWhatIsListed() {
        assertEquals(List.of(), pii.found("[\"a@b.co\", \"10.0.0.1\"]", PiiPolicy.off()));
        assertEquals(
                List.of("IP_ADDRESS BLOCK STRING 10.0.0.1"),
                pii.found("[\"a@b.co\", \"10.0.0.1\"]", PiiFixtures.policy("IP_ADDRESS: BLOCK")));
    }

    @Test
    void redactsAPartOfALargerBuffer() {
        String body = "[\"a@b.co\"]";
        byte[] bytes = pii.scan(body, MASK);
        assertEquals("\"*@*.**\"", new String(pii.findings.redact(bytes, 1, bytes.length - 1), StandardCharsets.UTF_8));
    }

    @Test
    void moreToMaskThanIsKeptBlocks() {
        String body = "[" + "\"a@b.co\",".repeat(PiiFindings.MAX_FINDINGS) + "\"a@b.co\"]";
        pii.scan(body, MASK);
        assertEquals(PiiFindings.MAX_FINDINGS, pii.findings.size());
        assertTrue(pii.findings.isOverflown());
        assertEquals(PiiFindings.MAX_FINDINGS - 1, pii.findings.blocking());
        assertEquals(PiiFindings.MAX_FINDINGS + 1, pii.findings.count(PiiEntity.EMAIL_ADDRESS, PiiAction.MASK));
        pii.scan(body, PiiFixtures.all(PiiAction.SHADOW));
        assertFalse(pii.findings.isOverflown());
        assertEquals(-1, pii.findings.blocking());
        assertEquals(PiiFindings.MAX_FINDINGS + 1, pii.findings.count(PiiEntity.EMAIL_ADDRESS, PiiAction.SHADOW));
        pii.scan("[]", MASK);
        assertEquals(0, pii.findings.size());
        assertEquals(0, pii.findings.count(PiiEntity.EMAIL_ADDRESS, PiiAction.SHADOW));
    }

    @Test
    void allocatesNothingWithoutAHit() throws Exception {
        byte[] body =
                "{\"inputs\":[{\"name\":\"age\",\"shape\":[1],\"datatype\":\"INT64\",\"data\":[35, 1700000000000]},"
                        .concat("{\"name\":\"note\",\"data\":[\"caf\\u00e9 at 12:30, 415 5 1.2\", \"[1,2]\"]}]}")
                        .getBytes(StandardCharsets.UTF_8);
        JsonTape tape = new JsonTape(64);
        tape.parse(body, 0, body.length);
        PiiScanner scanner = new PiiScanner();
        PiiFindings findings = new PiiFindings();
        for (int i = 0; i < 20_000; i++) {
            scanner.scan(tape, BLOCK, findings);
        }
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10_000; i++) {
            scanner.scan(tape, BLOCK, findings);
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals(0, findings.size());
        assertTrue(bytes < 10_000, bytes + " bytes in 10,000 scans");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "a@",
                "a@b.",
                "@",
                "1",
                "1 ",
                "1-",
                "1111 ",
                "1111-1111-",
                "4111 1111 1111 1111 ",
                ":",
                "a:",
                "::",
                "1:",
                "1.",
                "1.1.1.1",
                "+1",
                "+1 ",
                "+1(",
                "(415)",
                "DE89",
                "DE89 ",
                "GB29 ",
                "a.",
                "é",
                "é@",
                "415-555-",
                "-@-",
                "123-45-",
                "........@",
                "[",
                "{",
                "+",
                "\\n",
                "\\\\u0040",
                "\\\\a@b.co ",
                "a\\\\u0040b."
            })
    void examinesABoundedNumberOfBytesPerByte(String unit) {
        String small = "[\"" + unit.repeat(4_000 / unit.length()) + "\"]";
        String large = "[\"" + unit.repeat(64_000 / unit.length()) + "\"]";
        long before = pii.examined();
        pii.scan(small, BLOCK);
        long ofSmall = pii.examined() - before;
        pii.scan(large, BLOCK);
        long ofLarge = pii.examined() - before - ofSmall;
        assertTrue(ofLarge <= 17 * ofSmall + 1_000, unit + ": " + ofSmall + ", then " + ofLarge);
        assertTrue(ofLarge <= 64L * large.length(), unit + ": " + ofLarge);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"%s\":[7654321,7654321%s]",
                "\"%s\":[\"7654321\",\"7654321\"%s]",
                "\"%s\":[\"7654321\",{\"k\":\"7654321\"},\"7654321\"%s]"
            })
    void readsALongNameNotForEachValue(String json) {
        long before = pii.examined();
        String values = ",7654321".repeat(2_000);
        pii.scan("{" + json.formatted("a ".repeat(20_000), values) + "}", BLOCK);
        pii.scan("{" + json.formatted("\\u0061 ".repeat(20_000), values) + "}", BLOCK);
        long examined = pii.examined() - before;
        assertTrue(examined < 1_000_000, () -> "examined " + examined);
    }

    @Test
    void theEndOfALongNameSpeaks() {
        String name = "\\u00e9 ".repeat(2_000) + "ssn";
        assertEquals(
                List.of("US_SSN BLOCK STRING 536228145"),
                pii.found("{\"" + name + "\":[\"a\",\"536228145\"]}", PiiFixtures.policy("US_SSN: BLOCK")));
    }
}
