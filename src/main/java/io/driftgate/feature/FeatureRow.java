package io.driftgate.feature;

import java.util.Arrays;

/**
 * One row of a request's features, in the slots of a {@link FeatureIndex}. Mutable and reused for every row of every request;
 * owned by one event loop. A text value is a range of UTF-8 bytes (unescaped) in a buffer that the filler owns and that stays
 * valid until the row is filled again.
 *
 * <pre>
 * kind     number               text
 * ABSENT   -                    -
 * NULL     -                    -           JSON null, and NaN where a binary tensor carries it
 * INT      the value            -           lexically integral, or an integral float such as 5.0
 * FLOAT    the value            -           finite
 * BOOL     0 or 1               -
 * TEXT     -                    buffer[from, to)
 * LIST     number of elements   -           a JSON array; its elements are here when the schema says list, see beginList
 * OBJECT   number of members    -
 * </pre>
 */
public final class FeatureRow {
    public static final byte ABSENT = 0;
    public static final byte NULL = 1;
    public static final byte INT = 2;
    public static final byte FLOAT = 3;
    public static final byte BOOL = 4;
    public static final byte TEXT = 5;
    public static final byte LIST = 6;
    public static final byte OBJECT = 7;

    /** A list keeps this many elements, and the number of all: a longer one is not {@link #isListWhole}. */
    public static final int MAX_ELEMENTS = 4_096;

    /** As {@link #ABSENT}, until somebody asks. */
    private static final byte DEFERRED = 8;

    private static final byte[] NO_TEXT = {};
    private static final Filler NO_FILLER = slot -> {};

    /** Puts features that cost something into a row, once somebody asks for their kind. */
    @FunctionalInterface
    public interface Filler {
        /** Sets a slot, or leaves it absent. May set others that were deferred as well. */
        void fill(int slot);
    }

    private final byte[] kinds;
    private final double[] numbers;
    private final byte[][] textBuffers;
    private final int[] textFroms;
    private final int[] textTos;
    private final Elements[] lists;
    private Filler filler = NO_FILLER;
    private boolean unknown;

    public FeatureRow(int slots) {
        kinds = new byte[slots];
        numbers = new double[slots];
        textBuffers = new byte[slots][];
        textFroms = new int[slots];
        textTos = new int[slots];
        lists = new Elements[slots];
        Arrays.fill(textBuffers, NO_TEXT);
    }

    public int slots() {
        return kinds.length;
    }

    /** Makes every slot absent. */
    public void clear() {
        Arrays.fill(kinds, ABSENT);
        unknown = false;
    }

    /** Leaves a slot to a filler, the same for all slots of a row, which is called when the slot's kind is asked for. */
    public void defer(int slot, Filler newFiller) {
        kinds[slot] = DEFERRED;
        filler = newFiller;
    }

    public void setNull(int slot) {
        kinds[slot] = NULL;
    }

    /** Sets a number; {@code INT} when it is integral. */
    public void setNumber(int slot, double value) {
        kinds[slot] = value == Math.rint(value) ? INT : FLOAT;
        numbers[slot] = value;
    }

    public void setBool(int slot, boolean value) {
        kinds[slot] = BOOL;
        numbers[slot] = value ? 1 : 0;
    }

    public void setText(int slot, byte[] buffer, int from, int to) {
        kinds[slot] = TEXT;
        textBuffers[slot] = buffer;
        textFroms[slot] = from;
        textTos[slot] = to;
    }

    /** Sets a list of which only the number of elements is known. */
    public void setList(int slot, int elements) {
        kinds[slot] = LIST;
        numbers[slot] = elements;
        if (lists[slot] != null) {
            lists[slot].size = 0;
        }
    }

    /** Begins a list whose elements are added one by one. Lists of several slots may be filled in turn. */
    public void beginList(int slot) {
        setList(slot, 0);
        if (lists[slot] == null) {
            lists[slot] = new Elements();
        }
    }

    /** Adds a number to a list that was begun. */
    public void addNumber(int slot, double value) {
        int at = add(slot, value == Math.rint(value) ? INT : FLOAT);
        if (at >= 0) {
            lists[slot].numbers[at] = value;
        }
    }

    public void addBool(int slot, boolean value) {
        int at = add(slot, BOOL);
        if (at >= 0) {
            lists[slot].numbers[at] = value ? 1 : 0;
        }
    }

    public void addText(int slot, byte[] buffer, int from, int to) {
        int at = add(slot, TEXT);
        if (at >= 0) {
            lists[slot].buffers[at] = buffer;
            lists[slot].froms[at] = from;
            lists[slot].tos[at] = to;
        }
    }

    /** Adds an element that has no value of its own: {@code NULL}, {@code LIST} or {@code OBJECT}. */
    public void addOther(int slot, byte kind) {
        add(slot, kind);
    }

    private int add(int slot, byte kind) {
        numbers[slot]++;
        return lists[slot].add(kind);
    }

    public void setObject(int slot, int members) {
        kinds[slot] = OBJECT;
        numbers[slot] = members;
    }

    /** Notes that the row has a feature that no version's schema knows. */
    public void markUnknown() {
        unknown = true;
    }

    public boolean hasUnknown() {
        return unknown;
    }

    /** What the slot holds: to be asked before anything else of it. */
    public byte kind(int slot) {
        byte kind = kinds[slot];
        return kind == DEFERRED ? fill(slot) : kind;
    }

    private byte fill(int slot) {
        kinds[slot] = ABSENT;
        filler.fill(slot);
        return kinds[slot];
    }

    public boolean isNumber(int slot) {
        byte kind = kind(slot);
        return kind == INT || kind == FLOAT;
    }

    public double number(int slot) {
        return numbers[slot];
    }

    public byte[] textBuffer(int slot) {
        return textBuffers[slot];
    }

    public int textFrom(int slot) {
        return textFroms[slot];
    }

    public int textTo(int slot) {
        return textTos[slot];
    }

    /** The number of a list's elements, those that are not kept counted. */
    public int listSize(int slot) {
        return (int) numbers[slot];
    }

    /** Whether all elements of a list are here. */
    public boolean isListWhole(int slot) {
        return listSize(slot) == (lists[slot] == null ? 0 : lists[slot].size);
    }

    /** Kind of an element of a whole list. */
    public byte elementKind(int slot, int element) {
        return lists[slot].kinds[element];
    }

    public double elementNumber(int slot, int element) {
        return lists[slot].numbers[element];
    }

    public byte[] elementBuffer(int slot, int element) {
        return lists[slot].buffers[element];
    }

    public int elementFrom(int slot, int element) {
        return lists[slot].froms[element];
    }

    public int elementTo(int slot, int element) {
        return lists[slot].tos[element];
    }

    public boolean textEquals(int slot, byte[] utf8) {
        return kind(slot) == TEXT
                && Arrays.equals(textBuffers[slot], textFroms[slot], textTos[slot], utf8, 0, utf8.length);
    }

    /** Drops the references to text buffers, so that a large body does not outlive its request. */
    public void release() {
        clear();
        filler = NO_FILLER;
        Arrays.fill(textBuffers, NO_TEXT);
        for (Elements list : lists) {
            if (list != null) {
                list.release();
            }
        }
    }

    /** The elements of one slot's list. */
    private static final class Elements {
        private byte[] kinds = new byte[8];
        private double[] numbers = new double[8];
        private byte[][] buffers = new byte[8][];
        private int[] froms = new int[8];
        private int[] tos = new int[8];
        private int size;
        private int used;

        int add(byte kind) {
            if (size == MAX_ELEMENTS) {
                return -1;
            }
            if (size == kinds.length) {
                int capacity = 2 * size;
                kinds = Arrays.copyOf(kinds, capacity);
                numbers = Arrays.copyOf(numbers, capacity);
                buffers = Arrays.copyOf(buffers, capacity);
                froms = Arrays.copyOf(froms, capacity);
                tos = Arrays.copyOf(tos, capacity);
            }
            kinds[size] = kind;
            used = Math.max(used, size + 1);
            return size++;
        }

        void release() {
            Arrays.fill(buffers, 0, used, NO_TEXT);
            size = 0;
            used = 0;
        }
    }
}
