package io.driftgate.pii.pattern;

import com.google.re2j.Pattern;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.Regexes;
import io.driftgate.source.YamlNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A pattern of a policy's own: a linear-time regular expression over UTF-8, the check digit of what it matches, words of context, and
 * the score without these. Values are of at most {@value CustomMatcher#MAX_BYTES} bytes. Immutable, any thread.
 *
 * <pre>
 * custom:
 *   EMPLOYEE_ID: {pattern: 'E-\d{6}', checksum: luhn, context: [employee, "staff number"], score: 80}
 * </pre>
 */
public final class CustomPattern {
    /** Which digit of a match must be right; digits and letters count, what stands between them does not. */
    public enum Checksum {
        NONE,
        /** ISO/IEC 7812-1: payment cards, SIM cards, many company numbers. */
        LUHN,
        /** ISO/IEC 7064 MOD 97-10 with the check digits in third and fourth place, as in an IBAN. */
        MOD97,
        /** Dihedral group of order ten. */
        VERHOEFF,
        /** ISO/IEC 7064 MOD 11,10. */
        MOD11_10,
    }

    private static final int SCORE = 80;
    private static final int MAX_NAME = 64;
    private static final int MAX_WORDS = 32;

    private final PiiEntity entity;
    private final Pattern pattern;
    private final Checksum checksum;
    private final List<String> context;
    private final int score;
    private final byte[] prefix;

    private CustomPattern(PiiEntity entity, Pattern pattern, Checksum checksum, List<String> context, int score) {
        this.entity = entity;
        this.pattern = pattern;
        this.checksum = checksum;
        this.context = List.copyOf(context);
        this.score = score;
        this.prefix = prefixOf(pattern.pattern()).getBytes(StandardCharsets.UTF_8);
    }

    /** Reads what is defined under a name; empty after a problem. */
    public static Optional<CustomPattern> read(YamlNode.Scalar name, YamlNode node, Problems problems, String path) {
        int errors = problems.errorCount();
        if (!name.text().matches("[A-Z][A-Z0-9_]{0," + (MAX_NAME - 1) + "}")) {
            problems.error(name, path + " needs a name of capitals, digits and _", "such as EMPLOYEE_ID");
        } else if (PiiEntity.find(name.text()).isPresent()) {
            problems.error(name, path + " has the name of a built-in entity", "give it one of its own");
        }
        Fields fields = Fields.of(node, problems, path);
        Optional<Pattern> pattern = fields.require("pattern", "a regular expression in RE2's syntax")
                .flatMap(value -> compile(value, problems, fields.pathOf("pattern")));
        Checksum checksum = fields.oneOf("checksum", Checksum.NONE, Checksum.class);
        List<String> context = fields.strings("context");
        if (context.size() > MAX_WORDS) {
            problems.error(node, fields.pathOf("context") + " has more than " + MAX_WORDS + " words");
        }
        for (String words : context) {
            if (!ContextWords.isOneOrTwo(words)) {
                problems.error(
                        fields.get("context").orElse(node),
                        fields.pathOf("context") + " has '" + words + "'",
                        "each is one word, or two with a blank between");
            }
        }
        int score = (int) Math.round(100 * fields.number("score", SCORE / 100.0, 0.01, 1));
        fields.reportUnknown();
        return problems.errorCount() > errors
                ? Optional.empty()
                : pattern.map(regex -> new CustomPattern(PiiEntity.of(name.text()), regex, checksum, context, score));
    }

    private static Optional<Pattern> compile(YamlNode value, Problems problems, String path) {
        if (!(value instanceof YamlNode.Scalar scalar)) {
            problems.error(value, path + " must be a text");
            return Optional.empty();
        }
        Optional<Pattern> pattern = Regexes.compile(scalar.text(), scalar, path, problems);
        if (pattern.isPresent() && pattern.get().matches("")) {
            problems.error(scalar, path + " matches the empty text", "say what must be there");
            return Optional.empty();
        }
        return pattern;
    }

    /** Its name is that of the policy. */
    public PiiEntity entity() {
        return entity;
    }

    Pattern pattern() {
        return pattern;
    }

    List<String> context() {
        return context;
    }

    int score() {
        return score;
    }

    /** Bytes that every match starts with; may be empty. */
    byte[] prefix() {
        return prefix;
    }

    boolean isChecked(byte[] text, int from, int to) {
        return switch (checksum) {
            case NONE -> true;
            case LUHN -> Checksums.luhn(text, from, to, 0) == 0;
            case VERHOEFF -> Checksums.isVerhoeff(text, from, to);
            case MOD11_10 -> Checksums.isMod1110(text, from, to);
            case MOD97 -> IbanMatcher.remainder(text, from, to) == 1;
        };
    }

    /** The literal characters that a regex starts with, as far as its text tells: no alternatives, flags or optional ones. */
    static String prefixOf(String regex) {
        StringBuilder prefix = new StringBuilder();
        int i = regex.startsWith("\\b") ? 2 : 0;
        if (regex.indexOf('|') >= 0) {
            return "";
        }
        while (i < regex.length()) {
            char c = regex.charAt(i);
            boolean escaped = c == '\\' && i + 1 < regex.length() && isPunctuation(regex.charAt(i + 1));
            if (!escaped && "\\.[](){}^$*+?".indexOf(c) >= 0) {
                break;
            }
            int next = i + (escaped ? 2 : 1);
            if (next < regex.length() && "*?{".indexOf(regex.charAt(next)) >= 0) {
                break;
            }
            prefix.append(regex.charAt(next - 1));
            i = next;
        }
        return prefix.length() > 0 && Character.isHighSurrogate(prefix.charAt(prefix.length() - 1))
                ? prefix.substring(0, prefix.length() - 1)
                : prefix.toString();
    }

    private static boolean isPunctuation(char c) {
        return c > ' ' && c < 127 && !Character.isLetterOrDigit(c) && c != '_';
    }
}
