package io.driftgate.control;

import com.fasterxml.jackson.core.JsonGenerator;
import io.driftgate.drift.SwitchStage;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The drift switches in force, so that a restart does not forget.
 *
 * <pre>
 * {"format": 2, "switches": {"credit-risk": {"from": "v2", "to": "v1", "since": "2026-11-01T10:00:00Z",
 *     "stage": "half-open", "share": 0.9, "stageSince": "2026-11-01T10:20:00Z", "alarmRows": 1200}}}
 * </pre>
 *
 * Format 1 has the first line only: all the traffic is away.
 */
final class SwitchStore extends ModelStore<Switch> {
    private SwitchStore(Path directory) {
        super(
                directory,
                "switches.json",
                "drift switches",
                "every model starts with its configured weights",
                "switches",
                1,
                2);
    }

    /** Makes the directory where it is missing, reads what a former process left, and finds out whether it can be written. */
    static SwitchStore open(Path directory) {
        SwitchStore store = new SwitchStore(directory);
        store.load();
        store.save();
        return store;
    }

    Optional<Switch> of(String model) {
        return kept(model);
    }

    List<Switch> all() {
        return List.copyOf(byModel().values());
    }

    void put(Switch change) {
        keep(change.model(), Optional.of(change));
    }

    void remove(String model) {
        keep(model, Optional.empty());
    }

    @Override
    Optional<Switch> read(String model, Fields entry, Problems problems) {
        Optional<String> from = entry.requireString("from", "");
        Optional<String> to = entry.requireString("to", "");
        Optional<String> since = entry.requireString("since", "");
        SwitchStage stage = entry.oneOf("stage", SwitchStage.AWAY, SwitchStage.class);
        double share = entry.number("share", 1, 0, 1);
        Optional<String> stageSince = entry.string("stageSince").or(() -> since);
        long rows = entry.integer("alarmRows", 0L, 0, Long.MAX_VALUE);
        if (from.isEmpty() || to.isEmpty() || since.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Switch(
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
        return Optional.empty();
    }

    @Override
    void write(Switch change, JsonGenerator json) throws IOException {
        json.writeStringField("from", change.from());
        json.writeStringField("to", change.to());
        json.writeStringField("since", change.since().toString());
        json.writeStringField(
                "stage", change.stage().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        json.writeNumberField("share", change.share());
        json.writeStringField("stageSince", change.stageSince().toString());
        json.writeNumberField("alarmRows", change.alarmRows());
    }
}
