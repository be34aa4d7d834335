package io.driftgate.cel;

import dev.cel.common.ast.CelExpr;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;

/** Reports conditions of one expression that no values satisfy, or all do. One load, one thread. */
final class Contradictions {
    /** Parts of facts to look at in one expression. */
    private static final long MAX_WORK = 300_000;

    private final Facts facts;
    private final ExpressionText text;
    private final Trials trials = new Trials(MAX_WORK);
    private final Set<Fact> known = Collections.newSetFromMap(new IdentityHashMap<>());

    Contradictions(Facts facts, ExpressionText text) {
        this.facts = facts;
        this.text = text;
    }

    /** Reports a condition that is constant, or is that whenever it is no error; whether it did. */
    boolean report(CelExpr at, Fact condition) {
        if (!known.add(condition)) {
            return false; // logic is looked into where it is made, and again where it decides something
        }
        if (condition instanceof Fact.Always always) {
            text.error(
                    at,
                    "has a condition that is always " + always.value() + ", or an error",
                    "a condition must depend on what is checked; has(features.x) asks whether a value is there");
            return true;
        }
        Optional<Trials.Constant> constant = trials.constant(condition);
        constant.ifPresent(found -> report(at, condition, found));
        return constant.isPresent();
    }

    private void report(CelExpr at, Fact condition, Trials.Constant found) {
        String always = found.value() ? "is always true: " : "is never true: ";
        if (found.term().isEmpty()) {
            text.error(
                    at,
                    always + (found.value() ? "all values satisfy it" : "no values satisfy it"),
                    "a condition must depend on what is checked");
            return;
        }
        Term term = found.term().get();
        boolean isLogic = condition instanceof Fact.Several;
        String what = !isLogic ? "it" : found.value() ? "one of its comparisons" : "all of its comparisons";
        text.error(
                facts.lastOffset(term.name(), text.offsetOf(at)),
                always + (found.value() ? "every" : "no") + " value of " + term.label() + " satisfies " + what,
                isLogic ? "look for a wrong bound, or && in place of ||" : range(term));
    }

    private static String range(Term term) {
        return switch (term.domain()) {
            case COUNT -> "it is a whole number from 0 on";
            case WHOLE -> "it is a whole number";
            default -> "a condition must depend on what is checked";
        };
    }
}
