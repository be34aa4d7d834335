package io.driftgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.driftgate.audit.record.AuditRecord;
import io.driftgate.audit.record.ControlFields;
import io.driftgate.audit.record.RecordMessage;
import io.driftgate.control.ControlEvent;
import io.driftgate.drift.DriftReport;
import io.driftgate.drift.FeatureDrift;
import io.driftgate.drift.SwitchStage;
import io.driftgate.drift.Verdict;
import io.driftgate.drift.WindowAge;
import io.driftgate.drift.evidence.EvidenceReport;
import io.driftgate.drift.evidence.FeatureEvidence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class AuditEventsTest {
    private static final Instant AT = Instant.parse("2026-11-01T10:00:00Z");

    private static AuditRecord record(ControlEvent event) throws Exception {
        return AuditRecord.read(AuditEvents.record(AT, event));
    }

    private static String fact(AuditRecord record, String name) {
        return record.messages(ControlFields.FACTS).stream()
                .filter(each -> each.factName().equals(name))
                .map(RecordMessage::factValue)
                .findFirst()
                .orElse("");
    }

    @Test
    void aVerdictCarriesItsEvidenceAndNoValue() throws Exception {
        FeatureDrift country = new FeatureDrift("country", 0.05, 0.08, 5000, Verdict.DRIFT, 0.2, 0.15);
        FeatureEvidence leading = new FeatureEvidence("country", 11.25, "value", "Atlantis", true, 24, 2400);
        AuditRecord record = record(new ControlEvent.VerdictChanged(
                "credit-risk",
                "v2",
                Optional.of(Verdict.STABLE),
                new DriftReport(
                        Verdict.DRIFT,
                        AT,
                        AT,
                        5000,
                        4000,
                        List.of(country),
                        Optional.of(new EvidenceReport(11.25, 9.75, List.of(leading))),
                        OptionalDouble.of(1.15),
                        new WindowAge(0, 0, 0))));
        assertEquals("11.25", fact(record, "evidence"));
        assertEquals("9.75", fact(record, "evidence_threshold"));
        assertEquals("11.25", fact(record, "evidence:country"));
        assertEquals("value, more", fact(record, "direction:country"));
        assertEquals("2400", fact(record, "rows:country"));
        assertFalse(record.toJson().contains("Atlantis"), record.toJson());
    }

    @Test
    void aStageOfASwitchIsRecorded() throws Exception {
        AuditRecord record =
                record(new ControlEvent.SwitchStaged("credit-risk", "v2", "v1", SwitchStage.HALF_OPEN, 0.9, "cleared"));
        assertEquals("half_open", fact(record, "stage"));
        assertEquals("0.9", fact(record, "share"));
        assertEquals("cleared", fact(record, "reason"));
    }

    @Test
    void aStaleBaselineIsRecorded() throws Exception {
        AuditRecord record = record(
                new ControlEvent.BaselineStale("credit-risk", "v2", 8_000_000, "card", "was trained long ago", false));
        assertEquals("v2", fact(record, "version"));
        assertEquals("8000000", fact(record, "age_seconds"));
        assertEquals("card", fact(record, "source"));
        assertEquals("false", fact(record, "over"));
    }

    @Test
    void whatWasLearnedAndWhoHasItLearnedAnewIsRecorded() throws Exception {
        AuditRecord learned = record(new ControlEvent.BaselineLearned("credit-risk", "v2", "ab12", 10_000));
        assertEquals("baseline_learned", learned.result());
        assertEquals("10000", fact(learned, "rows"));
        assertEquals("ab12", fact(learned, "digest"));
        AuditRecord asked = record(new ControlEvent.RelearnAsked("credit-risk", "v2", "ann", "a holiday"));
        assertEquals("relearn_asked", asked.result());
        assertEquals("ann", fact(asked, "who"));
        assertEquals("a holiday", fact(asked, "why"));
    }

    @Test
    void aVerdictThatIsMissingIsRecorded() throws Exception {
        DriftReport report = new DriftReport(Verdict.INSUFFICIENT, AT, AT, 12, 10, List.of());
        AuditRecord record = record(new ControlEvent.VerdictMissing("credit-risk", "v2", report, false));
        assertEquals("12", fact(record, "samples"));
        assertEquals("false", fact(record, "over"));
    }
}
