package io.driftgate.pii.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorpusTest {
    @ParameterizedTest
    @ValueSource(strings = {Corpus.TUNING, Corpus.HELD_OUT})
    void filesAreWhatTheGeneratorWrites(String set) throws IOException {
        assertTrue(
                Files.readString(Corpus.file(set)).equals(Corpus.lines(set)),
                set + ".jsonl is stale: run the main of " + Corpus.class.getName());
    }

    @Test
    void corporaShareNoSentenceWordOrValue() throws IOException {
        Set<String> shared = new HashSet<>(parts(Corpus.TUNING));
        shared.retainAll(parts(Corpus.HELD_OUT));
        assertEquals(Set.of(), shared);
    }

    private static Set<String> parts(String set) throws IOException {
        Set<String> parts = new HashSet<>();
        for (String line : Files.readAllLines(Corpus.DIRECTORY.resolve(set + "-templates.txt"))) {
            if (line.startsWith("@")) {
                parts.addAll(List.of(line.split(" ")).subList(1, line.split(" ").length));
            } else if (!line.startsWith("#") && !line.isEmpty()) {
                parts.add(line.substring(line.indexOf(": ") + 2));
            }
        }
        for (LabelledText text : LabelledText.read(Corpus.file(set))) {
            text.labels().forEach(label -> {
                String value = text.value(label.start(), label.end());
                if (value.length() > 16) { // short ones may meet by chance
                    parts.add(value);
                }
            });
        }
        return parts;
    }
}
