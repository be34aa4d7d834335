package io.driftgate.pii.pattern;

/** The digits of a JSON number that is whole, whether or not it is written as one. Any thread. */
public final class WholeNumber {
    private static final long EXPONENT_CAP = 1_000_000_000_000L;

    private WholeNumber() {}

    /**
     * Writes the digits of a well-formed number to {@code out}: {@code 42}, {@code -42.0} and {@code 4.2e1} have the same.
     *
     * @return how many; 0 when the number is zero, has a fraction or has more digits than there is room for
     */
    public static int digits(byte[] text, int from, int to, byte[] out) {
        int size = 0;
        int zeros = 0; // that count only if another digit follows
        long scale = 0;
        boolean fraction = false;
        int p = from;
        for (; p < to && (text[p] | 0x20) != 'e'; p++) {
            if (!Utf8.isDigit(text[p])) {
                fraction |= text[p] == '.';
                continue;
            }
            scale -= fraction ? 1 : 0;
            if (text[p] == '0') {
                zeros += size > 0 ? 1 : 0;
                continue;
            }
            if (size + zeros >= out.length) {
                return 0;
            }
            size = put(out, size, zeros);
            zeros = 0;
            out[size++] = text[p];
        }
        scale += zeros + exponent(text, p + 1, to);
        return size == 0 || scale < 0 || size + scale > out.length ? 0 : put(out, size, (int) scale);
    }

    private static int put(byte[] out, int at, int zeros) {
        int end = at + zeros;
        for (int i = at; i < end; i++) {
            out[i] = '0';
        }
        return end;
    }

    private static long exponent(byte[] text, int from, int to) {
        long exponent = 0;
        for (int p = from; p < to; p++) {
            exponent = Utf8.isDigit(text[p]) ? Math.min(exponent * 10 + (text[p] - '0'), EXPONENT_CAP) : exponent;
        }
        return from < to && text[from] == '-' ? -exponent : exponent;
    }
}
