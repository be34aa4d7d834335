package io.driftgate.control;

import io.driftgate.drift.DriftReport;
import io.driftgate.snapshot.Model;
import io.driftgate.source.Durations;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Tells once that the deciding version of a model has been without a verdict for long, and once when it has one. One thread. */
final class MissingVerdicts {
    private static final Logger LOG = Logger.getLogger(MissingVerdicts.class);

    private static final long SECOND = 1_000_000_000L;

    private final ControlEvents events;

    /** The version without a verdict by model. */
    private final Map<String, String> missing = new HashMap<>();

    MissingVerdicts(ControlEvents events) {
        this.events = events;
    }

    void keepOnly(Collection<String> models) {
        missing.keySet().retainAll(models);
    }

    /** Looks at the last evaluation, if there is one, of the version that decides. */
    void watch(Model model, String version, Optional<DriftReport> last, Instant now) {
        if (last.isEmpty()) {
            return;
        }
        DriftReport report = last.get();
        boolean isMissing = model.drift().isPresent()
                && report.age().withoutVerdictNanos() >= model.drift().get().insufficientNanos();
        String before = missing.get(model.name());
        if (before != null && !(isMissing && before.equals(version))) {
            missing.remove(model.name());
            events.on(now, new ControlEvent.VerdictMissing(model.name(), before, report, true));
            LOG.infof("model %s: there is a verdict again on %s", model.name(), before);
        }
        if (isMissing && !missing.containsKey(model.name())) {
            missing.put(model.name(), version);
            events.on(now, new ControlEvent.VerdictMissing(model.name(), version, report, false));
            LOG.warnf(
                    "model %s: there has been no verdict on %s for %s: %d rows of %d in the window",
                    model.name(),
                    version,
                    Durations.format(
                            report.age().withoutVerdictNanos() / SECOND * SECOND), // panes don't last whole seconds
                    report.samples(),
                    model.drift().get().minSamples());
        }
    }
}
