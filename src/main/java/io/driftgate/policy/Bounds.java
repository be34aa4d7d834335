package io.driftgate.policy;

import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.util.Optional;

/**
 * Two bounds as a policy writes them, {@code [18, 120]} or {@code [0, ~]}.
 *
 * @param low inclusive; negative infinity when open
 * @param high inclusive, not below {@code low}; infinity when open
 */
record Bounds(double low, double high) {
    /** Reads bounds that may be any numbers. */
    static Optional<Bounds> ofNumbers(YamlNode node, String path, Problems problems) {
        return read(node, path, false, problems);
    }

    /** Reads bounds of something that is counted: whole, and not negative. */
    static Optional<Bounds> ofCounts(YamlNode node, String path, Problems problems) {
        Optional<Bounds> bounds = read(node, path, true, problems);
        if (bounds.isPresent() && bounds.get().low <= 0 && Double.isInfinite(bounds.get().high)) {
            problems.error(node, path + " holds for every count", "give it an upper bound, or a lower one above 0");
            return Optional.empty();
        }
        return bounds;
    }

    private static Optional<Bounds> read(YamlNode node, String path, boolean isCount, Problems problems) {
        if (!(node instanceof YamlNode.Sequence bounds) || bounds.items().size() != 2) {
            problems.error(
                    node,
                    path + " must be a list of two bounds",
                    isCount ? "such as [1, 20], or [1, ~]" : "such as [18, 120], or [0, ~]");
            return Optional.empty();
        }
        Optional<Double> low = bound(bounds.items().get(0), Double.NEGATIVE_INFINITY, path, isCount, problems);
        Optional<Double> high = bound(bounds.items().get(1), Double.POSITIVE_INFINITY, path, isCount, problems);
        if (low.isEmpty() || high.isEmpty()) {
            return Optional.empty();
        }
        if (low.get() > high.get()) {
            problems.error(node, path + " has its lower bound above its upper bound", "swap the two");
            return Optional.empty();
        }
        if (low.get().isInfinite() && high.get().isInfinite()) {
            problems.error(node, path + " has no bound at all", "give it one, or remove it");
            return Optional.empty();
        }
        return Optional.of(new Bounds(low.get(), high.get()));
    }

    private static Optional<Double> bound(YamlNode node, double open, String path, boolean isCount, Problems problems) {
        if (node instanceof YamlNode.Scalar scalar && scalar.isNull()) {
            return Optional.of(open);
        }
        Optional<Double> bound = Scalars.number(node);
        if (bound.isEmpty()) {
            problems.error(node, path + " needs numbers for bounds", "write ~ for an open end");
            return bound;
        }
        if (isCount && (bound.get() < 0 || bound.get() != Math.rint(bound.get()))) {
            problems.error(node, path + " counts, so its bounds are whole and not negative", "write ~ for an open end");
            return Optional.empty();
        }
        return bound;
    }
}
