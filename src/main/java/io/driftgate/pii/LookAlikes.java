package io.driftgate.pii;

import io.driftgate.pii.pattern.Utf8;

/**
 * Letters of other scripts that look like Latin ones in the same type, as Cyrillic <em>а</em> does, and as which they pass for a reader:
 * of Cyrillic, Greek and Armenian, those of the confusables of UTS #39 that stand for one ASCII letter. They are taken for that only beside
 * ASCII letters and digits, as in {@code аlice@example.com} with a Cyrillic first letter: words of these scripts are left alone, and cost
 * nothing more. Looks at a bounded number of bytes. Any thread.
 */
final class LookAlikes {
    private static final int FIRST = 0x370;
    private static final int LAST = 0x58f;
    private static final int FARTHEST = 64;
    private static final byte[] TABLE = new byte[LAST - FIRST + 1];

    static {
        put("\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455", "aeopcyxijs");
        put("\u0433\u0501\u04bb\u04cf\u051b\u051d\u04af", "rdhlqwy");
        put("\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425", "ABEKMHOPCTYX");
        put("\u0406\u0408\u0405\u042c\u050c\u04c0\u051a\u051c\u04ae", "IJSbGlQWY");
        put("\u03b1\u03bf\u03bd\u03c1\u03b9\u03b3\u03c5\u03c3\u03f2\u03f3", "aovpiyuocj");
        put(
                "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03f9",
                "ABEZHIKMNOPTYXC");
        put("\u0585\u057d\u0570\u0578\u0581\u0566", "ouhngq");
    }

    private LookAlikes() {}

    private static void put(String letters, String latin) {
        for (int i = 0; i < letters.length(); i++) {
            TABLE[letters.charAt(i) - FIRST] = (byte) latin.charAt(i);
        }
    }

    /** The ASCII letter that the character at {@code at} passes for there, or {@link Compatibility#SAME}. */
    static int ascii(byte[] text, int from, int at, int to, int codePoint) {
        if (codePoint < FIRST || codePoint > LAST || TABLE[codePoint - FIRST] == 0) {
            return Compatibility.SAME;
        }
        return isBesideAsciiBefore(text, from, at) || isBesideAsciiBehind(text, at, to)
                ? TABLE[codePoint - FIRST]
                : Compatibility.SAME;
    }

    private static boolean isBesideAsciiBefore(byte[] text, int from, int at) {
        int least = Math.max(from, at - FARTHEST);
        int p = at;
        while (p > least && text[p - 1] < 0) {
            p--;
        }
        if (p == least) {
            return false;
        }
        byte b = text[p - 1];
        return isPlain(b) || b == '@' || (isJoint(b) && p - 2 >= from && isPlain(text[p - 2]));
    }

    private static boolean isBesideAsciiBehind(byte[] text, int at, int to) {
        int most = Math.min(to, at + FARTHEST);
        int p = at;
        while (p < most && text[p] < 0) {
            p++;
        }
        if (p == most) {
            return false;
        }
        byte b = text[p];
        return isPlain(b) || b == '@' || (isJoint(b) && p + 1 < to && isPlain(text[p + 1]));
    }

    private static boolean isJoint(byte b) {
        return b == '.' || b == '-' || b == '_' || b == '/' || b == ':';
    }

    private static boolean isPlain(byte b) {
        return Utf8.isAsciiLetter(b) || Utf8.isDigit(b);
    }
}
