package io.driftgate.pii.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of {@code golden/pii}, one per entity: a text a line, and what is found in it. */
class GoldenTextsTest {
    @ParameterizedTest
    @MethodSource("tables")
    void findsWhatTheTableSays(Path table) throws IOException {
        PiiEntity entity = PiiEntity.find(table.getFileName().toString().replace(".txt", ""))
                .orElseThrow();
        List<String> lines = Files.readAllLines(table);
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

    static List<Path> tables() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/golden/pii"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void hasATableForEachEntityWithAPattern() throws IOException {
        Set<String> names = new TreeSet<>(PiiEntity.names());
        names.remove(PiiEntity.PII_FEATURE_NAME.name());
        Set<String> tables = new TreeSet<>();
        tables().forEach(table -> tables.add(table.getFileName().toString().replace(".txt", "")));
        assertEquals(names, tables);
    }

    @Test
    void findsNothingInOrdinaryNumbersAndTimes() {
        String text = "2026-11-23T09:12:15.123Z 1700000000000 3.14159265358979 -12 1e10 12,345,678.90 0x7fff 100:200";
        for (PiiEntity entity : PiiEntity.builtIn()) {
            assertEquals(List.of(), PatternFixtures.inText(entity, text), entity.name());
        }
    }
}
