package io.driftgate.cli.policy;

import io.driftgate.source.YamlNode;

/** Compares what YAML values say, wherever they stand. Stateless. */
final class YamlValues {
    private YamlValues() {}

    /** Whether both are the same JSON: members in any order, numbers by their value. */
    static boolean equal(YamlNode a, YamlNode b) {
        if (a instanceof YamlNode.Scalar x && b instanceof YamlNode.Scalar y) {
            return x.quoted() == y.quoted() && (x.text().equals(y.text()) || (!x.quoted() && sameNumber(x, y)));
        }
        if (a instanceof YamlNode.Sequence x && b instanceof YamlNode.Sequence y) {
            boolean same = x.items().size() == y.items().size();
            for (int i = 0; same && i < x.items().size(); i++) {
                same = equal(x.items().get(i), y.items().get(i));
            }
            return same;
        }
        if (a instanceof YamlNode.Mapping x && b instanceof YamlNode.Mapping y) {
            return x.entries().size() == y.entries().size()
                    && x.entries().entrySet().stream()
                            .allMatch(entry -> y.entries().containsKey(entry.getKey())
                                    && equal(
                                            entry.getValue().value(),
                                            y.entries().get(entry.getKey()).value()));
        }
        return false;
    }

    private static boolean sameNumber(YamlNode.Scalar a, YamlNode.Scalar b) {
        try {
            return Double.parseDouble(a.text()) == Double.parseDouble(b.text());
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
