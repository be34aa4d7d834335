package io.driftgate.pii.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.StringTokenizer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On random texts over small alphabets, where hits and near misses are dense, the matchers cover what the naive ones do. */
class DetectorPropertyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "EMAIL_ADDRESS!a,b,a@b,b.co,ab,@,.,-,_,+,7, ",
                "US_SSN!123-45-6789,123 45 6789,123,-45-,6789,9,-, ,.,00,x",
                "CREDIT_CARD!4111,1111,1111,4,1,42, ,-,-,.,x",
                "IBAN_CODE!NO,no,93,8601,1117,947,4, , ,x,9386011117947",
                "IP_ADDRESS!1.2,25.,256,0,.3,1.2.3.4,.,-,x, "
            })
    void coverWhatTheNaiveOnesCover(String name, String alphabet) {
        PiiEntity entity = PiiEntity.of(name);
        String[] words = words(alphabet);
        Random random = new Random(42);
        int hits = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            int length = 1 + random.nextInt(14);
            for (int i = 0; i < length; i++) {
                text.append(words[random.nextInt(words.length)]);
            }
            boolean[] expected = NaiveMatchers.covered(entity, text.toString());
            boolean[] seen = covered(entity, text.toString());
            assertEquals(render(text, expected), render(text, seen));
            hits += render(text, seen).contains("*") ? 1 : 0;
        }
        assertTrue(hits > 100, "only " + hits + " of the texts had a hit");
    }

    private static String[] words(String alphabet) {
        var tokens = new StringTokenizer(alphabet, ",");
        String[] words = new String[tokens.countTokens()];
        for (int i = 0; i < words.length; i++) {
            words[i] = tokens.nextToken();
        }
        return words;
    }

    private static boolean[] covered(PiiEntity entity, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        Hits candidates = new Hits();
        new Detector()
                .scan(
                        bytes,
                        0,
                        bytes.length,
                        PatternSet.builder().add(entity, 45).build(),
                        candidates);
        boolean[] covered = new boolean[bytes.length];
        for (int i = 0; i < candidates.size(); i++) {
            for (int at = candidates.from(i); at < candidates.to(i); at++) {
                covered[at] = true;
            }
        }
        return covered;
    }

    /** The text, with what is covered as stars below it. */
    private static String render(CharSequence text, boolean[] covered) {
        StringBuilder out = new StringBuilder(text).append('\n');
        for (boolean star : covered) {
            out.append(star ? '*' : ' ');
        }
        return out.toString();
    }
}
