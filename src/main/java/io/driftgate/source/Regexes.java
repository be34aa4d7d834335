package io.driftgate.source;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Compiles the regular expressions that users write with re2j, whose time is linear in the text and whose memory is that of the
 * compiled program. A counted repetition copies what it repeats, so {@code ((a{99}){99}){99}} is a million instructions: the
 * size is estimated before anything is compiled.
 */
public final class Regexes {
    public static final int MAX_CHARACTERS = 1_000;
    public static final int MAX_PROGRAM = 10_000;

    private Regexes() {}

    /** Compiles {@code regex}, which stands at {@code at}; empty after a problem. */
    public static Optional<Pattern> compile(String regex, YamlNode.Scalar at, String path, Problems problems) {
        if (regex.length() > MAX_CHARACTERS) {
            problems.error(at, path + " is longer than " + MAX_CHARACTERS + " characters", "list the values with in");
            return Optional.empty();
        }
        if (programSize(regex) > MAX_PROGRAM) {
            problems.error(at, path + " is too large: its counted repetitions multiply", "use smaller counts, or *");
            return Optional.empty();
        }
        try {
            return Optional.of(Pattern.compile(regex));
        } catch (PatternSyntaxException e) {
            problems.add(new Problem(
                    Problem.Severity.ERROR,
                    positionOf(e.getPattern(), at),
                    path + " is not a valid regular expression: " + e.getDescription(),
                    "the syntax is RE2's, without back-references and look-around",
                    at.sourceLine()));
            return Optional.empty();
        }
    }

    /** Where the part that re2j complains about stands in the line; the value's start when it is written differently there. */
    private static Position positionOf(String part, YamlNode.Scalar at) {
        Position start = at.position();
        int index = part.isEmpty() || part.equals(at.text())
                ? -1
                : at.sourceLine().indexOf(part, Math.min(at.sourceLine().length(), start.column() - 1));
        return index < 0 ? start : new Position(start.file(), start.line(), index + 1);
    }

    /** An upper estimate of the instructions, saturating above {@link #MAX_PROGRAM}. Malformed regexes give some number. */
    public static int programSize(String regex) {
        Deque<int[]> outer = new ArrayDeque<>();
        int sum = 0; // of the group that is open
        int last = 0; // of the atom that a repetition would repeat
        for (int i = 0; i < regex.length(); i++) {
            char c = regex.charAt(i);
            if (regex.startsWith("\\Q", i)) {
                int end = regex.indexOf("\\E", i + 2);
                int literals = (end < 0 ? regex.length() : end) - i - 2;
                sum = saturate((long) sum + literals);
                last = literals == 0 ? last : 1;
                i = end < 0 ? regex.length() : end + 1;
            } else if (c == '(') {
                outer.push(new int[] {sum});
                sum = 2;
                last = 0;
            } else if (c == ')' && !outer.isEmpty()) {
                last = sum;
                sum = saturate((long) outer.pop()[0] + last);
            } else if (c == '{') {
                int copies = largestCount(regex, i);
                sum = saturate(sum + (long) last * Math.max(0, copies - 1));
                last = saturate((long) last * Math.max(1, copies));
                i = copies == 0 ? i : Math.max(i, regex.indexOf('}', i));
            } else {
                i = endOfAtom(regex, i);
                last = c == '*' || c == '+' || c == '?' || c == '|' ? last : 1;
                sum = saturate(sum + 1L);
            }
        }
        while (!outer.isEmpty()) {
            sum = saturate((long) sum + outer.pop()[0]);
        }
        return sum;
    }

    /** The last character of an escape or a character class that starts at {@code i}. */
    private static int endOfAtom(String regex, int i) {
        if (regex.charAt(i) == '\\') {
            return i + 1;
        }
        if (regex.charAt(i) != '[') {
            return i;
        }
        int end = i + 1;
        if (end < regex.length() && regex.charAt(end) == '^') {
            end++;
        }
        if (end < regex.length() && regex.charAt(end) == ']') {
            end++; // in first place it is a member
        }
        while (end < regex.length() && regex.charAt(end) != ']') {
            boolean named = regex.startsWith("[:", end) && regex.indexOf(":]", end + 2) > 0;
            end = named ? regex.indexOf(":]", end + 2) + 2 : end + (regex.charAt(end) == '\\' ? 2 : 1);
        }
        return end;
    }

    /** The larger number of {@code {n}}, {@code {n,}} or {@code {n,m}}; 0 when it is none of them. */
    private static int largestCount(String regex, int brace) {
        int largest = 0;
        int number = 0;
        for (int i = brace + 1; i < regex.length() && regex.charAt(i) != '}'; i++) {
            char c = regex.charAt(i);
            if (c >= '0' && c <= '9') {
                number = saturate(number * 10L + (c - '0'));
                largest = Math.max(largest, number);
            } else {
                number = 0;
            }
        }
        return largest;
    }

    private static int saturate(long value) {
        return (int) Math.min(value, MAX_PROGRAM + 1L);
    }
}
