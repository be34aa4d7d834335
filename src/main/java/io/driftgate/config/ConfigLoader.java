package io.driftgate.config;

import io.driftgate.protocol.PathTable;
import io.driftgate.snapshot.Settings;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.source.Fields;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import io.driftgate.source.YamlReader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Loads {@code driftgate.yaml} and all it names into a snapshot. Reads files and nothing else: no name is resolved, no model
 * server asked. Stateless but for its clock; any thread.
 */
public final class ConfigLoader {
    private static final String SOME_MODEL =
            "such as models: {credit-risk: {versions: {v1: {upstream: \"http://127.0.0.1:9101\", policy: none}}}}";

    private final Clock clock;

    /** The clock tells which rules have expired and stamps snapshots. */
    public ConfigLoader(Clock clock) {
        this.clock = clock;
    }

    /**
     * A load.
     *
     * @param snapshot empty when {@code driftgate.yaml} or a schema is invalid; a model whose policy or baseline is invalid is in
     *     it, denied, and a version whose card or gates are invalid is held back
     * @param problems errors and warnings of all files, each once, those of {@code driftgate.yaml} first and in its order
     * @param fingerprints SHA-256 of all files that were read or looked for; an empty string for one that could not be read
     */
    public record Loaded(Optional<Snapshot> snapshot, List<Problem> problems, Map<Path, String> fingerprints) {
        public Loaded {
            problems = List.copyOf(problems);
            fingerprints = Map.copyOf(fingerprints);
        }

        /** All files that were read or looked for, for the watcher. */
        public Set<Path> files() {
            return fingerprints.keySet();
        }

        public boolean hasErrors() {
            return problems.stream().anyMatch(problem -> problem.severity() == Problem.Severity.ERROR);
        }
    }

    /** What a file, or a directory's list of files, is told by, as in {@link Loaded#fingerprints()}; empty when it can't be read. */
    public static String fingerprint(Path file) {
        return SourceFiles.fingerprint(file);
    }

    public Loaded load(Path file) {
        Path config = file.toAbsolutePath().normalize();
        SourceFiles files = new SourceFiles(config.getParent() == null ? config : config.getParent());
        Problems problems = new Problems();
        Problems contents = new Problems();
        Problems releases = new Problems();
        Optional<Snapshot> snapshot = files.readRoot(config, YamlReader.MAX_BYTES, problems)
                .flatMap(bytes -> YamlReader.read(bytes, files.nameOf(config), problems))
                .flatMap(root -> snapshot(root, files, problems, contents, releases));
        return new Loaded(
                snapshot.filter(made -> !problems.hasErrors()),
                inOrder(files.nameOf(config), List.of(problems, contents, releases)),
                files.fingerprints());
    }

    private Optional<Snapshot> snapshot(
            YamlNode node, SourceFiles files, Problems problems, Problems contents, Problems releases) {
        Fields root = Fields.of(node, problems, "");
        Settings settings = SettingsReader.read(root, files, problems);
        Loading loading = new Loading(
                files,
                new SchemaFiles(files, problems),
                problems,
                contents,
                releases,
                files.resolve(root.string("policies", "policies")),
                settings.state(),
                clock.instant(),
                LocalDate.now(clock));
        List<ModelReader.Read> models = models(root, loading);
        root.reportUnknown();
        reportConflicts(models, problems);
        if (problems.hasErrors()) {
            return Optional.empty();
        }
        List<PathTable.Entry> entries =
                models.stream().map(ModelReader.Read::paths).toList();
        return Optional.of(new Snapshot(
                files.digest(),
                files.digests(),
                clock.instant(),
                settings,
                PathTable.of(entries),
                models.stream().map(ModelReader.Read::model).toList()));
    }

    private static List<ModelReader.Read> models(Fields root, Loading loading) {
        List<ModelReader.Read> models = new ArrayList<>();
        Optional<YamlNode> node = root.require("models", SOME_MODEL);
        if (node.isEmpty()) {
            return models;
        }
        if (!(node.get() instanceof YamlNode.Mapping mapping)) {
            loading.problems()
                    .error(
                            node.get(),
                            "models must be a mapping, not " + node.get().kind(),
                            SOME_MODEL);
            return models;
        }
        if (mapping.entries().isEmpty()) {
            loading.problems().error(mapping, "models names no model", SOME_MODEL);
        }
        ModelReader reader = new ModelReader(loading, new GovernanceReader(root, loading));
        for (YamlNode.Entry entry : mapping.entries().values()) {
            models.add(reader.read(entry));
        }
        return models;
    }

    /** Says of each model which of its paths a model before it has taken. Models whose paths are wrong already stay out of it. */
    private static void reportConflicts(List<ModelReader.Read> models, Problems problems) {
        List<PathTable.Entry> entries = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (ModelReader.Read model : models) {
            if (model.pathsAreSound()) {
                entries.add(model.paths());
                for (String conflict : PathTable.conflicts(entries)) {
                    if (known.add(conflict)) {
                        problems.error(
                                model.at(), conflict, "or leave the protocol out of the protocols: of one of them");
                    }
                }
            }
        }
    }

    /** Each problem once (two versions may share a broken policy), by file and place, the configuration's own file first. */
    private static List<Problem> inOrder(String config, List<Problems> problems) {
        Set<Problem> distinct = new LinkedHashSet<>();
        problems.forEach(each -> distinct.addAll(each.all()));
        List<Problem> ordered = new ArrayList<>(distinct);
        ordered.sort(Comparator.comparing(
                        (Problem problem) -> !problem.position().file().equals(config))
                .thenComparing(problem -> problem.position().file())
                .thenComparingInt(problem -> problem.position().line())
                .thenComparingInt(problem -> problem.position().column()));
        return ordered;
    }
}
