package io.driftgate.pii;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The way back from what a text says to where it stands. */
final class TextTest {
    private static final PiiPolicy MASK = PiiFixtures.policy("{EMAIL_ADDRESS: MASK, US_SSN: MASK}");

    private final PiiFixtures pii = new PiiFixtures();

    @Test
    void spansEndBeforeWhatIsLeftOutFurtherOn() {
        for (String gap : List.of("\u200b", "\u200b\u2060", "\\u200b")) {
            for (String rest : List.of(" and more words" + gap + " here", gap + " here", " x" + gap)) {
                assertEquals(
                        "[\"****&#64;*******.***" + rest + "\"]",
                        pii.redacted("[\"jane&#64;example.org" + rest + "\"]", MASK));
                assertEquals("[\"***-**-****" + rest + "\"]", pii.redacted("[\"123-45-6789" + rest + "\"]", MASK));
            }
            assertEquals("[\"" + gap + "a ***-**-****\"]", pii.redacted("[\"" + gap + "a 123-45-6789\"]", MASK));
        }
    }
}
