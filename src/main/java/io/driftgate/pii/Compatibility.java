package io.driftgate.pii;

import java.text.Normalizer;

/**
 * What a character that isn't ASCII stands for where somebody, or a model, reads a number or an address: by Unicode's compatibility
 * decomposition (UAX #15), full-width, mathematical, circled and superscript letters and digits are plain ones; decimal digits of all
 * scripts are digits; blanks and dashes of all kinds are {@code ' '} and {@code '-'}; and what isn't seen at all, the default ignorable
 * characters (UAX #44) and combining marks, is nothing. Letters with a diacritic of their own stay. Any thread.
 */
final class Compatibility {
    /** The character stays as it is. */
    static final int SAME = -1;

    /** The character stands for nothing. */
    static final int NOTHING = 0;

    /** Where characters with a compatibility decomposition to ASCII are; first and last of each. */
    private static final int[] RANGES = {
        0xa0, 0xbf, 0x132, 0x17f, 0x1c4, 0x1cc, 0x2b0, 0x2e3, 0x1d2c, 0x1d6a, 0x2000, 0x218f, 0x2460, 0x24ff, 0x2c7c,
        0x2c7d, 0x3000, 0x3000, 0x3200, 0x33ff, 0xfb00, 0xfb29, 0xfe10, 0xfe6f, 0xff00, 0xffef, 0x1d400, 0x1d7ff,
        0x1f100, 0x1f16f, 0x1fbf0, 0x1fbf9
    };

    private static final int[] OFFSETS = new int[RANGES.length / 2];
    private static final int[] TABLE = table();

    private Compatibility() {}

    /** Up to four ASCII characters, the first in the lowest byte, {@link #NOTHING} or {@link #SAME}. */
    static int ascii(int codePoint) {
        for (int range = 0; range < RANGES.length && codePoint >= RANGES[range]; range += 2) {
            if (codePoint <= RANGES[range + 1]) {
                return TABLE[OFFSETS[range / 2] + codePoint - RANGES[range]];
            }
        }
        return byProperty(codePoint);
    }

    private static int[] table() {
        int size = 0;
        for (int range = 0; range < RANGES.length; range += 2) {
            OFFSETS[range / 2] = size;
            size += RANGES[range + 1] - RANGES[range] + 1;
        }
        int[] table = new int[size];
        int at = 0;
        for (int range = 0; range < RANGES.length; range += 2) {
            for (int codePoint = RANGES[range]; codePoint <= RANGES[range + 1]; codePoint++) {
                table[at++] = byDecomposition(codePoint);
            }
        }
        return table;
    }

    private static int byDecomposition(int codePoint) {
        int property = byProperty(codePoint);
        if (property != SAME) {
            return property;
        }
        String plain = Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFKD);
        int room = codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
        if (plain.isEmpty() || plain.length() > room) {
            return SAME;
        }
        int packed = 0;
        for (int i = 0; i < plain.length(); i++) {
            if (plain.charAt(i) >= 0x80) {
                return SAME;
            }
            packed |= plain.charAt(i) << (8 * i);
        }
        return packed;
    }

    private static int byProperty(int codePoint) {
        int type = Character.getType(codePoint);
        if (type == Character.DECIMAL_DIGIT_NUMBER) {
            return '0' + Character.digit(codePoint, 10);
        }
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || isIgnorable(codePoint, type)) {
            return NOTHING;
        }
        if (type == Character.SPACE_SEPARATOR) {
            return ' ';
        }
        if (type == Character.DASH_PUNCTUATION || isDot(codePoint) || codePoint == 0x2212 || codePoint == 0x30fc) {
            return '-';
        }
        if (codePoint == 0x3002 || codePoint == 0xff61) {
            return '.'; // the ideographic full stops, which domain names take for one (UTS #46)
        }
        return isSlash(codePoint) ? '/' : SAME;
    }

    /** Format characters, fillers and what is reserved for them. Line breaks are no format characters. */
    private static boolean isIgnorable(int codePoint, int type) {
        return type == Character.FORMAT
                || codePoint == 0x115f
                || codePoint == 0x1160
                || codePoint == 0x3164
                || codePoint == 0xffa0
                || codePoint == 0x2065
                || codePoint == 0x2800
                || (codePoint >= 0xfff0 && codePoint <= 0xfff8)
                || (codePoint >= 0xe0000 && codePoint <= 0xe0fff);
    }

    /** Dots at half height, which separate as a dash does. */
    private static boolean isDot(int codePoint) {
        return codePoint == 0xb7
                || codePoint == 0x2022
                || codePoint == 0x2027
                || codePoint == 0x2219
                || codePoint == 0x22c5
                || codePoint == 0x30fb
                || codePoint == 0xff65;
    }

    private static boolean isSlash(int codePoint) {
        return codePoint == 0x2044 || codePoint == 0x2215 || codePoint == 0x29f8;
    }
}
