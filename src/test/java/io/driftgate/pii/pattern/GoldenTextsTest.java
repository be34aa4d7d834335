package io.driftgate.pii.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of {@code golden/pii}, one per entity: a text a line, and what is found in it. */
class GoldenTextsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREDIT_CARD",
                "DATE_OF_BIRTH",
                "EMAIL_ADDRESS",
                "IBAN_CODE",
                "IP_ADDRESS",
                "MAC_ADDRESS",
                "PHONE_NUMBER",
                "URL",
                "US_SSN"
            })
    void findsWhatTheTableSays(String name) throws IOException {
        PiiEntity entity = PiiEntity.of(name);
        List<String> lines = Files.readAllLines(Path.of("src/test/resources/golden/pii", entity + ".txt"));
        StringBuilder seen = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (String line : lines) {
            if (!line.startsWith("#")) {
                String text = line.substring(0, line.indexOf(" =>"));
                expected.append(line.strip()).append('\n');
                String found = String.join(" | ", PatternFixtures.inText(entity, text));
                seen.append((text + " => " + found).strip()).append('\n');
            }
        }
        assertEquals(expected.toString(), seen.toString());
    }

    @Test
    void findsNothingInOrdinaryNumbersAndTimes() {
        String text = "2026-11-23T09:12:15.123Z 1700000000000 3.14159265358979 -12 1e10 12,345,678.90 0x7fff 100:200";
        for (PiiEntity entity : PiiEntity.builtIn()) {
            assertEquals(List.of(), PatternFixtures.inText(entity, text), entity.name());
        }
    }
}
