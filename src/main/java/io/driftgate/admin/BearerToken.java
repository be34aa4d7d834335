package io.driftgate.admin;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides whether a call may change something. The token's file is read anew for each call, so that a rotated secret counts at
 * once. A call that a browser makes for a foreign site is refused even with the right token.
 */
final class BearerToken {
    private static final int MAX_TOKEN_BYTES = 4096;
    private static final String SCHEME = "bearer ";

    private BearerToken() {}

    /**
     * Passes or throws.
     *
     * @param tokenFile {@code admin.tokenFile}
     * @param authorization the header; empty when there is none
     * @param origin the header; empty when there is none
     * @param host the header; empty when there is none
     */
    static void require(Optional<Path> tokenFile, String authorization, String origin, String host) {
        if (!origin.isEmpty() && !isOf(origin, host)) {
            throw Refused.forbidden(
                    "calls from other origins are refused",
                    "call " + host + " directly, not from a page of another site");
        }
        if (tokenFile.isEmpty()) {
            throw Refused.forbidden(
                    "calls that change something are off",
                    "set admin.tokenFile in driftgate.yaml to a file that holds a token");
        }
        byte[] expected = read(tokenFile.get());
        if (authorization.length() <= SCHEME.length()
                || !authorization
                        .substring(0, SCHEME.length())
                        .toLowerCase(Locale.ROOT)
                        .equals(SCHEME)) {
            throw Refused.unauthorized(
                    "a bearer token is needed",
                    "send 'Authorization: Bearer <token>' with the token of admin.tokenFile");
        }
        byte[] given = authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
        // Digests are of one length, so the comparison's time tells nothing of the token's length either.
        if (!MessageDigest.isEqual(sha256(expected), sha256(given))) {
            throw Refused.unauthorized(
                    "the bearer token is wrong", "the token is the content of the file that admin.tokenFile names");
        }
    }

    private static byte[] read(Path file) {
        String token;
        try (InputStream in = Files.newInputStream(file)) {
            token = new String(in.readNBytes(MAX_TOKEN_BYTES + 1), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw Refused.forbidden(
                    "the token's file can't be read", "make " + file + " readable for Driftgate; see admin.tokenFile");
        }
        if (token.isEmpty() || token.length() > MAX_TOKEN_BYTES) {
            throw Refused.forbidden(
                    "the token's file holds no token",
                    "write a token of 1 to " + MAX_TOKEN_BYTES + " characters into " + file);
        }
        return token.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isOf(String origin, String host) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority != null && authority.equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false; // "null" and what is no URI belong to nobody
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
