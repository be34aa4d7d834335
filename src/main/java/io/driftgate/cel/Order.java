package io.driftgate.cel;

import java.util.Arrays;

/**
 * How two values stand to each other, as one bit each, and comparisons as the set of those bits for which they hold: one node
 * serves all six operators.
 */
final class Order {
    static final int LESS = 1;
    static final int EQUAL = 2;
    static final int GREATER = 4;
    /** A NaN on either side: not equal, and nothing else. */
    static final int UNORDERED = 8;

    static final int NOT_EQUAL = LESS | GREATER | UNORDERED;

    private static final double TWO_TO_63 = 0x1p63;

    private Order() {}

    static int of(long a, long b) {
        return a < b ? LESS : a == b ? EQUAL : GREATER;
    }

    static int of(double a, double b) {
        return a < b ? LESS : a == b ? EQUAL : a > b ? GREATER : UNORDERED;
    }

    /** Mathematically exact. */
    static int of(long a, double b) {
        if (b >= TWO_TO_63) {
            return LESS;
        }
        if (b < -TWO_TO_63) {
            return GREATER;
        }
        if (Double.isNaN(b)) {
            return UNORDERED;
        }
        long whole = (long) b;
        return a != whole ? of(a, whole) : of(0.0, b - whole);
    }

    /** By code points, which is the order of the bytes. */
    static int of(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
        int order = Arrays.compareUnsigned(a, aFrom, aTo, b, bFrom, bTo);
        return order < 0 ? LESS : order == 0 ? EQUAL : GREATER;
    }

    /** The comparison with its sides swapped. */
    static int swapped(int comparison) {
        int kept = comparison & (EQUAL | UNORDERED);
        return kept | ((comparison & LESS) != 0 ? GREATER : 0) | ((comparison & GREATER) != 0 ? LESS : 0);
    }

    /** {@link CelPredicate#TRUE} or {@code FALSE}. */
    static int test(int comparison, int order) {
        return (comparison & order) != 0 ? CelPredicate.TRUE : CelPredicate.FALSE;
    }
}
