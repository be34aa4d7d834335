package io.driftgate.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NumberScannerTest {
    private final NumberScanner scanner = new NumberScanner();

    @Test
    void roundsAsTheJdkDoes() throws MalformedJson {
        String[] numbers = {
            "0",
            "-0",
            "0.0",
            "-0.0e5",
            "1",
            "0.1",
            "0.30000000000000004",
            "9007199254740993",
            "9007199254740992.5",
            "1e22",
            "1e23",
            "123456789012345678e-25",
            "18446744073709551615",
            "18446744073709551616",
            "9999999999999999999",
            "2.2250738585072011e-308",
            "2.2250738585072014e-308",
            "4.9e-324",
            "2.4e-324",
            "2.47e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "1e-400",
            "-1e-400",
            "1e-9999999999999",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "179769313486231580793e289",
            "0e999999999999",
            "0.0000000000000000000000000000000000000000000001234567890123456789",
            "8.5e-1",
            "1E+5",
            "123456789.123456789123456789",
            "1.00000000000000011102230246251565404236316680908203125",
            "1.00000000000000011102230246251565404236316680908203124",
            "1.00000000000000011102230246251565404236316680908203126",
            "0." + "0".repeat(400) + "1e401",
            "1" + "0".repeat(400) + "e-400",
            "3." + "3".repeat(1000)
        };
        for (String number : numbers) {
            assertRounded(number);
            assertRounded(number.startsWith("-") ? number.substring(1) : "-" + number);
        }
    }

    @Test
    void roundsRandomDoublesBack() throws MalformedJson {
        Random random = new Random(5);
        for (int round = 0; round < 200_000; round++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertRounded(Double.toString(value));
            }
            assertRounded(Double.toString(random.nextGaussian() * 1000));
        }
    }

    @Test
    void roundsRandomDecimals() throws MalformedJson {
        Random random = new Random(6);
        for (int round = 0; round < 300_000; round++) {
            StringBuilder number = new StringBuilder();
            number.append(1 + random.nextInt(9));
            int digits = random.nextInt(25);
            int point = random.nextInt(25);
            for (int i = 0; i < digits; i++) {
                number.append(i == point ? "." : "").append(random.nextInt(10));
            }
            number.append('e').append(random.nextInt(630) - 325);
            assertRounded(number.toString());
        }
    }

    @Test
    void roundsTiesToEven() throws MalformedJson {
        Random random = new Random(7);
        for (int round = 0; round < 50_000; round++) {
            long bits = random.nextLong() & Long.MAX_VALUE;
            double low = Double.longBitsToDouble(
                    round % 2 == 0 ? bits : Double.doubleToLongBits(random.nextInt(1 << 30) + 0.5));
            if (!Double.isFinite(low) || !Double.isFinite(Math.nextUp(low))) {
                continue;
            }
            BigDecimal half =
                    new BigDecimal(low).add(new BigDecimal(Math.nextUp(low))).divide(new BigDecimal(2));
            assertRounded(half.toString().replace("E", "e"));
            assertRounded(half.toPlainString() + (half.scale() > 0 ? "0001" : ".0001"));
        }
        for (long digits = (1L << 53) - 100; digits < (1L << 53) + 100; digits++) {
            for (int zeros = -5; zeros < 25; zeros++) {
                assertRounded(digits + "e" + zeros);
                assertRounded((digits << 1 | 1) + "e" + zeros);
                assertRounded((digits << 8 | 128) + "e" + zeros);
            }
        }
    }

    private void assertRounded(String number) throws MalformedJson {
        byte[] bytes = (number + ",").getBytes(StandardCharsets.US_ASCII);
        double expected = Double.parseDouble(number);
        if (Double.isInfinite(expected)) {
            assertThrows(MalformedJson.class, () -> scanner.scan(bytes, 0, bytes.length), number);
            return;
        }
        assertEquals(number.length(), scanner.scan(bytes, 0, bytes.length), number);
        assertEquals(Double.doubleToRawLongBits(expected), Double.doubleToRawLongBits(scanner.value()), number);
    }
}
