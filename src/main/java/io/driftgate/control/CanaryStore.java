package io.driftgate.control;

import com.fasterxml.jackson.core.JsonGenerator;
import io.driftgate.canary.Measure;
import io.driftgate.canary.Rollout;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far canaries are, so that a restart goes on where it was.
 *
 * <pre>
 * {"format": 1, "rollouts": {"credit-risk": {"version": "v3", "route": "9f3c…", "stage": "stepping", "step": 1,
 *   "since": "2026-11-01T10:00:00Z", "serving": true, "heldNanos": 60000000000, "canaryRequests": 120, "stableRequests": 2280,
 *   "quarantined": false, "why": "…", "evidence": {"errors": 0.4}}}}
 * </pre>
 */
final class CanaryStore extends ModelStore<Rollout> {
    private CanaryStore(Path directory) {
        super(directory, "canaries.json", "rollouts of canaries", "each begins at its first step", "rollouts", 1, 1);
    }

    /** Reads what a former process left. The file is written once there is something to keep. */
    static CanaryStore open(Path directory) {
        CanaryStore store = new CanaryStore(directory);
        store.load();
        return store;
    }

    Optional<Rollout> of(String model) {
        return kept(model);
    }

    /** Those that there are, by model. */
    Map<String, Rollout> all() {
        return byModel();
    }

    /** Keeps a model's rollout; empty forgets it. */
    void put(String model, Optional<Rollout> rollout) {
        keep(model, rollout);
    }

    @Override
    Optional<Rollout> read(String model, Fields entry, Problems problems) {
        Optional<String> version = entry.requireString("version", "");
        Optional<String> route = entry.requireString("route", "");
        Rollout.Stage stage = entry.oneOf("stage", Rollout.Stage.STEPPING, Rollout.Stage.class);
        int step = entry.integer("step", 0, 0, 1000);
        Optional<String> since = entry.requireString("since", "");
        boolean serving = entry.string("serving").map("true"::equals).orElse(false);
        long held = entry.integer("heldNanos", 0L, 0, Long.MAX_VALUE);
        long canary = entry.integer("canaryRequests", 0L, 0, Long.MAX_VALUE);
        long stable = entry.integer("stableRequests", 0L, 0, Long.MAX_VALUE);
        boolean quarantined = entry.string("quarantined").map("true"::equals).orElse(false);
        String why = entry.string("why").orElse("");
        Map<Measure, Double> evidence = new EnumMap<>(Measure.class);
        entry.mapping("evidence").ifPresent(said -> {
            for (Measure measure : Measure.values()) {
                if (said.get(measure.label()).isPresent()) {
                    evidence.put(measure, said.number(measure.label(), 0, -1e9, 1e9));
                }
            }
            said.reportUnknown();
        });
        if (version.isEmpty() || route.isEmpty() || since.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Rollout(
                    version.get(),
                    route.get(),
                    stage,
                    step,
                    Instant.parse(since.get()),
                    serving,
                    held,
                    canary,
                    stable,
                    quarantined,
                    why,
                    evidence));
        } catch (DateTimeException e) {
            problems.error(entry.node(), entry.pathOf("since") + " is no time");
            return Optional.empty();
        }
    }

    @Override
    void write(Rollout rollout, JsonGenerator json) throws IOException {
        json.writeStringField("version", rollout.version());
        json.writeStringField("route", rollout.route());
        json.writeStringField("stage", rollout.stage().label());
        json.writeNumberField("step", rollout.step());
        json.writeStringField("since", rollout.since().toString());
        json.writeBooleanField("serving", rollout.serving());
        json.writeNumberField("heldNanos", rollout.heldNanos());
        json.writeNumberField("canaryRequests", rollout.canaryRequests());
        json.writeNumberField("stableRequests", rollout.stableRequests());
        json.writeBooleanField("quarantined", rollout.quarantined());
        json.writeStringField("why", rollout.why());
        json.writeObjectFieldStart("evidence");
        for (Map.Entry<Measure, Double> said : new TreeMap<>(rollout.evidence()).entrySet()) {
            json.writeNumberField(said.getKey().label(), said.getValue());
        }
        json.writeEndObject();
    }
}
