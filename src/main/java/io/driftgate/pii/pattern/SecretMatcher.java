package io.driftgate.pii.pattern;

import java.nio.charset.StandardCharsets;

/**
 * Credentials: keys and tokens with an issuer's prefix ({@link SecretForms}), JSON web tokens (RFC 7519), private keys in PEM
 * (RFC 7468), passwords in URLs, and values assigned to a name that says secret ({@link SecretValues}).
 *
 * <p>Hangs on the first run of digits, or the first {@code _}, of a token of letters, digits and {@code _}: a random token without
 * either is rare. Looks back as far as to the digit before, and ahead {@value SecretForms#MAX_BODY} bytes; only the parts of a JSON web token and the body of
 * a private key are read to their end, and these once.
 */
final class SecretMatcher {
    private static final byte[] JWT = ascii("eyJ");
    private static final byte[] BEGIN = ascii("-----BEGIN ");
    private static final byte[] END = ascii("-----END ");
    private static final byte[] DASHES = ascii("-----");
    private static final byte[] PRIVATE_KEY = ascii("PRIVATE KEY");
    private static final byte[] PRIVATE_KEY_BLOCK = ascii("PRIVATE KEY BLOCK");
    private static final long ALGORITHM = 0x22616c6722L; // "alg" with its quotes
    private static final long FIVE_BYTES = 0xffffffffffL;
    private static final int MAX_LABEL = 64;
    private static final int MIN_BODY = 16;
    private static final int MAX_CREDENTIALS = 256;
    private static final int CERTAIN = 100;
    private static final int URL_PASSWORD = 90;

    private SecretMatcher() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Adds what hangs on {@code text[run, end)}: the first run of digits, or first {@code _}, of a token, or a row of dashes. */
    static void match(byte[] text, int from, int to, int run, int end, ScoredHits out) {
        if (!out.wants(PiiEntity.SECRET)) {
            return;
        }
        if (text[run] == '-') {
            if (end - run >= DASHES.length) {
                matchPrivateKey(text, to, end, out);
            }
            return;
        }
        int start = run;
        while (start > from && isTokenLetter(text[start - 1])) {
            start--;
        }
        out.examine(run - start);
        boolean joined = start > from && (Utf8.isDigit(text[start - 1]) || text[start - 1] == '.');
        if (!matchPrefixed(text, from, to, start, run, joined, out)) {
            SecretValues.match(text, from, to, run, out);
        }
    }

    private static boolean isTokenLetter(byte b) {
        return Utf8.isAsciiLetter(b) || b == '_' || b == '-';
    }

    /** Tries the words of a token, split at {@code -} and {@code _}, up to the first that has a prefix. */
    private static boolean matchPrefixed(
            byte[] text, int from, int to, int start, int run, boolean joined, ScoredHits out) {
        if (start - 3 >= from && text[start - 1] == '.' && text[start - 2] == 'G' && text[start - 3] == 'S') {
            return SecretForms.match(text, start - 3, to, out);
        }
        for (int p = start; p < run; p++) {
            boolean first = p == start ? !joined || text[p - 1] == '.' : text[p - 1] == '-' || text[p - 1] == '_';
            if (!first) {
                continue;
            }
            if (!joined && SecretForms.startsWith(text, p, to, JWT)) {
                return matchWebToken(text, p, to, out);
            }
            if (SecretForms.match(text, p, to, out)) {
                return true;
            }
        }
        return false;
    }

    /** Three parts in base64url or more (a JWE has five), the first of which decodes to JSON with {@code "alg"}. */
    private static boolean matchWebToken(byte[] text, int start, int to, ScoredHits out) {
        int p = start;
        int parts = 0;
        int end = start;
        boolean algorithm = false;
        while (true) {
            int part = p;
            long window = 0;
            int bits = 0;
            int pending = 0;
            while (p < to && base64(text[p]) >= 0) {
                pending = (pending << 6 | base64(text[p++])) & 0xfff;
                bits += 6;
                if (bits >= 8 && parts == 0) {
                    bits -= 8;
                    window = (window << 8 | (pending >>> bits & 0xff)) & FIVE_BYTES;
                    algorithm |= window == ALGORITHM;
                }
            }
            if (p > part) {
                parts++;
                end = p;
            }
            if (p == part || p >= to || text[p] != '.') {
                break;
            }
            p++;
        }
        out.examine(p - start);
        boolean unsigned = parts == 2 && p > end;
        if (algorithm && (parts >= 3 || unsigned)) {
            out.add(PiiEntity.SECRET, start, end, CERTAIN);
            return true;
        }
        return false;
    }

    private static int base64(byte b) {
        if (b >= 'A' && b <= 'Z') {
            return b - 'A';
        }
        if (b >= 'a' && b <= 'z') {
            return b - 'a' + 26;
        }
        if (b >= '0' && b <= '9') {
            return b - '0' + 52;
        }
        return b == '-' ? 62 : b == '_' ? 63 : -1;
    }

    /** A block that begins at a row of dashes, unless it has no body to speak of. */
    private static void matchPrivateKey(byte[] text, int to, int endOfRow, ScoredHits out) {
        int start = endOfRow - DASHES.length;
        if (!SecretForms.startsWith(text, start, to, BEGIN)) {
            return;
        }
        int label = start + BEGIN.length;
        int limit = Math.min(to, label + MAX_LABEL);
        int p = label;
        while (p < limit && text[p] != '-') {
            p++;
        }
        out.examine(p - start);
        boolean key = endsWith(text, label, p, PRIVATE_KEY) || endsWith(text, label, p, PRIVATE_KEY_BLOCK);
        if (!key || !SecretForms.startsWith(text, p, to, DASHES)) {
            return;
        }
        int body = p + DASHES.length;
        int end = endOfPrivateKey(text, body, to, out);
        if (end - body >= MIN_BODY) {
            out.add(PiiEntity.SECRET, start, end, CERTAIN);
        }
    }

    private static boolean endsWith(byte[] text, int from, int end, byte[] suffix) {
        return end - suffix.length >= from && SecretForms.startsWith(text, end - suffix.length, end, suffix);
    }

    /** Behind the line of the end; without one, before the next five dashes, or the text's end. */
    private static int endOfPrivateKey(byte[] text, int body, int to, ScoredHits out) {
        int p = body;
        while (p < to && !(text[p] == '-' && SecretForms.startsWith(text, p, to, DASHES))) {
            p++;
        }
        out.examine(p - body);
        if (!SecretForms.startsWith(text, p, to, END)) {
            return p;
        }
        int limit = Math.min(to, p + END.length + MAX_LABEL);
        for (int q = p + END.length; q < limit; q++) {
            if (text[q] == '-' && SecretForms.startsWith(text, q, to, DASHES)) {
                return q + DASHES.length;
            }
        }
        return p;
    }

    /** Adds {@code user:password} of a {@code scheme://user:password@host} around an {@code @} (RFC 3986 section 3.2.1). */
    static void matchCredentials(byte[] text, int from, int to, int at, ScoredHits out) {
        if (!out.wants(PiiEntity.SECRET) || at + 1 >= to) {
            return;
        }
        int limit = Math.max(from, at - MAX_CREDENTIALS);
        int colon = -1;
        int p = at;
        while (p > limit && text[p - 1] > ' ' && text[p - 1] != '/' && text[p - 1] != '@' && text[p - 1] != '"') {
            p--;
            colon = text[p] == ':' ? p : colon;
        }
        out.examine(at - p);
        boolean scheme = p - 4 >= from
                && text[p - 1] == '/'
                && text[p - 2] == '/'
                && text[p - 3] == ':'
                && (Utf8.isAsciiLetter(text[p - 4]) || Utf8.isDigit(text[p - 4]));
        if (scheme && colon >= p && colon + 1 < at && isHost(text[at + 1])) {
            out.add(PiiEntity.SECRET, p, at, URL_PASSWORD);
        }
    }

    private static boolean isHost(byte b) {
        return Utf8.isAsciiLetter(b) || Utf8.isDigit(b) || b == '[' || b < 0;
    }
}
