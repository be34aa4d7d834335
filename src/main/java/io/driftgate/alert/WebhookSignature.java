package io.driftgate.alert;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs messages as the Standard Webhooks specification 1.0 says: {@code webhook-signature: v1,} and the base64 of HMAC-SHA-256 over
 * {@code id.timestamp.body}. The timestamp is of the attempt, so that a receiver can refuse what is replayed later.
 */
final class WebhookSignature {
    static final int MIN_KEY_BYTES = 16;

    /** Of a secret that is written as base64. */
    private static final String PREFIX = "whsec_";

    private static final String ALGORITHM = "HmacSHA256";

    private WebhookSignature() {}

    /** The key that a secret's text stands for: its bytes, or those that the base64 behind {@code whsec_} says. */
    static byte[] key(String secret) throws IOException {
        if (!secret.startsWith(PREFIX)) {
            return secret.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            throw new IOException("what follows " + PREFIX + " is no base64"); // the cause quotes a character of it
        }
    }

    /** The header's value. */
    static String of(byte[] key, String id, long epochSeconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update((id + "." + epochSeconds + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }
}
