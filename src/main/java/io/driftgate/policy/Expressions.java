package io.driftgate.policy;

import io.driftgate.cel.CelPredicate;
import io.driftgate.cel.CelScope;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.RequestFields;
import io.driftgate.feature.Schema;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Compiles the expressions of a policy over the names of their phase. One thread, one load. */
final class Expressions {
    private final Map<Phase, CelScope> scopes = new EnumMap<>(Phase.class);
    private final Limits limits;
    private final Problems problems;

    Expressions(Schema schema, FeatureIndex index, Limits limits, Problems problems) {
        for (Phase phase : Phase.values()) {
            scopes.put(phase, PolicyInput.scope(phase, schema, index));
        }
        this.limits = limits;
        this.problems = problems;
    }

    /** Empty after a problem. */
    Optional<CelPredicate> compile(YamlNode node, String path, Phase phase) {
        if (!(node instanceof YamlNode.Scalar scalar)) {
            problems.error(node, path + " must be an expression, not " + node.kind(), "such as \"features.age >= 18\"");
            return Optional.empty();
        }
        Optional<CelPredicate> expression = limits.expression(scalar, path, scopes.get(phase));
        if (expression.isPresent()
                && expression.get().reads().isEmpty()
                && !scalar.text().contains("headers")) {
            problems.error(
                    node,
                    path + " reads nothing, so it always says the same",
                    "name what it depends on, such as features.age");
            return Optional.empty();
        }
        return expression;
    }

    /** Whether what an expression says can differ from row to row of a request. */
    static boolean readsRow(CelPredicate expression) {
        return expression.reads().stream()
                .anyMatch(read -> read.record() != PolicyInput.REQUEST || read.slot() == RequestFields.ROW);
    }
}
