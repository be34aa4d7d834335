package io.driftgate.control;

import static io.driftgate.control.Installation.MODEL;
import static io.driftgate.control.Installation.model;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.control.ManualOverride.FrozenRoute;
import io.driftgate.route.Route;
import io.driftgate.route.RouteReason;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds of every mixture of gates, overrides, weights and a drift switch. */
class CompositionPropertyTest {
    private static final int ROUNDS = 20_000;
    private static final List<String> NAMES = List.of("v0", "v1", "v2", "v3", "gone");

    @TempDir
    Path directory;

    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void noTrafficReachesWhatIsHeldBackAndSomeReachesWhatIsNot() throws InvalidConfiguration {
        Installation installation = new Installation(directory);
        installation.configure("""
            models:
              credit-risk:
                schema: {age: int, income: float}
                versions:
                  v0: {upstream: "http://127.0.0.1:9100", policy: none}
                  v1: {upstream: "http://127.0.0.1:9101", policy: none}
                  v2: {upstream: "http://127.0.0.1:9102", policy: none}
                  v3: {upstream: "http://127.0.0.1:9103", policy: none}
                route: {weights: {v0: 70, v1: 30}, fallback: [v2, v0]}
            """);
        Model file = model(installation.start());
        for (int round = 0; round < ROUNDS; round++) {
            check(file);
        }
    }

    private void check(Model file) {
        Set<String> held = some();
        Set<String> quarantined = some();
        List<ModelVersion> judged = new ArrayList<>();
        for (ModelVersion version : file.versions()) {
            judged.add(held.contains(version.name()) ? version.withHeld("a gate fails") : version);
        }
        List<ManualOverride> overrides = new ArrayList<>();
        quarantined.forEach(version -> overrides.add(override(OverrideKind.QUARANTINE, version)));
        Optional<String> pin = maybe();
        pin.ifPresent(version -> overrides.add(override(OverrideKind.PIN, version)));
        Optional<String> frozen = maybe();
        frozen.ifPresent(version -> overrides.add(override(OverrideKind.FREEZE, version)));
        Optional<Switch> change = maybe().map(to -> new Switch(MODEL, "v0", to, Instant.EPOCH));

        Model composed = Composition.of(file.with(judged, file.route(), file.fallback()), change, overrides);

        Set<String> barred = new HashSet<>(held);
        barred.addAll(quarantined);
        barred.add("gone");
        Map<String, Double> weights = new HashMap<>();
        for (int i = 0; i < composed.versions().size(); i++) {
            String name = composed.versions().get(i).name();
            weights.put(name, composed.route().weight(i));
            assertTrue(
                    composed.route().weight(i) == 0 || !barred.contains(name), () -> name + " in " + composed.route());
            assertFalse(composed.fallback().contains(i) && barred.contains(name), name);
            assertEquals(barred.contains(name), !composed.mayAnswer(i));
        }
        boolean anybody = List.of("v0", "v1", "v2").stream().anyMatch(name -> !barred.contains(name));
        assertTrue(!anybody || composed.route().primary() != Route.NONE, "someone who may answer does");
        if (pin.isPresent() && !barred.contains(pin.get())) {
            assertEquals(100, weights.get(pin.get()));
            assertEquals(RouteReason.PIN, composed.route().reason());
        } else if (frozen.isPresent() && !barred.contains(frozen.get())) {
            assertEquals(7, weights.get(frozen.get()));
        } else if (change.isPresent() && !barred.contains(change.get().to())) {
            assertEquals(100, weights.get(change.get().to()));
            assertEquals(RouteReason.DRIFT, composed.route().reason());
        }
        assertFalse(composed.route().reason() == RouteReason.PIN && pin.isEmpty());
        assertEquals(
                file.configured().weight(0), composed.configured().weight(0), "the file's weights stay to be seen");
    }

    private static ManualOverride override(OverrideKind kind, String version) {
        return new ManualOverride(
                "ov-22222222",
                kind,
                MODEL,
                kind.hasVersion() ? version : "",
                "",
                "ann",
                "INC",
                Instant.EPOCH,
                Optional.empty(),
                kind == OverrideKind.FREEZE
                        ? Optional.of(new FrozenRoute(Map.of(version, 7.0), RouteReason.WEIGHT))
                        : Optional.empty());
    }

    private Optional<String> maybe() {
        int choice = random.nextInt(2 * NAMES.size());
        return choice < NAMES.size() ? Optional.of(NAMES.get(choice)) : Optional.empty();
    }

    private Set<String> some() {
        Set<String> names = new HashSet<>();
        for (String name : NAMES) {
            if (random.nextInt(3) == 0) {
                names.add(name);
            }
        }
        return names;
    }
}
