package io.driftgate.snapshot;

import io.driftgate.protocol.PathTable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that requests are served under, at one moment. Immutable; replaced as a whole.
 *
 * @param digest SHA-256 over all files that were loaded, hex
 * @param fileDigests SHA-256 of each loaded file by its name
 * @param paths indexes of its matches are places in {@code models}
 */
public record Snapshot(
        String digest,
        Map<String, String> fileDigests,
        Instant loadedAt,
        Settings settings,
        PathTable paths,
        List<Model> models) {
    public Snapshot {
        fileDigests = Map.copyOf(fileDigests);
        models = List.copyOf(models);
    }

    /** The same snapshot with other states of its models, which keep their places. */
    public Snapshot withModels(List<Model> changed) {
        return new Snapshot(digest, fileDigests, loadedAt, settings, paths, changed);
    }

    /** The model of that name; empty when there is none. */
    public Optional<Model> model(String name) {
        return models.stream().filter(model -> model.name().equals(name)).findFirst();
    }
}
