package io.driftgate.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.driftgate.canary.Arm;
import io.driftgate.canary.CanaryReport;
import io.driftgate.canary.CanarySettings;
import io.driftgate.canary.Measure;
import io.driftgate.canary.MeasureReport;
import io.driftgate.canary.OnHold;
import io.driftgate.canary.Rollout;
import io.driftgate.canary.Tolerance;
import io.driftgate.control.CanaryStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CanaryViewTest {
    private static final Instant AT = Instant.parse("2026-11-01T10:00:00Z");
    private static final CanarySettings SETTINGS = new CanarySettings(
            "v3",
            "v2",
            List.of(0.05, 0.125, 0.5),
            1_800_000_000_000L,
            500,
            OnHold.PROMOTE,
            0.01,
            Tolerance.DEFAULT,
            5_000_000_000L,
            "digest");
    private static final Rollout FIRST = Rollout.first(SETTINGS, AT, "the file's route is new");

    private static MeasureReport measure(Measure measure, double logE, double dispersion, Arm canary, Arm stable) {
        return new MeasureReport(measure, logE, dispersion, canary, stable);
    }

    private static JsonNode json(Rollout rollout, Optional<CanaryReport> report, Optional<String> paused) {
        return new ObjectMapper()
                .registerModules(new Jdk8Module(), new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .valueToTree(CanaryView.of("credit", new CanaryStatus(SETTINGS, rollout, report, paused)));
    }

    @Test
    void showsStepTimeAndBothVersionsSideBySide() {
        double threshold = -Math.log(0.01);
        CanaryReport report = new CanaryReport(
                threshold / 2,
                threshold,
                41.26,
                List.of(
                        measure(
                                Measure.ERRORS,
                                (threshold + Math.log(2)) / 4,
                                1.5,
                                new Arm(400, 0.05, Double.NaN, Double.NaN),
                                new Arm(7600, 0.001, Double.NaN, Double.NaN)),
                        measure(
                                Measure.LATENCY,
                                -3,
                                1,
                                new Arm(380, Double.NaN, 20.5, 61),
                                new Arm(7592, Double.NaN, 20, 60))));
        Rollout second = FIRST.serving(true, "it is ready")
                .next(SETTINGS, AT, "it held")
                .after(90_000_000_000L, 400, 7600, report);
        JsonNode view = json(second, Optional.of(report), Optional.empty());
        assertEquals("credit", view.path("model").textValue());
        assertEquals("v3", view.path("version").textValue());
        assertEquals("v2", view.path("against").textValue());
        assertEquals("stepping", view.path("stage").textValue());
        assertEquals("2026-11-01T10:00:00Z", view.path("since").textValue());
        assertEquals(12.5, view.path("share").doubleValue());
        assertEquals(2, view.path("step").intValue(), "from 1");
        assertEquals("[5.0,12.5,50.0]", view.path("steps").toString());
        assertEquals("it held", view.path("why").textValue());
        assertFalse(view.has("paused"));
        assertEquals("90s", view.path("held").textValue());
        assertEquals("30m", view.path("hold").textValue());
        assertEquals(400, view.path("canaryRequests").intValue());
        assertEquals(7600, view.path("stableRequests").intValue());
        assertEquals(500, view.path("minRequests").intValue());
        assertEquals(0.5, view.path("evidence").doubleValue(), 1e-9);
        assertEquals(41.3, view.path("users").doubleValue());
        JsonNode errors = view.path("measures").path(0);
        assertEquals("errors", errors.path("measure").textValue());
        assertEquals(0.25, errors.path("evidence").doubleValue(), 1e-9);
        assertEquals(1.5, errors.path("dispersion").doubleValue());
        assertEquals("{\"count\":400,\"share\":0.05}", errors.path("canary").toString());
        assertEquals("{\"count\":7600,\"share\":0.001}", errors.path("stable").toString());
        JsonNode latency = view.path("measures").path(1);
        assertEquals(0, latency.path("evidence").doubleValue(), "less than nothing is none");
        assertEquals(
                "{\"count\":380,\"median\":20.5,\"p99\":61.0}",
                latency.path("canary").toString());
    }

    @Test
    void leavesOutWhatIsNotKnownYet() {
        JsonNode view = json(FIRST, Optional.empty(), Optional.of("it is not ready"));
        assertEquals(0, view.path("share").doubleValue());
        assertEquals(1, view.path("step").intValue());
        assertEquals("it is not ready", view.path("paused").textValue());
        assertFalse(view.has("evidence"));
        assertFalse(view.has("users"));
        assertEquals("[]", view.path("measures").toString());
    }

    @Test
    void whatIsInfiniteIsNoNumberOfJson() {
        Arm none = new Arm(0, Double.NaN, Double.NaN, Double.NaN);
        CanaryReport report =
                new CanaryReport(0, 4.6, 1, List.of(measure(Measure.ERRORS, 0, Double.POSITIVE_INFINITY, none, none)));
        JsonNode errors = json(FIRST, Optional.of(report), Optional.empty())
                .path("measures")
                .path(0);
        assertFalse(errors.has("dispersion"));
        assertEquals("{\"count\":0}", errors.path("canary").toString());
    }
}
