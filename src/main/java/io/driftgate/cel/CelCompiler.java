package io.driftgate.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.util.List;
import java.util.Optional;

/** Compiles expressions, and reports what is wrong with them where it stands. Stateless; control plane and command line. */
public final class CelCompiler {
    /** Of an expression, in code points. */
    public static final int MAX_CHARACTERS = 4_000;

    /** Operators, names and literals of an expression. */
    public static final int MAX_PARTS = 1_500;

    /** Operators inside one another; a chain of {@code &&} or {@code ||} counts little, one of {@code +} one each. */
    public static final int MAX_DEPTH = 100;

    private CelCompiler() {}

    /**
     * Compiles a boolean expression.
     *
     * @param at the expression as it stands in a file
     * @param path how messages call it, such as {@code rules[2].cel}
     * @return empty after a problem
     */
    public static Optional<CelExpression> compile(YamlNode.Scalar at, String path, CelScope scope, Problems problems) {
        ExpressionText text = new ExpressionText(at, path, problems);
        String expression = at.text();
        if (expression.isBlank()) {
            text.error(0, "is empty", "write a condition such as features.age >= 18");
            return Optional.empty();
        }
        if (expression.codePointCount(0, expression.length()) > MAX_CHARACTERS) {
            text.error(0, "is longer than " + MAX_CHARACTERS + " characters", "split the rule");
            return Optional.empty();
        }
        CelValidationResult parsed = scope.environment().parse(expression);
        if (parsed.hasError()) {
            ParseErrors.report(parsed.getErrors(), text);
            return Optional.empty();
        }
        CelAbstractSyntaxTree tree = tree(parsed);
        text.offsets(tree.getSource().getPositionsMap());
        // The parser drops pairs of ! and of -, so its tree doesn't show them.
        int run = ExpressionSize.longRun(expression, MAX_DEPTH);
        if (run >= 0) {
            text.error(run, "is nested more than " + MAX_DEPTH + " deep", "split the rule");
            return Optional.empty();
        }
        if (!isWithinLimits(tree.getExpr(), text)) {
            return Optional.empty();
        }
        int errorsBefore = problems.errorCount();
        ExpressionReader reader = new ExpressionReader(scope, text);
        Operand whole = reader.readAll(tree.getExpr());
        if (whole == null || problems.errorCount() > errorsBefore) {
            return Optional.empty();
        }
        CelValidationResult checked =
                scope.environment().check(CelAbstractSyntaxTree.newParsedAst(whole.expression(), tree.getSource()));
        for (CelIssue issue : checked.getErrors()) {
            // ours is the stricter reading, so this is for the day when cel-java's changes
            text.error(
                    Math.max(0, ParseErrors.offsetOf(issue, expression)),
                    "is refused by CEL's type checker: "
                            + issue.getMessage().lines().findFirst().orElse(""),
                    "");
        }
        return checked.hasError()
                ? Optional.empty()
                : Optional.of(new CelExpression(
                        new Compiled(whole.bool(), reader.registers(), reader.reads()), whole.fact()));
    }

    private static CelAbstractSyntaxTree tree(CelValidationResult parsed) {
        try {
            return parsed.getAst();
        } catch (CelValidationException e) {
            throw new IllegalStateException("an expression without errors has a tree", e);
        }
    }

    private static boolean isWithinLimits(CelExpr whole, ExpressionText text) {
        ExpressionSize size = new ExpressionSize();
        CelExpr deep = size.measure(whole, MAX_DEPTH);
        if (deep != null) {
            text.error(deep, "is nested more than " + MAX_DEPTH + " deep", "split the rule");
        } else if (size.parts() > MAX_PARTS) {
            text.error(0, "has more than " + MAX_PARTS + " parts", "split the rule, or use the condition in:");
        }
        return deep == null && size.parts() <= MAX_PARTS;
    }

    /** The outermost node, and what it needs. */
    private record Compiled(Node.Bool node, int registers, List<Read> reads) implements CelPredicate {
        @Override
        public int test(CelFrame frame) {
            frame.begin(registers);
            return node.test(frame);
        }
    }
}
