package io.driftgate.proxy.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The header fields of one message: ranges in one byte array, names in lower case, values without surrounding blanks. Mutable
 * and reused by the connection that parses it; owned by one event loop.
 *
 * <pre>
 * spans   | nameFrom nameTo valueFrom valueTo | nameFrom … one group of four per field
 * </pre>
 */
public final class FieldBlock {
    /** More fields than this in one head are refused. */
    public static final int MAX_FIELDS = 128;

    public static final int NONE = -1;

    private byte[] bytes = new byte[1024];
    private int[] spans = new int[4 * 24];
    private KnownField[] known = new KnownField[24];
    private int size;

    /** The array that spans refer to; the parser fills it. */
    public byte[] bytes() {
        return bytes;
    }

    /** Makes room for {@code capacity} bytes, keeping those there are. */
    public void ensureCapacity(int capacity) {
        if (capacity > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(capacity, bytes.length * 2));
        }
    }

    public void clear() {
        size = 0;
    }

    /** Adds a field; its name's bytes are in lower case already. */
    public void add(int nameFrom, int nameTo, int valueFrom, int valueTo) {
        if (size == known.length) {
            known = Arrays.copyOf(known, size * 2);
            spans = Arrays.copyOf(spans, size * 8);
        }
        int at = size * 4;
        spans[at] = nameFrom;
        spans[at + 1] = nameTo;
        spans[at + 2] = valueFrom;
        spans[at + 3] = valueTo;
        known[size++] = KnownField.of(bytes, nameFrom, nameTo);
    }

    /** Gives a field another value. */
    void replaceValue(int field, byte[] value) {
        int at = 0;
        for (int i = 0; i < size; i++) {
            at = Math.max(at, valueTo(i));
        }
        ensureCapacity(at + value.length);
        System.arraycopy(value, 0, bytes, at, value.length);
        spans[field * 4 + 2] = at;
        spans[field * 4 + 3] = at + value.length;
    }

    /** Adds all fields of another block as they are, one of them with another value. */
    void copy(FieldBlock other, int replaced, byte[] value) {
        for (int i = 0; i < other.size; i++) {
            int nameBytes = other.nameTo(i) - other.nameFrom(i);
            byte[] from = i == replaced ? value : other.bytes;
            int valueFrom = i == replaced ? 0 : other.valueFrom(i);
            int valueBytes = i == replaced ? value.length : other.valueTo(i) - valueFrom;
            int at = size == 0 ? 0 : valueTo(size - 1);
            ensureCapacity(at + nameBytes + valueBytes);
            System.arraycopy(other.bytes, other.nameFrom(i), bytes, at, nameBytes);
            System.arraycopy(from, valueFrom, bytes, at + nameBytes, valueBytes);
            add(at, at + nameBytes, at + nameBytes, at + nameBytes + valueBytes);
            known[size - 1] = other.known[i];
        }
    }

    public int size() {
        return size;
    }

    public KnownField known(int field) {
        return known[field];
    }

    public int nameFrom(int field) {
        return spans[field * 4];
    }

    public int nameTo(int field) {
        return spans[field * 4 + 1];
    }

    public int valueFrom(int field) {
        return spans[field * 4 + 2];
    }

    public int valueTo(int field) {
        return spans[field * 4 + 3];
    }

    /** The first field of that kind, or {@link #NONE}. */
    public int find(KnownField kind) {
        for (int i = 0; i < size; i++) {
            if (known[i] == kind) {
                return i;
            }
        }
        return NONE;
    }

    /** How many fields are of that kind. */
    public int count(KnownField kind) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (known[i] == kind) {
                count++;
            }
        }
        return count;
    }

    /** The first field of that lower-case name, or {@link #NONE}. */
    public int find(byte[] name) {
        for (int i = 0; i < size; i++) {
            if (hasName(i, name)) {
                return i;
            }
        }
        return NONE;
    }

    /** Whether a field is of that lower-case name. */
    boolean hasName(int field, byte[] name) {
        return Arrays.equals(bytes, nameFrom(field), nameTo(field), name, 0, name.length);
    }

    /** Whether a value equals an ASCII text, case-insensitively; {@code lowerCase} is in lower case. */
    public boolean valueEquals(int field, String lowerCase) {
        return regionEquals(valueFrom(field), valueTo(field), lowerCase);
    }

    boolean regionEquals(int from, int to, String lowerCase) {
        if (to - from != lowerCase.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (lower(bytes[i]) != lowerCase.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }

    /** The value as text; ISO 8859-1, so that no byte is lost. */
    public String value(int field) {
        return new String(bytes, valueFrom(field), valueTo(field) - valueFrom(field), StandardCharsets.ISO_8859_1);
    }

    /**
     * Visits the members of a comma-separated list value, without blanks around them and without empty ones (RFC 9110 section
     * 5.6.1).
     */
    public void forEachListMember(int field, MemberVisitor visitor) {
        int end = valueTo(field);
        int from = valueFrom(field);
        while (from <= end) {
            int to = from;
            while (to < end && bytes[to] != ',') {
                to++;
            }
            int first = from;
            int last = to;
            while (first < last && (bytes[first] == ' ' || bytes[first] == '\t')) {
                first++;
            }
            while (last > first && (bytes[last - 1] == ' ' || bytes[last - 1] == '\t')) {
                last--;
            }
            if (first < last) {
                visitor.visit(first, last);
            }
            from = to + 1;
        }
    }

    /** Receives a list member as a range of {@link #bytes()}. */
    @FunctionalInterface
    public interface MemberVisitor {
        void visit(int from, int to);
    }

    /** Marks the fields that the Connection header names, so that they are not forwarded; returns whether it says close. */
    public boolean applyConnectionOptions() {
        boolean[] close = {false};
        for (int i = 0; i < size; i++) {
            if (known[i] == KnownField.CONNECTION) {
                forEachListMember(i, (from, to) -> {
                    if (regionEquals(from, to, "close")) {
                        close[0] = true;
                    }
                    markNamed(from, to);
                });
            }
        }
        return close[0];
    }

    private void markNamed(int from, int to) {
        for (int i = 0; i < size; i++) {
            if ((known[i] == KnownField.OTHER || known[i].isOfBytes()) && nameTo(i) - nameFrom(i) == to - from) {
                boolean same = true;
                for (int k = 0; same && k < to - from; k++) {
                    same = bytes[nameFrom(i) + k] == lower(bytes[from + k]);
                }
                if (same) {
                    known[i] = KnownField.CONNECTION_OPTION;
                }
            }
        }
    }

    static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
    }
}
