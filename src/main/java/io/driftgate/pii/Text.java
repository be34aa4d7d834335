package io.driftgate.pii;

import java.util.Arrays;

/**
 * The bytes that a scan looks at, and the way back from them to the body: either the body itself, or a JSON string unescaped
 * from another text. The way back is a list of the places where the offsets' difference changes, so a string with few escapes
 * costs little, and it is searched only for hits. Mutable, reused, one event loop.
 *
 * <p>Memory: at most one byte of text and 8 bytes of offsets per byte of the string that was unescaped.
 */
final class Text {
    private static final int KEPT_BYTES = 16 << 10;
    private static final byte[] NO_BYTES = {};
    /** What may follow a backslash, other than a {@code u}. */
    private static final String ESCAPES = "\"\\/bfnrt";

    private byte[] bytes = NO_BYTES;
    private int length;
    private Text source = this;
    private int[] places = new int[32];
    private int[] sourcePlaces = new int[32];
    private int size;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Makes this the body. */
    void set(byte[] body) {
        bytes = body;
        length = body.length;
        source = this;
    }

    /**
     * Makes this what the JSON string at {@code [from, to)} of another text says. In a text that is no JSON string, a backslash
     * that starts no escape, or half of a surrogate pair, stays as it is.
     */
    void unescape(Text from, int start, int end) {
        source = from;
        size = 0;
        if (bytes.length < end - start) {
            bytes = new byte[end - start];
        }
        byte[] raw = from.bytes;
        int out = 0;
        int i = start;
        note(0, start);
        while (i < end) {
            byte b = raw[i];
            int escape = b == '\\' ? lengthOfEscape(raw, i, end) : 0;
            if (escape == 0) {
                bytes[out++] = b;
                i++;
                continue;
            }
            note(out, i);
            out = escape > 2 ? putCodePoint(codePoint(raw, i, escape, end), out) : put(plain(raw[i + 1]), out);
            i += escape;
            note(out, i);
        }
        this.length = out;
    }

    /** Makes this what the URL-encoded {@code [from, to)} of another text says; a percent sign that starts no code stays. */
    void decodeUrl(Text from, int start, int end) {
        source = from;
        size = 0;
        if (bytes.length < end - start) {
            bytes = new byte[end - start];
        }
        byte[] raw = from.bytes;
        int out = 0;
        int i = start;
        note(0, start);
        while (i < end) {
            int code = raw[i] == '%' ? hex(raw, i + 1, end) : -1;
            if (code < 0) {
                bytes[out++] = raw[i] == '+' ? (byte) ' ' : raw[i];
                i++;
                continue;
            }
            note(out, i);
            bytes[out++] = (byte) code;
            i += 3;
            note(out, i);
        }
        this.length = out;
    }

    /** The byte that two hexadecimal digits say, or -1. */
    private static int hex(byte[] raw, int at, int end) {
        if (at + 2 > end || raw[at] < 0 || raw[at + 1] < 0) {
            return -1;
        }
        int high = Character.digit(raw[at], 16);
        int low = Character.digit(raw[at + 1], 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /** Whether there is a backslash, so that the text may hold escapes of its own. */
    boolean hasBackslash(int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\\') {
                return true;
            }
        }
        return false;
    }

    /**
     * The offset in this text of an offset in the one that it was unescaped from; within an escape, that of the escape's start
     * or end.
     */
    int fromSource(int place, boolean end) {
        int entry = Arrays.binarySearch(sourcePlaces, 0, size, place);
        if (entry >= 0) {
            return places[entry];
        }
        int before = -entry - 2;
        boolean last = before == size - 1;
        boolean plain = last || sourcePlaces[before + 1] - sourcePlaces[before] == places[before + 1] - places[before];
        if (plain) {
            return places[before] + place - sourcePlaces[before];
        }
        return places[end ? before + 1 : before];
    }

    /** The offset in the body of an offset in this text: of a character, or of the end. */
    int toBody(int place) {
        Text text = this;
        int at = place;
        while (text.source != text) {
            int entry = Arrays.binarySearch(text.places, 0, text.size, at);
            entry = entry >= 0 ? entry : -entry - 2;
            at = text.sourcePlaces[entry] + at - text.places[entry];
            text = text.source;
        }
        return at;
    }

    /** Forgets the body, and gives back memory above a small bound. */
    void release() {
        boolean body = source == this && length > 0;
        if (body || bytes.length > KEPT_BYTES) {
            bytes = NO_BYTES;
        }
        if (places.length > KEPT_BYTES / 4) {
            places = new int[32];
            sourcePlaces = new int[32];
        }
        source = this;
        length = 0;
        size = 0;
    }

    private void note(int place, int sourcePlace) {
        if (size > 0 && places[size - 1] == place) {
            size--;
        }
        if (size == places.length) {
            places = Arrays.copyOf(places, size * 2);
            sourcePlaces = Arrays.copyOf(sourcePlaces, size * 2);
        }
        places[size] = place;
        sourcePlaces[size++] = sourcePlace;
    }

    private int put(byte b, int at) {
        bytes[at] = b;
        return at + 1;
    }

    private static byte plain(byte escape) {
        return switch (escape) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> escape;
        };
    }

    /** Two bytes, six, or twelve when a surrogate pair makes one character; 0 when there is no escape. */
    private static int lengthOfEscape(byte[] raw, int at, int end) {
        if (at + 1 == end || raw[at + 1] != 'u') {
            return at + 1 < end && ESCAPES.indexOf(raw[at + 1]) >= 0 ? 2 : 0;
        }
        int unit = unit(raw, at, end);
        if (unit < Character.MIN_SURROGATE || unit > Character.MAX_SURROGATE) {
            return unit < 0 ? 0 : 6;
        }
        int low = unit <= Character.MAX_HIGH_SURROGATE ? unit(raw, at + 6, end) : -1;
        return low >= Character.MIN_LOW_SURROGATE && low <= Character.MAX_LOW_SURROGATE ? 12 : 0;
    }

    private static int codePoint(byte[] raw, int at, int length, int end) {
        int first = unit(raw, at, end);
        return length == 6 ? first : Character.toCodePoint((char) first, (char) unit(raw, at + 6, end));
    }

    /** The UTF-16 unit that a {@code \}{@code uXXXX} stands for, or -1 when there is none. */
    private static int unit(byte[] raw, int at, int end) {
        if (end - at < 6 || raw[at] != '\\' || raw[at + 1] != 'u') {
            return -1;
        }
        int value = 0;
        for (int i = at + 2; i < at + 6; i++) {
            int digit = raw[i] < 0 ? -1 : Character.digit(raw[i], 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private int putCodePoint(int codePoint, int at) {
        if (codePoint < 0x80) {
            return put((byte) codePoint, at);
        }
        int out = at;
        if (codePoint < 0x800) {
            bytes[out++] = (byte) (0xc0 | codePoint >> 6);
        } else {
            if (codePoint < 0x10000) {
                bytes[out++] = (byte) (0xe0 | codePoint >> 12);
            } else {
                bytes[out++] = (byte) (0xf0 | codePoint >> 18);
                bytes[out++] = (byte) (0x80 | (codePoint >> 12 & 0x3f));
            }
            bytes[out++] = (byte) (0x80 | (codePoint >> 6 & 0x3f));
        }
        return put((byte) (0x80 | (codePoint & 0x3f)), out);
    }
}
