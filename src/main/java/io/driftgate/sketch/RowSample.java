package io.driftgate.sketch;

import java.util.Arrays;
import java.util.Random;

/**
 * Rows as codes, one per profile: all while they fit, else a uniform sample of them (algorithm R; Vitter, Random Sampling with a
 * Reservoir, 1985). Two bytes a code, never more than {@code capacity} rows. One thread.
 */
final class RowSample {
    private static final int FIRST_ROWS = 1024;
    private static final long SEED = 0x70616972L;

    private final int width;
    private final int capacity;
    private final Random random = new Random(SEED);
    private char[] codes;
    private long seen;

    RowSample(int width, int capacity) {
        this.width = width;
        this.capacity = capacity;
        codes = new char[width * Math.min(capacity, FIRST_ROWS)];
    }

    /** Takes a row of codes, which stays the caller's. */
    void add(char[] row) {
        long at = seen < capacity ? seen : random.nextLong(seen + 1);
        seen++;
        if (at < capacity) {
            int from = (int) at * width;
            if (from == codes.length) {
                codes = Arrays.copyOf(codes, (int) Math.min((long) capacity * width, 2L * codes.length));
            }
            System.arraycopy(row, 0, codes, from, width);
        }
    }

    int rows() {
        return (int) Math.min(seen, capacity);
    }

    char code(int row, int place) {
        return codes[row * width + place];
    }
}
