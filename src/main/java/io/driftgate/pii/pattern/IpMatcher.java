package io.driftgate.pii.pattern;

/**
 * IP addresses: four decimal octets without leading zeros that are no part of a longer dotted number, and IPv6 in every form of
 * RFC 4291 section 2.2. {@code ::} alone is nobody's address. A compressed address of one or two groups needs a digit, since
 * {@code a::b} is far more often a name in some program.
 */
final class IpMatcher {
    private static final int MAX_IPV6_CHARACTERS = 45;

    private IpMatcher() {}

    /** @param run start of a run of one to three digits, with no word character before */
    static boolean matchV4(byte[] text, int from, int to, int run, Match match) {
        if (run > from && text[run - 1] == '.') {
            return false;
        }
        int end = endOfV4(text, run, to);
        match.examined += 16;
        if (end < 0 || Utf8.isWordAt(text, end, to)) {
            return false;
        }
        boolean goesOn = end + 1 < to
                && ((text[end] == '.' && Utf8.isWordAt(text, end + 1, to))
                        || (text[end] == '-' && Utf8.isAsciiLetter(text[end + 1])));
        return !goesOn && match.found(run, end);
    }

    private static int endOfV4(byte[] text, int from, int to) {
        int p = from;
        for (int octet = 0; octet < 4; octet++) {
            if (octet > 0) {
                if (p >= to || text[p] != '.') {
                    return -1;
                }
                p++;
            }
            int start = p;
            int value = 0;
            while (p - start < 3 && Utf8.isDigitAt(text, p, to)) {
                value = value * 10 + (text[p++] - '0');
            }
            if (p == start || value > 255 || (p - start > 1 && text[start] == '0')) {
                return -1;
            }
        }
        return p;
    }

    /** The end of the run of hexadecimal digits, colons and dots that {@code at} is in. */
    static int endOfRun(byte[] text, int at, int to) {
        int p = at;
        while (p < to && (isHex(text[p]) || text[p] == ':' || text[p] == '.')) {
            p++;
        }
        return p;
    }

    /**
     * @param colon the first colon of a run
     * @param endOfRun of {@link #endOfRun}
     */
    static boolean matchV6(byte[] text, int from, int to, int colon, int endOfRun, Match match) {
        int start = colon;
        while (start > from
                && colon - start <= MAX_IPV6_CHARACTERS
                && (isHex(text[start - 1]) || text[start - 1] == '.')) {
            start--;
        }
        match.examined += endOfRun - start;
        while (start < colon && text[start] == '.') {
            start++;
        }
        boolean labelled = start == colon && endOfRun - colon > 1 && text[colon + 1] != ':';
        if (labelled) {
            start++; // "ip:2001:db8::1"
        }
        int end = endOfRun;
        while (end > start && text[end - 1] == '.') {
            end--;
        }
        if (end - 1 > start && text[end - 1] == ':' && text[end - 2] != ':') {
            end--; // "2001:db8::1: unreachable"
        }
        return end - start <= MAX_IPV6_CHARACTERS
                && (labelled || !Utf8.isWordBefore(text, from, start))
                && !Utf8.isWordAt(text, end, to)
                && isV6(text, start, end)
                && match.found(start, end);
    }

    private static boolean isV6(byte[] text, int from, int to) {
        int groups = 0;
        boolean compressed = false;
        boolean digit = false;
        int p = from;
        if (to - p >= 2 && text[p] == ':' && text[p + 1] == ':') {
            compressed = true;
            p += 2;
        }
        while (p < to) {
            int group = p;
            while (p < to && isHex(text[p])) {
                digit |= Utf8.isDigit(text[p++]);
            }
            if (p < to && text[p] == '.') {
                if (endOfV4(text, group, to) != to) {
                    return false;
                }
                groups += 2;
                break;
            }
            if (p == group || p - group > 4) {
                return false;
            }
            groups++;
            if (p == to) {
                break;
            }
            p++; // only a colon is left in a run
            if (p == to) {
                return false;
            }
            if (text[p] == ':') {
                if (compressed) {
                    return false;
                }
                compressed = true;
                p++;
            }
        }
        return compressed ? groups > 0 && groups < 8 && (digit || groups > 2) : groups == 8;
    }

    private static boolean isHex(byte b) {
        return Utf8.isDigit(b) || ((b | 0x20) >= 'a' && (b | 0x20) <= 'f');
    }
}
