package io.driftgate.pii.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of rows as a pass goes is what asking at every run of digits tells. */
class DigitRowsTest {
    private static final String[] BETWEEN = {
        " ", "-", ".", "/", "_", ",", ", ", "\n", " | ", "  ", "a", " a ", "; : ,", ".,.,.", "\u00e9"
    };

    private final DigitRows rows = new DigitRows();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111\n1111,1111 | 1111",
                "4 1 1 1 1 1 1 1 1 1 1 1",
                "41,11,11,11,11,11",
                "4,111,111,111,111,111",
                "536, 22, 8726",
                "078_05_1120",
                "111 078/05/1120",
                "1.2.3 4111  1111  1111  1111"
            })
    void tellsOfRows(String text) {
        assertTrue(tells(text), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111 1111 1111 1111",
                "192.168.4.17",
                "(415) 382-2671",
                "DE89 3704 0044 0532 0130 00",
                "in 1987 about 30 of 400, 20 of which"
            })
    void isSilentOfNumbersAsTheyAreWritten(String text) {
        assertEquals(false, tells(text), text);
    }

    @Test
    void agreesWithAskingEverywhere() {
        Random random = new Random(7);
        int found = 0;
        int rounds = 300_000;
        for (int round = 0; round < rounds; round++) {
            String text = text(random);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            boolean expected = isAnywhere(bytes);
            assertEquals(expected, tells(text), text);
            found += expected ? 1 : 0;
        }
        assertTrue(found > rounds / 20 && found < rounds - rounds / 20, found + " rows");
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int groups = 1 + random.nextInt(25);
        int kinds = 1 + random.nextInt(3);
        int first = random.nextInt(BETWEEN.length);
        int length = 1 + random.nextInt(5);
        boolean even = random.nextInt(3) > 0;
        for (int group = 0; group < groups; group++) {
            boolean usual = random.nextInt(12) > 0;
            int digits = even && usual ? length : 1 + random.nextInt(random.nextInt(20) == 0 ? 9 : 5);
            for (int i = 0; i < digits; i++) {
                text.append(random.nextInt(10));
            }
            text.append(BETWEEN[(first + random.nextInt(usual ? kinds : BETWEEN.length)) % BETWEEN.length]);
        }
        return text.toString();
    }

    private boolean tells(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        rows.begin();
        for (int run = nextRun(bytes, 0); run < bytes.length; run = nextRun(bytes, endOfRun(bytes, run))) {
            if (rows.add(bytes, 0, run, endOfRun(bytes, run), bytes.length)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAnywhere(byte[] text) {
        for (int run = nextRun(text, 0); run < text.length; run = nextRun(text, endOfRun(text, run))) {
            boolean grouped =
                    endOfRun(text, run) - run <= Grouping.MAX_GROUP && Grouping.length(text, run, text.length) > 0;
            if (grouped || SpreadDigits.length(text, 0, run, text.length) != 0) {
                return true;
            }
        }
        return false;
    }

    private static int nextRun(byte[] text, int at) {
        int run = at;
        while (run < text.length && !Utf8.isDigit(text[run])) {
            run++;
        }
        return run;
    }

    private static int endOfRun(byte[] text, int run) {
        int end = run;
        while (end < text.length && Utf8.isDigit(text[end])) {
            end++;
        }
        return end;
    }
}
