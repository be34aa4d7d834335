package io.driftgate.cel;

import dev.cel.common.ast.CelExpr;

/** Measures expressions. Counts the parts of a parsed one, those that macros expand to included. */
final class ExpressionSize {
    private int parts;

    int parts() {
        return parts;
    }

    /**
     * Returns where more than {@code most} {@code !} or {@code -} follow one another, in code points; -1 when they don't.
     *
     * @param expression without a syntax error
     */
    static int longRun(String expression, int most) {
        int[] points = expression.codePoints().toArray();
        int run = 0;
        int start = 0;
        for (int i = 0; i < points.length; i++) {
            int c = points[i];
            if (c == '!' || c == '-') {
                start = run == 0 ? i : start;
                if (++run > most) {
                    return start;
                }
            } else if (c == '\'' || c == '"') {
                i = endOfText(points, i);
                run = 0;
            } else if (c == '/' && i + 1 < points.length && points[i + 1] == '/') {
                while (i < points.length && points[i] != '\n') {
                    i++;
                }
            } else if (!Character.isWhitespace(c)) {
                run = 0;
            }
        }
        return -1;
    }

    /** The last quote of a text that starts at {@code quote}; in a raw one a backslash stands for itself. */
    private static int endOfText(int[] points, int quote) {
        boolean isRaw = quote > 0 && (points[quote - 1] == 'r' || points[quote - 1] == 'R');
        int quotes = isQuoted(points, quote, 3) ? 3 : 1;
        for (int i = quote + quotes; i < points.length; i++) {
            if (points[i] == '\\' && !isRaw) {
                i++;
            } else if (points[i] == points[quote] && isQuoted(points, i, quotes)) {
                return i + quotes - 1;
            }
        }
        return points.length;
    }

    private static boolean isQuoted(int[] points, int at, int quotes) {
        for (int i = 0; i < quotes; i++) {
            if (at + i >= points.length || points[at + i] != points[at]) {
                return false;
            }
        }
        return true;
    }

    /** Returns the first part that is nested deeper than {@code depth}; null when there is none. */
    CelExpr measure(CelExpr part, int depth) {
        parts++;
        if (depth < 0) {
            return part;
        }
        switch (part.getKind()) {
            case SELECT -> {
                return measure(part.select().operand(), depth - 1);
            }
            case LIST -> {
                return all(part.list().elements(), depth);
            }
            case CALL -> {
                CelExpr target = part.call().target().isPresent()
                        ? measure(part.call().target().get(), depth - 1)
                        : null;
                return target != null ? target : all(part.call().args(), depth);
            }
            case COMPREHENSION -> {
                CelExpr range = measure(part.comprehension().iterRange(), depth - 1);
                return range != null ? range : measure(part.comprehension().loopStep(), depth - 1);
            }
            default -> {
                return null;
            }
        }
    }

    private CelExpr all(Iterable<CelExpr> parts, int depth) {
        for (CelExpr part : parts) {
            CelExpr deep = measure(part, depth - 1);
            if (deep != null) {
                return deep;
            }
        }
        return null;
    }
}
