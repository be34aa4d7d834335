package io.driftgate.policy;

import io.driftgate.feature.FeatureRow;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A policy version compiled over a model's feature slots: one condition node per rule, in file order. Immutable, any thread.
 * Evaluation allocates nothing, except in {@code matches}.
 */
public final class CompiledPolicy {
    /**
     * What people know a rule by.
     *
     * @param id unique in its policy; the value of the {@code rule} label
     * @param owner who answers for it; empty when the file names nobody
     * @param description empty when the file has none
     * @param expires the last day on which nobody needs to look at it again; it stays in force afterwards
     */
    public record Rule(
            String id, String owner, String description, Optional<LocalDate> expires, Enforcement enforcement) {
        public Rule {
            if (id.isEmpty()) {
                throw new IllegalArgumentException("a rule needs an id");
            }
        }
    }

    private static final CompiledPolicy NONE = new CompiledPolicy("", "", "", List.of(), List.of());

    private final String name;
    private final String version;
    private final String digest;
    private final Rule[] rules;
    private final Condition[] conditions;

    /** {@code conditions} stand beside their {@code rules}. */
    CompiledPolicy(String name, String version, String digest, List<Rule> rules, List<Condition> conditions) {
        if (rules.size() != conditions.size()) {
            throw new IllegalArgumentException(rules.size() + " rules, but " + conditions.size() + " conditions");
        }
        this.name = name;
        this.version = version;
        this.digest = digest;
        this.rules = rules.toArray(Rule[]::new);
        this.conditions = conditions.toArray(Condition[]::new);
    }

    /** A policy without rules, for a version that names none. */
    public static CompiledPolicy none() {
        return NONE;
    }

    /** Policy name, such as {@code credit-risk}; empty for {@link #none()}. */
    public String name() {
        return name;
    }

    /** Policy version, such as {@code v2}; empty for {@link #none()}. */
    public String version() {
        return version;
    }

    /** {@code credit-risk@v2}; empty for {@link #none()}. */
    public String reference() {
        return name.isEmpty() ? "" : name + "@" + version;
    }

    /** SHA-256 of the policy file, hex; empty for {@link #none()}. */
    public String digest() {
        return digest;
    }

    public int rules() {
        return rules.length;
    }

    public Rule rule(int index) {
        return rules[index];
    }

    /** Evaluates all rules over one row, and marks the violated ones. Allocates nothing. */
    public void evaluate(FeatureRow row, int rowIndex, Violations out) {
        for (int rule = 0; rule < conditions.length; rule++) {
            if (violates(conditions[rule], row)) {
                out.mark(rule, rowIndex);
            }
        }
    }

    /** A rule that can't be evaluated must not let a request through. */
    private static boolean violates(Condition condition, FeatureRow row) {
        try {
            return condition.isViolatedBy(row);
        } catch (RuntimeException e) {
            return true;
        }
    }
}
