package io.driftgate.audit.record;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * HMAC-SHA-256 (RFC 2104) over a body. With the digest itself rather than {@code javax.crypto.Mac}, which allocates; a saved state of the
 * two padded blocks would have to be cloned, and saves less than that costs. Reused, owned by one thread.
 */
public final class Fingerprint {
    /** Of a fingerprint. */
    public static final int BYTES = 32;

    static final int BLOCK_BYTES = 64;

    private static final int INNER_MASK = 0x36;
    private static final int OUTER_MASK = 0x5c;

    private final MessageDigest digest;
    private final byte[] innerPad;
    private final byte[] outerPad;
    private final byte[] inner = new byte[BYTES];

    public Fingerprint(FingerprintKey key) {
        innerPad = key.padded(INNER_MASK);
        outerPad = key.padded(OUTER_MASK);
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Writes the fingerprint of {@code body[from, to)} to the first {@value #BYTES} bytes of {@code out}. */
    public void of(byte[] body, int from, int to, byte[] out) {
        try {
            digest.update(innerPad, 0, BLOCK_BYTES);
            digest.update(body, from, to - from);
            digest.digest(inner, 0, BYTES);
            digest.update(outerPad, 0, BLOCK_BYTES);
            digest.update(inner, 0, BYTES);
            digest.digest(out, 0, BYTES);
        } catch (DigestException e) {
            digest.reset();
            throw new IllegalArgumentException("a fingerprint takes " + BYTES + " bytes", e);
        }
    }
}
