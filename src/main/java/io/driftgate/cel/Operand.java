package io.driftgate.cel;

import dev.cel.common.ast.CelExpr;
import io.driftgate.feature.Feature;
import java.util.List;

/**
 * A part of an expression that was read.
 *
 * @param kind its type
 * @param node null for {@code RECORD} and {@code HEADERS}
 * @param expression the part as cel-java's checker shall see it
 * @param inputs bits of what it depends on: 1 for features and headers, one more for each variable in scope; 0 for a constant
 * @param path the name of what it reads, such as {@code features.age}; empty when it does more
 * @param feature what it reads; null when it does more
 * @param items of a list literal
 * @param fact of a {@code BOOL}: what it says
 */
record Operand(
        Kind kind,
        Node node,
        CelExpr expression,
        int inputs,
        String path,
        Feature feature,
        List<Operand> items,
        Fact fact) {
    static final int INPUT = 1;

    static Operand of(Kind kind, Node node, CelExpr expression, int inputs) {
        return new Operand(kind, node, expression, inputs, "", null, List.of(), Fact.OPAQUE);
    }

    static Operand named(Kind kind, Node node, CelExpr expression, String path, Feature feature) {
        return new Operand(kind, node, expression, INPUT, path, feature, List.of(), Fact.OPAQUE);
    }

    Operand with(Fact newFact) {
        return new Operand(kind, node, expression, inputs, path, feature, items, newFact);
    }

    Operand with(List<Operand> newItems) {
        return new Operand(kind, node, expression, inputs, path, feature, newItems, fact);
    }

    boolean isConstant() {
        return inputs == 0;
    }

    /** Kind of a list's elements; null when it is the literal {@code []}. */
    Kind element() {
        return ((Node.Sequence) node).element;
    }

    Node.Bool bool() {
        return (Node.Bool) node;
    }

    Node.Int number() {
        return (Node.Int) node;
    }

    Node.Real real() {
        return (Node.Real) node;
    }

    Node.Text text() {
        return (Node.Text) node;
    }

    Node.Sequence list() {
        return (Node.Sequence) node;
    }

    /** As messages call its type. */
    String label() {
        if (kind != Kind.LIST || element() == null) {
            return kind.label;
        }
        return "a list of " + element().label.substring(element().label.indexOf(' ') + 1) + "s";
    }
}
