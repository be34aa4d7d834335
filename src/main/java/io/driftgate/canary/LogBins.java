package io.driftgate.canary;

/**
 * Bins whose width grows with the value: {@value #PER_OCTAVE} of equal width between a power of two and the next, so that each is 1.6 to 3.1 % of
 * its values wide. A place is read off the bits of a double: no logarithm, no search. Values beyond the ends are in the outermost bins.
 *
 * <p>Source: the buckets of HdrHistogram (G. Tene).
 */
final class LogBins {
    static final int PER_OCTAVE = 32;

    private static final int MANTISSA_BITS = 5;
    private static final int SHIFT = 52 - MANTISSA_BITS;
    private static final int BIAS = 1023;

    private final int base;
    private final int magnitudes;
    private final boolean signed;

    private LogBins(int minExponent, int maxExponent, boolean signed) {
        this.base = (BIAS + minExponent) << MANTISSA_BITS;
        this.magnitudes = (maxExponent - minExponent) * PER_OCTAVE;
        this.signed = signed;
    }

    /** For values from 2^min to 2^max. */
    static LogBins positive(int minExponent, int maxExponent) {
        return new LogBins(minExponent, maxExponent, false);
    }

    /** For those and their negatives, with a bin in between for all that is nearer to 0. */
    static LogBins signed(int minExponent, int maxExponent) {
        return new LogBins(minExponent, maxExponent, true);
    }

    int bins() {
        return signed ? 2 * magnitudes + 1 : magnitudes;
    }

    /** The bin of a value that is a number; bins are in the order of their values. */
    int bin(double value) {
        int magnitude = (int) (Double.doubleToRawLongBits(Math.abs(value)) >>> SHIFT) - base;
        if (!signed) {
            return Math.max(0, Math.min(magnitudes - 1, magnitude));
        }
        if (magnitude < 0) {
            return magnitudes;
        }
        int clipped = Math.min(magnitudes - 1, magnitude);
        return value < 0 ? magnitudes - 1 - clipped : magnitudes + 1 + clipped;
    }

    /** The value of a bin that is nearest to 0. */
    double edge(int bin) {
        if (!signed) {
            return least(bin);
        }
        if (bin == magnitudes) {
            return 0;
        }
        return bin > magnitudes ? least(bin - magnitudes - 1) : -least(magnitudes - 1 - bin);
    }

    private double least(int magnitude) {
        return Double.longBitsToDouble((long) (base + magnitude) << SHIFT);
    }
}
