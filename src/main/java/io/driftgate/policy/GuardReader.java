package io.driftgate.policy;

import io.driftgate.cel.Fact;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.util.List;
import java.util.Optional;

/** Reads {@code when}: an expression, or conditions of one value. One thread, one load. */
final class GuardReader {
    /**
     * @param readsRow whether it can hold for one row of a request and not for another
     * @param fact what is known of it at load
     */
    record Guard(Condition condition, boolean readsRow, Fact fact) {}

    private final SubjectReader subjects;
    private final Expressions expressions;
    private final Limits limits;
    private final Problems problems;

    GuardReader(SubjectReader subjects, Expressions expressions, Limits limits, Problems problems) {
        this.subjects = subjects;
        this.expressions = expressions;
        this.limits = limits;
        this.problems = problems;
    }

    /** Empty when the rule has no guard, and after a problem. */
    Optional<Guard> read(String id, Fields rule, Phase phase) {
        Optional<YamlNode> node = rule.get("when");
        String path = rule.pathOf("when");
        if (node.isEmpty()) {
            if (rule.keys().contains("when")) {
                problems.error(rule.node(), path + " has no value", "give it one, or remove it");
            }
            return Optional.empty();
        }
        if (node.get() instanceof YamlNode.Scalar) {
            return expressions
                    .compile(node.get(), path, phase)
                    .map(compiled -> new Guard(
                            new Condition.Holds(compiled.predicate()),
                            Expressions.readsRow(compiled.predicate()),
                            compiled.fact()));
        }
        if (node.get() instanceof YamlNode.Sequence) {
            problems.error(
                    node.get(),
                    path + " must be an expression or a mapping, not a list",
                    "join conditions with && in an expression: \"features.a == 1 && features.b == 2\"");
            return Optional.empty();
        }
        return readConditions(id, Fields.of(node.get(), problems, path), phase);
    }

    private Optional<Guard> readConditions(String id, Fields guard, Phase phase) {
        SubjectReader.VALUES.forEach(guard::accept);
        List<String> named =
                SubjectReader.VALUES.stream().filter(guard.keys()::contains).toList();
        Optional<Guard> read = Optional.empty();
        if (named.size() == 1) {
            Optional<Subject> subject = subjects.read(guard, named.get(0), phase);
            if (subject.isPresent()) {
                read = new ConditionReader(id, guard, subject.get(), ConditionReader.Place.GUARD, limits, problems)
                        .read()
                        .map(conditions -> new Guard(
                                conditions.asGuard(), !subject.get().isHeader(), StatedFacts.ofGuard(conditions)));
            } else {
                ConditionReader.accept(guard);
            }
        } else {
            ConditionReader.accept(guard);
            problems.error(
                    guard.node(),
                    guard.pathOf("feature")
                            + (named.isEmpty() ? " is missing" : " is one of " + named.size() + " subjects"),
                    "name one of " + String.join(", ", SubjectReader.VALUES) + "; for several, write an expression");
        }
        guard.reportUnknown();
        return read;
    }
}
