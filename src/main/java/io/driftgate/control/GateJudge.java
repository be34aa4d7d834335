package io.driftgate.control;

import io.driftgate.governance.GateResult;
import io.driftgate.governance.ModelCard;
import io.driftgate.governance.Release;
import io.driftgate.route.Route;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.snapshot.Upstream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Lets the gates of every version judge, and tells of results that changed. The publisher's: called under its lock. */
final class GateJudge {
    private static final Logger LOG = Logger.getLogger(GateJudge.class);

    private record Key(String model, String version) {}

    /** What a server said. Of another server nothing is known, though it serve the same version. */
    private record Said(Upstream by, List<String> served) {}

    private final ControlMeters meters;
    private final ControlEvents events;
    private final Clock clock;
    private final Map<Key, Said> said = new HashMap<>();

    /** What was told last. */
    private Map<Key, List<GateResult>> told = Map.of();

    private Map<Key, Optional<String>> toldHeld = Map.of();

    GateJudge(ControlMeters meters, ControlEvents events, Clock clock) {
        this.meters = meters;
        this.events = events;
        this.clock = clock;
    }

    /** Notes what a model server serves; returns whether that is news. */
    boolean learn(String model, String version, Upstream by, List<String> served) {
        Said now = new Said(by, List.copyOf(served));
        return !now.equals(said.put(new Key(model, version), now));
    }

    /** A model of the files with its versions judged; what that makes of weights is for {@link Composition}. */
    Model judge(Model model) {
        if (model.versions().stream().allMatch(version -> version.release().isEmpty())) {
            return model;
        }
        Optional<ModelCard> champion = model.champion();
        Instant now = clock.instant();
        List<ModelVersion> judged = new ArrayList<>();
        for (ModelVersion version : model.versions()) {
            judged.add(version.release()
                    .map(release -> {
                        List<GateResult> results =
                                release.judge(new Release.Surroundings(champion, served(model, version), now));
                        return version.withGates(results, release.heldBy(results));
                    })
                    .orElse(version));
        }
        return model.with(judged, model.route(), model.fallback());
    }

    /** What the version's server said last; empty when it was not asked. */
    Optional<List<String>> served(Model model, ModelVersion version) {
        return Optional.ofNullable(said.get(new Key(model.name(), version.name())))
                .filter(each -> each.by().equals(version.upstream()))
                .map(Said::served);
    }

    /**
     * Why a model keeps the process from being ready: nobody may answer, or a card or gates can't be read. A person who quarantines the
     * last version of a model means that model, and not the others of the process.
     */
    static List<String> notReady(Model model) {
        List<String> reasons = new ArrayList<>();
        boolean nobody = model.denied().isEmpty()
                && model.route().primary() == Route.NONE
                && model.versions().stream()
                        .noneMatch(version -> version.held().equals(Optional.of(Composition.QUARANTINED)));
        for (ModelVersion version : model.versions()) {
            boolean invalid = version.release().flatMap(Release::invalid).isPresent();
            if (invalid || nobody) {
                version.held()
                        .ifPresent(why -> reasons.add(
                                "model " + model.name() + ": version " + version.name() + " may not answer: " + why));
            }
        }
        return reasons;
    }

    /** Tells of every result that differs from what was told last. */
    void tell(Snapshot snapshot) {
        Map<Key, List<GateResult>> results = new HashMap<>();
        Map<Key, Optional<String>> held = new HashMap<>();
        for (Model model : snapshot.models()) {
            for (ModelVersion version : model.versions()) {
                Key key = new Key(model.name(), version.name());
                results.put(key, version.gates());
                held.put(key, version.held());
                List<GateResult> before = told.getOrDefault(key, List.of());
                if (!outcomes(before).equals(outcomes(version.gates()))) {
                    meters.gates(model.name(), version.name(), version.gates());
                }
                changes(key, before, version.gates());
                tellHeld(key, toldHeld.getOrDefault(key, Optional.empty()), version.held());
            }
        }
        told = results;
        toldHeld = held;
        said.keySet().retainAll(results.keySet());
    }

    private void tellHeld(Key key, Optional<String> before, Optional<String> held) {
        if (before.equals(held)) {
            return;
        }
        if (held.isPresent()) {
            LOG.warnf("model %s: version %s gets no traffic: %s", key.model(), key.version(), held.get());
        } else {
            LOG.infof("model %s: version %s may have traffic again", key.model(), key.version());
        }
    }

    private void changes(Key key, List<GateResult> before, List<GateResult> now) {
        Set<String> known = new HashSet<>(outcomes(before));
        for (GateResult result : now) {
            if (!known.contains(outcome(result))) {
                if (result.outcome() != GateResult.Outcome.PASS) {
                    LOG.infof(
                            "model %s: gate %s of version %s says %s: %s",
                            key.model(),
                            result.gate(),
                            key.version(),
                            result.outcome().label(),
                            result.detail());
                }
                events.on(
                        clock.instant(),
                        new ControlEvent.GateChanged(
                                key.model(),
                                key.version(),
                                result.gate(),
                                result.owner(),
                                result.required() && result.waiver().isEmpty(),
                                result.holds(),
                                result.outcome().label(),
                                result.detail()));
            }
        }
    }

    private static List<String> outcomes(List<GateResult> results) {
        return results.stream().map(GateJudge::outcome).toList();
    }

    private static String outcome(GateResult result) {
        return result.gate() + " " + result.outcome() + " " + result.holds();
    }
}
