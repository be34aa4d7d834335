package io.driftgate.policy;

import io.driftgate.cel.CelExpression;
import io.driftgate.cel.CelPredicate;
import io.driftgate.cel.CelScope;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.RequestFields;
import io.driftgate.feature.Schema;
import io.driftgate.source.Problem;
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
    Optional<CelExpression> compile(YamlNode node, String path, Phase phase) {
        if (!(node instanceof YamlNode.Scalar scalar)) {
            problems.error(node, path + " must be an expression, not " + node.kind(), "such as \"features.age >= 18\"");
            return Optional.empty();
        }
        Problems found = new Problems();
        Optional<CelExpression> expression = limits.expression(scalar, path, scopes.get(phase), found);
        for (Problem problem : found.all()) {
            problems.add(
                    phase == Phase.REQUEST && problem.message().endsWith("'prediction'") ? early(problem) : problem);
        }
        return expression;
    }

    /** The name is known, only not yet. */
    private static Problem early(Problem problem) {
        return new Problem(
                problem.severity(),
                problem.position(),
                problem.message(),
                "a prediction is there only when the model has answered: write phase: response in the rule",
                problem.sourceLine());
    }

    /** Whether what an expression says can differ from row to row of a request. */
    static boolean readsRow(CelPredicate expression) {
        return expression.reads().stream()
                .anyMatch(read -> read.record() != PolicyInput.REQUEST || read.slot() == RequestFields.ROW);
    }
}
