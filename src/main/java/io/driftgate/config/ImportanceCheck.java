package io.driftgate.config;

import io.driftgate.drift.DriftSettings;
import io.driftgate.feature.Feature;
import io.driftgate.feature.Schema;
import io.driftgate.sketch.TextDescriptor;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.Spelling;
import io.driftgate.source.YamlNode;
import java.util.List;
import java.util.Map;

/** Whether {@code drift.importance} names features that there are, and leaves each version one that counts. */
final class ImportanceCheck {
    private ImportanceCheck() {}

    /** {@code at} is the {@code drift:} mapping. Says nothing where a schema is unknown: that is a problem already. */
    static void check(
            DriftSettings settings, YamlNode at, String path, List<VersionReader.Draft> drafts, Problems problems) {
        Map<String, Double> importance = settings.weights().importance();
        if (importance.isEmpty()
                || drafts.stream().anyMatch(draft -> draft.schema().isEmpty())) {
            return;
        }
        Fields drift = Fields.of(at, problems, path);
        YamlNode node = drift.get("importance").orElse(at);
        Fields named = Fields.of(node, problems, drift.pathOf("importance"));
        for (VersionReader.Draft draft : drafts) {
            boolean counts = importance.values().stream().anyMatch(weight -> weight > 0)
                    || draft.schema().orElseThrow().features().stream()
                            .anyMatch(feature -> settings.weights().of(feature.name()) > 0);
            if (!counts) {
                problems.error(
                        node,
                        drift.pathOf("importance") + " leaves " + draft.name() + " no feature that counts",
                        "nothing could drift; one feature needs more than 0");
            }
        }
        List<String> names = drafts.stream()
                .flatMap(draft -> draft.schema().orElseThrow().features().stream())
                .map(Feature::name)
                .distinct()
                .toList();
        for (String feature : importance.keySet().stream().sorted().toList()) {
            if (!names.contains(feature) && !isDerived(feature, drafts)) {
                problems.error(
                        named.get(feature).orElse(node),
                        named.pathOf(feature) + " is no feature of the model",
                        Spelling.hint(feature, names, "known here: " + String.join(", ", names)));
            }
        }
    }

    private static boolean isDerived(String feature, List<VersionReader.Draft> drafts) {
        return drafts.stream()
                .map(draft -> draft.schema().orElseThrow())
                .anyMatch((Schema schema) -> TextDescriptor.of(feature)
                        .flatMap(descriptor -> schema.feature(descriptor.featureOf(feature)))
                        .isPresent());
    }
}
