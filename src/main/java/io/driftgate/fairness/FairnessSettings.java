package io.driftgate.fairness;

import java.util.List;
import java.util.Optional;

/**
 * The {@code fairness:} mapping of a model.
 *
 * @param minGroupRows rows in a window that a group needs to be compared
 */
public record FairnessSettings(List<SensitiveFeature> sensitive, Favourable favourable, int minGroupRows) {
    public FairnessSettings {
        sensitive = List.copyOf(sensitive);
    }

    public Optional<SensitiveFeature> feature(String name) {
        return sensitive.stream().filter(each -> each.name().equals(name)).findFirst();
    }
}
