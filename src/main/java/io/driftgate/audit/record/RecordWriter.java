package io.driftgate.audit.record;

import java.util.Arrays;

/**
 * Writes one record after the other into one array. What is empty or 0 is left out. Reused, owned by one thread; allocates only when a
 * record is larger than all before it, and gives back what a very large one took.
 */
public final class RecordWriter {
    private static final int FIRST_BYTES = 1 << 10;
    private static final int KEPT_BYTES = 16 << 10;
    private static final int NO_MESSAGE = -1;
    private static final byte REPLACEMENT = '?';

    private byte[] bytes = new byte[FIRST_BYTES];
    private int size;

    /** Where the length of the message that is being written stands. */
    private int messageLengthAt = NO_MESSAGE;

    /** Begins a record, and forgets the one before. */
    public RecordWriter begin(RecordKind kind) {
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[FIRST_BYTES];
        }
        messageLengthAt = NO_MESSAGE;
        bytes[0] = RecordFormat.VERSION;
        bytes[1] = (byte) kind.number();
        size = RecordFormat.HEADER_BYTES;
        return this;
    }

    /** Begins a run of fields that {@link #copy} puts into records later. */
    public RecordWriter beginFields() {
        messageLengthAt = NO_MESSAGE;
        size = 0;
        return this;
    }

    /** The record stands in {@code [0, size)}; valid until the next begins. */
    public byte[] bytes() {
        return bytes;
    }

    public int size() {
        return size;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** Puts fields in that were written before. */
    public RecordWriter copy(byte[] fields) {
        return copy(fields, 0, fields.length);
    }

    /** As {@link #copy(byte[])}, of {@code fields[from, to)}. */
    public RecordWriter copy(byte[] fields, int from, int to) {
        ensure(to - from);
        System.arraycopy(fields, from, bytes, size, to - from);
        size += to - from;
        return this;
    }

    public RecordWriter text(Field field, String value) {
        check(field, Field.Type.TEXT);
        if (value.isEmpty()) {
            return this;
        }
        ensure(value.length() * 3 + 10);
        putVarint(field.tag);
        int at = size;
        putVarint(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                size = at;
                putUtf8(value);
                return this;
            }
            bytes[size++] = (byte) c;
        }
        return this;
    }

    private void putUtf8(String value) {
        int length = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (isPair(value, i)) {
                length += 4;
                i++;
            } else {
                length += c < 0x80 || Character.isSurrogate(c) ? 1 : c < 0x800 ? 2 : 3;
            }
        }
        putVarint(length);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (isPair(value, i)) {
                int point = Character.toCodePoint(c, value.charAt(++i));
                bytes[size++] = (byte) (0xF0 | point >> 18);
                bytes[size++] = (byte) (0x80 | ((point >> 12) & 0x3F));
                bytes[size++] = (byte) (0x80 | ((point >> 6) & 0x3F));
                bytes[size++] = (byte) (0x80 | (point & 0x3F));
            } else if (c < 0x80 || Character.isSurrogate(c)) {
                bytes[size++] = c < 0x80 ? (byte) c : REPLACEMENT;
            } else if (c < 0x800) {
                bytes[size++] = (byte) (0xC0 | c >> 6);
                bytes[size++] = (byte) (0x80 | (c & 0x3F));
            } else {
                bytes[size++] = (byte) (0xE0 | c >> 12);
                bytes[size++] = (byte) (0x80 | ((c >> 6) & 0x3F));
                bytes[size++] = (byte) (0x80 | (c & 0x3F));
            }
        }
    }

    private static boolean isPair(String value, int at) {
        return Character.isHighSurrogate(value.charAt(at))
                && at + 1 < value.length()
                && Character.isLowSurrogate(value.charAt(at + 1));
    }

    /** A text that is UTF-8 already. */
    public RecordWriter text(Field field, byte[] utf8, int from, int to) {
        check(field, Field.Type.TEXT);
        return lengthDelimited(field, utf8, from, to);
    }

    public RecordWriter hex(Field field, byte[] value, int from, int to) {
        check(field, Field.Type.HEX);
        return lengthDelimited(field, value, from, to);
    }

    /**
     * Writes what the digits stand for.
     *
     * @param digits hexadecimal, in either case
     * @throws IllegalArgumentException when they are none
     */
    public RecordWriter hex(Field field, String digits) {
        check(field, Field.Type.HEX);
        if (digits.isEmpty()) {
            return this;
        }
        if (digits.length() % 2 != 0) {
            throw new IllegalArgumentException("an odd number of hexadecimal digits");
        }
        ensure(digits.length() / 2 + 10);
        putVarint(field.tag);
        putVarint(digits.length() / 2);
        for (int i = 0; i < digits.length(); i += 2) {
            int high = Character.digit(digits.charAt(i), 16);
            int low = Character.digit(digits.charAt(i + 1), 16);
            if (high < 0 || low < 0) {
                throw new IllegalArgumentException("no hexadecimal digits");
            }
            bytes[size++] = (byte) (high << 4 | low);
        }
        return this;
    }

    private RecordWriter lengthDelimited(Field field, byte[] value, int from, int to) {
        if (from == to) {
            return this;
        }
        ensure(to - from + 10);
        putVarint(field.tag);
        putVarint(to - from);
        System.arraycopy(value, from, bytes, size, to - from);
        size += to - from;
        return this;
    }

    /** What is 0 or less is left out. */
    public RecordWriter count(Field field, long value) {
        check(field, Field.Type.COUNT);
        if (value > 0) {
            ensure(15);
            putVarint(field.tag);
            putVarint(value);
        }
        return this;
    }

    /** Written even when it is 0. */
    public RecordWriter integer(Field field, long value) {
        check(field, Field.Type.INTEGER);
        ensure(15);
        putVarint(field.tag);
        putVarint(value << 1 ^ value >> 63);
        return this;
    }

    /** Written even when it is 0. */
    public RecordWriter real(Field field, double value) {
        check(field, Field.Type.REAL);
        return fixed64(field, Double.doubleToLongBits(value));
    }

    /** @param epochNanos since 1970 UTC */
    public RecordWriter time(Field field, long epochNanos) {
        check(field, Field.Type.TIME);
        return fixed64(field, epochNanos);
    }

    /** Written even when it is 0. */
    public RecordWriter id(Field field, long value) {
        check(field, Field.Type.ID);
        return fixed64(field, value);
    }

    private RecordWriter fixed64(Field field, long value) {
        ensure(13);
        putVarint(field.tag);
        for (int shift = 0; shift < 64; shift += 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    /** Begins a message: fields up to {@link #endMessage} are its own. None stands in another. */
    public RecordWriter beginMessage(Field field) {
        check(field, Field.Type.MESSAGE);
        if (messageLengthAt != NO_MESSAGE) {
            throw new IllegalStateException("a message within a message");
        }
        ensure(6);
        putVarint(field.tag);
        messageLengthAt = size++;
        return this;
    }

    public RecordWriter endMessage() {
        int at = messageLengthAt;
        int length = size - at - 1;
        messageLengthAt = NO_MESSAGE;
        int lengthBytes = varintBytes(length);
        if (lengthBytes > 1) {
            ensure(lengthBytes - 1);
            System.arraycopy(bytes, at + 1, bytes, at + lengthBytes, length);
        }
        size = at;
        putVarint(length);
        size += length;
        return this;
    }

    private static void check(Field field, Field.Type type) {
        if (field.type != type) {
            throw new IllegalArgumentException(field.name + " is no " + type);
        }
    }

    private static int varintBytes(int value) {
        return value < 0x80 ? 1 : (38 - Integer.numberOfLeadingZeros(value)) / 7;
    }

    private void putVarint(long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            bytes[size++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[size++] = (byte) left;
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
