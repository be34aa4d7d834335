package io.driftgate.proxy.http1;

import java.util.Arrays;

/** Character classes of RFC 9110 and RFC 3986 as tables over a byte. */
final class Characters {
    /** A token character in lower case; 0 for what may not stand in a token (RFC 9110 section 5.6.2). */
    static final byte[] TOKEN_LOWER = new byte[256];

    /** What may stand in a field value: visible characters, space, tab, obs-text (RFC 9110 section 5.5). */
    static final boolean[] FIELD_VALUE = new boolean[256];

    /** What may stand in a path or query, the percent sign included (RFC 3986 section 3.3 and 3.4). */
    static final boolean[] TARGET = new boolean[256];

    /** Characters that need no percent-encoding anywhere (RFC 3986 section 2.3). */
    static final boolean[] UNRESERVED = new boolean[256];

    /** What may stand in a Host header: names, addresses, a port. */
    static final boolean[] HOST = new boolean[256];

    static {
        for (int c = '0'; c <= '9'; c++) {
            alphanumeric(c, c);
        }
        for (int c = 'a'; c <= 'z'; c++) {
            alphanumeric(c, c);
            alphanumeric(c - 0x20, c);
        }
        String marks = "!#$%&'*+-.^_`|~";
        for (int i = 0; i < marks.length(); i++) {
            TOKEN_LOWER[marks.charAt(i)] = (byte) marks.charAt(i);
        }
        Arrays.fill(FIELD_VALUE, 0x20, 0x7f, true);
        Arrays.fill(FIELD_VALUE, 0x80, 0x100, true);
        FIELD_VALUE['\t'] = true;
        allow(UNRESERVED, "-._~");
        allow(TARGET, "-._~!$&'()*+,;=:@/?%");
        allow(HOST, "-._~!$&'()*+,;=:[]%");
    }

    private Characters() {}

    /** The value of a hexadecimal digit, or -1. */
    static int hexDigit(int b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    private static void alphanumeric(int c, int lower) {
        TOKEN_LOWER[c] = (byte) lower;
        UNRESERVED[c] = true;
        TARGET[c] = true;
        HOST[c] = true;
    }

    private static void allow(boolean[] table, String characters) {
        for (int i = 0; i < characters.length(); i++) {
            table[characters.charAt(i)] = true;
        }
    }
}
