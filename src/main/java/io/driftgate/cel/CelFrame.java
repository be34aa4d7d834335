package io.driftgate.cel;

import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.Headers;
import java.util.Arrays;

/**
 * What an expression reads, and the memory that it works in. Mutable, reused; owned by one thread.
 *
 * <p>How nodes hand on values: a number is returned; a text is left in {@link #buffer}, {@link #from} and {@link #to}; an error
 * is left in {@link #failed}, which whoever asked for the value looks at before using it. No node is entered with it set.
 */
public final class CelFrame {
    /** Bytes that one evaluation may build of strings. */
    static final int MAX_SCRATCH = 64 << 10;

    /** What one evaluation may spend of the {@link WorkBudget}. */
    static final int MAX_STEPS = 1 << 20;

    private static final byte[] NO_TEXT = {};

    /** Set by a node that has no value. */
    boolean failed;

    byte[] buffer = NO_TEXT;
    int from;
    int to;

    /** Where in a list the element stands that was asked for last. */
    int index;

    /** Registers: variables of comprehensions, and elements of list literals. A double is kept as its raw bits. */
    long[] longs = {};

    byte[][] buffers = {};
    int[] froms = {};
    int[] tos = {};

    private final FeatureRow[] records;
    private Headers headers = Headers.EMPTY;
    private WorkBudget budget = new WorkBudget();
    private int steps;
    private byte[] scratch = NO_TEXT;
    private int scratchUsed;

    /** @param records how many records there are; their ids count from 0 */
    public CelFrame(int records) {
        this.records = new FeatureRow[records];
    }

    public void record(int id, FeatureRow row) {
        records[id] = row;
    }

    public void headers(Headers newHeaders) {
        headers = newHeaders;
    }

    /** What evaluations draw on from now on. */
    public void budget(WorkBudget newBudget) {
        budget = newBudget;
    }

    WorkBudget budget() {
        return budget;
    }

    FeatureRow record(int id) {
        return records[id];
    }

    Headers headers() {
        return headers;
    }

    /** Starts an evaluation that needs this many registers. */
    void begin(int registers) {
        failed = false;
        steps = MAX_STEPS;
        scratchUsed = 0;
        if (registers > longs.length) {
            longs = Arrays.copyOf(longs, registers);
            buffers = Arrays.copyOf(buffers, registers);
            froms = Arrays.copyOf(froms, registers);
            tos = Arrays.copyOf(tos, registers);
        }
    }

    void text(byte[] newBuffer, int newFrom, int newTo) {
        buffer = newBuffer;
        from = newFrom;
        to = newTo;
    }

    long fail() {
        failed = true;
        return 0;
    }

    /** Whether the value that was asked for is an error; forgets it. */
    boolean takeFailure() {
        if (failed) {
            failed = false;
            return true;
        }
        return false;
    }

    /** Pays for work; false when it is more than the evaluation, or the request, may still spend. */
    boolean spend(int cost) {
        if (cost > steps || !budget.spend(cost)) {
            return false;
        }
        steps -= cost;
        return true;
    }

    /** Pays for one pass over a text. Short ones are free: the number of nodes bounds them. */
    boolean spendText(int bytes) {
        return bytes < 16 || spend(bytes >> 4);
    }

    int scratchUsed() {
        return scratchUsed;
    }

    /** Gives back what was built since {@link #scratchUsed()} was {@code mark}. */
    void releaseScratch(int mark) {
        scratchUsed = mark;
    }

    /** Reserves scratch; returns where it starts in {@link #scratch()}, or -1 when there is no more. Older texts stay where they are. */
    int reserve(int bytes) {
        if (bytes > MAX_SCRATCH - scratchUsed) {
            return -1;
        }
        int start = scratchUsed;
        if (start + bytes > scratch.length) {
            scratch = Arrays.copyOf(scratch, Math.min(MAX_SCRATCH, Math.max(256, 2 * (start + bytes))));
        }
        scratchUsed = start + bytes;
        return start;
    }

    byte[] scratch() {
        return scratch;
    }

    /** Drops the references to text, so that a large body does not outlive its request. */
    public void release() {
        buffer = NO_TEXT;
        Arrays.fill(buffers, null);
    }
}
