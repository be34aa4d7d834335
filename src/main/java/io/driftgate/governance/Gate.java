package io.driftgate.governance;

import io.driftgate.cel.CelPredicate;
import java.util.Set;

/**
 * A condition that a version must meet. Immutable.
 *
 * @param required whether a version that doesn't pass gets no traffic; otherwise the gate only says so
 * @param passesUnknown whether a version is let through while it can't be known whether it passes
 * @param models and {@code versions}: names that it applies to; empty for all
 * @param expression as it was written
 */
public record Gate(
        String id,
        String owner,
        String description,
        boolean required,
        boolean passesUnknown,
        Set<String> models,
        Set<String> versions,
        String expression,
        CelPredicate predicate) {
    public Gate {
        models = Set.copyOf(models);
        versions = Set.copyOf(versions);
    }

    boolean appliesTo(String model, String version) {
        return (models.isEmpty() || models.contains(model)) && (versions.isEmpty() || versions.contains(version));
    }
}
