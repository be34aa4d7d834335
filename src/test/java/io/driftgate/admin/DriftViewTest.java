package io.driftgate.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftgate.config.ConfigLoader;
import io.driftgate.control.LearningStatus;
import io.driftgate.drift.DriftReport;
import io.driftgate.drift.FeatureDrift;
import io.driftgate.drift.Verdict;
import io.driftgate.drift.WindowAge;
import io.driftgate.drift.evidence.EvidenceReport;
import io.driftgate.drift.evidence.FeatureEvidence;
import io.driftgate.snapshot.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftViewTest {
    private static final Instant AT = Instant.parse("2026-11-01T10:00:00Z");

    @TempDir
    private Path directory;

    private Model model() throws IOException {
        Path file = directory.resolve("driftgate.yaml");
        Files.writeString(file, """
            models:
              credit-risk:
                schema: {income: float}
                versions: {v2: {upstream: "http://127.0.0.1:9", policy: none}}
            """);
        return new ConfigLoader(Clock.systemUTC())
                .load(file)
                .snapshot()
                .orElseThrow()
                .models()
                .get(0);
    }

    @Test
    void showsEvidenceDirectionAndAges() throws IOException {
        FeatureDrift income = new FeatureDrift("income", 0.05, 0.08, 5000, Verdict.DRIFT, 0.2, 0.15);
        FeatureEvidence shift = new FeatureEvidence("income", 11.25, "shift", "", true, 24, 2400);
        DriftReport report = new DriftReport(
                Verdict.DRIFT,
                AT,
                AT,
                5000,
                4000,
                List.of(income),
                Optional.of(new EvidenceReport(11.25, 9.75, List.of(shift))),
                OptionalDouble.of(1.15),
                new WindowAge(5_000_000_000L, 60_000_000_000L, 0));
        DriftView.VersionDriftView version =
                view(Map.of("v2", report)).versions().get(0);
        assertEquals(Optional.of(new DriftView.EvidenceView(Optional.of(11.25), 9.75)), version.evidence());
        assertEquals(5, version.newestRowAgeSeconds());
        assertEquals(60, version.oldestRowAgeSeconds());
        DriftView.FeatureEvidenceView feature =
                version.features().get(0).evidence().orElseThrow();
        assertEquals(Optional.of(11.25), feature.logE());
        assertEquals("shift, more", feature.direction());
        assertEquals(Optional.empty(), feature.value());
        assertEquals(2400, feature.rows());
    }

    @Test
    void hasNoEvidenceWhereThresholdsDecideOrNothingWasSeen() throws IOException {
        DriftReport fixed = new DriftReport(Verdict.STABLE, AT, AT, 5000, 4000, List.of());
        assertEquals(
                Optional.empty(), view(Map.of("v2", fixed)).versions().get(0).evidence());
        DriftReport nothing = new DriftReport(
                Verdict.INSUFFICIENT,
                AT,
                AT,
                0,
                0,
                List.of(),
                Optional.of(new EvidenceReport(Double.NEGATIVE_INFINITY, 9.75, List.of())),
                OptionalDouble.empty(),
                new WindowAge(0, 0, 0));
        assertEquals(
                Optional.of(new DriftView.EvidenceView(Optional.empty(), 9.75)),
                view(Map.of("v2", nothing)).versions().get(0).evidence());
    }

    @Test
    void saysHowFarAVersionIsWithLearning() throws IOException {
        LearningStatus status = new LearningStatus(3120, 10_000, 0, 0, 5, List.of("email"), Optional.of(AT));
        DriftView view = DriftView.of(
                model(),
                Map.of(),
                Map.of(),
                Optional.empty(),
                version -> version.equals("v2") ? Optional.of(status) : Optional.empty());
        assertEquals("insufficient", view.verdict());
        String sentence = "learning: 3,120 of 10,000 rows; passed by: 0 for their number, 0 for their size, 5 for"
                + " personal data";
        assertEquals(Optional.of(sentence), view.note());
        DriftView.LearningView learning = view.learning().get(0);
        assertEquals(List.of("email"), learning.withheld());
        assertEquals(5, learning.passed().personal());
    }

    private DriftView view(Map<String, DriftReport> reports) throws IOException {
        return DriftView.of(model(), reports, Map.of(), Optional.empty(), version -> Optional.empty());
    }
}
