package io.driftgate.config;

import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.Schema;
import io.driftgate.policy.CompiledPolicy;
import io.driftgate.policy.PolicyLoader;
import io.driftgate.policy.PolicyReference;
import io.driftgate.protocol.SchemaBinding;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.Upstream;
import io.driftgate.source.Fields;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.nio.file.Path;
import java.util.Locale;
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

    VersionReader(Loading loading, String model) {
        this.loading = loading;
        this.model = model;
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
            Optional<YamlNode> policy,
            Optional<YamlNode> baseline) {}

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
                fields.get("policy"),
                fields.get("baseline"));
        if (draft.policy().isEmpty()) {
            loading.problems()
                    .warning(
                            fields.node(),
                            fields.pathOf("policy") + " is missing: the version is served without a policy",
                            "name one, such as policy: " + model.toLowerCase(Locale.ROOT)
                                    + "@v1, or write policy: none");
        }
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
    ModelVersion bind(Draft draft, Schema schema, FeatureIndex index) {
        return new ModelVersion(
                draft.name(),
                draft.upstream(),
                draft.readyPath(),
                SchemaBinding.of(index, schema),
                policy(draft, schema, index).orElse(CompiledPolicy.none()),
                sketch(draft, schema, index));
    }

    private Optional<CompiledPolicy> policy(Draft draft, Schema schema, FeatureIndex index) {
        Optional<String> text = draft.fields().string("policy");
        if (text.isEmpty() || text.get().equals("none")) {
            return Optional.of(CompiledPolicy.none());
        }
        YamlNode node = draft.policy().orElseThrow();
        String field = draft.fields().pathOf("policy");
        Optional<PolicyReference> reference = PolicyReference.parse(text.get());
        if (reference.isEmpty()) {
            loading.problems()
                    .error(
                            node,
                            field + " must be none or " + PolicyReference.FORM,
                            "it is the directory " + loading.files().nameOf(loading.policies())
                                    + "/<name>/v<N> with its policy.yaml");
            return Optional.empty();
        }
        PolicyLoader loader = new PolicyLoader(loading.policies(), loading.today());
        Path file = loader.pathOf(reference.get());
        // Looked at before the loader reads it: a change between the two shows up at the watcher's next look, since
        // what that
        // compares with is the older content.
        loading.files().look(file);
        Problems found = new Problems();
        Optional<CompiledPolicy> policy = loader.load(reference.get(), schema, index, found);
        for (Problem problem : found.all()) {
            if (problem.position().line() == 0) {
                String name = loading.files().nameOf(file);
                loading.contents().error(node, field + ": " + name + " " + problem.message(), problem.hint());
            } else {
                loading.contents().add(loading.files().named(problem));
            }
        }
        return policy;
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
