package io.driftgate.pii;

import io.driftgate.pii.pattern.Grouping;
import io.driftgate.pii.pattern.SpreadDigits;
import io.driftgate.pii.pattern.Utf8;

/**
 * Makes of a text what it says when one layer is undone everywhere in it: escapes of JSON, URLs and HTML; characters that stand for
 * ASCII ones, or for nothing; separators within numbers. What is none of these is copied. Any thread.
 */
final class Fold {
    private Fold() {}

    /** What the JSON string {@code [from, to)} of a text says. */
    static void unescape(Text text, int from, int to, Text out) {
        out.derive(text, from, to);
        unescapeInto(text, from, to, out);
    }

    /** Appends what the JSON string {@code [from, to)} of a text says. */
    static void unescapeInto(Text text, int from, int to, Text out) {
        byte[] raw = text.bytes();
        int i = from;
        while (i < to) {
            i = out.appendToBackslash(raw, i, to);
            if (i == to) {
                return;
            }
            int escape = Escapes.jsonLength(raw, i, to);
            if (escape == 0) {
                out.append(raw[i++]);
            } else {
                i = json(raw, i, escape, to, out);
            }
        }
    }

    /** What URL-encoded bytes say, {@code application/x-www-form-urlencoded}; a percent sign that starts no code stays. */
    static void decodeUrl(Text text, int from, int to, Text out) {
        byte[] raw = text.bytes();
        out.derive(text, from, to);
        int i = from;
        while (i < to) {
            int code = raw[i] == '%' ? Escapes.percent(raw, i, to) : -1;
            if (code < 0) {
                out.append(raw[i] == '+' ? (byte) ' ' : raw[i]);
                i++;
            } else {
                out.at(i);
                out.append((byte) code);
                i += 3;
                out.at(i);
            }
        }
    }

    /** Undoes one layer of everything in {@code [from, to)} of a text. */
    static void fold(Text text, int from, int to, Text out) {
        byte[] raw = text.bytes();
        out.derive(text, from, to);
        int i = from;
        while (i < to) {
            byte b = raw[i];
            if (b < 0) {
                i = foreign(raw, from, i, to, out);
            } else if (Utf8.isDigit(b)) {
                i = digits(raw, from, i, to, out);
            } else if (b == '\\' || b == '%' || b == '&' || b == '+') {
                i = escape(raw, from, i, to, out);
            } else {
                out.append(b);
                i++;
            }
        }
    }

    /**
     * Puts the digits together that stand apart in {@code [from, to)} of a text, and copies the rest. Returns where in {@code out} the first
     * row of such digits starts (upper half), and where the last ends (lower half); 0 when there is none.
     */
    static long gather(Text text, int from, int to, Text out) {
        byte[] raw = text.bytes();
        out.derive(text, from, to);
        int first = 0;
        int last = 0;
        int i = from;
        while (i < to) {
            boolean starts = Utf8.isDigit(raw[i]) && (i == from || !Utf8.isDigit(raw[i - 1]));
            int length = starts ? SpreadDigits.length(raw, from, i, to) : 0;
            if (length == 0) {
                out.append(raw[i++]);
            } else {
                first = last == 0 ? out.length() : first;
                i = row(raw, i, i + Math.abs(length), length > 0, out);
                last = out.length();
            }
        }
        return (long) first << 32 | last;
    }

    private static int row(byte[] raw, int from, int to, boolean blanks, Text out) {
        int i = from;
        while (i < to) {
            if (Utf8.isDigit(raw[i])) {
                out.append(raw[i++]);
                continue;
            }
            out.at(i);
            if (blanks) {
                out.append((byte) ' ');
            }
            while (!Utf8.isDigit(raw[i])) {
                i++;
            }
            out.at(i);
        }
        return i;
    }

    private static int json(byte[] raw, int at, int length, int to, Text out) {
        out.at(at);
        out.append(Escapes.jsonCodePoint(raw, at, length, to));
        out.at(at + length);
        return at + length;
    }

    private static int escape(byte[] raw, int from, int at, int to, Text out) {
        if (raw[at] == '\\') {
            int length = Escapes.jsonLength(raw, at, to);
            if (length > 0) {
                return json(raw, at, length, to, out);
            }
        } else if (raw[at] == '%') {
            int length = Escapes.percentCharacter(raw, at, to);
            if (length > 0) {
                out.at(at);
                for (int i = 0; i < length; i++) {
                    out.append((byte) Escapes.percent(raw, at + 3 * i, to));
                }
                out.at(at + 3 * length);
                return at + 3 * length;
            }
            int unit = Escapes.percentUnit(raw, at, to);
            if (unit >= 0) {
                out.at(at);
                out.append(unit);
                out.at(at + 6);
                return at + 6;
            }
        } else if (raw[at] == '&') {
            int codePoint = Escapes.html(raw, at, to);
            if (codePoint >= 0) {
                int length = Escapes.htmlLength(raw, at, to);
                out.at(at);
                out.append(codePoint);
                out.at(at + length);
                return at + length;
            }
        } else if (at > from && at + 1 < to && isPlain(raw[at - 1]) && (isPlain(raw[at + 1]) || raw[at + 1] == '%')) {
            out.append((byte) ' ');
            return at + 1;
        }
        out.append(raw[at]);
        return at + 1;
    }

    private static boolean isPlain(byte b) {
        return Utf8.isDigit(b) || Utf8.isAsciiLetter(b);
    }

    /** A run of digits, and the groups behind it if it starts some. */
    private static int digits(byte[] raw, int from, int at, int to, Text out) {
        boolean starts = at == from || !(Utf8.isDigit(raw[at - 1]) || Grouping.isSeparator(raw[at - 1]));
        int end = at + (starts || at == from ? Grouping.length(raw, at, to) : 0);
        int i = at;
        do {
            out.append(Utf8.isDigit(raw[i]) ? raw[i] : (byte) '-');
            i++;
        } while (i < end || (i < to && Utf8.isDigit(raw[i])));
        return i;
    }

    private static int foreign(byte[] raw, int from, int at, int to, Text out) {
        int length = Utf8.length(raw, at, to);
        int codePoint = Utf8.codePoint(raw, at, to);
        int ascii = Compatibility.ascii(codePoint);
        ascii = ascii == Compatibility.SAME ? LookAlikes.ascii(raw, from, at, to, codePoint) : ascii;
        if (ascii == Compatibility.SAME) {
            for (int i = at; i < at + length; i++) {
                out.append(raw[i]);
            }
            return at + length;
        }
        out.at(at);
        for (int left = ascii; left != 0; left >>>= 8) {
            out.append((byte) left);
        }
        out.at(at + length);
        return at + length;
    }
}
