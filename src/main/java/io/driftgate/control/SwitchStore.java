package io.driftgate.control;

import io.driftgate.drift.SwitchStage;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The drift switches in force, in memory and in {@code switches.json} of the state directory, so that a restart does not
 * forget. Thread-safe.
 *
 * <p>Guarantees: the {@link StateFile} is replaced as a whole. A corrupt file is moved aside and said aloud, never overwritten in silence. A state directory that can't be written
 * does not stop serving: the switches then live in memory, {@link #problems()} says so, and {@link #retry()} tries again.
 *
 * <pre>
 * {"format": 2, "switches": {"credit-risk": {"from": "v2", "to": "v1", "since": "2026-11-01T10:00:00Z",
 *     "stage": "half-open", "share": 0.9, "stageSince": "2026-11-01T10:20:00Z", "alarmRows": 1200}}}
 * </pre>
 *
 * Format 1 has the first line only: all the traffic is away.
 */
public final class SwitchStore {
    private static final String NAME = "switches.json";
    private static final int FORMAT = 2;

    private final StateJson file;

    /** Replaced as a whole, so that a reader does not wait for the disk. */
    private volatile Map<String, Switch> switches = Map.of();

    private SwitchStore(Path directory) {
        file = new StateJson(
                new StateFile(directory, NAME), "drift switches", "every model starts with its configured weights");
    }

    /** Makes the directory where it is missing, reads what a former process left, and finds out whether it can be written. */
    public static SwitchStore open(Path directory) {
        SwitchStore store = new SwitchStore(directory);
        store.switches = store.file.read(SwitchStore::parse).map(Map::copyOf).orElse(Map.of());
        store.write();
        return store;
    }

    public Optional<Switch> of(String model) {
        return Optional.ofNullable(switches.get(model));
    }

    public List<Switch> all() {
        return List.copyOf(new TreeMap<>(switches).values());
    }

    public synchronized void put(Switch change) {
        Map<String, Switch> changed = new TreeMap<>(switches);
        changed.put(change.model(), change);
        switches = Map.copyOf(changed);
        write();
    }

    public synchronized void remove(String model) {
        Map<String, Switch> changed = new TreeMap<>(switches);
        if (changed.remove(model) != null) {
            switches = Map.copyOf(changed);
            write();
        }
    }

    /** Writes again what could not be written before; does nothing when all is on disk. */
    public synchronized void retry() {
        if (file.isUnwritten()) {
            write();
        }
    }

    /** What an operator should know: switches of a former process that are lost, or a directory that can't be written. */
    public synchronized List<String> problems() {
        return file.problems();
    }

    private static Map<String, Switch> parse(YamlNode root, Problems problems) {
        Map<String, Switch> into = new TreeMap<>();
        Fields fields = Fields.of(root, problems, "");
        fields.require("format", "");
        fields.integer("format", FORMAT, 1, FORMAT);
        Optional<YamlNode> switches = fields.require("switches", "");
        fields.reportUnknown();
        if (switches.isEmpty()) {
            return into;
        }
        Fields models = Fields.of(switches.get(), problems, "switches");
        for (String model : models.keys()) {
            models.mapping(model).ifPresent(entry -> {
                Optional<String> from = entry.requireString("from", "");
                Optional<String> to = entry.requireString("to", "");
                Optional<String> since = entry.requireString("since", "");
                SwitchStage stage = entry.oneOf("stage", SwitchStage.AWAY, SwitchStage.class);
                double share = entry.number("share", 1, 0, 1);
                Optional<String> stageSince = entry.string("stageSince").or(() -> since);
                long rows = entry.integer("alarmRows", 0L, 0, Long.MAX_VALUE);
                entry.reportUnknown();
                if (from.isPresent() && to.isPresent() && since.isPresent()) {
                    try {
                        into.put(
                                model,
                                new Switch(
                                        model,
                                        from.get(),
                                        to.get(),
                                        Instant.parse(since.get()),
                                        stage,
                                        share,
                                        Instant.parse(stageSince.get()),
                                        rows));
                    } catch (DateTimeException e) {
                        problems.error(entry.node(), entry.pathOf("since") + " or stageSince is no time");
                    } catch (IllegalArgumentException e) {
                        problems.error(entry.node(), entry.pathOf("share") + ": " + e.getMessage());
                    }
                }
            });
        }
        return into;
    }

    private void write() {
        file.write(json());
    }

    /** Names of models and versions are letters, digits, '.', '_' and '-': nothing needs an escape. */
    private String json() {
        StringBuilder out = new StringBuilder("{\"format\": " + FORMAT + ", \"switches\": {");
        String separator = "\n  ";
        for (Switch change : all()) {
            out.append(separator)
                    .append('"')
                    .append(change.model())
                    .append("\": {\"from\": \"")
                    .append(change.from())
                    .append("\", \"to\": \"")
                    .append(change.to())
                    .append("\", \"since\": \"")
                    .append(change.since())
                    .append("\", \"stage\": \"")
                    .append(change.stage().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .append("\", \"share\": ")
                    .append(change.share())
                    .append(", \"stageSince\": \"")
                    .append(change.stageSince())
                    .append("\", \"alarmRows\": ")
                    .append(change.alarmRows())
                    .append('}');
            separator = ",\n  ";
        }
        return out.append("}}\n").toString();
    }
}
