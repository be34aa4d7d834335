package io.driftgate.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwitchStoreTest {
    private static final Switch A = new Switch("credit-risk", "v2", "v1", Instant.parse("2026-11-01T10:00:00.25Z"));
    private static final Switch B = new Switch("fraud", "v7.1", "v6_x", Instant.parse("2026-11-02T10:00:00Z"));

    @TempDir
    Path directory;

    @Test
    void remembers() {
        Path state = directory.resolve("made/when/missing");
        SwitchStore store = SwitchStore.open(state);
        store.put(B);
        store.put(A);

        assertEquals(List.of(A, B), SwitchStore.open(state).all());
        store.remove("fraud");
        store.remove("never-there");

        SwitchStore again = SwitchStore.open(state);
        assertEquals(List.of(A), again.all());
        assertEquals(Optional.of(A), again.of("credit-risk"));
        assertEquals(List.of(), again.problems());
    }

    @Test
    void movesACorruptFileAsideAndSaysSo() throws IOException {
        for (String corrupt : List.of(
                "{\"format\": 1, \"switches\": {\"a",
                "",
                "{\"format\": 3, \"switches\": {}}",
                "{\"format\": 1, \"switches\": {\"m\": {\"from\": \"a\", \"to\": \"b\", \"since\": \"noon\"}}}",
                "{\"format\": 1, \"switches\": {\"m\": {\"from\": \"a\", \"to\": \"b\"}}}")) {
            Path state = Files.createTempDirectory(directory, "state");
            Files.writeString(state.resolve("switches.json"), corrupt);

            SwitchStore store = SwitchStore.open(state);

            assertEquals(List.of(), store.all());
            assertEquals(1, store.problems().size(), corrupt);
            assertEquals(corrupt, Files.readString(state.resolve("switches.json.corrupt")));
            store.put(A);
            assertEquals(List.of(A), SwitchStore.open(state).all());
        }
    }

    @Test
    void keepsEveryCorruptFile() throws IOException {
        for (int i = 0; i < 3; i++) {
            Files.writeString(directory.resolve("switches.json"), "broken " + i);
            SwitchStore.open(directory);
        }

        assertEquals("broken 0", Files.readString(directory.resolve("switches.json.corrupt")));
        assertEquals("broken 2", Files.readString(directory.resolve("switches.json.corrupt-3")));
    }

    @Test
    void goesOnInMemoryUntilTheDirectoryCanBeWritten() throws IOException {
        Path state = directory.resolve("state");
        Files.writeString(state, "a file where the directory should be");

        SwitchStore store = SwitchStore.open(state);
        store.put(A);

        assertEquals(List.of(A), store.all());
        assertTrue(
                store.problems().get(0).contains("can't be written"),
                store.problems().toString());
        Files.delete(state);
        store.retry();
        assertEquals(List.of(), store.problems());
        assertEquals(List.of(A), SwitchStore.open(state).all());
    }
}
