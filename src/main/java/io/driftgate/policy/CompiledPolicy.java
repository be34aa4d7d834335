package io.driftgate.policy;

import io.driftgate.cel.WorkBudget;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

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

        private Rule shadowed() {
            return new Rule(
                    id, owner, description, severity, expires, onExpiry, phase, Enforcement.SHADOW, denyOnError, "");
        }
    }

    /** From this many days before a rule expires on, its owner is named. */
    public static final int NOTICE_DAYS = 14;

    private static final CompiledPolicy NONE = new CompiledPolicy("", "", "", List.of(), List.of());

    private final String name;
    private final String version;
    private final String digest;
    private final Rule[] rules;
    private final int batchConditions;
    /** Beside the rules; null for a rule without one. */
    private final Condition[] guards;

    private final Program[] programs;

    /** {@code nodes} stand beside their {@code rules}. */
    CompiledPolicy(String name, String version, String digest, List<Rule> rules, List<RuleNode> nodes) {
        if (rules.size() != nodes.size()) {
            throw new IllegalArgumentException(rules.size() + " rules, but " + nodes.size() + " conditions");
        }
        this.name = name;
        this.version = version;
        this.digest = digest;
        this.rules = rules.toArray(Rule[]::new);
        guards = nodes.stream().map(node -> node.guard().orElse(null)).toArray(Condition[]::new);
        programs = new Program[Phase.values().length];
        int batches = 0;
        for (Phase phase : Phase.values()) {
            programs[phase.ordinal()] = new Program(phase, rules, nodes, batches);
            batches += programs[phase.ordinal()].batchRules.length;
        }
        batchConditions = batches;
    }

    /** The same conditions under other rules, one for each. */
    private CompiledPolicy(CompiledPolicy compiled, Rule[] rules) {
        name = compiled.name;
        version = compiled.version;
        digest = compiled.digest;
        this.rules = rules;
        batchConditions = compiled.batchConditions;
        guards = compiled.guards;
        programs = compiled.programs;
    }

    /** The same policy, of which the rules with these ids only count. Shares what is compiled. */
    public CompiledPolicy withShadowed(Set<String> ids) {
        if (Arrays.stream(rules)
                .noneMatch(rule -> ids.contains(rule.id()) && rule.enforcement() != Enforcement.SHADOW)) {
            return this;
        }
        return new CompiledPolicy(
                this,
                Arrays.stream(rules)
                        .map(rule -> ids.contains(rule.id()) ? rule.shadowed() : rule)
                        .toArray(Rule[]::new));
    }

    /** The rules of one phase, by how often they are asked. Indices of rules ascend. */
    private static final class Program {
        private final int[] rowRules;
        private final Condition[] rowConditions;
        private final int[] requestRules;
        private final Condition[] requestConditions;
        private final int[] batchRules;
        private final BatchCondition[] batchConditions;
        /** Place of the first batch condition in the totals. */
        private final int firstBatch;

        Program(Phase phase, List<Rule> rules, List<RuleNode> nodes, int firstBatch) {
            this.firstBatch = firstBatch;
            rowRules = select(phase, rules, nodes, RuleNode.PerRow.class);
            requestRules = select(phase, rules, nodes, RuleNode.PerRequest.class);
            batchRules = select(phase, rules, nodes, RuleNode.PerBatch.class);
            rowConditions = Arrays.stream(rowRules)
                    .mapToObj(rule -> ((RuleNode.PerRow) nodes.get(rule)).condition())
                    .toArray(Condition[]::new);
            requestConditions = Arrays.stream(requestRules)
                    .mapToObj(rule -> ((RuleNode.PerRequest) nodes.get(rule)).condition())
                    .toArray(Condition[]::new);
            batchConditions = Arrays.stream(batchRules)
                    .mapToObj(rule -> ((RuleNode.PerBatch) nodes.get(rule)).condition())
                    .toArray(BatchCondition[]::new);
        }

        private static int[] select(Phase phase, List<Rule> rules, List<RuleNode> nodes, Class<?> kind) {
            return IntStream.range(0, rules.size())
                    .filter(rule -> rules.get(rule).phase() == phase && kind.isInstance(nodes.get(rule)))
                    .toArray();
        }

        boolean isEmpty() {
            return rowRules.length + requestRules.length + batchRules.length == 0;
        }
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

    /** The rules that expire within {@link #NOTICE_DAYS} of {@code today}, or have expired, in file order. */
    public List<Rule> expiring(LocalDate today) {
        LocalDate last = today.plusDays(NOTICE_DAYS);
        return Arrays.stream(rules)
                .filter(rule -> rule.expires().filter(day -> !day.isAfter(last)).isPresent())
                .toList();
    }

    /** How many places the totals of a request need. */
    int batchConditions() {
        return batchConditions;
    }

    /** Whether any rule is for that phase. */
    public boolean has(Phase phase) {
        return !programs[phase.ordinal()].isEmpty();
    }

    /**
     * Whether a rule is about the row that {@code input} shows: its {@code when} holds, or can't be evaluated, or there is none. For tests
     * and explanations, not for the hot path.
     */
    public boolean applies(int rule, PolicyInput input) {
        input.budget(new WorkBudget()); // whoever asks must not use up what the rules themselves may spend
        return guards[rule] == null || test(guards[rule], input) != Outcome.VIOLATED;
    }

    /**
     * Evaluates the rules of a phase over the row that {@code input} shows, and marks those that are violated or can't be evaluated. Rules
     * about the whole batch add the row up. Never throws, and allocates nothing.
     *
     * @param row its index in the request, from 0
     */
    public void evaluate(Phase phase, PolicyInput input, int row, Violations out) {
        input.budget(out.budget());
        Program program = programs[phase.ordinal()];
        Condition[] conditions = program.rowConditions;
        for (int i = 0; i < conditions.length; i++) {
            note(test(conditions[i], input), program.rowRules[i], row, out);
        }
        for (int i = 0; i < program.batchRules.length; i++) {
            note(add(program, i, input, out), program.batchRules[i], row, out);
        }
    }

    /** As {@link #evaluate}, and tells the time that each rule took. */
    public void evaluateTimed(Phase phase, PolicyInput input, int row, Violations out, RuleTimer timer) {
        input.budget(out.budget());
        Program program = programs[phase.ordinal()];
        long before = System.nanoTime();
        for (int i = 0; i < program.rowRules.length; i++) {
            note(test(program.rowConditions[i], input), program.rowRules[i], row, out);
            before = record(timer, program.rowRules[i], before);
        }
        for (int i = 0; i < program.batchRules.length; i++) {
            note(add(program, i, input, out), program.batchRules[i], row, out);
            before = record(timer, program.batchRules[i], before);
        }
    }

    /**
     * Evaluates the rules about the whole batch, and those that read nothing of a row, after the last row; their violations have no row.
     * To be called for requests without rows too.
     */
    public void finish(Phase phase, PolicyInput input, Violations out) {
        input.budget(out.budget());
        Program program = programs[phase.ordinal()];
        for (int i = 0; i < program.requestRules.length; i++) {
            note(test(program.requestConditions[i], input), program.requestRules[i], Violations.NO_ROW, out);
        }
        for (int i = 0; i < program.batchRules.length; i++) {
            note(finish(program, i, input, out), program.batchRules[i], Violations.NO_ROW, out);
        }
    }

    /** As {@link #finish}, and tells the time that each rule took. */
    public void finishTimed(Phase phase, PolicyInput input, Violations out, RuleTimer timer) {
        input.budget(out.budget());
        Program program = programs[phase.ordinal()];
        long before = System.nanoTime();
        for (int i = 0; i < program.requestRules.length; i++) {
            note(test(program.requestConditions[i], input), program.requestRules[i], Violations.NO_ROW, out);
            before = record(timer, program.requestRules[i], before);
        }
        for (int i = 0; i < program.batchRules.length; i++) {
            note(finish(program, i, input, out), program.batchRules[i], Violations.NO_ROW, out);
            before = record(timer, program.batchRules[i], before);
        }
    }

    private static long record(RuleTimer timer, int rule, long before) {
        long after = System.nanoTime();
        timer.record(rule, after - before);
        return after;
    }

    private static void note(int outcome, int rule, int row, Violations out) {
        if (outcome == Outcome.HOLDS) {
            return;
        }
        if (outcome == Outcome.ERROR) {
            out.markError(rule, row);
        } else {
            out.mark(rule, row);
        }
    }

    /** Nodes don't throw; should one of them all the same, then its rule could not be evaluated. */
    private static int test(Condition condition, PolicyInput input) {
        try {
            return condition.test(input);
        } catch (RuntimeException e) {
            return Outcome.ERROR;
        }
    }

    private static int add(Program program, int i, PolicyInput input, Violations out) {
        try {
            return program.batchConditions[i].add(input, out.totals(), program.firstBatch + i);
        } catch (RuntimeException e) {
            return Outcome.ERROR;
        }
    }

    /** A batch that lacks a row is decided already: over that row the rule could not be evaluated. */
    private static int finish(Program program, int i, PolicyInput input, Violations out) {
        if (out.errors(program.batchRules[i]) > 0) {
            return Outcome.HOLDS;
        }
        try {
            return program.batchConditions[i].finish(input, out.totals(), program.firstBatch + i);
        } catch (RuntimeException e) {
            return Outcome.ERROR;
        }
    }
}
