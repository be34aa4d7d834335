package io.driftgate.pii.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordReaderTest {
    private static final String[] PARTS = {
        "a",
        "I",
        "of",
        "ssn",
        "SSN",
        "Account",
        "accountNumber",
        "userSSNNumber",
        "identification",
        "Straßen",
        "é",
        "né",
        "número",
        "Größe",
        "ÅRSAK",
        "संख्या",
        "身份证",
        "eightlet",
        "Eightlet",
        "sixteenlettersss",
        " ",
        " ",
        ", ",
        ". ",
        "_",
        "-",
        "\n",
        "7",
        "1985",
        "@",
        "[",
        "`",
        "{",
        "\u007f"
    };

    private static final byte[] BEHIND = {(byte) 0xa9, (byte) 0xc3, 'a', 'Z', ' '};

    /** Eight bytes at a time where the array has them, one at a time at its end: what stands behind the text makes no difference. */
    @Test
    void readsTheSameWhateverStandsBehind() {
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int parts = 1 + random.nextInt(6); parts > 0; parts--) {
                text.append(PARTS[random.nextInt(PARTS.length)]);
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            byte[] followed = Arrays.copyOf(bytes, bytes.length + 16);
            Arrays.fill(followed, bytes.length, followed.length, BEHIND[random.nextInt(BEHIND.length)]);
            assertEquals(tokens(bytes, bytes.length), tokens(followed, bytes.length), text.toString());
        }
    }

    @Test
    void hashesAWordInAnyCaseAlikeAndOthersApart() {
        List<Long> hashes = new ArrayList<>();
        for (String word :
                List.of("card", "cards", "cardnumb", "cardnumbe", "kartennummernum", "kartennummernumm", "né", "ne")) {
            long hash = ContextWords.hash(word);
            assertEquals(hash, ContextWords.hash(word.toUpperCase(Locale.ROOT)), word);
            assertFalse(hashes.contains(hash), word);
            hashes.add(hash);
        }
    }

    private static List<List<Long>> tokens(byte[] text, int to) {
        WordReader reader = new WordReader();
        reader.begin(text, 0, to);
        List<List<Long>> tokens = new ArrayList<>();
        for (int token = reader.next(); token != WordReader.END; token = reader.next()) {
            tokens.add(List.of((long) token, (long) reader.at(), token == WordReader.WORD ? reader.hash() : 0));
        }
        return tokens;
    }
}
