package io.driftgate.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.canary.Measure;
import io.driftgate.canary.Rollout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanaryStoreTest {
    private static final Rollout ROLLOUT = new Rollout(
            "v3",
            "9f3c",
            Rollout.Stage.KEPT,
            2,
            Instant.parse("2026-11-01T10:00:00Z"),
            true,
            61_000_000_000L,
            120,
            2280,
            false,
            "it \"held\" for its time",
            Map.of(Measure.ERRORS, 0.25, Measure.LATENCY, -1.5));

    @TempDir
    private Path directory;

    @Test
    void aRestartFindsWhatWasKept() {
        CanaryStore.open(directory).put("credit", Optional.of(ROLLOUT));
        CanaryStore next = CanaryStore.open(directory);
        assertEquals(Optional.of(ROLLOUT), next.of("credit"));
        next.put("credit", Optional.empty());
        assertEquals(Optional.empty(), CanaryStore.open(directory).of("credit"));
    }

    @Test
    void aCorruptFileIsMovedAsideAndSaidAloud() throws IOException {
        Files.writeString(
                directory.resolve("canaries.json"), "{\"format\": 1, \"rollouts\": {\"credit\": {\"version\": ");
        CanaryStore store = CanaryStore.open(directory);
        assertEquals(Optional.empty(), store.of("credit"));
        assertTrue(Files.exists(directory.resolve("canaries.json.corrupt")));
        assertEquals(1, store.problems().size());
        assertTrue(
                store.problems().get(0).contains("each begins at its first step"),
                store.problems().get(0));
    }

    @Test
    void whatCantBeWrittenIsSaidAndTriedAgain() throws IOException {
        Path file = Files.writeString(directory.resolve("in-the-way"), "");
        CanaryStore store = CanaryStore.open(file);
        store.put("credit", Optional.of(ROLLOUT));
        assertEquals(Optional.of(ROLLOUT), store.of("credit"), "in memory");
        assertEquals(1, store.problems().size());
        Files.delete(file);
        store.retry();
        assertEquals(List.of(), store.problems());
        assertEquals(Optional.of(ROLLOUT), CanaryStore.open(file).of("credit"));
    }
}
