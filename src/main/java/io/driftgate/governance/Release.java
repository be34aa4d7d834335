package io.driftgate.governance;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A version of a model, and the gates that it must pass to have traffic. Immutable, any thread.
 *
 * @param modelVersion what the model server calls the version; the version's name where the file says nothing else
 * @param baseline empty when the version has none
 * @param features names of its schema
 * @param personalFeatures those of them that are personal by their names
 * @param gates empty when they can't be judged by, see {@code invalid}
 * @param invalid why nothing can be judged: a file is invalid
 */
public record Release(
        String model,
        String version,
        String modelVersion,
        Optional<ModelCard> card,
        Optional<Lineage> baseline,
        List<String> features,
        List<String> personalFeatures,
        Optional<GateSet> gates,
        Optional<String> invalid) {
    public Release {
        features = List.copyOf(features);
        personalFeatures = List.copyOf(personalFeatures);
        if (gates.isPresent() == invalid.isPresent()) {
            throw new IllegalArgumentException("either gates to judge by or the reason why not");
        }
    }

    /**
     * What lies outside of the version's own files.
     *
     * @param champion the card of the model's primary version
     * @param served what the model server says that it serves; empty list when it doesn't say, empty when it was not asked
     */
    public record Surroundings(Optional<ModelCard> champion, Optional<List<String>> served, Instant now) {
        public Surroundings {
            served = served.map(List::copyOf);
        }
    }

    /** Results in the order of the gates; none when the release is invalid. */
    public List<GateResult> judge(Surroundings surroundings) {
        return gates.map(set -> set.judge(this, surroundings)).orElse(List.of());
    }

    /** Why the version must not have traffic, with no value in it; empty when it may have it. */
    public Optional<String> heldBy(List<GateResult> results) {
        if (invalid.isPresent()) {
            return invalid;
        }
        List<String> holding =
                results.stream().filter(GateResult::holds).map(GateResult::gate).toList();
        if (holding.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of((holding.size() == 1 ? "held back by gate " : "held back by gates ")
                + holding.stream().limit(MAX_NAMED).collect(Collectors.joining(", "))
                + (holding.size() > MAX_NAMED ? " and " + (holding.size() - MAX_NAMED) + " more" : ""));
    }

    private static final int MAX_NAMED = 6;
}
