package io.driftgate.pii.pattern;

import java.util.Arrays;

/**
 * Payment card numbers (ISO/IEC 7812): 12 to 19 digits in one run, or in groups with one blank or dash between, of which all but
 * the last have four digits or more; the Luhn check digit; and an issuer range and length of a card network. A number that
 * goes on behind a dash or a decimal point is another number.
 *
 * <p>Examines at most 19 digits and their separators per run of digits.
 */
final class CardMatcher {
    static final int MIN_DIGITS = 12;
    static final int MAX_DIGITS = 19;
    private static final int MIN_GROUP = 4;
    private static final int MAX_SEPARATOR = 3;
    private static final int ARTICLE_DIGITS = 13;
    private static final int NEEDS_WORDS = 45;

    /**
     * The score of a match: twelve digits, and thirteen that are an article number as well (GS1 General Specifications, 7.9), need words
     * that speak for a card.
     */
    static int score(byte[] text, int from, int to) {
        int digits = 0;
        int sum = 0;
        for (int p = to - 1; p >= from; p--) {
            if (Utf8.isDigit(text[p])) {
                sum += (text[p] - '0') * (digits++ % 2 == 0 ? 1 : 3);
            }
        }
        boolean article = digits == ARTICLE_DIGITS && sum % 10 == 0;
        return digits == MIN_DIGITS || article ? NEEDS_WORDS : ScoredHits.CERTAIN;
    }

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
        500000, 509999, 12, 19, // Maestro, Dankort, Verve, RuPay
        560000, 589999, 12, 19, // Maestro
        600000, 600999, 16, 16, // RuPay
        602000, 609999, 16, 16, // RuPay
        630400, 630499, 12, 19, // Maestro
        670000, 679999, 12, 19, // Maestro
        979200, 979299, 16, 16, // Troy
    };

    /** Whether some issuer has numbers that begin with these two digits. */
    private static final boolean[] FIRST_TWO = new boolean[100];

    static {
        for (int i = 0; i < ISSUERS.length; i += 4) {
            Arrays.fill(FIRST_TWO, ISSUERS[i] / 10_000, ISSUERS[i + 1] / 10_000 + 1, true);
        }
    }

    private CardMatcher() {}

    /** Whether there is room for a number at {@code run}, and the first two bytes, of which the first is a digit, begin one. */
    private static boolean mayBegin(byte[] text, int run, int to) {
        if (to - run < MIN_DIGITS || !Utf8.isDigit(text[run + 1])) {
            return false;
        }
        return FIRST_TWO[(text[run] - '0') * 10 + text[run + 1] - '0'];
    }

    /** @param run start of a run of digits, with no word character before */
    static boolean match(byte[] text, int from, int to, int run, Match match) {
        if (!mayBegin(text, run, to) || NumberBounds.isJoinedBefore(text, from, run, false)) {
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

    /**
     * Looks for the usual groups, four of four digits, perhaps with three more, or 4-6-5 or 4-6-4, with up to three dots, blanks, dashes,
     * slashes, colons or low lines between, the same each time.
     *
     * @param run start of a maximal run of four digits, with no word character before
     */
    static boolean matchSpread(byte[] text, int from, int to, int run, Match match) {
        if (!mayBegin(text, run, to)) {
            return false;
        }
        int separator = run + MIN_GROUP;
        int second = separator;
        while (second < to && second - separator < MAX_SEPARATOR && isLoose(text[second])) {
            second++;
        }
        int width = second - separator;
        boolean long2 = width > 0 && endOfDigits(text, second, to) - second == 6;
        if (width == 0 || (run - 2 >= from && isLoose(text[run - 1]) && Utf8.isDigit(text[run - 2]))) {
            return false;
        }
        int p = run + MIN_GROUP;
        int groups = 1;
        for (int next = nextGroup(text, p, to, separator, width); next >= 0 && groups <= 4; groups++) {
            int end = endOfDigits(text, next, to);
            int length = end - next;
            boolean fits = long2
                    ? groups == 1 || (groups == 2 && (length == 4 || length == 5))
                    : length == (groups == 4 ? 3 : MIN_GROUP);
            if (!fits) {
                return false;
            }
            p = end;
            next = nextGroup(text, p, to, separator, width);
        }
        match.examined += p - run;
        int prefix =
                NumberBounds.number(text, run, to, 4) * 100 + Math.max(0, NumberBounds.number(text, second, to, 2));
        int digits = Checksums.count(text, run, p);
        return (long2 ? groups == 3 : groups >= 4)
                && Checksums.luhn(text, run, p, 0) == 0
                && isIssued(prefix, digits)
                && !NumberBounds.isJoinedAfter(text, p, to, false)
                && match.found(run, p);
    }

    /** Where the digits start behind the same separator, or -1. */
    private static int nextGroup(byte[] text, int at, int to, int separator, int width) {
        int next = at + width;
        return next < to
                        && Utf8.isDigit(text[next])
                        && Arrays.equals(text, at, next, text, separator, separator + width)
                ? next
                : -1;
    }

    private static int endOfDigits(byte[] text, int from, int to) {
        int p = from;
        while (p - from <= 6 && Utf8.isDigitAt(text, p, to)) {
            p++;
        }
        return p;
    }

    private static boolean isLoose(byte b) {
        return b == ' ' || b == '-' || b == '.' || b == '/' || b == ':' || b == '_';
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
