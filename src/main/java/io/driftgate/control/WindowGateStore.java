package io.driftgate.control;

import io.driftgate.alert.Json;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import io.driftgate.windowgate.WindowGateMonitor;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
    private static final String NAME = "window-gates.json";
    private static final int FORMAT = 1;

    private final StateJson file;
    private volatile Map<String, WindowGateState> models = Map.of();

    private WindowGateStore(Path directory) {
        file = new StateJson(
                new StateFile(directory, NAME), "failing window gates", "they fail again once a window says so");
    }

    /** Reads what a former process left. The file is written once there is something to keep. */
    static WindowGateStore open(Path directory) {
        WindowGateStore store = new WindowGateStore(directory);
        store.models = store.file.read(WindowGateStore::parse).map(Map::copyOf).orElse(Map.of());
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
        if (file.isUnwritten()) {
            write();
        }
    }

    synchronized List<String> problems() {
        return file.problems();
    }

    private static Map<String, WindowGateState> parse(YamlNode root, Problems problems) {
        Map<String, WindowGateState> into = new TreeMap<>();
        Fields fields = Fields.of(root, problems, "");
        fields.require("format", "");
        fields.integer("format", FORMAT, FORMAT, FORMAT);
        Optional<Fields> all = fields.mapping("models");
        fields.reportUnknown();
        if (all.isEmpty()) {
            return into;
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
        return into;
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

    private void write() {
        file.write(json());
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
