package io.driftgate.sketch;

import java.util.Locale;

/** Which texts are decimal numbers, and which stand for none. Java's parser takes more than that: hexadecimal floats, a trailing d, NaN. */
public final class NumberText {
    private static final int LONGEST_MISSING = 8;

    private NumberText() {}

    /** Whether {@code text} is a decimal number, such as -12, 3.5, .5, 1e6; {@code Double.parseDouble} then takes it. */
    public static boolean isNumber(String text) {
        int at = !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
        int wholeEnd = digits(text, at);
        int digits = wholeEnd - at;
        at = wholeEnd;
        if (at < text.length() && text.charAt(at) == '.') {
            int fractionEnd = digits(text, at + 1);
            digits += fractionEnd - at - 1;
            at = fractionEnd;
        }
        if (digits == 0) {
            return false;
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
                at++;
            }
            int exponentEnd = digits(text, at);
            return exponentEnd > at && exponentEnd == text.length();
        }
        return at == text.length();
    }

    /**
     * Whether it is what data tools write where there is nothing: pandas nan and &lt;NA&gt;, R NA, SQL null, Python None, spreadsheets' #N/A.
     * All that {@code pandas.read_csv} takes for missing by default, in any case.
     */
    public static boolean isMissing(String text) {
        if (text.isEmpty()) {
            return true;
        }
        char last = text.charAt(text.length() - 1);
        if (text.length() > LONGEST_MISSING || (last >= '0' && last <= '9')) {
            return false;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "nan", "-nan", "na", "n/a", "null", "none" -> true;
            case "<na>", "#na", "#n/a", "#n/a n/a" -> true;
            case "1.#ind", "-1.#ind", "1.#qnan", "-1.#qnan" -> true;
            default -> false;
        };
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}
