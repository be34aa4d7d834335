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
 * LIST     number of elements   -           a JSON array where a single value belongs
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

    private static final byte[] NO_TEXT = {};

    private final byte[] kinds;
    private final double[] numbers;
    private final byte[][] textBuffers;
    private final int[] textFroms;
    private final int[] textTos;
    private boolean unknown;

    public FeatureRow(int slots) {
        kinds = new byte[slots];
        numbers = new double[slots];
        textBuffers = new byte[slots][];
        textFroms = new int[slots];
        textTos = new int[slots];
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

    public void setList(int slot, int elements) {
        kinds[slot] = LIST;
        numbers[slot] = elements;
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

    public byte kind(int slot) {
        return kinds[slot];
    }

    public boolean isNumber(int slot) {
        return kinds[slot] == INT || kinds[slot] == FLOAT;
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

    public boolean textEquals(int slot, byte[] utf8) {
        return kinds[slot] == TEXT
                && Arrays.equals(textBuffers[slot], textFroms[slot], textTos[slot], utf8, 0, utf8.length);
    }

    /** Drops the references to text buffers, so that a large body does not outlive its request. */
    public void release() {
        clear();
        Arrays.fill(textBuffers, NO_TEXT);
    }
}
