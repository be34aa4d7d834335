package io.driftgate.pii.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Numbers as features have them, and their names: prices, counts, times, ids, measurements. */
class DetectorNumbersTest {
    private static final int NUMBERS = 200_000;
    private static final String[] NAMES = {
        "amount",
        "price",
        "created_at",
        "order_id",
        "userId",
        "income",
        "lat",
        "score",
        "items",
        "balance",
        "duration_ms",
        "zip",
        "value",
        "f1",
        "account_age_days",
        "phone_calls",
        "card_transactions",
        "bank_fee"
    };

    @Test
    void atMostOneOfAThousandIsTakenForSomething() {
        PatternSet.Builder builder = PatternSet.builder();
        PiiEntity.builtIn().forEach(builder::add);
        PatternSet set = builder.regions(List.of("US", "GB", "DE")).build();
        Random random = new Random(11);
        Detector detector = new Detector();
        Hits hits = new Hits();
        byte[] digits = new byte[24];
        int found = 0;
        for (int i = 0; i < NUMBERS; i++) {
            byte[] name = NAMES[random.nextInt(NAMES.length)].getBytes(StandardCharsets.UTF_8);
            byte[] number = number(random).getBytes(StandardCharsets.US_ASCII);
            int length = WholeNumber.digits(number, 0, number.length, digits);
            detector.context(name, 0, name.length);
            if (length > 0) {
                detector.number(digits, length, set, hits);
            }
            found += hits.size() > 0 ? 1 : 0;
            hits.clear();
        }
        assertTrue(found <= NUMBERS / 1_000, found + " of " + NUMBERS);
    }

    private static String number(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> Double.toString(random.nextGaussian() * 100);
            case 1 -> Double.toString(random.nextDouble() * Math.pow(10, random.nextInt(16)));
            case 2 -> Integer.toString(random.nextInt(100));
            case 3 -> Integer.toString(random.nextInt());
            case 4 -> Long.toString(1_600_000_000L + random.nextInt(200_000_000));
            case 5 -> Long.toString((1_600_000_000L + random.nextInt(200_000_000)) * 1_000 + random.nextInt(1_000));
            case 6 ->
                Long.toString((1_600_000_000L + random.nextInt(200_000_000)) * 1_000_000 + random.nextInt(1_000_000));
            case 7 -> String.format(Locale.ROOT, "%.2f", random.nextDouble() * 10_000);
            case 8 -> Long.toString(random.nextLong());
            case 9 -> Long.toString(Math.abs(random.nextLong() % 1_000_000_000_000L));
            case 10 -> Long.toString(20_000_101_000_000L + random.nextInt(300_000) * 1_000_000L);
            default -> Integer.toString(10_000 + random.nextInt(90_000));
        };
    }

    @Test
    void aCardIsFoundUnderAnyNameAndOthersUnderTheirs() {
        assertEquals(
                List.of(1, 1, 0, 1),
                List.of(
                        count("f1", "4111111111111111"),
                        count("f1", "378282246310005"),
                        count("f1", "123456789"),
                        count("ssn", "123456789")));
        assertEquals(List.of(0, 1), List.of(count("f1", "4222222222222"), count("card_number", "4222222222222")));
        assertEquals(List.of(0, 1), List.of(count("f1", "19850512"), count("birth_date", "19850512")));
    }

    private static int count(String name, String number) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] digits = number.getBytes(StandardCharsets.US_ASCII);
        PatternSet set = PatternSet.builder()
                .add(PiiEntity.CREDIT_CARD)
                .add(PiiEntity.US_SSN)
                .add(PiiEntity.DATE_OF_BIRTH)
                .build();
        Detector detector = new Detector();
        Hits hits = new Hits();
        detector.context(nameBytes, 0, nameBytes.length);
        detector.number(digits, digits.length, set, hits);
        for (int i = 0; i < hits.size(); i++) {
            assertEquals(0, hits.from(i));
            assertEquals(digits.length, hits.to(i));
        }
        return hits.size();
    }
}
