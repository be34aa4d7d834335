package io.driftgate.cel;

import com.google.re2j.Pattern;
import java.util.Set;

/**
 * Knows regular expressions that match every text there is. What it says is so; an expression that it doesn't know may match every
 * text all the same. In RE2 a {@code .} is no newline unless {@code (?s)} says so: {@code ^.*$} asks for a single line, and is not one
 * of these. Stateless.
 */
public final class EveryText {
    /** Each is one character, whichever. */
    private static final Set<String> ANY = Set.of(
            "[\\s\\S]",
            "[\\S\\s]",
            "[\\d\\D]",
            "[\\D\\d]",
            "[\\w\\W]",
            "[\\W\\w]",
            "(?s:.)",
            "(.|\\n)",
            "(\\n|.)",
            "(?:.|\\n)",
            "(?:\\n|.)");

    private EveryText() {}

    /**
     * Whether all of every text matches.
     *
     * @param isOneLine whether the texts have no newlines, as headers
     */
    public static boolean isMatchedBy(String regex, boolean isOneLine) {
        boolean dotAll = isOneLine || hasDotAll(regex);
        String core = withoutFlags(regex);
        core = core.substring(startAnchor(core));
        core = core.substring(0, core.length() - endAnchor(core));
        while (isGroup(core)) {
            dotAll |= core.startsWith("(?s:");
            core = core.substring(core.startsWith("(?") ? core.indexOf(':') + 1 : 1, core.length() - 1);
        }
        for (String times : new String[] {"*", "*?", "{0,}"}) {
            if (core.endsWith(times)) {
                String one = core.substring(0, core.length() - times.length());
                return ANY.contains(one) || (one.equals(".") && dotAll);
            }
        }
        return false;
    }

    /** Whether every text has a part that matches: where the expression matches nothing at all, that part is in each. */
    static boolean hasPartFor(String regex) {
        if (hasNoAssertion(regex)) {
            return matchesNothing(regex);
        }
        String core = withoutFlags(regex);
        String flags = regex.substring(0, regex.length() - core.length());
        int start = startAnchor(core);
        int end = core.length() == start ? 0 : endAnchor(core);
        String inner = core.substring(start, core.length() - end);
        if (start > 0 && end > 0) {
            return isMatchedBy(regex, false);
        }
        // A bar would give the anchor to one alternative only.
        return hasNoAssertion(inner) && inner.indexOf('|') < 0 && matchesNothing(flags + inner);
    }

    /** Without {@code ^}, {@code $}, {@code \b} and the like, an expression that matches "" does so anywhere. */
    private static boolean matchesNothing(String regex) {
        return Pattern.matches(regex, "");
    }

    private static boolean hasNoAssertion(String regex) {
        String outside = regex.replace("[^", "[");
        return outside.indexOf('^') < 0
                && outside.indexOf('$') < 0
                && !outside.contains("\\b")
                && !outside.contains("\\B")
                && !outside.contains("\\A")
                && !outside.contains("\\z")
                && !outside.contains("\\Q");
    }

    private static boolean hasDotAll(String regex) {
        return regex.substring(0, regex.length() - withoutFlags(regex).length()).indexOf('s') >= 0;
    }

    /** Without the {@code (?is)} in front; one that takes flags away is left. */
    private static String withoutFlags(String regex) {
        int end = regex.startsWith("(?") ? regex.indexOf(')') : -1;
        return end > 0 && regex.substring(2, end).matches("[ims]+") ? regex.substring(end + 1) : regex;
    }

    private static int startAnchor(String regex) {
        return regex.startsWith("^") ? 1 : regex.startsWith("\\A") ? 2 : 0;
    }

    private static int endAnchor(String regex) {
        if (regex.endsWith("\\z")) {
            return regex.endsWith("\\\\z") ? 0 : 2;
        }
        return regex.endsWith("$") && !regex.endsWith("\\$") ? 1 : 0;
    }

    /** {@code (...)} around something without groups of its own. */
    private static boolean isGroup(String regex) {
        boolean opens = regex.startsWith("(?:")
                || regex.startsWith("(?s:")
                || (regex.startsWith("(") && !regex.startsWith("(?"));
        return opens && regex.indexOf(')') == regex.length() - 1 && regex.indexOf('(', 1) < 0 && regex.indexOf('|') < 0;
    }
}
