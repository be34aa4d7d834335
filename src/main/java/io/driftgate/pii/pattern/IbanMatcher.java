package io.driftgate.pii.pattern;

/**
 * International bank account numbers (ISO 13616): country, two check digits, and the country's number of letters and digits, in
 * either case, with single blanks or dashes allowed anywhere, or anything between groups of four or single characters; the remainder by 97
 * must be 1. Lengths from SWIFT's IBAN registry.
 */
final class IbanMatcher {
    private static final String LENGTHS = "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18"
            + "DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28"
            + "LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33"
            + "SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";

    private static final int FOUR = 4;
    private static final int MAX_GAP = 4;
    private static final byte[] LENGTH_OF_COUNTRY = new byte[26 * 26];

    static {
        for (int i = 0; i < LENGTHS.length(); i += 4) {
            int country = (LENGTHS.charAt(i) - 'A') * 26 + LENGTHS.charAt(i + 1) - 'A';
            LENGTH_OF_COUNTRY[country] = (byte) Integer.parseInt(LENGTHS, i + 2, i + 4, 10);
        }
    }

    private IbanMatcher() {}

    /** @param run start of a run of two digits or more */
    static boolean match(byte[] text, int from, int to, int run, Match match) {
        int start = run - 2;
        if (start < from
                || !Utf8.isAsciiLetter(text[start])
                || !Utf8.isAsciiLetter(text[start + 1])
                || Utf8.isWordBefore(text, from, start)) {
            return false;
        }
        int length = lengthOf(text[start], text[start + 1]);
        int remainder = 0;
        int characters = 4;
        int p = run + 2;
        while (characters < length && p < to) {
            byte b = text[p];
            if ((b == ' ' || b == '-') && text[p - 1] != b) {
                p++;
                continue;
            }
            if (!Checksums.isAlphanumeric(b)) {
                break;
            }
            remainder = append(remainder, b);
            characters++;
            p++;
        }
        match.examined += p - start;
        for (int i = start; i < start + 4; i++) {
            remainder = append(remainder, text[i]);
        }
        boolean whole = length > 0 && characters == length && remainder == 1 && !Utf8.isWordAt(text, p, to);
        return whole ? match.found(start, p) : matchGroups(text, to, start, FOUR, length, match);
    }

    /**
     * Looks for one whose country stands apart from its check digits: all its characters do.
     *
     * @param run start of a maximal run of digits that ends at {@code end}, with no word character before
     */
    static boolean matchSpread(byte[] text, int from, int to, int run, int end, Match match) {
        int second = letterBefore(text, from, run);
        int first = second < 0 ? -1 : letterBefore(text, from, second);
        if (end - run != 1 || first < 0 || Utf8.isWordBefore(text, from, first)) {
            return false;
        }
        int length = lengthOf(text[first], text[second]);
        return matchGroups(text, to, first, 1, length, match);
    }

    /** Where the single letter is that stands before what is between, or -1. */
    private static int letterBefore(byte[] text, int from, int at) {
        int p = at - 1;
        while (p >= from && at - p <= MAX_GAP && !Utf8.isAsciiLetter(text[p]) && SpreadDigits.isGap(text[p])) {
            p--;
        }
        return p >= from && p < at - 1 && Utf8.isAsciiLetter(text[p]) && !Utf8.isWordBefore(text, from, p) ? p : -1;
    }

    /** Groups of {@code size} characters, the last of which may be shorter, with anything between. */
    private static boolean matchGroups(byte[] text, int to, int start, int size, int length, Match match) {
        int characters = 0;
        int remainder = 0;
        int p = start;
        long head = 0;
        while (characters < length) {
            int group = Math.min(size, length - characters);
            int next = characters == 0 ? p : SpreadDigits.endOfGap(text, p, to);
            if ((characters > 0 && next == p) || next + group > to) {
                break;
            }
            for (int i = next; i < next + group; i++) {
                if (!Checksums.isAlphanumeric(text[i])) {
                    match.examined += i - start;
                    return false;
                }
                head = characters < FOUR ? head << 8 | text[i] : head;
                remainder = characters < FOUR ? remainder : append(remainder, text[i]);
                characters++;
            }
            p = next + group;
        }
        match.examined += p - start;
        for (int shift = 24; shift >= 0; shift -= 8) {
            remainder = append(remainder, (byte) (head >>> shift));
        }
        boolean checked = Utf8.isDigit((byte) (head >>> 8)) && Utf8.isDigit((byte) head);
        return length > 0
                && characters == length
                && checked
                && remainder == 1
                && !Utf8.isWordAt(text, p, to)
                && match.found(start, p);
    }

    private static int lengthOf(byte first, byte second) {
        return LENGTH_OF_COUNTRY[letter(first) * 26 + letter(second)];
    }

    /** The remainder by 97 of all letters and digits, the first four of which count last. */
    static int remainder(byte[] text, int from, int to) {
        int remainder = 0;
        int seen = 0;
        int startOfRest = to;
        for (int p = from; p < to && startOfRest == to; p++) {
            seen += Checksums.isAlphanumeric(text[p]) ? 1 : 0;
            startOfRest = seen == 4 ? p + 1 : startOfRest;
        }
        for (int p = startOfRest; p < to; p++) {
            remainder = Checksums.isAlphanumeric(text[p]) ? append(remainder, text[p]) : remainder;
        }
        for (int p = from; p < startOfRest; p++) {
            remainder = Checksums.isAlphanumeric(text[p]) ? append(remainder, text[p]) : remainder;
        }
        return remainder;
    }

    /** A letter stands for two digits, from A = 10. */
    private static int append(int remainder, byte b) {
        return Utf8.isDigit(b) ? (remainder * 10 + (b - '0')) % 97 : (remainder * 100 + letter(b) + 10) % 97;
    }

    private static int letter(byte b) {
        return (b | 0x20) - 'a';
    }
}
