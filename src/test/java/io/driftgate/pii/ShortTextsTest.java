package io.driftgate.pii;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.pii.pattern.PiiEntity;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is passed over as too short and plain holds nothing for those who look at it all the same, whatever name and scores say. */
class ShortTextsTest {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String WORD = LETTERS + "0123456789_";

    private final FieldPlace place = new FieldPlace(4);
    private final Readings readings = new Readings(place, true);
    private final Text text = new Text();
    private final PiiPolicy policy = sensitive();

    /** All entities from the lowest score on. */
    private static PiiPolicy sensitive() {
        StringBuilder yaml = new StringBuilder();
        for (PiiEntity entity : PiiEntity.builtIn()) {
            String score = entity.equals(PiiEntity.PII_FEATURE_NAME) ? "" : ", minScore: 0.01";
            yaml.append(entity).append(": {action: BLOCK").append(score).append("}\n");
        }
        return PiiFixtures.policy(yaml.toString());
    }

    private static boolean holdsNothing(String value) {
        byte[] bytes = (value + "\",\"rest\":1").getBytes(StandardCharsets.UTF_8);
        return ShortTexts.holdNothing(bytes, 0, bytes.length - 10);
    }

    private void begin(String name) {
        readings.begin(policy, new PiiFindings());
        place.begin(name.getBytes(StandardCharsets.UTF_8));
    }

    private int found(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        readings.beginPart(bytes.length);
        text.set(bytes);
        readings.read(text, 0, bytes.length, PiiLocation.STRING);
        int found = readings.spans().size();
        readings.spans().clear();
        return found;
    }

    private void check(String value) {
        if (holdsNothing(value)) {
            assertEquals(0, found(value), value);
        }
    }

    private static String random(Random random, String alphabet, int length) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < length; i++) {
            out.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return out.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ssn",
                "phone",
                "passport_number",
                "drivers_license",
                "bank_account",
                "routing_number",
                "date_of_birth",
                "password",
                "api_key",
                "national_id",
                "tax_id",
                "medicare",
                "iban",
                "email",
                "ip",
                "mac_address"
            })
    void holdNothingUnderAnyName(String name) {
        begin(name);
        for (int number = 0; number < 100_000; number++) {
            String digits = Integer.toString(number);
            check(digits);
            check("0".repeat(5 - digits.length()) + digits);
        }
        Random random = new Random(name.hashCode());
        for (int i = 0; i < 60_000; i++) {
            check(random(random, WORD, random.nextInt(6)));
            check(random(random, LETTERS, random.nextInt(9)));
            check(random(random, LETTERS, 1 + random.nextInt(2)) + (1000 + random.nextInt(9000)) % 1000);
        }
    }

    @Test
    void base64OfLettersIsLookedAt() {
        begin("x");
        Random random = new Random(1);
        int told = 0;
        for (int i = 0; i < 200_000; i++) {
            String said = random(random, "abcdefxyz@.:- 0123456789", 6);
            String value = Base64.getEncoder().encodeToString(said.getBytes(StandardCharsets.UTF_8));
            if (value.chars().allMatch(Character::isLetter)) {
                assertFalse(holdsNothing(value), value);
                told++;
            }
        }
        assertTrue(told > 100, "only " + told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "data", "name", "FP32", "BYTES", "f_07", "shape", "datatype", "inputs", "Zz9_0", "00000"
            })
    void areWhatMostKeysAndLabelsAre(String value) {
        assertTrue(holdsNothing(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@b",
                "1.1",
                "::1",
                "a-b",
                "%41",
                "a b",
                "é",
                "\uff11",
                "\\n",
                "=",
                "123456",
                "f_0007",
                "password1",
                "abcdefghi",
                "a\u0000"
            })
    void allElseIsLookedAt(String value) {
        assertFalse(holdsNothing(value));
    }

    @Test
    void aTextAtTheEndOfItsArrayIsLookedAt() {
        assertFalse(ShortTexts.holdNothing("[\"data\"".getBytes(StandardCharsets.UTF_8), 2, 6));
    }

    @Test
    void whatStandsAroundATextDoesNotCount() {
        byte[] bytes = "@9data@9@9@9".getBytes(StandardCharsets.UTF_8);
        assertTrue(ShortTexts.holdNothing(bytes, 2, 4));
        assertTrue(ShortTexts.holdNothing(bytes, 2, 6 - 1));
        assertFalse(ShortTexts.holdNothing(bytes, 2, 7));
    }
}
