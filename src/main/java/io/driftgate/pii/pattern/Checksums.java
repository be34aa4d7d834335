package io.driftgate.pii.pattern;

/**
 * Check digits, over the letters and digits of {@code text[from, to)}; whatever stands between these is skipped. Places are
 * counted from 0 in that order. Allocates nothing. Any thread.
 */
final class Checksums {
    private static final int NONE = -1;

    private static final byte[] VERHOEFF_PRODUCT =
            digits("0123456789123406789523401789563401289567401239567859876043216598710432"
                    + "765982104387659321049876543210");
    private static final byte[] VERHOEFF_PERMUTATION =
            digits("01234567891576283094580379614289160435279453126870428657390127938064157046913258");
    private static final byte[] DAYS = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private Checksums() {}

    /** The value of each character: a digit's own, or 10 for A, 11 for B and so on. */
    static byte[] digits(String characters) {
        byte[] values = new byte[characters.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) Character.digit(characters.charAt(i), 36);
        }
        return values;
    }

    static boolean isAlphanumeric(byte b) {
        return Utf8.isDigit(b) || Utf8.isAsciiLetter(b);
    }

    /** A digit's own value, or 10 for A or a, 11 for B and so on. */
    static int value(byte b) {
        return Utf8.isDigit(b) ? b - '0' : (b | 0x20) - 'a' + 10;
    }

    static int count(byte[] text, int from, int to) {
        int count = 0;
        for (int p = from; p < to; p++) {
            count += isAlphanumeric(text[p]) ? 1 : 0;
        }
        return count;
    }

    /** Where the letter or digit is that has {@code place} others before it; {@code to} when there are too few. */
    static int at(byte[] text, int from, int to, int place) {
        int left = place;
        for (int p = from; p < to; p++) {
            if (isAlphanumeric(text[p]) && left-- == 0) {
                return p;
            }
        }
        return to;
    }

    /** The value at a place, or -1. */
    static int valueAt(byte[] text, int from, int to, int place) {
        int p = at(text, from, to, place);
        return p < to ? value(text[p]) : NONE;
    }

    /** The letter at a place in lower case, or 0 for a digit or nothing. */
    static int letterAt(byte[] text, int from, int to, int place) {
        int p = at(text, from, to, place);
        return p < to && Utf8.isAsciiLetter(text[p]) ? text[p] | 0x20 : 0;
    }

    /** The number that {@code count} digits from {@code place} on make, or -1 when there are not that many. */
    static long number(byte[] text, int from, int to, int place, int count) {
        long number = 0;
        int left = count;
        for (int p = at(text, from, to, place); p < to && left > 0; p++) {
            if (Utf8.isDigit(text[p])) {
                number = number * 10 + (text[p] - '0');
                left--;
            } else if (Utf8.isAsciiLetter(text[p])) {
                return NONE;
            }
        }
        return left == 0 ? number : NONE;
    }

    /** The sum of the values from {@code place} on, each times its weight. */
    static int weighted(byte[] text, int from, int to, int place, byte[] weights) {
        int sum = 0;
        int next = 0;
        for (int p = at(text, from, to, place); p < to && next < weights.length; p++) {
            if (isAlphanumeric(text[p])) {
                sum += value(text[p]) * weights[next++];
            }
        }
        return sum;
    }

    /** Luhn's sum, modulo 10 (ISO/IEC 7812-1 annex B), over the digits from {@code place} on, the check digit included. */
    static int luhn(byte[] text, int from, int to, int place) {
        int sum = 0;
        boolean doubled = false;
        int first = at(text, from, to, place);
        for (int p = to - 1; p >= first; p--) {
            if (Utf8.isDigit(text[p])) {
                int digit = text[p] - '0';
                int twice = digit > 4 ? digit * 2 - 9 : digit * 2;
                sum += doubled ? twice : digit;
                doubled = !doubled;
            }
        }
        return sum % 10;
    }

    /** Whether the last digit is the one of Verhoeff's dihedral scheme (J. Verhoeff, 1969). */
    static boolean isVerhoeff(byte[] text, int from, int to) {
        int check = 0;
        int place = 0;
        for (int p = to - 1; p >= from; p--) {
            if (Utf8.isDigit(text[p])) {
                int permuted = VERHOEFF_PERMUTATION[place++ % 8 * 10 + text[p] - '0'];
                check = VERHOEFF_PRODUCT[check * 10 + permuted];
            }
        }
        return check == 0;
    }

    /** Whether the last digit is the one of ISO/IEC 7064, MOD 11,10. */
    static boolean isMod1110(byte[] text, int from, int to) {
        int product = 10;
        int sum = 0;
        for (int p = from; p < to; p++) {
            if (Utf8.isDigit(text[p])) {
                sum = (product + text[p] - '0') % 10;
                product = (sum == 0 ? 10 : sum) * 2 % 11;
            }
        }
        return sum == 1;
    }

    /** Whether all digits are the same. */
    static boolean isUniform(byte[] text, int from, int to) {
        byte first = text[at(text, from, to, 0)];
        for (int p = from; p < to; p++) {
            if (isAlphanumeric(text[p]) && text[p] != first) {
                return false;
            }
        }
        return true;
    }

    static boolean isDate(long month, long day) {
        return month >= 1 && month <= 12 && day >= 1 && day <= DAYS[(int) month];
    }
}
