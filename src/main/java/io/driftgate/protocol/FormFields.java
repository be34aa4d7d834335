package io.driftgate.protocol;

import io.driftgate.json.WellFormedUtf8;
import java.util.Arrays;

/**
 * The fields of a form, or of a query, as ranges of the body that they stand in. Filled by {@link UrlEncoded} and {@link Multipart}.
 * Mutable, reused, owned by one event loop; at most {@value #MAX_FIELDS} fields.
 */
public final class FormFields {
    /** More in one form are refused. */
    public static final int MAX_FIELDS = 4_096;

    private static final int KEPT = 64;
    private static final int SPAN = 8;
    private static final byte[] NO_BYTES = {};

    /** What a field holds. */
    public enum Content {
        TEXT,
        JSON,
        /** Something that is neither. */
        OTHER
    }

    private byte[] bytes = NO_BYTES;
    private boolean urlEncoded;
    /** Of each field: its name, value, file name and length header, each from and to. */
    private int[] spans = new int[SPAN * KEPT];

    private Content[] contents = new Content[KEPT];
    private int size;

    void begin(byte[] newBytes, boolean isUrlEncoded) {
        bytes = newBytes;
        urlEncoded = isUrlEncoded;
        size = 0;
    }

    /** Adds a field that has neither a file name nor a length header. */
    void add(int nameFrom, int nameTo, int valueFrom, int valueTo) throws MalformedRequest {
        add(nameFrom, nameTo, valueFrom, valueTo, 0, 0, 0, 0, Content.TEXT);
    }

    void add(
            int nameFrom,
            int nameTo,
            int valueFrom,
            int valueTo,
            int fileFrom,
            int fileTo,
            int lengthFrom,
            int lengthTo,
            Content content)
            throws MalformedRequest {
        if (size == MAX_FIELDS) {
            throw Shapes.malformed("the form must have at most " + MAX_FIELDS + " fields");
        }
        if (size == contents.length) {
            contents = Arrays.copyOf(contents, 2 * size);
            spans = Arrays.copyOf(spans, 2 * SPAN * size);
        }
        int at = SPAN * size;
        spans[at] = nameFrom;
        spans[at + 1] = nameTo;
        spans[at + 2] = valueFrom;
        spans[at + 3] = valueTo;
        spans[at + 4] = fileFrom;
        spans[at + 5] = fileTo;
        spans[at + 6] = lengthFrom;
        spans[at + 7] = lengthTo;
        contents[size++] = content;
    }

    public int size() {
        return size;
    }

    /** The array that all ranges are of. */
    public byte[] bytes() {
        return bytes;
    }

    /** Whether names and values are percent-encoded, with {@code +} for a blank. */
    public boolean isUrlEncoded() {
        return urlEncoded;
    }

    public int nameFrom(int field) {
        return spans[SPAN * field];
    }

    public int nameTo(int field) {
        return spans[SPAN * field + 1];
    }

    public int valueFrom(int field) {
        return spans[SPAN * field + 2];
    }

    public int valueTo(int field) {
        return spans[SPAN * field + 3];
    }

    /** Whether a field has a file name. */
    public boolean isFile(int field) {
        return fileFrom(field) > 0;
    }

    public int fileFrom(int field) {
        return spans[SPAN * field + 4];
    }

    public int fileTo(int field) {
        return spans[SPAN * field + 5];
    }

    /** First digit of the part's own Content-Length; an empty range when it has none. */
    public int lengthFrom(int field) {
        return spans[SPAN * field + 6];
    }

    public int lengthTo(int field) {
        return spans[SPAN * field + 7];
    }

    public Content content(int field) {
        return contents[field];
    }

    public void release() {
        bytes = NO_BYTES;
        size = 0;
        if (contents.length > KEPT) {
            contents = new Content[KEPT];
            spans = new int[SPAN * KEPT];
        }
    }

    /** Writes what {@code bytes[from, to)} says to {@code out}, and returns how many bytes that is; at most {@code to - from}. */
    public int decode(int from, int to, byte[] out) {
        return decode(from, to, out, 0);
    }

    int decode(int from, int to, byte[] out, int start) {
        if (!urlEncoded) {
            System.arraycopy(bytes, from, out, start, to - from);
            return to - from;
        }
        int length = start;
        for (int i = from; i < to; i++) {
            int code = bytes[i] == '%' ? hex(i + 1, to) : -1;
            if (code >= 0) {
                out[length++] = (byte) code;
                i += 2;
            } else {
                out[length++] = bytes[i] == '+' ? (byte) ' ' : bytes[i];
            }
        }
        return length - start;
    }

    /** Whether bytes are UTF-8 without NUL, which is what UTF-16 looks like where it is taken for UTF-8. */
    public static boolean isText(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] == 0) {
                return false;
            }
        }
        return WellFormedUtf8.isText(text, from, to);
    }

    private int hex(int at, int to) {
        return at + 1 < to && isHex(bytes[at]) && isHex(bytes[at + 1])
                ? Character.digit(bytes[at], 16) << 4 | Character.digit(bytes[at + 1], 16)
                : -1;
    }

    static boolean isHex(byte b) {
        return (b >= '0' && b <= '9') || ((b | 0x20) >= 'a' && (b | 0x20) <= 'f');
    }
}
