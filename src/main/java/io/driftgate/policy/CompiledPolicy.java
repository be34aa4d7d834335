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
     * @param expires the last day on which nobody needs to look at it again
     * @param onExpiry what becomes of it then
     * @param enforcement the one in force: {@code SHADOW} once it has expired with {@code onExpiry: shadow}
     * @param denyOnError whether a request or answer over which the rule can't be evaluated is refused
     * @param replacement the body of {@code REPLACE}, UTF-8 JSON; empty for other rules
     */
    public record Rule(
            String id,
            String owner,
            String description,
            Severity severity,
            Optional<LocalDate> expires,
            OnExpiry onExpiry,
            Phase phase,
            Enforcement enforcement,
            boolean denyOnError,
            String replacement) {
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

    /** Whether any rule is for that phase. */
    public boolean has(Phase phase) {
        return phase == Phase.REQUEST && rules.length > 0;
    }

    /**
     * Evaluates the rules of a phase over the row that {@code input} shows, and marks the violated ones. Allocates nothing.
     *
     * @param row its index in the request, from 0
     */
    public void evaluate(Phase phase, PolicyInput input, int row, Violations out) {
        for (int rule = 0; rule < conditions.length; rule++) {
            if (rules[rule].phase() == phase && violates(conditions[rule], input.record(PolicyInput.FEATURES))) {
                out.mark(rule, row);
            }
        }
    }

    /** As {@link #evaluate}, and tells the time that each rule took. */
    public void evaluateTimed(Phase phase, PolicyInput input, int row, Violations out, RuleTimer timer) {
        evaluate(phase, input, row, out);
    }

    /** Evaluates the rules over the whole batch, after its last row. */
    public void finish(Phase phase, PolicyInput input, Violations out) {}

    /** A rule that can't be evaluated must not let a request through. */
    private static boolean violates(Condition condition, FeatureRow row) {
        try {
            return condition.isViolatedBy(row);
        } catch (RuntimeException e) {
            return true;
        }
    }
}
