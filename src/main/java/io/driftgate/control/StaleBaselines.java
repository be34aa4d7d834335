package io.driftgate.control;

import io.driftgate.drift.DriftSettings;
import io.driftgate.snapshot.BaselineAge;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.Snapshot;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Tells once of each baseline that has grown older than {@code drift.staleAfter}, and once when another took its place, or it is gone. One
 * thread.
 */
final class StaleBaselines {
    private static final Logger LOG = Logger.getLogger(StaleBaselines.class);

    private record Key(String model, String version) {}

    private final ControlMeters meters;
    private final ControlEvents events;

    /** Those that people were told of. */
    private final Map<Key, BaselineAge> told = new HashMap<>();

    StaleBaselines(ControlMeters meters, ControlEvents events) {
        this.meters = meters;
        this.events = events;
    }

    /** Looks at all versions; those that are too old when a load finds them are in its problems as well. */
    void watch(Snapshot snapshot, Instant now) {
        Map<Key, BaselineAge> stale = new HashMap<>();
        for (Model model : snapshot.models()) {
            long staleNanos = model.drift().orElse(DriftSettings.DEFAULT).staleNanos();
            for (ModelVersion version : model.versions()) {
                Optional<BaselineAge> age = version.baselineAge();
                boolean isStale = age.isPresent() && age.get().isStale(now, staleNanos);
                meters.baselineAge(model.name(), version.name(), age, isStale);
                if (isStale) {
                    stale.put(new Key(model.name(), version.name()), age.get());
                    boolean known = age.get().isStale(snapshot.loadedAt(), staleNanos);
                    tell(new Key(model.name(), version.name()), age.get(), now, known);
                }
            }
        }
        for (Map.Entry<Key, BaselineAge> before : Map.copyOf(told).entrySet()) {
            if (!stale.containsKey(before.getKey())) {
                told.remove(before.getKey());
                events.on(now, event(before.getKey(), before.getValue(), now, true));
            }
        }
    }

    private void tell(Key key, BaselineAge age, Instant now, boolean knownSinceLoad) {
        if (age.equals(told.put(key, age))) {
            return;
        }
        events.on(now, event(key, age, now, false));
        if (!knownSinceLoad) {
            LOG.warnf(
                    "model %s, version %s: its baseline %s; traffic may have moved on since",
                    key.model(), key.version(), age.sentence(now));
        }
    }

    private static ControlEvent event(Key key, BaselineAge age, Instant now, boolean over) {
        return new ControlEvent.BaselineStale(
                key.model(),
                key.version(),
                age.at(now).toSeconds(),
                age.source().label(),
                age.sentence(now),
                over);
    }
}
