package io.driftgate.pii.pattern;

import java.util.Arrays;

/**
 * Addresses of Bitcoin in Base58Check: a version, 20 bytes of a hash, and the first four bytes of the SHA-256 of the
 * SHA-256 of these; a leading zero byte is written as {@code 1}. Allocates nothing per address. One thread.
 */
final class Base58Check {
    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final byte[] VALUES = new byte[128];
    private static final int BYTES = 25;
    private static final int CHECKED = 21;
    private static final int PUBLIC_KEY_HASH = 0;
    private static final int SCRIPT_HASH = 5;

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            VALUES[ALPHABET.charAt(i)] = (byte) i;
        }
    }

    private final byte[] address = new byte[BYTES];
    private final byte[] digest = new byte[Sha256.DIGEST_BYTES];
    private final Sha256 sha256 = new Sha256();

    static boolean isCharacter(byte b) {
        return b >= 0 && VALUES[b] >= 0;
    }

    /** @param from start of at most 35 characters of the alphabet */
    boolean isAddress(byte[] text, int from, int to) {
        Arrays.fill(address, (byte) 0);
        for (int p = from; p < to; p++) {
            int carry = VALUES[text[p]];
            for (int i = BYTES - 1; i >= 0; i--) {
                carry += 58 * (address[i] & 0xff);
                address[i] = (byte) carry;
                carry >>>= 8;
            }
            if (carry > 0) {
                return false;
            }
        }
        int zeros = 0;
        while (zeros < BYTES && address[zeros] == 0) {
            zeros++;
        }
        int ones = 0;
        while (from + ones < to && text[from + ones] == '1') {
            ones++;
        }
        return zeros == ones && (address[0] == PUBLIC_KEY_HASH || address[0] == SCRIPT_HASH) && isChecked();
    }

    private boolean isChecked() {
        sha256.digest(address, CHECKED, digest);
        sha256.digest(digest, Sha256.DIGEST_BYTES, digest);
        return Arrays.equals(address, CHECKED, BYTES, digest, 0, BYTES - CHECKED);
    }
}
