package io.driftgate.control;

import io.driftgate.sketch.TallyPlan;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.windowgate.WindowAction;
import io.driftgate.windowgate.WindowGate;
import io.driftgate.windowgate.WindowGateResult;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The window gates of all models: lets them judge at the end of a pane, and has requests refused where they say so. Owned by the
 * drift loop's thread, except {@link #results}, which any thread may ask.
 */
final class WindowGateRounds {
    private final Publisher publisher;
    private final ControlMeters meters;
    private final ControlEvents events;
    private final Map<String, ModelGates> gates = new LinkedHashMap<>();
    private volatile Map<String, Map<String, List<WindowGateResult>>> results = Map.of();

    WindowGateRounds(Publisher publisher, ControlMeters meters, ControlEvents events) {
        this.publisher = publisher;
        this.meters = meters;
        this.events = events;
    }

    /** What the last windows said, by version name; empty map for a model without window gates. */
    Map<String, List<WindowGateResult>> results(String model) {
        return results.getOrDefault(model, Map.of());
    }

    /** Has {@link #results} say what the panes so far said. */
    void publishResults() {
        Map<String, Map<String, List<WindowGateResult>>> next = new HashMap<>();
        gates.forEach((name, each) -> next.put(name, each.results()));
        results = Map.copyOf(next);
    }

    boolean has(String model) {
        return gates.containsKey(model);
    }

    /** Those with window gates. */
    Set<String> models() {
        return gates.keySet();
    }

    /** When the pane of a model ends; never for one without window gates. */
    long dueInNanos(String model, long nowNanos) {
        return has(model) ? gates.get(model).dueInNanos(nowNanos) : Long.MAX_VALUE;
    }

    void keys(Map<String, Integer> bins) {
        gates.values().forEach(each -> each.keys(bins));
    }

    /** Follows a snapshot's model. */
    void follow(Model model, long nowNanos, Instant now) {
        if (model.windowGates().isEmpty()) {
            gates.remove(model.name());
            return;
        }
        ModelGates own = gates.getOrDefault(model.name(), new ModelGates());
        own.follow(
                model,
                publisher.windowGatesOf(model.name()).failing(),
                nowNanos,
                now,
                (version, gate) -> events.on(now, GateText.gone(model.name(), version, gate)));
        gates.put(model.name(), own);
    }

    /** Forgets all other models. */
    void keepOnly(Collection<String> models) {
        gates.keySet().retainAll(models);
    }

    /** Ends the pane of a model; leaves the panes of sketches to others, and takes those of tallies. */
    void endPane(Model model, PaneCollector panes, long nowNanos, Instant now) {
        ModelGates own = gates.get(model.name());
        if (own == null) {
            return;
        }
        own.endPane(
                panes,
                nowNanos,
                now,
                (version, result) -> events.on(now, GateText.changed(model.name(), version, result)));
        panes.drop(model.windowGates().tallies().map(TallyPlan::key).collect(Collectors.toSet()));
        own.results().forEach((version, said) -> meters.windowGates(model.name(), version, said));
    }

    /** Whether a version may not take traffic, for its own gates fail on it. */
    boolean holdsBack(Model model, String version) {
        return model.mode() == Model.Mode.ENFORCE
                && has(model.name())
                && gates.get(model.name()).holdsBack(version);
    }

    /** The window gate of a version that acts; none does where the model is only observed. */
    Optional<WindowGate> failing(Model model, String version, WindowAction action) {
        return model.mode() == Model.Mode.OBSERVE || !has(model.name())
                ? Optional.empty()
                : gates.get(model.name()).failing(version, action);
    }

    /**
     * Has a model's requests refused where a gate of its primary says so, or one that wants a fallback finds none. Where the model
     * is only observed, the data plane notes what it would have refused.
     *
     * @param nowhereToGo whether no fallback is ready
     */
    void publish(Snapshot snapshot, Model model, String primary, boolean nowhereToGo) {
        ModelGates own = gates.get(model.name());
        if (own == null) {
            publisher.windowGates(snapshot, model.name(), WindowGateState.NONE);
            return;
        }
        Optional<String> refusing = own.failing(primary, WindowAction.REFUSE)
                .or(() -> failing(model, primary, WindowAction.FALLBACK)
                        .filter(gate -> gate.refuseOtherwise() && nowhereToGo))
                .map(WindowGate::id);
        publisher.windowGates(snapshot, model.name(), new WindowGateState(refusing, own.failing()));
    }
}
