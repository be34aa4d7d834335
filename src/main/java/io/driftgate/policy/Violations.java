package io.driftgate.policy;

import java.util.Arrays;

/**
 * Which rules a request violated. Mutable, reused for every request of one event loop. A reset costs what the last request
 * violated, not what the policy holds.
 */
public final class Violations {
    private static final int NOTHING = -1;

    private CompiledPolicy policy = CompiledPolicy.none();
    private int[] counts = new int[16];
    private int[] firstRows = new int[16];
    private int[] violated = new int[16];
    private int size;
    private int denying = NOTHING;
    private int replacing = NOTHING;

    /** Prepares for a request under a policy. */
    public void reset(CompiledPolicy policy) {
        for (int i = 0; i < size; i++) {
            counts[violated[i]] = 0;
        }
        size = 0;
        denying = NOTHING;
        replacing = NOTHING;
        this.policy = policy;
        if (counts.length < policy.rules()) {
            counts = new int[policy.rules()];
            firstRows = new int[policy.rules()];
            violated = new int[policy.rules()];
        }
    }

    /** Notes that a row violates a rule. */
    public void mark(int rule, int row) {
        if (counts[rule]++ > 0) {
            return;
        }
        firstRows[rule] = row;
        violated[size++] = rule;
        if (policy.rule(rule).enforcement() == Enforcement.DENY && (denying == NOTHING || rule < denying)) {
            denying = rule;
        }
        if (policy.rule(rule).enforcement() == Enforcement.REPLACE && (replacing == NOTHING || rule < replacing)) {
            replacing = rule;
        }
    }

    /**
     * Notes that a rule could not be evaluated over a row: a violation, unless the rule says {@code onError: allow}. Either way it is
     * one of {@link #errors}.
     */
    public void markError(int rule, int row) {
        if (policy.rule(rule).denyOnError()) {
            mark(rule, row);
        }
    }

    /** Rows over which a rule could not be evaluated. */
    public int errors(int rule) {
        return 0;
    }

    /** Whether any rule could not be evaluated. */
    public boolean hasErrors() {
        return false;
    }

    /** The first violated rule with enforcement replace, in file order; -1 when there is none. */
    public int replacing() {
        return replacing;
    }

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

    /** Rows that violated a rule. */
    public int count(int rule) {
        return counts[rule];
    }

    /** The first row that violated a rule; -1 when none did. */
    public int firstRow(int rule) {
        return counts[rule] == 0 ? NOTHING : firstRows[rule];
    }

    /** The deciding rule: the first violated one with enforcement deny, in file order; -1 when nothing denies. */
    public int denying() {
        return denying;
    }

    @Override
    public String toString() {
        return policy.reference() + " violated " + Arrays.toString(Arrays.copyOf(violated, size));
    }
}
