package io.driftgate.config;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.Schema;
import io.driftgate.protocol.PredictionBinding;
import io.driftgate.protocol.SchemaBinding;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.LearnPlan;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.Upstream;
import io.driftgate.source.Fields;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

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
            BaselineSetting baselineSetting,
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
                BaselineSetting.read(fields, loading.problems()),
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
     *
     * @param withheld features whose values must not be learned from live traffic
     */
    ModelVersion bind(
            Draft draft,
            Schema schema,
            FeatureIndex index,
            PredictionBinding prediction,
            Predicate<Feature> withheld,
            String versionPath) {
        Watching watching = watching(draft, schema, index, withheld);
        PolicyReader.Bound bound = policies.bind(draft.policy(), schema, index);
        return new ModelVersion(
                draft.name(),
                draft.upstream(),
                draft.readyPath(),
                SchemaBinding.of(index, schema),
                prediction.forSchema(schema),
                bound.policy(),
                bound.trial(),
                watching.sketch(),
                watching.learning(),
                versionPath);
    }

    /** A baseline, or how one is learned. */
    private record Watching(Optional<SketchPlan> sketch, Optional<LearnPlan> learning) {}

    private Watching watching(Draft draft, Schema schema, FeatureIndex index, Predicate<Feature> withheld) {
        if (draft.baselineSetting().isLearned()) {
            return learned(draft, schema, index, withheld);
        }
        return new Watching(
                draft.baselineSetting().file().flatMap(text -> sketch(text, draft, schema, index)), Optional.empty());
    }

    private Optional<SketchPlan> sketch(String text, Draft draft, Schema schema, FeatureIndex index) {
        Path file = loading.files().resolve(text);
        String name = loading.files().nameOf(file);
        YamlNode node = draft.baseline().orElseThrow();
        String field = draft.fields().pathOf("baseline");
        return loading.files()
                .read(file, MAX_BASELINE_BYTES, node, field, loading.contents())
                .flatMap(bytes -> Baseline.read(bytes, name, loading.contents()))
                .flatMap(baseline -> bound(baseline, draft, schema, index, name, loading.contents()));
    }

    private Optional<SketchPlan> bound(
            Baseline baseline, Draft draft, Schema schema, FeatureIndex index, String name, Problems problems) {
        return SketchPlan.bind(
                model + "/" + draft.name() + "/" + baseline.digest(), baseline, schema, index, name, problems);
    }

    /** A learned file that is broken denies nothing, for no person wrote it: it is learned anew. */
    private Watching learned(Draft draft, Schema schema, FeatureIndex index, Predicate<Feature> withheld) {
        long rows = draft.baselineSetting().learnRows().orElseThrow();
        LearnPlan plan = LearnPlan.of(model, draft.name(), schema, withheld, rows, loading.state(), index);
        if (!mayLearn(plan, draft)) {
            return new Watching(Optional.empty(), Optional.empty());
        }
        String name = loading.files().nameOf(plan.file());
        Problems broken = new Problems();
        Optional<SketchPlan> sketch = loading.files()
                .readIfThere(plan.file(), MAX_BASELINE_BYTES, broken)
                .flatMap(bytes -> Baseline.read(bytes, name, broken))
                .filter(baseline -> isMarked(baseline, name, broken))
                .flatMap(baseline -> bound(baseline, draft, plan.schema(), index, name, broken));
        for (Problem problem : broken.all()) {
            loading.contents()
                    .add(new Problem(
                            Problem.Severity.WARNING,
                            problem.position(),
                            problem.message(),
                            sketch.isPresent() ? problem.hint() : "the baseline is learned anew",
                            problem.sourceLine()));
        }
        return new Watching(sketch, Optional.of(plan));
    }

    private static boolean isMarked(Baseline baseline, String name, Problems problems) {
        if (baseline.learned().isEmpty()) {
            problems.fileError(name, "is not marked as learned", "name it as baseline: if it is of training data");
        }
        return baseline.learned().isPresent();
    }

    private boolean mayLearn(LearnPlan plan, Draft draft) {
        YamlNode at = draft.baseline().orElseThrow();
        String field = draft.fields().pathOf("baseline");
        int features = plan.schema().size();
        if (features == 0) {
            loading.problems()
                    .error(
                            at,
                            field + ": there is nothing to learn",
                            "every feature is a list, personal, sensitive, or a text in which personal data is masked");
        } else if (plan.rows() * features > LearnPlan.MAX_VALUES) {
            loading.problems()
                    .error(
                            at,
                            field + ": " + plan.rows() + " rows of " + features + " features are too many to hold",
                            "at most " + LearnPlan.MAX_VALUES / features + " rows");
        } else {
            return true;
        }
        return false;
    }
}
