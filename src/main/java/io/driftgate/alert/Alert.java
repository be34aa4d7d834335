package io.driftgate.alert;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * One thing to tell people: that something is wrong, or that it no longer is.
 *
 * @param id of this message; the same at every retry, so that a receiver can drop what it has
 * @param key of what is wrong; the same over its whole life, so that a receiver can put a resolution to its alert
 * @param resolved whether it is over
 * @param at when this was found
 * @param source which gateway says so, a path such as {@code /driftgate/production/pod-7}
 * @param model empty when it is about no model, as {@code version}
 * @param summary one sentence for people
 * @param page path of the admin page to look at
 * @param details a JSON object
 */
public record Alert(
        String id,
        String key,
        AlertKind kind,
        AlertSeverity severity,
        boolean resolved,
        Instant at,
        String source,
        String model,
        String version,
        String summary,
        String page,
        String details) {
    /** PagerDuty's bound of a {@code dedup_key}. */
    public static final int MAX_KEY_CHARS = 255;

    private static final int KEPT_CHARS = 200;
    private static final int DIGEST_CHARS = 32;

    public Alert {
        if (key.isEmpty() || key.length() > MAX_KEY_CHARS) {
            throw new IllegalArgumentException("a key has 1 to " + MAX_KEY_CHARS + " characters: " + key);
        }
    }

    /**
     * {@code driftgate/{scope}/{model}/{kind}/{subject}}; a long one keeps its beginning, and its digest keeps it apart from others.
     *
     * @param scope the environment, with the instance behind it where each instance alerts for itself
     * @param model empty is written {@code -}, as {@code subject}
     */
    public static String key(String scope, String model, AlertKind kind, String subject) {
        String key = "driftgate/" + scope + "/" + orDash(model) + "/" + kind.label() + "/" + orDash(subject);
        return key.length() <= MAX_KEY_CHARS ? key : key.substring(0, KEPT_CHARS) + "~" + digest(key);
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }

    private static String digest(String key) {
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha256).substring(0, DIGEST_CHARS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
