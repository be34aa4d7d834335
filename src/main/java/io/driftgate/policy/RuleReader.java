package io.driftgate.policy;

import io.driftgate.cel.CelExpression;
import io.driftgate.cel.Fact;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.Schema;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the {@code rules} of a policy file: what each is about. How it is called and what comes of it is {@link AttributeReader}'s, what
 * it states about a value {@link ConditionReader}'s. Reports every problem of every rule. One thread, one load.
 */
final class RuleReader {
    static final int MAX_RULES = 10_000;

    private static final List<String> SUBJECTS = Stream.concat(
                    SubjectReader.VALUES.stream(), Stream.of("unknownFeatures", "rowCount", "cel"))
            .toList();

    private final Problems problems;
    private final Limits limits;
    private final AttributeReader attributes;
    private final SubjectReader subjects;
    private final Expressions expressions;
    private final GuardReader guards;
    private final Contradictions contradictions;
    private final Consistency consistency;
    private final List<CompiledPolicy.Rule> rules = new ArrayList<>();
    private final List<RuleNode> nodes = new ArrayList<>();

    RuleReader(Schema schema, FeatureIndex index, LocalDate today, Problems problems) {
        this.problems = problems;
        limits = new Limits(problems);
        attributes = new AttributeReader(today, problems);
        subjects = new SubjectReader(schema, index, problems);
        expressions = new Expressions(schema, index, limits, problems);
        guards = new GuardReader(subjects, expressions, limits, problems);
        contradictions = new Contradictions(problems);
        consistency = new Consistency(problems);
    }

    List<CompiledPolicy.Rule> rules() {
        return rules;
    }

    /** Beside {@link #rules()}; of the same size when there was no problem. */
    List<RuleNode> nodes() {
        return nodes;
    }

    void read(YamlNode root) {
        Fields policy = Fields.of(root, problems, "");
        if (root instanceof YamlNode.Mapping) {
            policy.require("rules", "a policy is a list of rules: rules: [{id: ..., feature: ..., required: true}]")
                    .ifPresent(this::readRules);
        }
        policy.reportUnknown();
        contradictions.report();
        consistency.report();
    }

    private void readRules(YamlNode list) {
        if (!(list instanceof YamlNode.Sequence sequence)) {
            problems.error(list, "rules must be a list, not " + list.kind(), "put '- ' before each rule");
            return;
        }
        if (sequence.items().isEmpty()) {
            problems.error(list, "rules has no rule", "add one; a version without rules is served under policy: none");
            return;
        }
        if (sequence.items().size() > MAX_RULES) {
            problems.error(
                    list,
                    "rules has " + sequence.items().size() + " rules, and the most is " + MAX_RULES,
                    "split the policy by model");
            return;
        }
        for (int i = 0; i < sequence.items().size(); i++) {
            readRule(sequence.items().get(i), "rules[" + i + "]");
        }
    }

    private void readRule(YamlNode node, String path) {
        Fields rule = Fields.of(node, problems, path);
        if (!(node instanceof YamlNode.Mapping)) {
            return;
        }
        CompiledPolicy.Rule called = attributes.read(rule);
        int errorsBefore = problems.errorCount();
        Optional<GuardReader.Guard> guard = guards.read(called.id(), rule, called.phase());
        boolean isGuardBroken = problems.errorCount() > errorsBefore;
        Optional<RuleNode> compiled = readSubject(rule, called, guard);
        rule.reportUnknown();
        if (compiled.isPresent() && !isGuardBroken) {
            rules.add(called);
            nodes.add(compiled.get());
        }
    }

    private Optional<RuleNode> readSubject(Fields rule, CompiledPolicy.Rule called, Optional<GuardReader.Guard> guard) {
        SUBJECTS.forEach(rule::accept);
        List<String> named = rule.keys().stream().filter(SUBJECTS::contains).toList();
        if (named.size() != 1) {
            ConditionReader.accept(rule);
            reportSubjects(rule, named);
            return Optional.empty();
        }
        String key = named.get(0);
        if (SubjectReader.VALUES.contains(key)) {
            return readConditions(rule, key, called, guard);
        }
        List<String> conditions = ConditionReader.accept(rule);
        if (!conditions.isEmpty()) {
            problems.error(
                    rule.get(conditions.get(0)).orElse(rule.node()),
                    rule.pathOf(key) + " stands alone, and '" + conditions.get(0) + "' is about a feature",
                    "make two rules of it");
        }
        Optional<YamlNode> node = rule.require(key, "give it a value");
        if (node.isEmpty()) {
            return Optional.empty();
        }
        return switch (key) {
            case "unknownFeatures" -> readUnknownFeatures(rule, node.get(), guard);
            case "rowCount" -> readRowCount(rule, node.get(), called, guard);
            default -> readExpression(rule, node.get(), called, guard);
        };
    }

    private void reportSubjects(Fields rule, List<String> named) {
        if (named.isEmpty()) {
            problems.error(
                    rule.node(),
                    rule.pathOf("feature") + " is missing",
                    "say what the rule is about, with one of " + String.join(", ", SUBJECTS));
            return;
        }
        problems.error(
                rule.get(named.get(1)).orElse(rule.node()),
                rule.pathOf(named.get(0)) + " is what the rule is about, and '" + named.get(1)
                        + "' is a second subject",
                named.contains("cel")
                        ? "make two rules of it, or say all of it in the expression"
                        : SubjectReader.VALUES.containsAll(named)
                                ? "make two rules of it, or put one of the two below when"
                                : "make two rules of it");
    }

    private Optional<RuleNode> readConditions(
            Fields rule, String key, CompiledPolicy.Rule called, Optional<GuardReader.Guard> guard) {
        Optional<Subject> subject = subjects.read(rule, key, called.phase());
        if (subject.isEmpty()) {
            ConditionReader.accept(rule);
            return Optional.empty();
        }
        Optional<Conditions> read = new ConditionReader(
                        called.id(), rule, subject.get(), ConditionReader.Place.RULE, limits, problems)
                .read();
        if (read.isEmpty()) {
            return Optional.empty();
        }
        Conditions conditions = read.get();
        if (called.enforcement() == Enforcement.DENY && !rule.keys().contains("when")) {
            contradictions.add(called.id(), rule.get(key).orElse(rule.node()), conditions);
        }
        YamlNode at = conditions.parts().isEmpty()
                ? rule.get(key).orElse(rule.node())
                : conditions.parts().get(0).at();
        hold(rule, called, at, guard, StatedFacts.ofRule(conditions), false);
        if (conditions.batch().isPresent()) {
            return Optional.of(new RuleNode.PerBatch(conditions.asBatch(guard.map(GuardReader.Guard::condition))));
        }
        return Optional.of(node(conditions.asRule(), !subject.get().isHeader(), guard));
    }

    private Optional<RuleNode> readUnknownFeatures(Fields rule, YamlNode node, Optional<GuardReader.Guard> guard) {
        if (!(node instanceof YamlNode.Scalar scalar) || !scalar.text().equals("deny")) {
            problems.error(
                    node,
                    rule.pathOf("unknownFeatures") + " must be deny",
                    "to only count them, write enforcement: shadow");
            return Optional.empty();
        }
        return Optional.of(node(new Condition.NoUnknownFeatures(), true, guard));
    }

    private Optional<RuleNode> readRowCount(
            Fields rule, YamlNode node, CompiledPolicy.Rule called, Optional<GuardReader.Guard> guard) {
        if (called.phase() == Phase.RESPONSE) {
            problems.error(node, rule.pathOf("rowCount") + " is about the request", "remove phase: response");
            return Optional.empty();
        }
        if (guard.filter(GuardReader.Guard::readsRow).isPresent()) {
            problems.error(
                    rule.get("when").orElse(rule.node()),
                    rule.pathOf("when") + " reads a row, and rowCount is about all of them",
                    "it may read request.headers, and of request all but row");
            return Optional.empty();
        }
        Optional<Bounds> read = Bounds.ofCounts(node, rule.pathOf("rowCount"), problems);
        read.ifPresent(bounds -> hold(rule, called, node, guard, StatedFacts.ofRowCount(bounds), true));
        return read.map(bounds -> new RuleNode.PerBatch(
                new BatchCondition.RowCount(guard.map(GuardReader.Guard::condition), bounds.low(), bounds.high())));
    }

    private Optional<RuleNode> readExpression(
            Fields rule, YamlNode node, CompiledPolicy.Rule called, Optional<GuardReader.Guard> guard) {
        Optional<CelExpression> read = expressions.compile(node, rule.pathOf("cel"), called.phase());
        read.ifPresent(expression -> hold(rule, called, node, guard, expression.fact(), true));
        return read.map(CelExpression::predicate)
                .map(predicate -> node(new Condition.Holds(predicate), Expressions.readsRow(predicate), guard));
    }

    /** Holds a rule against the others, and its guard against what it states; not when the guard could not be read. */
    private void hold(
            Fields rule,
            CompiledPolicy.Rule called,
            YamlNode at,
            Optional<GuardReader.Guard> guard,
            Fact fact,
            boolean isExpression) {
        if (guard.isPresent() == rule.keys().contains("when")) {
            consistency.add(
                    new Consistency.Statement(called, at, guard.map(GuardReader.Guard::fact), fact, isExpression));
        }
    }

    private static RuleNode node(Condition condition, boolean readsRow, Optional<GuardReader.Guard> guard) {
        Condition guarded =
                guard.isPresent() ? new Condition.Guarded(guard.get().condition(), condition) : condition;
        boolean perRow = readsRow || guard.filter(GuardReader.Guard::readsRow).isPresent();
        return perRow ? new RuleNode.PerRow(guarded) : new RuleNode.PerRequest(guarded);
    }
}
