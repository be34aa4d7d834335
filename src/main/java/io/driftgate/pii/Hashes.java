package io.driftgate.pii;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Hashes of values, in lower-case hexadecimal. Only for findings: allocates. Any thread. */
final class Hashes {
    /** Of 256: equal values are told apart from others, and a million values meet by chance once in 30,000,000 policies. */
    static final int BITS = 64;

    private Hashes() {}

    static String sha256(byte[] text, int from, int to) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(text, from, to - from);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The first {@value #BITS} bits of the HMAC-SHA-256 (RFC 2104) of a value. */
    static String keyed(byte[] key, byte[] text, int from, int to) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(text, from, to - from);
            return HexFormat.of().formatHex(mac.doFinal(), 0, BITS / 8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
