package io.driftgate.json;

import static io.driftgate.json.MalformedJson.Reason.NOT_A_NUMBER;
import static io.driftgate.json.MalformedJson.Reason.NUMBER_RANGE;
import static io.driftgate.json.MalformedJson.Reason.SYNTAX;

import java.nio.charset.StandardCharsets;

/**
 * Checks a JSON number and rounds it correctly, in one pass. Numbers of at most 19 significant digits, and nearly all longer
 * ones, are rounded by {@link Decimals} without allocation; the rest by {@link Double#parseDouble}. Owned by one parser.
 */
final class NumberScanner {
    private static final int MAX_EXACT_DIGITS = 19;
    /** Far beyond any double, yet far from overflowing an int when a fraction's length is taken off. */
    private static final int EXPONENT_CAP = 1_000_000_000;

    private double value;

    /** The number scanned last. */
    double value() {
        return value;
    }

    /** Checks the number at {@code start}, keeps its value and returns the position after it. */
    int scan(byte[] bytes, int start, int limit) throws MalformedJson {
        boolean negative = start < limit && bytes[start] == '-';
        int first = negative ? start + 1 : start;
        int at = first;
        long digits = 0;
        while (isDigit(bytes, at, limit)) {
            digits = digits * 10 + bytes[at++] - '0';
        }
        if (at == first) {
            boolean infinite = negative && TapeParser.startsWith("Infinity", bytes, at, limit);
            throw new MalformedJson(infinite ? NOT_A_NUMBER : SYNTAX, infinite ? start : at);
        }
        if (bytes[first] == '0' && at > first + 1) {
            throw new MalformedJson(SYNTAX, first);
        }
        int digitCount = at - first;
        int exponent = 0;
        if (at < limit && bytes[at] == '.') {
            int fraction = ++at;
            while (isDigit(bytes, at, limit)) {
                digits = digits * 10 + bytes[at++] - '0';
            }
            if (at == fraction) {
                throw new MalformedJson(SYNTAX, at);
            }
            exponent = fraction - at;
            digitCount -= exponent;
        }
        int digitsEnd = at;
        if (at < limit && (bytes[at] | 0x20) == 'e') {
            at = skipExponent(bytes, at + 1, limit);
            exponent += exponent(bytes, digitsEnd + 1, at);
        }
        double magnitude = digitCount <= MAX_EXACT_DIGITS
                ? Decimals.toDouble(digits, exponent)
                : longNumber(bytes, first, digitsEnd, at, exponent);
        if (magnitude == Double.POSITIVE_INFINITY) {
            throw new MalformedJson(NUMBER_RANGE, start);
        }
        value = negative ? -magnitude : magnitude;
        return at;
    }

    private static int skipExponent(byte[] bytes, int from, int limit) throws MalformedJson {
        int at = from;
        if (at < limit && (bytes[at] == '+' || bytes[at] == '-')) {
            at++;
        }
        int first = at;
        while (isDigit(bytes, at, limit)) {
            at++;
        }
        if (at == first) {
            throw new MalformedJson(SYNTAX, at);
        }
        return at;
    }

    private static int exponent(byte[] bytes, int from, int to) {
        boolean signed = bytes[from] == '+' || bytes[from] == '-';
        int exponent = 0;
        for (int at = signed ? from + 1 : from; at < to; at++) {
            exponent = Math.min(exponent, EXPONENT_CAP / 10 - 1) * 10 + bytes[at] - '0';
        }
        return bytes[from] == '-' ? -exponent : exponent;
    }

    /**
     * More digits than a long holds. The first 19 significant ones bound the number from below, and one more in the last place
     * bounds it from above: when both round to the same double, that is it.
     */
    private static double longNumber(byte[] bytes, int first, int digitsEnd, int end, int exponent) {
        long digits = 0;
        int taken = 0;
        int left = 0;
        for (int at = first; at < digitsEnd; at++) {
            if (bytes[at] == '.' || (taken == 0 && bytes[at] == '0')) {
                continue;
            }
            if (taken < MAX_EXACT_DIGITS) {
                digits = digits * 10 + bytes[at] - '0';
                taken++;
            } else {
                left++;
            }
        }
        double low = Decimals.toDouble(digits, exponent + left);
        if (left == 0 || low == Decimals.toDouble(digits + 1, exponent + left)) {
            return low;
        }
        return Double.parseDouble(new String(bytes, first, end - first, StandardCharsets.ISO_8859_1));
    }

    private static boolean isDigit(byte[] bytes, int at, int limit) {
        return at < limit && bytes[at] >= '0' && bytes[at] <= '9';
    }
}
