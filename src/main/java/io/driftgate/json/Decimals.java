package io.driftgate.json;

import java.math.BigInteger;

/**
 * Rounds {@code digits * 10^exponent} to the nearest double, ties to even, without allocation.
 *
 * <ol>
 *   <li>Up to 2^53 digits and powers up to 10^22 are exact doubles, so one multiplication or division rounds once (Clinger,
 *       "How to read floating point numbers accurately", 1990).
 *   <li>Else the digits are multiplied with a 128-bit approximation of the power of five (Lemire, "Number parsing at a gigabyte
 *       per second", 2021, algorithm 1), which always suffices for 64-bit digits (Mushtak and Lemire, "Fast number parsing
 *       without fallback", 2023).
 * </ol>
 *
 * Immutable, any thread.
 */
final class Decimals {
    private static final int MIN_EXPONENT = -342;
    private static final int MAX_EXPONENT = 308;
    private static final int MAX_EXACT_POWER = 22;
    private static final long MAX_EXACT_DIGITS = 1L << 53;

    private static final int MANTISSA_BITS = 52;
    private static final long HIDDEN_BIT = 1L << MANTISSA_BITS;
    private static final int EXPONENT_BIAS = 1023;
    private static final int INFINITE_EXPONENT = 0x7FF;
    /** The product's bits below the mantissa, its hidden bit and two for rounding. */
    private static final int SPARE_BITS = 64 - MANTISSA_BITS - 3;

    private static final double[] EXACT_POWERS = new double[MAX_EXACT_POWER + 1];
    /** 128 bits of 5^q from its leading one: high and low word, from {@link #MIN_EXPONENT} on. */
    private static final long[] FIVES = new long[2 * (MAX_EXPONENT - MIN_EXPONENT + 1)];

    static {
        double power = 1;
        for (int i = 0; i <= MAX_EXACT_POWER; i++) {
            EXACT_POWERS[i] = power;
            power *= 10;
        }
        for (int exponent = MIN_EXPONENT; exponent <= MAX_EXPONENT; exponent++) {
            BigInteger five = leading128(exponent);
            FIVES[2 * (exponent - MIN_EXPONENT)] = five.shiftRight(64).longValue();
            FIVES[2 * (exponent - MIN_EXPONENT) + 1] = five.longValue();
        }
    }

    private Decimals() {}

    /** Powers are cut off, reciprocals rounded up, as the proof asks. */
    private static BigInteger leading128(int exponent) {
        BigInteger power = BigInteger.valueOf(5).pow(Math.abs(exponent));
        if (exponent >= 0) {
            return power.shiftLeft(128).shiftRight(power.bitLength());
        }
        // The least z with 2^z >= 5^-q: a power of five is never a power of two, but for 5^0.
        int bits = power.bitLength();
        int shift = exponent >= -27 ? bits + 127 : 2 * bits + 128;
        BigInteger reciprocal = BigInteger.ONE.shiftLeft(shift).divide(power).add(BigInteger.ONE);
        return reciprocal.shiftRight(Math.max(0, reciprocal.bitLength() - 128));
    }

    /**
     * The double nearest to {@code digits * 10^exponent}; infinite beyond the range.
     *
     * @param digits unsigned
     */
    static double toDouble(long digits, int exponent) {
        if (digits >= 0 && digits <= MAX_EXACT_DIGITS && exponent >= -MAX_EXACT_POWER && exponent <= MAX_EXACT_POWER) {
            return exponent < 0 ? digits / EXACT_POWERS[-exponent] : digits * EXACT_POWERS[exponent];
        }
        if (digits == 0 || exponent < MIN_EXPONENT) {
            return 0;
        }
        return exponent > MAX_EXPONENT ? Double.POSITIVE_INFINITY : multiply(digits, exponent);
    }

    private static double multiply(long digits, int exponent) {
        int leadingZeros = Long.numberOfLeadingZeros(digits);
        long left = digits << leadingZeros;
        int five = 2 * (exponent - MIN_EXPONENT);
        long low = left * FIVES[five];
        long high = unsignedMultiplyHigh(left, FIVES[five]);
        long spareMask = (1L << SPARE_BITS) - 1;
        if ((high & spareMask) == spareMask) {
            long carry = unsignedMultiplyHigh(left, FIVES[five + 1]);
            low += carry;
            if (Long.compareUnsigned(carry, low) > 0) {
                high++;
            }
        }
        int upperBit = (int) (high >>> 63);
        long mantissa = high >>> (upperBit + SPARE_BITS);
        int power = binaryExponent(exponent) + upperBit - leadingZeros + EXPONENT_BIAS;
        if (power <= 0) {
            return subnormal(mantissa, power);
        }
        // Halfway: only small powers of five divide or multiply 64-bit digits exactly; then ties go to even.
        boolean exact = low >= 0 && low <= 1 && exponent >= -4 && exponent <= 23;
        if (exact && (mantissa & 3) == 1 && (mantissa << (upperBit + SPARE_BITS)) == high) {
            mantissa &= ~1L;
        }
        mantissa = (mantissa + (mantissa & 1)) >>> 1;
        if (mantissa == HIDDEN_BIT << 1) {
            mantissa = HIDDEN_BIT;
            power++;
        }
        if (power >= INFINITE_EXPONENT) {
            return Double.POSITIVE_INFINITY;
        }
        return Double.longBitsToDouble(((long) power << MANTISSA_BITS) | (mantissa & ~HIDDEN_BIT));
    }

    private static double subnormal(long mantissa, int power) {
        if (1 - power >= Long.SIZE) {
            return 0;
        }
        long shifted = mantissa >>> (1 - power);
        shifted = (shifted + (shifted & 1)) >>> 1;
        // Rounding up to the hidden bit gives the least normal double, whose bits are just these.
        return Double.longBitsToDouble(shifted);
    }

    /** floor(log2(10^exponent)) + 63; 217706 / 65536 is log2(10) to the precision that this range needs. */
    private static int binaryExponent(int exponent) {
        return ((217_706 * exponent) >> 16) + 63;
    }

    private static long unsignedMultiplyHigh(long a, long b) {
        return Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
    }
}
