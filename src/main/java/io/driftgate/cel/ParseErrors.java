package io.driftgate.cel;

import dev.cel.common.CelIssue;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the parser says, in our words. */
final class ParseErrors {
    private static final Pattern UNREADABLE = Pattern.compile("token recognition error at: '(.*)'", Pattern.DOTALL);
    private static final Pattern SURPLUS = Pattern.compile(
            "(?:mismatched input|extraneous input|no viable alternative at input) '(.*?)'.*", Pattern.DOTALL);

    /** Words of other languages, and CEL's for them. */
    private static final Map<String, String> WORDS =
            Map.of("and", "&&", "or", "||", "not", "!", "AND", "&&", "OR", "||", "NOT", "!", "is", "==");

    private ParseErrors() {}

    /** Where an issue stands in the text, in code points. */
    static int offsetOf(CelIssue issue, String text) {
        int line = issue.getSourceLocation().getLine();
        int[] points = text.codePoints().toArray();
        int start = 0;
        for (int i = 0; i < points.length && line > 1; i++) {
            if (points[i] == '\n') {
                line--;
                start = i + 1;
            }
        }
        return Math.min(
                points.length, start + Math.max(0, issue.getSourceLocation().getColumn()));
    }

    /** Reports the first issue: the parser's others mostly follow from it. */
    static void report(List<CelIssue> issues, ExpressionText text) {
        CelIssue issue = issues.get(0);
        for (CelIssue other : issues) {
            if (offsetOf(other, text.text()) < offsetOf(issue, text.text())) {
                issue = other;
            }
        }
        int offset = offsetOf(issue, text.text());
        String message = issue.getMessage();
        Matcher unreadable = UNREADABLE.matcher(message);
        Matcher surplus = SURPLUS.matcher(message);
        if (unreadable.matches()) {
            unreadable(unreadable.group(1), offset, text);
        } else if (surplus.matches()) {
            surplus(surplus.group(1), offset, text);
        } else if (message.startsWith("For input string")) {
            text.error(offset, "has a number that no int of 64 bits holds", "write it as a double, such as 1e20");
        } else if (message.contains("recursion") || message.contains("nested")) {
            text.error(0, "is nested too deep", "split the rule");
        } else if (message.startsWith("has() takes")) {
            text.error(offset, "asks has() for something that is no field", "write has(features.age)");
        } else if (message.contains("simple name")) {
            text.error(offset, "has a loop whose variable is no plain name", "write list.all(x, x > 0)");
        } else {
            text.error(
                    offset, "is not valid CEL: " + message.lines().findFirst().orElse(""), "");
        }
    }

    private static void unreadable(String token, int offset, ExpressionText text) {
        boolean quote = token.startsWith("'") || token.startsWith("\"");
        if (quote) {
            text.error(
                    offset,
                    "has a text that doesn't end, or that has an escape that CEL doesn't know",
                    "a backslash in a text is written \\\\, or the text r'...'");
        } else if (token.startsWith("=")) {
            text.error(offset, "has a '=' that means nothing in CEL", "write == to compare");
        } else {
            text.error(offset, "has '" + token.strip() + "', which means nothing in CEL", single(token));
        }
    }

    private static String single(String token) {
        return token.startsWith("&") ? "write &&" : token.startsWith("|") ? "write ||" : "";
    }

    private static void surplus(String token, int offset, ExpressionText text) {
        if (token.equals("<EOF>")) {
            text.error((int) text.text().stripTrailing().codePoints().count(), "ends where something must follow", "");
            return;
        }
        String word = WORDS.get(token);
        text.error(
                offset,
                "has '" + token + "' where it can't stand",
                word != null
                        ? "write " + word
                        : token.startsWith(".") ? "write features['" + token.substring(1) + "']" : "");
    }
}
