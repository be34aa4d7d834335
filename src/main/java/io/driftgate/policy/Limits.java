package io.driftgate.policy;

import com.google.re2j.Pattern;
import io.driftgate.cel.CelCompiler;
import io.driftgate.cel.CelExpression;
import io.driftgate.cel.CelScope;
import io.driftgate.source.Problems;
import io.driftgate.source.Regexes;
import io.driftgate.source.YamlNode;
import java.util.Optional;

/**
 * Compiles what costs memory by more than it is long, regular expressions and CEL, and refuses what would be too much over a whole
 * policy. One thread, one load.
 */
final class Limits {
    /** Of {@code in} and {@code notIn}. */
    static final int MAX_VALUES = 10_000;

    static final int MAX_LITERAL_CHARACTERS = 1_000;
    static final int MAX_EXPRESSIONS = 2_000;

    /** Instructions of all regular expressions; some 50 MB. */
    static final int MAX_REGEX_PROGRAM = 500_000;

    private final Problems problems;
    private int expressions;
    private int regexProgram;

    Limits(Problems problems) {
        this.problems = problems;
    }

    Optional<Pattern> regex(YamlNode.Scalar at, String path) {
        int before = regexProgram;
        regexProgram = Math.min(MAX_REGEX_PROGRAM + 1, regexProgram + Regexes.programSize(at.text()));
        if (regexProgram > MAX_REGEX_PROGRAM) {
            if (before <= MAX_REGEX_PROGRAM) {
                problems.error(
                        at,
                        "the regular expressions up to here are too large together: the policy needs more than "
                                + MAX_REGEX_PROGRAM + " instructions",
                        "use smaller counts, or split the policy");
            }
            return Optional.empty();
        }
        return Regexes.compile(at.text(), at, path, problems);
    }

    /** Problems go to {@code found}. */
    Optional<CelExpression> expression(YamlNode.Scalar at, String path, CelScope scope, Problems found) {
        if (++expressions > MAX_EXPRESSIONS) {
            if (expressions == MAX_EXPRESSIONS + 1) {
                found.error(
                        at,
                        "the policy has more than " + MAX_EXPRESSIONS + " CEL expressions",
                        "state plain ranges and lists as conditions of a feature, or split the policy");
            }
            return Optional.empty();
        }
        return CelCompiler.compile(at, path, scope, found);
    }
}
