package io.driftgate.cli.pii;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.pii.corpus.Corpus;
import io.driftgate.pii.corpus.LabelledText;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the scanner promises in prose, judged on texts that nobody tunes it on; {@link AccuracyReport} shows what is wrong. */
class AccuracyTest {
    @Test
    void findsAllThatACheckDigitOrAFormDecides() throws IOException {
        Accuracy accuracy = Accuracy.over(LabelledText.read(Corpus.file(Corpus.HELD_OUT)));

        for (String entity : List.of("CREDIT_CARD", "IBAN_CODE", "EMAIL_ADDRESS", "US_SSN", "IP_ADDRESS")) {
            assertTrue(accuracy.entity(entity).labels() > 200, entity);
            assertEquals(1.00, accuracy.entity(entity).recall(), entity + "\n" + accuracy.table());
        }
    }
}
