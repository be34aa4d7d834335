package io.driftgate.policy;

import io.driftgate.cel.WorkBudget;
import java.util.Arrays;

/**
 * Which rules a request, or an answer, violated, and over which rows rules could not be evaluated. Mutable, reused for every request
 * of one event loop. A reset costs what the last request violated and what the policy adds up over batches, not what it holds.
 */
public final class Violations {
    /** In place of a row where there is none to name: the request as a whole violates the rule. */
    public static final int NO_ROW = -1;

    private static final int NOTHING = -1;

    private final BatchTotals totals = new BatchTotals();
    private final WorkBudget budget = new WorkBudget();
    private CompiledPolicy policy = CompiledPolicy.none();
    private int[] counts = new int[16];
    private int[] errors = new int[16];
    private int[] firstRows = new int[16];
    private int[] violated = new int[16];
    private int[] failed = new int[16];
    private int size;
    private int failedSize;
    private int denying = NOTHING;
    private int replacing = NOTHING;

    /** Prepares for a request or an answer under a policy, and grants it its {@link WorkBudget}. */
    public void reset(CompiledPolicy newPolicy) {
        for (int i = 0; i < size; i++) {
            counts[violated[i]] = 0;
        }
        for (int i = 0; i < failedSize; i++) {
            errors[failed[i]] = 0;
        }
        size = 0;
        failedSize = 0;
        denying = NOTHING;
        replacing = NOTHING;
        policy = newPolicy;
        budget.grant(WorkBudget.STEPS);
        totals.reset(newPolicy.batchConditions());
        if (counts.length < newPolicy.rules()) {
            counts = new int[newPolicy.rules()];
            errors = new int[newPolicy.rules()];
            firstRows = new int[newPolicy.rules()];
            violated = new int[newPolicy.rules()];
            failed = new int[newPolicy.rules()];
        }
    }

    /**
     * Notes that a row violates a rule.
     *
     * @param row its index in the request, from 0, or {@link #NO_ROW}
     */
    public void mark(int rule, int row) {
        add(rule, row);
        Enforcement enforcement = policy.rule(rule).enforcement();
        if (enforcement == Enforcement.DENY) {
            deny(rule);
        } else if (enforcement == Enforcement.REPLACE && (replacing == NOTHING || rule < replacing)) {
            replacing = rule;
        }
    }

    /**
     * Notes that a rule could not be evaluated over a row: one of {@link #errors}. It refuses as a violation does, and counts as one,
     * unless the rule says {@code onError: allow} or only counts. A rule that would replace the answer refuses it, because nobody knows
     * whether the configured one fits.
     */
    public void markError(int rule, int row) {
        if (errors[rule] == 0) {
            if (counts[rule] == 0) {
                firstRows[rule] = row;
            }
            failed[failedSize++] = rule;
        }
        errors[rule]++;
        CompiledPolicy.Rule failing = policy.rule(rule);
        if (failing.denyOnError() && failing.enforcement() != Enforcement.SHADOW) {
            add(rule, row);
            deny(rule);
        }
    }

    private void add(int rule, int row) {
        if (counts[rule] == 0) {
            if (errors[rule] == 0) {
                firstRows[rule] = row;
            }
            violated[size++] = rule;
        }
        counts[rule]++;
    }

    private void deny(int rule) {
        if (denying == NOTHING || rule < denying) {
            denying = rule;
        }
    }

    /** Rows over which a rule could not be evaluated, whatever came of it. */
    public int errors(int rule) {
        return errors[rule];
    }

    /** Whether any rule could not be evaluated. */
    public boolean hasErrors() {
        return failedSize > 0;
    }

    /** How many rules could not be evaluated over some row. */
    public int failedSize() {
        return failedSize;
    }

    /** The index of a rule that could not be evaluated, for {@code index} below {@link #failedSize()}. */
    public int failedRule(int index) {
        if (index >= failedSize) {
            throw new IndexOutOfBoundsException(index);
        }
        return failed[index];
    }

    /** The first violated rule with enforcement replace, in file order; -1 when there is none. A {@link #denying} rule wins over it. */
    public int replacing() {
        return replacing;
    }

    /** Whether no rule was violated; there may be {@link #hasErrors} that nothing comes of. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** How many rules were violated. */
    public int size() {
        return size;
    }

    /** The index of a violated rule, for {@code index} below {@link #size()}, in the order in which they were found. */
    public int rule(int index) {
        if (index >= size) {
            throw new IndexOutOfBoundsException(index);
        }
        return violated[index];
    }

    /** Rows that violated a rule, and those over which it failed and refuses for it. */
    public int count(int rule) {
        return counts[rule];
    }

    /**
     * The first row that violated a rule, or over which it failed, whichever came first; {@link #NO_ROW} for the request as a whole, and
     * when there is none.
     */
    public int firstRow(int rule) {
        return counts[rule] == 0 && errors[rule] == 0 ? NO_ROW : firstRows[rule];
    }

    /**
     * The deciding rule: the first in file order that refuses, because it was violated and denies or because it could not be evaluated;
     * -1 when nothing refuses.
     */
    public int denying() {
        return denying;
    }

    /** Of the policy alone: one that is tried beside another must not use up the other's. */
    WorkBudget budget() {
        return budget;
    }

    BatchTotals totals() {
        return totals;
    }

    @Override
    public String toString() {
        return policy.reference() + " violated " + Arrays.toString(Arrays.copyOf(violated, size)) + " failed "
                + Arrays.toString(Arrays.copyOf(failed, failedSize));
    }
}
