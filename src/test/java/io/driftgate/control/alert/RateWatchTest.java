package io.driftgate.control.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.alert.AlertKind;
import io.driftgate.alert.RateSettings;
import io.driftgate.telemetry.ModelTraffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RateWatchTest {
    private static final long SECOND = 1_000_000_000L;
    private static final RateSettings SETTINGS = new RateSettings(0.10, 0.04, 20, 60 * SECOND);

    private final RateWatch watch = new RateWatch(AlertKind.VIOLATIONS, "rule violations", ModelTraffic::violations);
    private final List<String> told = new ArrayList<>();
    private long seconds;
    private long requests;
    private long events;
    private boolean open;

    @Test
    void opensAtTheRateAndClosesBelowTheLowerOne() {
        run(60, 100, 5);
        assertEquals(List.of(), told, "5 of 100 is below the rate");
        run(60, 100, 12);
        assertEquals(List.of("open"), told);
        run(120, 100, 6);
        assertEquals(List.of("open"), told, "6 of 100 is not below the lower rate");
        run(120, 100, 2);
        assertEquals(List.of("open", "over"), told);
    }

    @Test
    void aFewEventsAreNoAlertWhateverTheirShare() {
        run(600, 0, 0);
        for (int minute = 0; minute < 10; minute++) {
            requests += 10;
            events += 10;
            run(60, 0, 0);
        }
        assertEquals(List.of(), told);
    }

    @Test
    void isOverOnceAWholeWindowHadNone() {
        run(120, 100, 50);
        assertEquals(List.of("open"), told);
        run(30, 0, 0);
        assertEquals(List.of("open"), told, "traffic that pauses has not become right");
        run(90, 0, 0);
        assertEquals(List.of("open", "over"), told);
    }

    @Test
    void doesNotFlapAboutTheThreshold() {
        Random random = new Random(5);
        for (int second = 0; second < 3600; second++) {
            run(1, 100, 8 + random.nextInt(5)); // 8 to 12 of 100, about the rate
        }
        assertTrue(told.size() <= 1, told.toString());
    }

    @Test
    void countersThatBeginAnewAreNoEvents() {
        run(60, 100, 2);
        requests = 0;
        events = 0;
        run(60, 100, 2);
        assertEquals(List.of(), told);
        assertFalse(open);
    }

    @Test
    void namesTheRuleThatIsViolatedMost() {
        watch.look(traffic(0, 0, 0), 0, SETTINGS, model -> false);
        List<Finding> found = watch.look(traffic(100, 12, 30), SECOND, SETTINGS, model -> false);

        assertTrue(
                found.get(0).summary().contains("most of all second (30 in 100 requests"),
                found.get(0).summary());
    }

    /** Each second as many requests and events. */
    private void run(int forSeconds, long requestsEach, long eventsEach) {
        for (int i = 0; i < forSeconds; i++) {
            requests += requestsEach;
            events += eventsEach;
            seconds++;
            for (Finding finding :
                    watch.look(traffic(requests, events, 0), seconds * SECOND, SETTINGS, model -> open)) {
                open = finding.wrong();
                told.add(open ? "open" : "over");
            }
        }
    }

    private static Map<String, ModelTraffic> traffic(long requests, long first, long second) {
        return Map.of("m", new ModelTraffic(requests, Map.of("first", first, "second", second), Map.of()));
    }
}
