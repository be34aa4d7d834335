package io.driftgate.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CodePointsTest {
    @Test
    void countsWhatStringsCount() {
        String[] characters = {"a", "\u00e9", "\u20ac", "\ud83d\ude00"};
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder("x");
            int length = random.nextInt(200);
            int others = random.nextInt(20);
            for (int i = 0; i < length; i++) {
                text.append(characters[random.nextInt(20) < others ? random.nextInt(characters.length) : 0]);
            }
            byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
            int expected = text.codePointCount(1, text.length());
            assertEquals(expected, CodePoints.count(utf8, 1, utf8.length), text.toString());
        }
    }
}
