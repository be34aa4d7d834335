package io.driftgate.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.source.Problems;
import io.driftgate.source.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DriftSettingsTest {
    private static final long SECOND = 1_000_000_000L;
    private final Problems problems = new Problems();

    private Optional<DriftSettings> read(String text) {
        return YamlReader.read(text.getBytes(StandardCharsets.UTF_8), "driftgate.yaml", problems)
                .flatMap(node -> DriftSettings.read(node, problems, "drift"));
    }

    @Test
    void readsEveryField() {
        assertEquals(
                new DriftSettings(6 * SECOND, 6, 50, 7, 9, 0.3, 0.25, 0.2, 0.15, 3, SECOND, Reroute.ALERT),
                read("{window: 6s, panes: 6, minSamples: 50, minRequests: 7, maxRowsPerRequest: 9, psi: 0.3, ks: 0.25,"
                                + " clear: {psi: 0.2, ks: 0.15}, consecutive: 3, cooldown: 1s, reroute: alert}")
                        .orElseThrow());
    }

    @Test
    void isTheDefaultWhenEmpty() {
        assertEquals(DriftSettings.DEFAULT, read("{}").orElseThrow());
        assertEquals(
                DriftSettings.DEFAULT,
                read("{window: 60s, panes: 12, minSamples: 1000, psi: 0.2, ks: 0.15, clear: {psi: 0.1, ks: 0.1},"
                                + " consecutive: 2, reroute: always}")
                        .orElseThrow());
    }

    @Test
    void keepsProportionsOfWhatIsLeftOut() {
        DriftSettings settings = read("{window: 6s, psi: 0.05, ks: 0.3}").orElseThrow();
        assertEquals(0.025, settings.clearPsi(), 1e-12);
        assertEquals(0.2, settings.clearKs(), 1e-12);
        assertEquals(6 * SECOND, settings.cooldownNanos());
        assertEquals(12, settings.cooldownPanes());
    }

    @Test
    void namesWhatIsOutOfBounds() {
        assertTrue(read("""
                        window: 10
                        panes: 0
                        psi: -1
                        clear: {psi: 0.3, ks: 0.15, kl: 1}
                        reroute: never
                        minsamples: 10
                        """).isEmpty());
        String text = problems.render();
        assertTrue(text.contains("driftgate.yaml:1:9: error: drift.window must be a duration"), text);
        assertTrue(text.contains("driftgate.yaml:2:8: error: drift.panes must be a whole number"), text);
        assertTrue(text.contains("driftgate.yaml:4:14: error: drift.clear.psi must be below the trip threshold"), text);
        assertTrue(text.contains("driftgate.yaml:4:23: error: drift.clear.ks must be below the trip threshold"), text);
        assertTrue(text.contains("unknown field 'drift.clear.kl'"), text);
        assertTrue(text.contains("drift.reroute must be one of always, alert"), text);
        assertTrue(text.contains("did you mean 'minSamples'?"), text);
    }

    @Test
    void refusesPanesThatAreTooShort() {
        assertTrue(read("{window: 1s, panes: 20}").isEmpty());
        assertTrue(problems.render().contains("a pane would be shorter than 100ms"), problems::render);
    }

    @Test
    void refusesNonsenseInCode() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new DriftSettings(SECOND, 1, 1, 1, 1, 0.1, 0.1, 0.1, 0.05, 1, 0, Reroute.ALWAYS));
    }
}
