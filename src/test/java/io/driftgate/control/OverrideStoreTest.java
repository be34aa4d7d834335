package io.driftgate.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.control.ManualOverride.FrozenRoute;
import io.driftgate.route.RouteReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverrideStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");
    private static final Optional<Instant> SOON = Optional.of(NOW.plusSeconds(60));

    private static final ManualOverride FREEZE = new ManualOverride(
            "ov-22222222",
            OverrideKind.FREEZE,
            "fraud",
            "",
            "",
            "ann \"the\" \\ lee",
            "INC-42: it's {odd}, #1 – ähem 🙂",
            NOW.minusMillis(250),
            Optional.empty(),
            Optional.of(new FrozenRoute(Map.of("v7.1", 95.5, "v6_x", 1e-9), RouteReason.DRIFT)));
    private static final ManualOverride PIN = new ManualOverride(
            "ov-33333333", OverrideKind.PIN, "credit-risk", "v1", "", "bob", "null", NOW, SOON, Optional.empty());
    private static final ManualOverride BYPASS = new ManualOverride(
            "ov-44444444",
            OverrideKind.BYPASS,
            "credit-risk",
            "",
            "pii:EMAIL_ADDRESS",
            "bob",
            "~",
            NOW,
            SOON,
            Optional.empty());

    @TempDir
    Path directory;

    @Test
    void remembersAllOfThem() throws IOException {
        Path state = directory.resolve("made/when/missing");
        OverrideStore store = OverrideStore.open(state, NOW);

        store.replace(List.of(FREEZE, PIN, BYPASS));

        OverrideStore again = OverrideStore.open(state, NOW);
        assertEquals(List.of(FREEZE, PIN, BYPASS), again.all());
        assertEquals(List.of(PIN, BYPASS), again.of("credit-risk"));
        assertEquals(List.of(), again.problems());
    }

    @Test
    void whatExpiredMeanwhileDoesNotComeBackEvenIfTheClockIsSetBack() throws IOException {
        OverrideStore.open(directory, NOW).replace(List.of(FREEZE, PIN));

        OverrideStore later = OverrideStore.open(directory, NOW.plusSeconds(60));

        assertEquals(List.of(FREEZE), later.all());
        assertEquals(List.of(PIN), later.expiredMeanwhile());
        assertEquals(List.of(FREEZE), OverrideStore.open(directory, NOW).all());
    }

    @Test
    void isOnDiskBeforeItIsRemembered() throws IOException {
        Path state = directory.resolve("state");
        OverrideStore store = OverrideStore.open(state, NOW);
        Files.writeString(state, "a file where the directory should be");

        assertThrows(IOException.class, () -> store.replace(List.of(PIN)));
        assertEquals(List.of(), store.all());
        assertEquals(List.of(), store.problems());

        store.replaceEvenIfUnwritten(List.of(PIN));
        assertEquals(List.of(PIN), store.all());
        assertTrue(
                store.problems().get(0).contains("can't be written"),
                store.problems().toString());
        Files.delete(state);
        store.retry();
        assertEquals(List.of(), store.problems());
        assertEquals(List.of(PIN), OverrideStore.open(state, NOW).all());
    }

    @Test
    void keepsACorruptFileAsideAndSaysSo() throws IOException {
        for (String corrupt : List.of(
                "{\"format\": 1, \"overrides\": [",
                "",
                "[]",
                "{\"format\": 2, \"overrides\": []}",
                "{\"format\": 1, \"overrides\": {}}",
                "{\"format\": 1, \"overrides\": [{\"id\": \"a\"}]}",
                "{\"format\": 1, \"overrides\": [{\"id\": \"a\", \"kind\": \"bypass\", \"model\": \"m\", \"rule\": \"r\","
                        + " \"who\": \"w\", \"why\": \"y\", \"since\": \"2026-11-01T10:00:00Z\"}]}")) {
            Path state = Files.createTempDirectory(directory, "state");
            Files.writeString(state.resolve("overrides.json"), corrupt);

            OverrideStore store = OverrideStore.open(state, NOW);

            assertEquals(List.of(), store.all());
            assertEquals(1, store.problems().size(), corrupt);
            assertTrue(store.problems().get(0).contains("overrides.json.corrupt"), corrupt);
            assertEquals(corrupt, Files.readString(state.resolve("overrides.json.corrupt")));
            store.replace(List.of(PIN));
            assertEquals(List.of(PIN), OverrideStore.open(state, NOW).all());
        }
    }

    @Test
    void keepsInForceWhatCanBeReadOfADamagedFile() throws IOException {
        OverrideStore.open(directory, NOW).replace(List.of(FREEZE, PIN));
        Path file = directory.resolve("overrides.json");
        String damaged = Files.readString(file).replace("\"pin\"", "\"pim\"");
        Files.writeString(file, damaged);

        OverrideStore store = OverrideStore.open(directory, NOW);

        assertEquals(List.of(FREEZE), store.all());
        assertTrue(store.problems().get(0).contains("no kind 'pim'"), store.problems()::toString);
        assertEquals(damaged, Files.readString(directory.resolve("overrides.json.corrupt")));
        assertEquals(List.of(FREEZE), OverrideStore.open(directory, NOW).all());
    }

    @Test
    void makesNoDirectoryForNothing() {
        OverrideStore.open(directory.resolve("state"), NOW);

        assertFalse(Files.exists(directory.resolve("state")));
    }
}
