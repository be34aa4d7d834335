package io.driftgate.cli.pii;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.pii.corpus.Corpus;
import io.driftgate.pii.corpus.LabelledText;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the scanner promises in prose, judged on texts that nobody tunes it on; {@link AccuracyReport} shows what is wrong. */
class AccuracyTest {
    private static Accuracy accuracy;

    @BeforeAll
    static void scan() throws IOException {
        accuracy = Accuracy.over(LabelledText.read(Corpus.file(Corpus.HELD_OUT)));
    }

    @Test
    void findsAllThatACheckDigitOrAFormDecides() {
        for (String entity : List.of("CREDIT_CARD", "IBAN_CODE", "EMAIL_ADDRESS", "US_SSN", "IP_ADDRESS")) {
            assertTrue(accuracy.entity(entity).labels() > 200, entity);
            assertEquals(1.00, accuracy.entity(entity).recall(), entity + "\n" + accuracy.table());
        }
    }

    @Test
    void findsNearlyAllPhoneNumbers() {
        assertTrue(accuracy.entity("PHONE_NUMBER").labels() > 500);
        assertTrue(accuracy.entity("PHONE_NUMBER").recall() >= 0.90, accuracy::table);
    }

    @Test
    void findsNearlyAllAndHardlyEverWhatIsNotThere() {
        assertTrue(accuracy.all().recall() >= 0.97, accuracy::table);
        assertTrue(accuracy.all().precision() >= 0.99, accuracy::table);
    }
}
