package io.driftgate.pii;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Payloads of numbers, whose schema says that they are: at most one in a thousand may have a finding. */
class NumericPayloadsTest {
    private static final int PAYLOADS = 100_000;
    private static final List<String> NAMES = List.of(
            "age",
            "income",
            "amount",
            "event_time",
            "merchant_id",
            "days_since_last_call",
            "calls_per_week",
            "balance",
            "credit_score",
            "device_hash",
            "visits",
            "longitude");

    @Test
    void hardlyEverHoldPersonalData() {
        PiiFixtures pii = new PiiFixtures();
        PiiPolicy policy = PiiFixtures.all(PiiAction.SHADOW).withNumeric(NAMES);
        Random random = new Random(20_261);
        int found = 0;
        String last = "";
        for (int i = 0; i < PAYLOADS; i++) {
            String payload = payload(random);
            pii.scan(payload, policy);
            if (pii.findings.size() > 0) {
                found++;
                last = payload;
            }
        }
        assertTrue(found <= PAYLOADS / 1000, found + " payloads have findings; the last is " + last);
    }

    private static String payload(Random random) {
        StringBuilder out = new StringBuilder();
        switch (random.nextInt(3)) {
            case 0 -> {
                out.append("{\"instances\":[{");
                for (int i = 0; i < NAMES.size(); i++) {
                    out.append(i == 0 ? "" : ",")
                            .append('"')
                            .append(NAMES.get(i))
                            .append("\":");
                    number(random, out);
                }
                out.append("}]}");
            }
            case 1 -> {
                out.append("{\"inputs\":[");
                for (int i = 0; i < NAMES.size(); i++) {
                    out.append(i == 0 ? "" : ",")
                            .append("{\"name\":\"")
                            .append(NAMES.get(i))
                            .append("\",\"shape\":[2],\"datatype\":\"FP64\",\"data\":[");
                    if (i == 0) {
                        row(random, out);
                    } else {
                        number(random, out);
                        out.append(',');
                        number(random, out);
                    }
                    out.append("]}");
                }
                out.append("]}");
            }
            default -> {
                out.append("{\"dataframe_split\":{\"columns\":[\"")
                        .append(String.join("\",\"", NAMES))
                        .append("\"],\"data\":[[");
                for (int i = 0; i < NAMES.size(); i++) {
                    out.append(i == 0 ? "" : ",");
                    number(random, out);
                }
                out.append("]]}}");
            }
        }
        return out.toString();
    }

    /** Numbers as short as the pieces of a card are. */
    private static void row(Random random, StringBuilder out) {
        boolean fours = random.nextBoolean();
        for (int left = fours ? 4 : 16; left > 0; left--) {
            out.append(fours ? 1000 + random.nextInt(9000) : random.nextInt(10)).append(left > 1 ? "," : "");
        }
    }

    /** Fractions, counts, times in seconds and milliseconds, and identifiers of nine to nineteen digits. */
    private static void number(Random random, StringBuilder out) {
        switch (random.nextInt(6)) {
            case 0 -> out.append(random.nextGaussian() * 1000);
            case 1 -> out.append(random.nextInt(100_000));
            case 2 -> out.append(1_500_000_000L + random.nextInt(300_000_000));
            case 3 -> out.append(1_500_000_000_000L + random.nextInt(2_000_000_000));
            case 4 -> {
                out.append(1 + random.nextInt(9));
                for (int digits = 8 + random.nextInt(11); digits > 0; digits--) {
                    out.append(random.nextInt(10));
                }
            }
            default -> out.append(random.nextFloat());
        }
    }
}
