package io.driftgate.pii.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContextTest {
    private static final PatternSet SSN = PatternSet.builder()
            .add(PiiEntity.US_SSN)
            .add(PiiEntity.CREDIT_CARD)
            .build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSN 123456789",
                "My ssn is 123456789.",
                "SSNs: 123456789",
                "social security number: 123456789",
                "Social-Security #123456789",
                "SSN:\n  123456789",
                "What is your SSN? 123456789",
                "What is your SSN? It is 123456789",
                "customer_ssn=123456789",
                "{\"userSSN\":\"123456789\"}",
                "Soc. Sec. No. 123456789",
                "123456789 is her SSN",
                "123456789 (SSN), order 555000111",
                "in 2019 the SSN of 2010, 123456789",
                "order 987654321, SSN 123456789",
            })
    void wordsNearANumberSpeakForIt(String text) {
        assertEquals(List.of("123456789"), found("", text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "123456789",
                "number 123456789",
                "assn 123456789",
                "ssnx 123456789",
                "social numbers and security 123456789",
                "Never tell the SSN. Order 123456789",
                "SSN\norder 123456789",
                "order 123456789. SSN follows",
                "order 123456789, SSN follows",
                "order 123456789 SSN 555-00-1111",
                "SSN is what we ask for at the desk, after you have told us all of the rest: 123456789",
            })
    void wordsOfSomethingElseDoNot(String text) {
        assertEquals(
                List.of(), found("", text).stream().filter("123456789"::equals).toList());
    }

    @Test
    void aWordBelongsToTheNumberNextToIt() {
        assertEquals(List.of("123456789"), found("", "SSN 123456789, order 987654321"));
        assertEquals(List.of("123456789"), found("", "order 187654321 SSN 123456789"));
        assertEquals(List.of("123456789"), found("", "SSN 123456789 order 187654321"));
        assertEquals(List.of("123456789", "187654321"), found("", "SSNs 123456789, 187654321"));
        assertEquals(List.of("123456789", "187654321"), found("", "SSNs 123456789 and 187654321"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssn",
                "SSN",
                "user_ssn",
                "userSsn",
                "SSNNumber",
                "ssn1",
                "socialSecurityNumber",
                "social-security"
            })
    void theNameSpeaksForItsTexts(String name) {
        assertEquals(List.of("123456789"), found(name, "123456789"));
        assertEquals(List.of("123456789"), number(name, "123456789"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "order", "assn", "ssnx", "number_of_social", "ssn_count"})
    void otherNamesDoNot(String name) {
        assertEquals(List.of(), found(name, "123456789"));
        assertEquals(List.of(), number(name, "123456789"));
    }

    @Test
    void aNameHoldsUntilTheNext() {
        Detector detector = new Detector();
        Hits hits = new Hits();
        byte[] name = "ssn".getBytes(StandardCharsets.UTF_8);
        byte[] text = "123456789".getBytes(StandardCharsets.UTF_8);
        detector.context(name, 0, name.length);
        detector.scan(text, 0, text.length, SSN, hits);
        detector.scan(
                text,
                0,
                text.length,
                PatternSet.builder().add(PiiEntity.US_SSN, 71).build(),
                hits);
        detector.scan(text, 0, text.length, SSN, hits);
        assertEquals(2, hits.size());
        assertEquals(70, hits.score(0));
        detector.context(name, 0, 0);
        detector.scan(text, 0, text.length, SSN, hits);
        assertEquals(2, hits.size());
    }

    @Test
    void aCardNeedsNoName() {
        assertEquals(List.of("4111111111111111"), number("", "4111111111111111"));
        assertEquals(List.of(), number("ssn", "4111111111111112"));
    }

    @Test
    void onlyTheTextItselfIsContext() {
        byte[] text = "ssn 123456789 ssn".getBytes(StandardCharsets.UTF_8);
        Hits hits = new Hits();
        new Detector().scan(text, 4, 13, SSN, hits);
        assertEquals(0, hits.size());
        new Detector().scan(text, 0, 13, SSN, hits);
        assertEquals(1, hits.size());
    }

    @Test
    void wordsRaiseWhatCountsAnyway() {
        byte[] text = "SSN 123-45-6789".getBytes(StandardCharsets.UTF_8);
        Hits hits = new Hits();
        new Detector().scan(text, 0, text.length, SSN, hits);
        new Detector().scan(text, 4, text.length, SSN, hits);
        assertEquals(99, hits.score(0));
        assertEquals(85, hits.score(1));
    }

    private static List<String> found(String name, String text) {
        return run(name, text, false);
    }

    private static List<String> number(String name, String digits) {
        return run(name, digits, true);
    }

    private static List<String> run(String name, String text, boolean number) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Detector detector = new Detector();
        Hits hits = new Hits();
        detector.context(nameBytes, 0, nameBytes.length);
        if (number) {
            detector.number(bytes, bytes.length, SSN, hits);
        } else {
            detector.scan(bytes, 0, bytes.length, SSN, hits);
        }
        List<String> found = new ArrayList<>();
        for (int i = 0; i < hits.size(); i++) {
            found.add(new String(bytes, hits.from(i), hits.to(i) - hits.from(i), StandardCharsets.UTF_8));
        }
        return found;
    }
}
