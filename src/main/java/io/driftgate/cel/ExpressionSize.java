package io.driftgate.cel;

import dev.cel.common.ast.CelExpr;

/** Counts the parts of a parsed expression, those that macros expand to included. */
final class ExpressionSize {
    private int parts;

    int parts() {
        return parts;
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
