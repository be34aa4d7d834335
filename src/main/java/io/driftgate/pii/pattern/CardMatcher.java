package io.driftgate.pii.pattern;

/**
 * Payment card numbers (ISO/IEC 7812): 13 to 19 digits in one run, or in groups with one blank or dash between, of which all but
 * the last have four digits or more; the Luhn check digit; and an issuer range and length of a card network. A number that
 * goes on behind a dash or a decimal point is another number.
 *
 * <p>Examines at most 19 digits and their separators per run of digits.
 */
final class CardMatcher {
    static final int MIN_DIGITS = 13;
    static final int MAX_DIGITS = 19;
    private static final int MIN_GROUP = 4;

    /** First and last six-digit prefix, fewest and most digits; from the networks' published ranges. */
    private static final int[] ISSUERS = {
        400000, 499999, 13, 19, // Visa
        222100, 272099, 16, 16, // Mastercard
        510000, 559999, 16, 16, // Mastercard
        340000, 349999, 15, 15, // American Express
        370000, 379999, 15, 15, // American Express
        300000, 305999, 14, 19, // Diners Club
        309500, 309599, 14, 19, // Diners Club
        360000, 369999, 14, 19, // Diners Club
        380000, 399999, 14, 19, // Diners Club
        352800, 358999, 16, 19, // JCB
        601100, 601199, 16, 19, // Discover
        622126, 622925, 16, 19, // Discover and UnionPay
        644000, 659999, 16, 19, // Discover, RuPay, Verve
        620000, 629999, 16, 19, // UnionPay
        810000, 829999, 16, 19, // UnionPay, RuPay
        220000, 220499, 16, 19, // Mir
        637000, 639999, 16, 16, // InstaPayment
        500000, 509999, 13, 19, // Maestro, Dankort, Verve, RuPay
        560000, 589999, 13, 19, // Maestro
        600000, 600999, 16, 16, // RuPay
        602000, 609999, 16, 16, // RuPay
        630400, 630499, 13, 19, // Maestro
        670000, 679999, 13, 19, // Maestro
        979200, 979299, 16, 16, // Troy
    };

    private CardMatcher() {}

    /** @param run start of a run of digits, with no word character before */
    static boolean match(byte[] text, int from, int to, int run, Match match) {
        if (NumberBounds.isJoinedBefore(text, from, run, false)) {
            return false;
        }
        int end = -1;
        int digits = 0;
        int prefix = 0;
        int evenDoubled = 0; // Luhn sum if the digits at even places, counted from the left, are those to double
        int oddDoubled = 0;
        int p = run;
        while (true) {
            int group = p;
            while (p < to && Utf8.isDigit(text[p]) && digits <= MAX_DIGITS) {
                int digit = text[p++] - '0';
                int doubled = digit > 4 ? digit * 2 - 9 : digit * 2;
                evenDoubled += (digits & 1) == 0 ? doubled : digit;
                oddDoubled += (digits & 1) == 0 ? digit : doubled;
                prefix = digits < 6 ? prefix * 10 + digit : prefix;
                digits++;
            }
            if (digits > MAX_DIGITS) {
                break;
            }
            int sum = (digits & 1) == 0 ? evenDoubled : oddDoubled;
            if (digits >= MIN_DIGITS
                    && sum % 10 == 0
                    && isIssued(prefix, digits)
                    && !NumberBounds.isJoinedAfter(text, p, to, false)) {
                end = p;
            }
            boolean goesOn = p + 1 < to && (text[p] == ' ' || text[p] == '-') && Utf8.isDigit(text[p + 1]);
            if (p - group < MIN_GROUP || !goesOn) {
                break;
            }
            p++;
        }
        match.examined += p - run;
        return end >= 0 && match.found(run, end);
    }

    private static boolean isIssued(int prefix, int digits) {
        for (int i = 0; i < ISSUERS.length; i += 4) {
            if (prefix >= ISSUERS[i] && prefix <= ISSUERS[i + 1]) {
                return digits >= ISSUERS[i + 2] && digits <= ISSUERS[i + 3];
            }
        }
        return false;
    }
}
