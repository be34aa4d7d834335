package io.driftgate.windowgate;

import io.driftgate.sketch.TallyPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All window gates of a model, bound to its versions. Immutable.
 *
 * @param settings empty when there are no gates
 * @param versions in the order of the model's
 * @param ingress what they count of the input; empty when they need none of it
 * @param sensitive features whose values make groups, whether or not a gate compares them
 */
public record WindowGates(
        Optional<WindowGateSettings> settings,
        List<VersionGates> versions,
        Optional<IngressPlan> ingress,
        Set<String> sensitive) {
    private static final WindowGates NONE = none(Set.of());

    public WindowGates {
        versions = List.copyOf(versions);
        sensitive = Set.copyOf(sensitive);
    }

    public static WindowGates none() {
        return NONE;
    }

    /** No gates over a model that has these sensitive features. */
    static WindowGates none(Set<String> sensitive) {
        return new WindowGates(Optional.empty(), List.of(), Optional.empty(), sensitive);
    }

    public boolean isEmpty() {
        return versions.stream().allMatch(version -> version.gates().isEmpty());
    }

    public Optional<VersionGates> version(String name) {
        return versions.stream().filter(each -> each.version().equals(name)).findFirst();
    }

    /** Whether a gate that could refuse requests is among them. */
    public boolean mayRefuse(String id) {
        return versions.stream()
                .flatMap(version -> version.gates().stream())
                .map(BoundGate::gate)
                .anyMatch(gate -> gate.id().equals(id)
                        && (gate.action() == WindowAction.REFUSE
                                || (gate.action() == WindowAction.FALLBACK && gate.refuseOtherwise())));
    }

    /** Whether windows of these are windows of the others: the same gates over the same counts. */
    boolean isSameAs(WindowGates other) {
        return settings.equals(other.settings) && gates().equals(other.gates()) && keys().equals(other.keys());
    }

    private List<List<BoundGate>> gates() {
        return versions.stream().map(VersionGates::gates).toList();
    }

    private List<String> keys() {
        List<String> keys = new ArrayList<>();
        for (VersionGates version : versions) {
            keys.add(version.version());
            version.sketch().ifPresent(plan -> keys.add(plan.key()));
        }
        tallies().map(TallyPlan::key).forEach(keys::add);
        return keys;
    }

    /** What is counted for them besides the sketches. */
    public Stream<TallyPlan> tallies() {
        return Stream.concat(
                ingress.stream(),
                versions.stream()
                        .flatMap(
                                version -> Stream.concat(version.predictions().stream(), version.fairness().stream())));
    }
}
