package io.driftgate.config;

import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.Schema;
import io.driftgate.protocol.PredictionBinding;
import io.driftgate.protocol.SchemaBinding;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.Upstream;
import io.driftgate.source.Fields;
import io.driftgate.source.YamlNode;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads one version of a model in two steps: {@link #read} takes what stands in {@code driftgate.yaml}, and when the schemas of
 * all versions are known and have their slots, {@link Draft#bind} loads policy and baseline against them.
 */
final class VersionReader {
    /** A baseline of 10,000 features of 64 bins stays below this. */
    private static final long MAX_BASELINE_BYTES = 64L << 20;

    private static final Upstream NOWHERE = new Upstream("invalid", 1, "");

    private final Loading loading;
    private final String model;
    private final PolicyReader policies;

    VersionReader(Loading loading, String model) {
        this.loading = loading;
        this.model = model;
        this.policies = new PolicyReader(loading, model);
    }

    /**
     * What {@code driftgate.yaml} says of a version.
     *
     * @param schema the version's own or the model's; empty when that one is invalid
     */
    record Draft(
            String name,
            Fields fields,
            Upstream upstream,
            String readyPath,
            Optional<Schema> schema,
            PolicyReader.Draft policy,
            Optional<YamlNode> baseline,
            Optional<YamlNode> card,
            String modelVersion) {}

    Draft read(String name, Fields fields, String defaultReadyPath, Optional<Schema> modelSchema) {
        Upstream upstream = fields.require("upstream", "such as \"http://127.0.0.1:9101\"")
                .flatMap(node -> UpstreamReader.read(node, fields.pathOf("upstream"), loading.problems()))
                .orElse(NOWHERE);
        Optional<Schema> schema =
                fields.get("schema").isPresent() ? loading.schemas().read(fields, "schema") : modelSchema;
        Draft draft = new Draft(
                name,
                fields,
                upstream,
                readyPath(fields, defaultReadyPath),
                schema,
                policies.read(fields),
                fields.get("baseline"),
                fields.get("card"),
                fields.string("modelVersion", name));
        fields.reportUnknown();
        return draft;
    }

    private String readyPath(Fields fields, String otherwise) {
        String path = fields.string("ready", otherwise);
        boolean valid = path.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#');
        if (fields.get("ready").isPresent() && !(valid && path.startsWith("/"))) {
            loading.problems()
                    .error(
                            fields.get("ready").get(),
                            fields.pathOf("ready") + " must be a path",
                            "such as /health; it is asked for with GET and must answer 2xx");
        }
        return path;
    }

    /**
     * The version, complete. What is wrong with its policy or baseline is in {@link Loading#contents()}, and then the model is
     * denied: the placeholder that stands for the broken part never decides about a request.
     */
    ModelVersion bind(
            Draft draft, Schema schema, FeatureIndex index, PredictionBinding prediction, String versionPath) {
        PolicyReader.Bound bound = policies.bind(draft.policy(), schema, index);
        return new ModelVersion(
                draft.name(),
                draft.upstream(),
                draft.readyPath(),
                SchemaBinding.of(index, schema),
                prediction.forSchema(schema),
                bound.policy(),
                bound.trial(),
                sketch(draft, schema, index),
                versionPath);
    }

    private Optional<SketchPlan> sketch(Draft draft, Schema schema, FeatureIndex index) {
        Optional<String> text = draft.fields().string("baseline");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Path file = loading.files().resolve(text.get());
        String name = loading.files().nameOf(file);
        YamlNode node = draft.baseline().orElseThrow();
        String field = draft.fields().pathOf("baseline");
        return loading.files()
                .read(file, MAX_BASELINE_BYTES, node, field, loading.contents())
                .flatMap(bytes -> Baseline.read(bytes, name, loading.contents()))
                .flatMap(baseline -> SketchPlan.bind(
                        model + "/" + draft.name() + "/" + baseline.digest(),
                        baseline,
                        schema,
                        index,
                        name,
                        loading.contents()));
    }
}
