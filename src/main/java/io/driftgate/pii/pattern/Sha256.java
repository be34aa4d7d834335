package io.driftgate.pii.pattern;

/** SHA-256 (FIPS 180-4) of messages of at most 55 bytes, which fit into one block. Allocates nothing per message. One thread. */
final class Sha256 {
    static final int DIGEST_BYTES = 32;
    static final int MAX_BYTES = 55;

    private static final int[] ROUND = new int[64];
    private static final int[] INITIAL = new int[8];

    static {
        int prime = 2;
        for (int i = 0; i < 64; prime++) {
            if (isPrime(prime)) {
                ROUND[i] = fraction(Math.cbrt(prime));
                if (i < 8) {
                    INITIAL[i] = fraction(Math.sqrt(prime));
                }
                i++;
            }
        }
    }

    private final int[] words = new int[64];

    private static boolean isPrime(int n) {
        for (int i = 2; i * i <= n; i++) {
            if (n % i == 0) {
                return false;
            }
        }
        return true;
    }

    /** The first 32 bits of the fraction: below 7, a double has 50 of them. */
    private static int fraction(double root) {
        return (int) (long) ((root - Math.floor(root)) * (1L << 32));
    }

    /** Writes the digest of {@code message[0, length)} to {@code out}, which may be the message. */
    void digest(byte[] message, int length, byte[] out) {
        for (int i = 0; i < 16; i++) {
            words[i] = 0;
        }
        for (int i = 0; i < length; i++) {
            words[i >> 2] |= (message[i] & 0xff) << (24 - (i & 3) * 8);
        }
        words[length >> 2] |= 0x80 << (24 - (length & 3) * 8);
        words[15] = length * 8;
        for (int i = 16; i < 64; i++) {
            int s0 = Integer.rotateRight(words[i - 15], 7)
                    ^ Integer.rotateRight(words[i - 15], 18)
                    ^ (words[i - 15] >>> 3);
            int s1 = Integer.rotateRight(words[i - 2], 17)
                    ^ Integer.rotateRight(words[i - 2], 19)
                    ^ (words[i - 2] >>> 10);
            words[i] = words[i - 16] + s0 + words[i - 7] + s1;
        }
        compress(out);
    }

    private void compress(byte[] out) {
        int a = INITIAL[0];
        int b = INITIAL[1];
        int c = INITIAL[2];
        int d = INITIAL[3];
        int e = INITIAL[4];
        int f = INITIAL[5];
        int g = INITIAL[6];
        int h = INITIAL[7];
        for (int i = 0; i < 64; i++) {
            int s1 = Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25);
            int first = h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + words[i];
            int s0 = Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22);
            int second = s0 + ((a & b) ^ (a & c) ^ (b & c));
            h = g;
            g = f;
            f = e;
            e = d + first;
            d = c;
            c = b;
            b = a;
            a = first + second;
        }
        put(out, 0, a);
        put(out, 1, b);
        put(out, 2, c);
        put(out, 3, d);
        put(out, 4, e);
        put(out, 5, f);
        put(out, 6, g);
        put(out, 7, h);
    }

    private static void put(byte[] out, int word, int value) {
        int sum = value + INITIAL[word];
        for (int i = 0; i < 4; i++) {
            out[word * 4 + i] = (byte) (sum >>> (24 - 8 * i));
        }
    }
}
