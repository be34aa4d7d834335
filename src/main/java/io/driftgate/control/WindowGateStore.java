package io.driftgate.control;

import com.fasterxml.jackson.core.JsonGenerator;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import io.driftgate.windowgate.WindowGateMonitor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The window gates that fail and refuse, so that a restart does not let through what was refused.
 *
 * <pre>
 * {"format": 1, "models": {"credit-risk": {"refusing": "income-zero",
 *   "failing": [{"version": "v2", "gate": "income-zero", "since": "2026-11-01T10:00:00Z"}]}}}
 * </pre>
 */
final class WindowGateStore extends ModelStore<WindowGateState> {
    private WindowGateStore(Path directory) {
        super(
                directory,
                "window-gates.json",
                "failing window gates",
                "they fail again once a window says so",
                "models",
                1,
                1);
    }

    /** Reads what a former process left. The file is written once there is something to keep. */
    static WindowGateStore open(Path directory) {
        WindowGateStore store = new WindowGateStore(directory);
        store.load();
        return store;
    }

    WindowGateState of(String model) {
        return kept(model).orElse(WindowGateState.NONE);
    }

    /** Keeps a model's state; false when it is the same as before. */
    boolean put(String model, WindowGateState state) {
        return keep(model, Optional.of(state).filter(each -> !each.isNone()));
    }

    @Override
    Optional<WindowGateState> read(String model, Fields entry, Problems problems) {
        Optional<String> refusing = entry.string("refusing");
        List<WindowGateMonitor.Failing> failing = new ArrayList<>();
        if (entry.require("failing", "").orElse(null) instanceof YamlNode.Sequence list) {
            list.items().forEach(item -> failing(item, problems).ifPresent(failing::add));
        }
        return Optional.of(new WindowGateState(refusing, failing));
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

    @Override
    void write(WindowGateState state, JsonGenerator json) throws IOException {
        if (state.refusing().isPresent()) {
            json.writeStringField("refusing", state.refusing().get());
        }
        json.writeArrayFieldStart("failing");
        for (WindowGateMonitor.Failing gate : state.failing()) {
            json.writeStartObject();
            json.writeStringField("version", gate.version());
            json.writeStringField("gate", gate.gate());
            json.writeStringField("since", gate.since().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
