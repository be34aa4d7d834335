package io.driftgate.pii.pattern;

/**
 * Values that a name in front calls secret, {@code password=...}, {@code "api_key": "..."}, and random tokens that only context can call so.
 * Conservative: a value has a letter and a digit; a key or token is long and of many different characters; what
 * looks like code or a placeholder is none.
 *
 * <p>Looks at most {@value #MAX_VALUE} bytes around, from the first digits of a value that stand in a word.
 */
final class SecretValues {
    private static final int MAX_VALUE = 200;
    private static final int MIN_PASSWORD = 6;
    private static final int MIN_KEY = 16;
    private static final int MIN_SIGNATURE = 40;
    private static final int MIN_RANDOM = 32;
    private static final int PASSWORD_SCORE = 70;
    private static final int KEY_SCORE = 80;
    private static final int RANDOM_SCORE = 35;

    /** Ends of names in lower case, without {@code -} and {@code _}. */
    private static final String[] PASSWORDS = {"password", "passwd", "passphrase", "pwd"};

    private static final String[] KEYS = {
        "apikey",
        "accesskey",
        "secretkey",
        "accountkey",
        "privatekey",
        "signingkey",
        "encryptionkey",
        "secret",
        "token",
        "authkey",
        "credential",
        "credentials"
    };
    private static final String[] SIGNATURES = {"sig"};

    private SecretValues() {}

    /** @param run a run of digits in the value */
    static void match(byte[] text, int from, int to, int run, ScoredHits out) {
        int limit = Math.max(from, run - MAX_VALUE);
        int start = run;
        while (start > limit && isValue(text[start - 1])) {
            start--;
            if (start < run - 1 && Utf8.isDigit(text[start]) && isBesideLetter(text, from, start)) {
                return; // the value hangs on these digits
            }
        }
        int end = run;
        limit = Math.min(to, run + MAX_VALUE);
        while (end < limit && isValue(text[end])) {
            end++;
        }
        if (text[end - 1] == '.' && (end == to || text[end] <= ' ')) {
            end--; // of the sentence
        }
        out.examine(end - start);
        while (end < to && text[end] == '=' && end - run < MAX_VALUE) {
            end++; // padding of base64
        }
        if (end - start < MIN_PASSWORD) {
            return;
        }
        boolean call = end < to && text[end] == '(';
        int least = call ? 0 : least(text, from, start);
        if (least > 0) {
            boolean password = least == MIN_PASSWORD;
            if (end - start >= least && isSecret(text, start, end, password ? 4 : 10)) {
                out.add(PiiEntity.SECRET, start, end, password ? PASSWORD_SCORE : KEY_SCORE);
            }
        } else if (end - start >= MIN_RANDOM && isRandom(text, start, end)) {
            out.add(PiiEntity.SECRET, start, end, RANDOM_SCORE);
        }
    }

    private static boolean isBesideLetter(byte[] text, int from, int at) {
        return isLetter(text[at + 1]) || (at > from && isLetter(text[at - 1]));
    }

    private static boolean isLetter(byte b) {
        return Utf8.isAsciiLetter(b) || b == '_';
    }

    private static boolean isValue(byte b) {
        return switch (b) {
            case '"', '\'', '`', '=', ':', ',', ';', '&', '(', ')', '{', '}', '[', ']', '<', '>', '|' -> false;
            default -> b > ' ' || b < 0;
        };
    }

    /** The least length of a value that the name before {@code start} calls secret, or 0 when it does not. */
    private static int least(byte[] text, int from, int start) {
        int p = skipBack(text, from, start);
        if (p == from || (text[p - 1] != '=' && text[p - 1] != ':')) {
            return 0;
        }
        p = skipBack(text, from, p - 1);
        return endsWithAny(text, from, p, PASSWORDS)
                ? MIN_PASSWORD
                : endsWithAny(text, from, p, KEYS)
                        ? MIN_KEY
                        : endsWithAny(text, from, p, SIGNATURES) ? MIN_SIGNATURE : 0;
    }

    private static int skipBack(byte[] text, int from, int at) {
        int p = at;
        int limit = Math.max(from, at - 4);
        while (p > limit && (text[p - 1] == ' ' || text[p - 1] == '"' || text[p - 1] == '\'' || text[p - 1] == '\\')) {
            p--;
        }
        return p;
    }

    private static boolean endsWithAny(byte[] text, int from, int end, String[] names) {
        for (String name : names) {
            int p = end;
            int i = name.length();
            while (i > 0 && p > from) {
                byte b = text[p - 1];
                boolean seam = i < name.length() && (b == '_' || b == '-' || b == ' ');
                if (!seam && (b | 0x20) != name.charAt(i - 1)) {
                    break;
                }
                i -= seam ? 0 : 1;
                p--;
            }
            if (i == 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSecret(byte[] text, int from, int to, int leastDifferent) {
        boolean letter = false;
        boolean digit = false;
        for (int p = from; p < to; p++) {
            letter |= Utf8.isAsciiLetter(text[p]);
            digit |= Utf8.isDigit(text[p]);
        }
        boolean code = text[from] == '$' || text[from] == '%';
        return letter && digit && !code && different(text, from, to) >= leastDifferent;
    }

    /** Upper case, lower case and digits, and half of base64's characters would be more than enough. */
    private static boolean isRandom(byte[] text, int from, int to) {
        boolean upper = false;
        boolean lower = false;
        for (int p = from; p < to; p++) {
            byte b = text[p];
            upper |= b >= 'A' && b <= 'Z';
            lower |= b >= 'a' && b <= 'z';
            if (!Utf8.isDigit(b)
                    && !Utf8.isAsciiLetter(b)
                    && b != '+'
                    && b != '/'
                    && b != '='
                    && b != '-'
                    && b != '_') {
                return false;
            }
        }
        return upper && lower && different(text, from, to) >= 18;
    }

    private static int different(byte[] text, int from, int to) {
        long low = 0;
        long high = 0;
        for (int p = from; p < to; p++) {
            low |= text[p] < 64 ? 1L << text[p] : 0;
            high |= text[p] >= 64 ? 1L << text[p] : 0;
        }
        return Long.bitCount(low) + Long.bitCount(high);
    }
}
