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

    /** Makes this what the JSON string at {@code [from, to)} of another text says. The string is well-formed. */
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
            if (b != '\\') {
                bytes[out++] = b;
                i++;
                continue;
            }
            note(out, i);
            int length = raw[i + 1] == 'u' ? lengthOfUnicode(raw, i, end) : 2;
            out = raw[i + 1] == 'u' ? putCodePoint(codePoint(raw, i, length), out) : put(plain(raw[i + 1]), out);
            i += length;
            note(out, i);
        }
        this.length = out;
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

    /** Six bytes, or twelve when a surrogate pair makes one character. */
    private static int lengthOfUnicode(byte[] raw, int at, int end) {
        boolean pair = Character.isHighSurrogate((char) hex(raw, at + 2)) && at + 12 <= end && raw[at + 6] == '\\';
        return pair ? 12 : 6;
    }

    private static int codePoint(byte[] raw, int at, int length) {
        int first = hex(raw, at + 2);
        return length == 6 ? first : Character.toCodePoint((char) first, (char) hex(raw, at + 8));
    }

    private static int hex(byte[] raw, int at) {
        int value = 0;
        for (int i = at; i < at + 4; i++) {
            value = value << 4 | Character.digit(raw[i], 16);
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
