package io.driftgate.pii.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import io.driftgate.source.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomPatternTest {
    @Test
    void findsWhatItsRegexMatches() {
        assertEquals(
                List.of("E-123456", "E-000001"),
                found("{pattern: 'E-\\d{6}'}", "ids E-123456, E-12345x and E-000001."));
        assertEquals(List.of(), found("{pattern: 'E-\\d{6}'}", "e-123456"));
        assertEquals(List.of("é7"), found("{pattern: '\\x{e9}\\d'}", "a é7"));
    }

    @Test
    void checksTheCheckDigit() {
        assertEquals(
                List.of("E-79927398713"),
                found("{pattern: 'E-\\d{11}', checksum: luhn}", "E-79927398713 E-79927398714"));
        assertEquals(List.of("V236"), found("{pattern: 'V\\d{3}', checksum: verhoeff}", "V236 V237"));
        assertEquals(
                List.of("GB82-WEST-1234-5698-7654-32"),
                found(
                        "{pattern: '[A-Z]{2}[0-9A-Z-]{22,}', checksum: mod97}",
                        "GB82-WEST-1234-5698-7654-32 or GB83-WEST-1234-5698-7654-32"));
    }

    @Test
    void needsContextBelowTheLeastScore() {
        String definition = "{pattern: '\\d{6}', context: [employee, staff number], score: 0.3}";
        assertEquals(List.of("123456"), found(definition, "employee 123456, order 654321"));
        assertEquals(List.of("123456"), found(definition, "Staff number: 123456"));
        assertEquals(List.of(), found(definition, "staff 123456"));
    }

    @Test
    void longTextsHoldNoLess() {
        StringBuilder text = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            text.append("x".repeat(i % 97)).append(" é E-").append(100_000 + i).append(' ');
            expected.add("E-" + (100_000 + i));
        }
        assertEquals(expected, found("{pattern: '\\bE-\\d{6}\\b'}", text.toString()));
        assertEquals(expected, found("{pattern: '[E]-\\d+'}", text.toString()));
    }

    @Test
    void anchorsMeanTheTextsEnds() {
        String digits = "1234567 ".repeat(500);
        assertEquals(List.of("1234567"), found("{pattern: '^\\d+'}", digits));
        assertEquals(List.of("1234567 "), found("{pattern: '\\d+ $'}", digits));
    }

    @Test
    void aPatternThatReadsToTheEndForEachMatchStaysLinear() {
        long small = examined("a".repeat(20_000));
        long large = examined("a".repeat(200_000));
        assertTrue(large < small * 11, small + " and " + large);
    }

    private static long examined(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Detector detector = new Detector();
        PatternSet set = PatternSet.builder()
                .add(read("{pattern: 'a.*b|a'}").orElseThrow())
                .build();
        Hits hits = new Hits();
        detector.scan(bytes, 0, bytes.length, set, hits);
        assertEquals(bytes.length, hits.to(hits.size() - 1));
        return detector.examined();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "E-\\d{6}~E-",
                "\\bE-\\d~E-",
                "ab+c~ab",
                "abc?d~ab",
                "a|b~''",
                "(?i)ab~''",
                "a\\.b[c]~a.b",
                "[ab]c~''",
                "ab{2}~a",
                "é\\d~é",
            })
    void knowsWhatMatchesStartWith(String regex, String prefix) {
        assertEquals(prefix, CustomPattern.prefixOf(regex));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{pattern: '('}~is not a valid regular expression",
                "{pattern: 'a*'}~matches the empty text",
                "{checksum: luhn}~pattern is missing",
                "{pattern: a, checksum: crc}~checksum must be one of none, luhn, mod97, verhoeff, mod11-10",
                "{pattern: a, context: [one two three]}~has 'one two three'",
                "{pattern: a, score: 80}~score must be a number from 0.01 to 1.0",
                "{pattern: a, words: b}~words",
            })
    void refusesWhatCannotWork(String definition, String problem) {
        Problems problems = new Problems();
        assertTrue(read("EMPLOYEE_ID: " + definition, problems).isEmpty());
        assertTrue(problems.render().contains(problem), problems.render());
    }

    @ParameterizedTest
    @CsvSource({"URL,built-in", "employee,capitals", "9A,capitals"})
    void refusesNames(String name, String problem) {
        Problems problems = new Problems();
        assertTrue(read(name + ": {pattern: a}", problems).isEmpty());
        assertTrue(problems.render().contains(problem), problems.render());
    }

    private static Optional<CustomPattern> read(String definition) {
        Problems problems = new Problems();
        Optional<CustomPattern> pattern = read("EMPLOYEE_ID: " + definition, problems);
        assertEquals("", problems.render());
        return pattern;
    }

    private static Optional<CustomPattern> read(String yaml, Problems problems) {
        YamlNode.Mapping mapping =
                (YamlNode.Mapping) YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), "x.yaml", problems)
                        .orElseThrow();
        YamlNode.Entry entry = mapping.entries().values().iterator().next();
        return CustomPattern.read(
                entry.key(), entry.value(), problems, "custom." + entry.key().text());
    }

    private static List<String> found(String definition, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        PatternSet set =
                PatternSet.builder().add(read(definition).orElseThrow()).build();
        Hits hits = new Hits();
        new Detector().scan(bytes, 0, bytes.length, set, hits);
        List<String> found = new ArrayList<>();
        for (int i = 0; i < hits.size(); i++) {
            assertEquals("EMPLOYEE_ID", set.entity(hits.entity(i)).name());
            found.add(new String(bytes, hits.from(i), hits.to(i) - hits.from(i), StandardCharsets.UTF_8));
        }
        return found;
    }
}
