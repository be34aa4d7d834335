package io.driftgate.proxy.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.canary.Canary;
import io.driftgate.canary.CanaryEvidence;
import io.driftgate.canary.CanaryReport;
import io.driftgate.canary.CanarySettings;
import io.driftgate.canary.Measure;
import io.driftgate.canary.OnHold;
import io.driftgate.canary.Tolerance;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.Tally;
import io.driftgate.telemetry.Outcome;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ComparedRequestTest {
    private static final CanarySettings SETTINGS = new CanarySettings(
            "v3", "v2", List.of(0.1), 1, 1, OnHold.PROMOTE, 0.01, Tolerance.DEFAULT, 1_000_000_000L, "digest");

    private final Canary canary = Canary.of("credit", SETTINGS);
    private final Tally tally = new Tally(canary.canary());

    /** Counts one request, and tells how many errors of answers, violations of judged ones and latencies there are then. */
    private String counted(Consumer<ComparedRequest> what) {
        what.accept(new ComparedRequest(canary.canary(), tally, 42));
        PaneCounts pane = tally.cut();
        CanaryReport report = new CanaryEvidence(SETTINGS, Map.of()).endPane(new Tally(canary.stable()).cut(), pane);
        long took = arm(report, Measure.LATENCY);
        return share(report, Measure.ERRORS) + " errors, " + share(report, Measure.VIOLATIONS) + " violations, " + took
                + " times";
    }

    private static long arm(CanaryReport report, Measure measure) {
        return report.measures().get(measure.ordinal()).canary().count();
    }

    private static String share(CanaryReport report, Measure measure) {
        long count = arm(report, measure);
        double share = report.measures().get(measure.ordinal()).canary().share();
        return (count == 0 ? 0 : Math.round(share * count)) + "/" + count;
    }

    private String ended(Outcome outcome, int status, long nanos) {
        return counted(request -> request.ended(outcome, status, nanos));
    }

    @Test
    void countsWhatIsTheVersionsDoing() {
        assertEquals("0/1 errors, 0/1 violations, 1 times", ended(Outcome.OK, 200, 5_000_000));
        assertEquals("1/1 errors, 0/1 violations, 0 times", ended(Outcome.OK, 404, 5_000_000));
        assertEquals("1/1 errors, 0/1 violations, 0 times", ended(Outcome.UPSTREAM_ERROR, 500, 5_000_000));
        assertEquals("1/1 errors, 0/1 violations, 0 times", ended(Outcome.UPSTREAM_TIMEOUT, 504, 5_000_000));
        assertEquals("1/1 errors, 0/1 violations, 0 times", ended(Outcome.UPSTREAM_UNAVAILABLE, 502, -1));
        assertEquals("0/0 errors, 1/1 violations, 0 times", ended(Outcome.POLICY_DENIED, 403, -1));
        assertEquals("0/1 errors, 1/1 violations, 0 times", ended(Outcome.POLICY_DENIED, 403, 5_000_000));
        assertEquals("0/1 errors, 1/1 violations, 0 times", ended(Outcome.REPLACED, 200, 5_000_000));
        assertEquals("0/1 errors, 1/1 violations, 0 times", ended(Outcome.PII_BLOCKED, 403, 5_000_000));
    }

    @Test
    void countsNothingThatIsTheClientsOrOurs() {
        for (Outcome outcome : List.of(
                Outcome.CLIENT_GONE,
                Outcome.CLIENT_TIMEOUT,
                Outcome.SHED,
                Outcome.WINDOW_GATE,
                Outcome.MALFORMED,
                Outcome.TOO_LARGE,
                Outcome.INTERNAL_ERROR)) {
            assertEquals("0/0 errors, 0/0 violations, 0 times", ended(outcome, 0, 5_000_000), outcome.toString());
        }
        assertEquals("0/0 errors, 0/0 violations, 0 times", ended(Outcome.PII_BLOCKED, 403, -1));
    }

    @Test
    void aRequestThatFailedOverIsOneError() {
        assertEquals("1/1 errors, 0/1 violations, 0 times", counted(request -> {
            request.failed();
            request.ended(Outcome.OK, 200, 5_000_000); // another version's answer
        }));
    }

    @Test
    void whatWouldHaveBeenRefusedIsAViolation() {
        assertEquals("0/1 errors, 1/1 violations, 1 times", counted(request -> {
            request.violated();
            request.ended(Outcome.OK, 200, 5_000_000);
        }));
    }

    @Test
    void takesOneRowOfMany() {
        int[] taken = new int[4];
        for (int key = 0; key < 4000; key++) {
            ComparedRequest request = new ComparedRequest(canary.canary(), tally, key * 0x9E3779B97F4A7C15L);
            int row = request.row(4);
            assertEquals(row, request.row(4));
            assertEquals(0, request.row(1));
            assertEquals(0, request.row(0));
            taken[row]++;
        }
        for (int count : taken) {
            assertTrue(count > 800 && count < 1200, () -> "about a quarter each, not " + count);
        }
    }

    @Test
    void countingAllocatesNothing() {
        ComparedRequest[] requests = new ComparedRequest[20_000];
        for (int i = 0; i < requests.length; i++) {
            requests[i] = new ComparedRequest(canary.canary(), tally, i);
        }
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < requests.length / 2; i++) {
            requests[i].ended(Outcome.OK, 200, 5_000_000L + i);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = requests.length / 2; i < requests.length; i++) {
            requests[i].ended(Outcome.OK, 200, 5_000_000L + i);
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < requests.length / 2, () -> bytes + " bytes");
    }
}
