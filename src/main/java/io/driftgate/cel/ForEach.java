package io.driftgate.cel;

import static io.driftgate.cel.CelPredicate.ERROR;
import static io.driftgate.cel.CelPredicate.FALSE;
import static io.driftgate.cel.CelPredicate.TRUE;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;

/**
 * {@code list.all(x, p)}, {@code exists} and {@code exists_one}. {@code all} and {@code exists} absorb errors as {@code &&} and
 * {@code ||} do; {@code exists_one} is an error as soon as one element is. An element that is itself an error counts as one
 * for which the predicate is.
 */
final class ForEach extends Node.Bool {
    enum Macro {
        ALL("all"),
        EXISTS("exists"),
        EXISTS_ONE("exists_one");

        final String word;

        Macro(String word) {
            this.word = word;
        }

        /** The parser expands macros; each leaves an accumulator of its own. */
        static Macro of(CelExpr.CelComprehension loop) {
            CelConstant start = loop.accuInit().constant();
            if (start.getKind() != CelConstant.Kind.BOOLEAN_VALUE) {
                return EXISTS_ONE;
            }
            return start.booleanValue() ? ALL : EXISTS;
        }

        /** Where the step of the loop has its predicate. */
        int argument() {
            return this == EXISTS_ONE ? 0 : 1;
        }

        CelExpr predicate(CelExpr.CelComprehension loop) {
            return loop.loopStep().call().args().get(argument());
        }
    }

    private final Macro macro;
    private final Node.Sequence list;
    private final int register;
    private final Node.Bool predicate;

    /** @param register where the predicate finds the element */
    ForEach(Macro macro, Node.Sequence list, int register, Node.Bool predicate) {
        this.macro = macro;
        this.list = list;
        this.register = register;
        this.predicate = predicate;
    }

    @Override
    int test(CelFrame frame) {
        Node.Sequence found = list.resolve(frame);
        if (frame.takeFailure() || found == null) {
            return ERROR;
        }
        int size = found.size(frame);
        int decisive = macro == Macro.ALL ? FALSE : TRUE;
        boolean failed = false;
        int hits = 0;
        int mark = frame.scratchUsed();
        for (int i = 0; i < size; i++) {
            if (!frame.spend(1)) {
                return ERROR;
            }
            found.store(frame, i, register);
            int value = frame.takeFailure() ? ERROR : predicate.test(frame);
            frame.releaseScratch(mark);
            if (value == ERROR) {
                if (macro == Macro.EXISTS_ONE) {
                    return ERROR;
                }
                failed = true;
            } else if (value == decisive) {
                if (macro != Macro.EXISTS_ONE) {
                    return decisive;
                }
                hits++;
            }
        }
        if (failed) {
            return ERROR;
        }
        return macro == Macro.EXISTS_ONE ? (hits == 1 ? TRUE : FALSE) : 1 - decisive;
    }
}
