package io.driftgate.config;

import io.driftgate.canary.Canary;
import io.driftgate.drift.DriftSettings;
import io.driftgate.drift.Reroute;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.pii.PiiPolicy;
import io.driftgate.protocol.PathTable;
import io.driftgate.protocol.PredictionBinding;
import io.driftgate.protocol.Protocol;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.source.Fields;
import io.driftgate.source.Position;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import io.driftgate.windowgate.WindowGateBinding;
import io.driftgate.windowgate.WindowGates;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads one model of the {@code models:} mapping. Goes on after a problem, so that all problems of the model are found. */
final class ModelReader {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private final Loading loading;
    private final Problems problems;
    private final GovernanceReader governance;

    ModelReader(Loading loading, GovernanceReader governance) {
        this.loading = loading;
        this.governance = governance;
        this.problems = loading.problems();
    }

    /**
     * A model, and the paths that it claims.
     *
     * @param pathsAreSound no problem with protocols and paths has been reported
     */
    record Read(Model model, PathTable.Entry paths, boolean pathsAreSound, YamlNode at) {}

    Read read(YamlNode.Entry entry) {
        String name = entry.key().text();
        checkName(entry.key(), "model", "models." + name);
        Fields fields = Fields.of(entry.value(), problems, "models." + name);
        Model.Mode mode = fields.oneOf("mode", Model.Mode.ENFORCE, Model.Mode.class);
        ProtocolReader.Read protocols = new ProtocolReader(problems).read(fields);
        Optional<Schema> schema = fields.get("schema").isPresent()
                ? loading.schemas().read(fields, "schema")
                : Optional.of(protocols.defaultSchema());
        List<VersionReader.Draft> drafts = drafts(name, fields, schema, readyPath(protocols.protocols(), name));
        checkSchemas(protocols, fields, schema, drafts);
        List<String> names = drafts.stream().map(VersionReader.Draft::name).toList();
        RouteReader.Read route = RouteReader.read(fields, names, problems);
        PiiPolicy pii = fields.get("pii")
                .map(node -> PiiPolicy.read(node, problems, fields.pathOf("pii"), this::piiFile))
                .orElse(PiiPolicy.off());
        DriftSettings driftSettings = fields.get("drift")
                .flatMap(node -> DriftSettings.read(node, problems, fields.pathOf("drift")))
                .orElse(DriftSettings.DEFAULT);
        boolean measured = isMeasured(fields, drafts, route, driftSettings);
        fields.get("drift")
                .ifPresent(at -> ImportanceCheck.check(driftSettings, at, fields.pathOf("drift"), drafts, problems));
        Optional<YamlNode> predictionNode = fields.get("prediction");
        Optional<YamlNode> windowGatesNode = fields.get("windowGates");
        Optional<YamlNode> fairnessNode = fields.get("fairness");
        GovernanceReader.Named cardsAndGates = governance.read(fields);
        fields.reportUnknown();

        FeatureIndex index = FeatureIndex.of(
                drafts.stream().flatMap(draft -> draft.schema().stream()).toList());
        PredictionBinding prediction = predictionNode
                .flatMap(node -> PredictionBinding.read(
                        node, index, protocols.protocols(), problems, fields.pathOf("prediction")))
                .orElse(PredictionBinding.of(index));
        int errorsBefore = loading.contents().errorCount();
        int problemsBefore = loading.contents().all().size();
        Set<String> sensitive = sensitive(fairnessNode);
        List<ModelVersion> versions = bind(
                name,
                drafts,
                index,
                prediction,
                feature -> sensitive.contains(feature.name())
                        || pii.withholds(feature.name(), feature.type() == FeatureType.STRING),
                versionPath(protocols.protocols(), name));
        Optional<String> denied = loading.contents().errorCount() == errorsBefore
                ? Optional.empty()
                : Optional.of(firstError(problemsBefore));
        WindowGates windowGates = new WindowGateBinding(
                        problems,
                        name,
                        "models." + name,
                        index,
                        versions.stream()
                                .map(version -> new WindowGateBinding.Version(
                                        version.name(), version.binding().schema(), version.trained()))
                                .toList())
                .bind(
                        windowGatesNode,
                        fairnessNode,
                        driftSettings,
                        !protocols.protocols().stream().allMatch(Protocol::answersInChoices),
                        denied.isEmpty());
        List<ModelVersion> released = governance.bind(name, cardsAndGates, drafts, versions);
        warnOfStaleBaselines(drafts, released, driftSettings);
        Model model = new Model(
                name,
                mode,
                denied,
                protocols.protocols(),
                index,
                route.weights(),
                route.sticky(),
                measured ? Optional.of(driftSettings) : Optional.empty(),
                pii.withNumeric(numericFeatures(drafts)),
                windowGates,
                canary(name, route, drafts, driftSettings),
                new Model.InForce(released, route.weights(), route.weights(), route.fallback(), Optional.empty()));
        PathTable.Entry paths = new PathTable.Entry(name, protocols.protocols(), protocols.paths());
        return new Read(model, paths, protocols.sound(), entry.key());
    }

    /** A rollout belongs to the weights, to the canary's settings, and to the model servers of both. */
    private static Optional<Canary> canary(
            String model, RouteReader.Read route, List<VersionReader.Draft> drafts, DriftSettings drift) {
        return route.canary().map(settings -> {
            StringBuilder belongsTo = new StringBuilder(route.weights() + "\n" + settings);
            for (VersionReader.Draft draft : drafts) {
                if (draft.name().equals(settings.version()) || draft.name().equals(settings.against())) {
                    belongsTo.append('\n').append(draft.name()).append(' ').append(draft.upstream());
                }
            }
            String digest = SourceFiles.sha256(belongsTo.toString().getBytes(StandardCharsets.UTF_8));
            return Canary.of(model, settings.in(drift.paneNanos(), digest));
        });
    }

    private void warnOfStaleBaselines(
            List<VersionReader.Draft> drafts, List<ModelVersion> versions, DriftSettings settings) {
        for (ModelVersion version : versions) {
            version.baselineAge()
                    .filter(age -> age.isStale(loading.now(), settings.staleNanos()))
                    .ifPresent(age -> loading.contents()
                            .add(new Problem(
                                    Problem.Severity.WARNING,
                                    Position.ofFile(fileOfBaseline(drafts, version.name())),
                                    age.sentence(loading.now()),
                                    "traffic may have moved on since: train again, or build the baseline from newer"
                                            + " data",
                                    "")));
        }
    }

    /** The features that {@code fairness:} names; what is wrong with that mapping is said elsewhere. */
    private static Set<String> sensitive(Optional<YamlNode> fairness) {
        Set<String> names = new HashSet<>();
        if (fairness.isPresent()
                && fairness.get() instanceof YamlNode.Mapping mapping
                && mapping.entries().get("sensitive") != null
                && mapping.entries().get("sensitive").value() instanceof YamlNode.Mapping features) {
            names.addAll(features.entries().keySet());
        }
        return names;
    }

    private String fileOfBaseline(List<VersionReader.Draft> drafts, String version) {
        return drafts.stream()
                .filter(draft -> draft.name().equals(version))
                .flatMap(draft -> draft.baselineSetting().file().stream())
                .map(name -> loading.files().nameOf(loading.files().resolve(name)))
                .findFirst()
                .orElse(version);
    }

    /** A file that the PII settings name: part of the configuration, so that it is watched. */
    private Path piiFile(String name) {
        Path path = loading.files().resolve(name);
        loading.files().look(path);
        return path;
    }

    /** Features that all versions which know them call numeric. */
    private static Set<String> numericFeatures(List<VersionReader.Draft> drafts) {
        Set<String> numeric = new LinkedHashSet<>();
        Set<String> others = new HashSet<>();
        for (VersionReader.Draft draft : drafts) {
            for (Feature feature : draft.schema().map(Schema::features).orElse(List.of())) {
                boolean number = feature.type().isNumeric()
                        || feature.element().map(FeatureType::isNumeric).orElse(false);
                (number ? numeric : others).add(feature.name());
            }
        }
        numeric.removeAll(others);
        return numeric;
    }

    /** Each schema where it stands: the model's once, and those of versions. */
    private void checkSchemas(
            ProtocolReader.Read protocols, Fields fields, Optional<Schema> schema, List<VersionReader.Draft> drafts) {
        fields.get("schema")
                .ifPresent(at ->
                        schema.ifPresent(known -> protocols.checkSchema(known, at, fields.pathOf("schema"), problems)));
        for (VersionReader.Draft draft : drafts) {
            draft.fields()
                    .get("schema")
                    .ifPresent(at -> draft.schema()
                            .ifPresent(known -> protocols.checkSchema(
                                    known, at, draft.fields().pathOf("schema"), problems)));
        }
    }

    private void checkName(YamlNode.Scalar key, String what, String field) {
        if (!NAME.matcher(key.text()).matches()) {
            problems.error(
                    key,
                    field + ": '" + key.text() + "' is no name for a " + what,
                    "1 to 128 letters, digits, '.', '_' or '-', the first a letter or digit");
        }
    }

    private List<VersionReader.Draft> drafts(
            String model, Fields fields, Optional<Schema> schema, String defaultReadyPath) {
        List<VersionReader.Draft> drafts = new ArrayList<>();
        Optional<YamlNode> versions = fields.require(
                "versions",
                "name at least one, such as versions: {v1: {upstream: \"http://127.0.0.1:9101\", policy: none}}");
        if (versions.isEmpty()) {
            return drafts;
        }
        String path = fields.pathOf("versions");
        if (!(versions.get() instanceof YamlNode.Mapping mapping)) {
            problems.error(
                    versions.get(),
                    path + " must be a mapping, not " + versions.get().kind(),
                    "such as {v1: {upstream: \"http://127.0.0.1:9101\", policy: none}}");
            return drafts;
        }
        if (mapping.entries().isEmpty()) {
            problems.error(
                    mapping,
                    path + " names no version",
                    "such as {v1: {upstream: \"http://127.0.0.1:9101\", policy: none}}");
        }
        VersionReader reader = new VersionReader(loading, model);
        for (YamlNode.Entry entry : mapping.entries().values()) {
            String name = entry.key().text();
            checkName(entry.key(), "version", path + "." + name);
            Fields version = Fields.of(entry.value(), problems, path + "." + name);
            drafts.add(reader.read(name, version, defaultReadyPath, schema));
        }
        return drafts;
    }

    private List<ModelVersion> bind(
            String model,
            List<VersionReader.Draft> drafts,
            FeatureIndex index,
            PredictionBinding prediction,
            Predicate<Feature> withheld,
            String versionPath) {
        List<ModelVersion> versions = new ArrayList<>();
        VersionReader reader = new VersionReader(loading, model);
        for (VersionReader.Draft draft : drafts) {
            // Without a schema there is an error already and no snapshot: what would follow from it is not worth
            // saying.
            draft.schema()
                    .ifPresent(schema ->
                            versions.add(reader.bind(draft, schema, index, prediction, withheld, versionPath)));
        }
        return versions;
    }

    private String firstError(int problemsBefore) {
        List<Problem> all = loading.contents().all();
        return all.subList(problemsBefore, all.size()).stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .findFirst()
                .map(problem -> problem.position() + ": " + problem.message())
                .orElseThrow();
    }

    /** The first of the model's protocols that has a readiness path gives it; none means a probe by connecting. */
    private static String readyPath(List<Protocol> protocols, String model) {
        return protocols.stream()
                .map(protocol -> protocol.readyPath(model))
                .filter(path -> !path.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Likewise where it can be asked which version is served. */
    private static String versionPath(List<Protocol> protocols, String model) {
        return protocols.stream()
                .map(protocol -> protocol.versionPath(model))
                .filter(path -> !path.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Whether drift is measured at all; warns where its settings have no effect. */
    private boolean isMeasured(
            Fields fields, List<VersionReader.Draft> drafts, RouteReader.Read route, DriftSettings settings) {
        Optional<YamlNode> node = fields.get("drift");
        boolean measured = drafts.stream().anyMatch(draft -> draft.baseline().isPresent());
        if (node.isPresent()
                && !measured
                && fields.get("windowGates").isEmpty()
                && route.canary().isEmpty()) {
            problems.warning(
                    node.get(),
                    fields.pathOf("drift") + " has no effect: no version has a baseline",
                    "build one with 'driftgate baseline build', and name it as baseline: of the version");
        }
        int primary = route.weights().primary();
        if (node.isPresent()
                && measured
                && primary >= 0
                && drafts.get(primary).baseline().isEmpty()) {
            problems.warning(
                    node.get(),
                    fields.pathOf("drift") + " can't reroute: the primary, "
                            + drafts.get(primary).name() + ", has no baseline",
                    "build one with 'driftgate baseline build', and name it as baseline: of that version");
        }
        if (node.isPresent()
                && primary >= 0
                && drafts.get(primary).baselineSetting().isLearned()
                && Fields.of(node.get(), new Problems(), "").get("reroute").isPresent()
                && settings.reroute() != Reroute.ALERT) {
            problems.warning(
                    node.get(),
                    fields.pathOf("drift.reroute") + " has no effect: the baseline of the primary, "
                            + drafts.get(primary).name() + ", is learned, which moves no traffic",
                    "build one from training data with 'driftgate baseline build', or set reroute: alert");
        }
        return measured;
    }
}
