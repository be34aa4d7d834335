package io.driftgate.pii.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Phone numbers as libphonenumber writes them, and what only looks like one. */
class PhoneMatcherTest {
    private static final PhoneNumberUtil UTIL = PhoneNumberUtil.getInstance();

    private static List<String> found(String text, List<String> regions, int minScore) {
        PatternSet set = PatternSet.builder()
                .add(PiiEntity.PHONE_NUMBER, minScore)
                .regions(regions)
                .build();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Hits hits = new Hits();
        new Detector().scan(bytes, 0, bytes.length, set, hits);
        List<String> found = new ArrayList<>();
        for (int i = 0; i < hits.size(); i++) {
            found.add(text.substring(hits.from(i), hits.to(i)));
        }
        return found;
    }

    @Test
    void whatStandsBehindTheTextSaysNothing() {
        String number = "1 415) 555-2671, +1 (415) 555-2671, 00 44 20 7946 0958";
        for (int from = 0; from < number.length(); from++) {
            for (int to = from; to <= number.length(); to++) {
                String text = number.substring(from, to);
                assertEquals(found(text + " ", List.of("US", "GB"), 1), found(text, List.of("US", "GB"), 1), text);
            }
        }
    }

    @Test
    void everyCountrysNumbersAreFoundInInternationalForm() {
        List<String> missed = new ArrayList<>();
        for (String region : UTIL.getSupportedRegions()) {
            var number = UTIL.getExampleNumber(region);
            if (number == null) {
                continue;
            }
            for (PhoneNumberFormat format : List.of(PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL)) {
                String written = UTIL.format(number, format);
                if (!found("reach us: " + written + ", any time", List.of(), 50).equals(List.of(written))) {
                    missed.add(region + " " + written);
                }
            }
        }
        // The shortest have fewer digits than E.164 numbers of any other use.
        missed.removeIf(number -> number.chars().filter(Character::isDigit).count() < 8);
        assertEquals(List.of(), missed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "US", "CA", "GB", "DE", "FR", "AU", "IN", "NL", "IT", "ES", "CH", "BE", "PL", "SE", "NO", "DK", "PT",
                "JP", "ZA"
            })
    void nationalFormsOfARegionAreFoundOnlyWhereItIsConfigured(String region) {
        String written = UTIL.format(UTIL.getExampleNumber(region), PhoneNumberFormat.NATIONAL);
        assertEquals(List.of(written), found("call " + written + ".", List.of(region), 40), written);
        assertEquals(List.of(), found("call " + written + ".", List.of(), 40), written);
    }

    @Test
    void costsABoundedNumberOfQuestionsAndStaysLinear() {
        String dense = "+44 20 7946 0958 ".repeat(20_000);
        byte[] bytes = dense.getBytes(StandardCharsets.US_ASCII);
        PatternSet set = PatternSet.builder().add(PiiEntity.PHONE_NUMBER).build();
        Detector detector = new Detector();
        Hits hits = new Hits();
        detector.begin();
        detector.scan(bytes, 0, bytes.length, set, hits);
        assertEquals(20_000, hits.size());
        assertTrue(detector.examined() < 12L * bytes.length, () -> "examined " + detector.examined());
    }
}
