package io.driftgate.config;

import io.driftgate.audit.AuditSettings;
import io.driftgate.audit.CheckpointExport;
import io.driftgate.audit.Durability;
import io.driftgate.audit.KeySource;
import io.driftgate.audit.OnFull;
import io.driftgate.source.Fields;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads {@code audit:}. Absent, nothing is audited. Nothing on disk is looked at or made here.
 *
 * <pre>
 * audit:
 *   dir: /var/lib/driftgate/audit
 *   durability: batch                      # ack | batch | none
 *   every: 50ms                            # between two syncs, with batch
 *   onFull: refuse                         # refuse | drop
 *   retention: {age: 400d, bytes: 50000000000}
 *   fingerprintKey: {file: /run/secrets/driftgate-fingerprint}
 *   prediction: label                      # label | none
 *   checkpoints:
 *     origin: risk.example/driftgate-1
 *     every: 10s
 *     key: {env: DRIFTGATE_CHECKPOINT_KEY}
 *     previousKey: {file: old.key}         # signs as well while a key is replaced
 *     export: [stdout, {directory: /mnt/witness}, {webhook: "https://witness.example/checkpoints"}]
 * </pre>
 */
final class AuditReader {
    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1000 * MILLISECOND;
    private static final long HOUR = 3600 * SECOND;
    private static final long DAY = 24 * HOUR;
    private static final int MAX_EXPORTS = 8;
    private static final Pattern ORIGIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/:-]{0,127}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final String SOME_DIRECTORY = "such as dir: /var/lib/driftgate/audit";
    private static final String SOME_KEY = "write {file: path} or {env: NAME}";
    private static final String SOME_EXPORT = "write stdout, {directory: path} or {webhook: \"https://host/path\"}";

    private enum Prediction {
        LABEL,
        NONE
    }

    private final SourceFiles files;
    private final Path state;
    private final Problems problems;

    /** Of lines that somebody may have written a secret in. */
    private final Problems unshown = new Problems();

    private AuditReader(SourceFiles files, Path state, Problems problems) {
        this.files = files;
        this.state = state;
        this.problems = problems;
    }

    /** @param state directory in which keys are kept when the section doesn't say where they are */
    static Optional<AuditSettings> read(Fields root, SourceFiles files, Path state, Problems problems) {
        return root.mapping("audit").map(fields -> new AuditReader(files, state, problems).read(fields));
    }

    private AuditSettings read(Fields audit) {
        Path dir = files.resolve(audit.requireString("dir", SOME_DIRECTORY).orElse("audit"));
        Durability durability = audit.oneOf("durability", Durability.BATCH, Durability.class);
        AuditSettings settings = new AuditSettings(
                dir,
                durability,
                audit.durationNanos("every", AuditSettings.defaultEveryNanos(durability), MILLISECOND / 10, SECOND),
                audit.oneOf("onFull", OnFull.REFUSE, OnFull.class),
                audit.integer(
                        "laneBytes",
                        AuditSettings.DEFAULT_LANE_BYTES,
                        AuditSettings.MIN_LANE_BYTES,
                        AuditSettings.MAX_LANE_BYTES),
                audit.integer("segmentBytes", AuditSettings.DEFAULT_SEGMENT_BYTES, 1L << 16, 1L << 40),
                audit.durationNanos("segmentAge", AuditSettings.DEFAULT_SEGMENT_AGE_NANOS, SECOND, 366 * DAY),
                retention(audit),
                checkpoints(audit, dir),
                key(audit, "fingerprintKey", "audit-fingerprint.key"),
                audit.oneOf("prediction", Prediction.LABEL, Prediction.class) == Prediction.LABEL);
        audit.reportUnknown();
        for (Problem problem : unshown.all()) {
            problems.add(new Problem(problem.severity(), problem.position(), problem.message(), problem.hint(), ""));
        }
        return settings;
    }

    private AuditSettings.Retention retention(Fields audit) {
        Optional<Fields> section = audit.mapping("retention");
        if (section.isEmpty()) {
            return AuditSettings.Retention.FOREVER;
        }
        Fields fields = section.get();
        AuditSettings.Retention retention = new AuditSettings.Retention(
                fields.durationNanos("age", 0, 60 * SECOND, 36_500 * DAY),
                fields.integer("bytes", 0L, 1L << 20, Long.MAX_VALUE));
        fields.reportUnknown();
        return retention;
    }

    private AuditSettings.Checkpoints checkpoints(Fields audit, Path dir) {
        Optional<Fields> section = audit.mapping("checkpoints");
        KeySource otherwise = new KeySource.File(state.resolve("audit-checkpoint.key"));
        if (section.isEmpty()) {
            return new AuditSettings.Checkpoints(
                    AuditSettings.Checkpoints.DEFAULT_ORIGIN,
                    AuditSettings.Checkpoints.DEFAULT_EVERY_NANOS,
                    otherwise,
                    List.of());
        }
        Fields fields = section.get();
        AuditSettings.Checkpoints checkpoints = new AuditSettings.Checkpoints(
                origin(fields),
                fields.durationNanos("every", AuditSettings.Checkpoints.DEFAULT_EVERY_NANOS, 100 * MILLISECOND, HOUR),
                key(fields, "key", "audit-checkpoint.key"),
                fields.get("previousKey").map(node -> key(fields, "previousKey", "audit-checkpoint.key")),
                exports(fields, dir));
        fields.reportUnknown();
        return checkpoints;
    }

    private String origin(Fields fields) {
        String origin = fields.string("origin", AuditSettings.Checkpoints.DEFAULT_ORIGIN);
        if (!ORIGIN.matcher(origin).matches()) {
            problems.error(
                    fields.get("origin").orElse(fields.node()),
                    fields.pathOf("origin") + " must be 1 to 128 letters, digits, '.', '_', '/', ':' or '-'",
                    "a name for this log among all that you hold checkpoints of, such as risk.example/driftgate-1");
            return AuditSettings.Checkpoints.DEFAULT_ORIGIN;
        }
        return origin;
    }

    private KeySource key(Fields fields, String key, String otherwise) {
        KeySource.File inState = new KeySource.File(state.resolve(otherwise));
        Optional<YamlNode> node = fields.get(key);
        if (node.isEmpty()) {
            return inState;
        }
        if (!(node.get() instanceof YamlNode.Mapping)) {
            unshown.error(node.get(), fields.pathOf(key) + " says where the key is and never holds it", SOME_KEY);
            return inState;
        }
        Fields source = Fields.of(node.get(), unshown, fields.pathOf(key));
        Optional<String> file = source.string("file");
        Optional<String> variable = source.string("env");
        source.reportUnknown();
        if (file.isPresent() == variable.isPresent()) {
            unshown.error(node.get(), fields.pathOf(key) + " must have either file or env", SOME_KEY);
            return inState;
        }
        if (file.isPresent()) {
            return new KeySource.File(files.resolve(file.get()));
        }
        if (!VARIABLE.matcher(variable.get()).matches()) {
            unshown.error(
                    node.get(),
                    fields.pathOf(key) + ".env must be the name of an environment variable",
                    "letters, digits and '_', such as DRIFTGATE_CHECKPOINT_KEY");
            return inState;
        }
        return new KeySource.Environment(variable.get());
    }

    private List<CheckpointExport> exports(Fields fields, Path dir) {
        Optional<YamlNode> node = fields.get("export");
        if (node.isEmpty()) {
            return List.of();
        }
        List<YamlNode> items =
                node.get() instanceof YamlNode.Sequence sequence ? sequence.items() : List.of(node.get());
        if (items.size() > MAX_EXPORTS) {
            unshown.error(node.get(), fields.pathOf("export") + " has more than " + MAX_EXPORTS + " entries");
        }
        List<CheckpointExport> exports = new ArrayList<>();
        for (YamlNode item : items) {
            export(item, fields.pathOf("export"), dir).ifPresent(exports::add);
        }
        return exports;
    }

    private Optional<CheckpointExport> export(YamlNode item, String path, Path dir) {
        if (item instanceof YamlNode.Scalar scalar && scalar.text().equals("stdout")) {
            return Optional.of(new CheckpointExport.Stdout());
        }
        if (!(item instanceof YamlNode.Mapping)) {
            unshown.error(item, path + " names no such place", SOME_EXPORT);
            return Optional.empty();
        }
        Fields fields = Fields.of(item, unshown, path);
        Optional<String> directory = fields.string("directory");
        Optional<String> webhook = fields.string("webhook");
        fields.reportUnknown();
        if (directory.isPresent() == webhook.isPresent()) {
            unshown.error(item, path + " must have either directory or webhook in each entry", SOME_EXPORT);
            return Optional.empty();
        }
        if (webhook.isPresent()) {
            return url(webhook.get(), fields, path);
        }
        Path target = files.resolve(directory.get());
        if (target.startsWith(dir)) {
            unshown.error(
                    item,
                    path + ".directory lies in audit.dir",
                    "who can change the log could change these checkpoints too: name a directory on another machine");
        }
        return Optional.of(new CheckpointExport.Directory(target));
    }

    private Optional<CheckpointExport> url(String text, Fields fields, String path) {
        try {
            URI url = new URI(text);
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            if (http && url.getHost() != null && url.getRawUserInfo() == null) {
                return Optional.of(new CheckpointExport.Webhook(url));
            }
        } catch (URISyntaxException e) {
            // said below
        }
        unshown.error(
                fields.node(), path + ".webhook must be an http or https URL without user and password", SOME_EXPORT);
        return Optional.empty();
    }
}
