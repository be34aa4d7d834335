package io.driftgate.control;

import io.driftgate.alert.Json;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import io.driftgate.source.YamlReader;
import io.driftgate.windowgate.WindowGateMonitor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * The window gates that fail and refuse, in memory and in {@code window-gates.json} of the state directory, so that a restart does not let
 * through what was refused. Thread-safe; as safe about its file as {@link SwitchStore}.
 *
 * <pre>
 * {"format": 1, "models": {"credit-risk": {"refusing": "income-zero",
 *   "failing": [{"version": "v2", "gate": "income-zero", "since": "2026-11-01T10:00:00Z"}]}}}
 * </pre>
 */
final class WindowGateStore {
    private static final Logger LOG = Logger.getLogger(WindowGateStore.class);
    private static final String NAME = "window-gates.json";
    private static final int FORMAT = 1;

    private final StateFile file;
    private volatile Map<String, WindowGateState> models = Map.of();
    private Optional<String> lost = Optional.empty();
    private Optional<String> unwritten = Optional.empty();

    private WindowGateStore(Path directory) {
        file = new StateFile(directory, NAME);
    }

    /** Reads what a former process left. The file is written once there is something to keep. */
    static WindowGateStore open(Path directory) {
        WindowGateStore store = new WindowGateStore(directory);
        store.read();
        return store;
    }

    WindowGateState of(String model) {
        return models.getOrDefault(model, WindowGateState.NONE);
    }

    /** Keeps a model's state; false when it is the same as before. */
    synchronized boolean put(String model, WindowGateState state) {
        if (of(model).equals(state)) {
            return false;
        }
        Map<String, WindowGateState> changed = new TreeMap<>(models);
        if (state.isNone()) {
            changed.remove(model);
        } else {
            changed.put(model, state);
        }
        models = Map.copyOf(changed);
        write();
        return true;
    }

    /** Writes again what could not be written before; does nothing when all is on disk. */
    synchronized void retry() {
        if (unwritten.isPresent()) {
            write();
        }
    }

    synchronized List<String> problems() {
        List<String> problems = new ArrayList<>();
        lost.ifPresent(problems::add);
        unwritten.ifPresent(problems::add);
        return problems;
    }

    private void read() {
        Optional<byte[]> bytes;
        try {
            bytes = file.read();
        } catch (IOException e) {
            lose("can't be read (" + e + ")");
            return;
        }
        if (bytes.isEmpty()) {
            return;
        }
        // JSON is read as the YAML that it also is: strict, with positions in the complaint.
        Problems problems = new Problems();
        Map<String, WindowGateState> found = new TreeMap<>();
        YamlReader.read(bytes.get(), file.toString(), problems).ifPresent(root -> parse(root, problems, found));
        if (problems.hasErrors()) {
            lose("is corrupt (" + problems.all().get(0).position() + ": "
                    + problems.all().get(0).message() + ")");
        } else {
            models = Map.copyOf(found);
        }
    }

    private static void parse(YamlNode root, Problems problems, Map<String, WindowGateState> into) {
        Fields fields = Fields.of(root, problems, "");
        fields.require("format", "");
        fields.integer("format", FORMAT, FORMAT, FORMAT);
        Optional<Fields> all = fields.mapping("models");
        fields.reportUnknown();
        if (all.isEmpty()) {
            return;
        }
        for (String model : all.get().keys()) {
            all.get().mapping(model).ifPresent(entry -> {
                Optional<String> refusing = entry.string("refusing");
                List<WindowGateMonitor.Failing> failing = new ArrayList<>();
                if (entry.require("failing", "").orElse(null) instanceof YamlNode.Sequence list) {
                    list.items().forEach(item -> failing(item, problems).ifPresent(failing::add));
                }
                entry.reportUnknown();
                into.put(model, new WindowGateState(refusing, failing));
            });
        }
    }

    private static Optional<WindowGateMonitor.Failing> failing(YamlNode node, Problems problems) {
        Fields fields = Fields.of(node, problems, "failing");
        Optional<String> version = fields.requireString("version", "");
        Optional<String> gate = fields.requireString("gate", "");
        Optional<String> since = fields.requireString("since", "");
        fields.reportUnknown();
        if (version.isEmpty() || gate.isEmpty() || since.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new WindowGateMonitor.Failing(version.get(), gate.get(), Instant.parse(since.get())));
        } catch (DateTimeException e) {
            problems.error(node, fields.pathOf("since") + " is no time");
            return Optional.empty();
        }
    }

    private void lose(String why) {
        lost = Optional.of(file + " " + why + "; " + file.keepAside()
                + ". Window gates of the former process are forgotten: they fail again once a window says so");
        LOG.error(lost.get());
    }

    private void write() {
        try {
            file.write(json().getBytes(StandardCharsets.UTF_8));
            if (unwritten.isPresent()) {
                LOG.infof("%s is written again", file);
            }
            unwritten = Optional.empty();
        } catch (IOException e) {
            String problem = file + " can't be written (" + e
                    + "): a restart would forget window gates. Make the directory of state: writable for this process";
            if (!unwritten.equals(Optional.of(problem))) {
                LOG.error(problem);
            }
            unwritten = Optional.of(problem);
        }
    }

    private String json() {
        return Json.object(json -> {
            json.writeNumberField("format", FORMAT);
            json.writeObjectFieldStart("models");
            for (Map.Entry<String, WindowGateState> each : new TreeMap<>(models).entrySet()) {
                json.writeObjectFieldStart(each.getKey());
                if (each.getValue().refusing().isPresent()) {
                    json.writeStringField("refusing", each.getValue().refusing().get());
                }
                json.writeArrayFieldStart("failing");
                for (WindowGateMonitor.Failing gate : each.getValue().failing()) {
                    json.writeStartObject();
                    json.writeStringField("version", gate.version());
                    json.writeStringField("gate", gate.gate());
                    json.writeStringField("since", gate.since().toString());
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndObject();
        });
    }
}
