package io.driftgate.control;

import static io.driftgate.control.Installation.MODEL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.drift.Verdict;
import io.driftgate.sketch.PaneCounts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which pane a row is counted in: exactly one, whatever the clock, the event loops and the file do. */
class PaneCountingTest {
    private static final String BY_COUNT =
            "    drift: {window: {rows: 1000, within: 1m}, panes: 10, minSamples: 500, minRequests: 1, cooldown: 0s}\n";

    @TempDir
    Path directory;

    private RunningLoop running;

    private void start(String drift) throws InvalidConfiguration, InterruptedException {
        running = new RunningLoop(directory, Installation.VERSIONS + Installation.ROUTE + drift);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private static String ofTime(int panes) {
        return "    drift: {window: 1000s, panes: " + panes + ", minSamples: 1, minRequests: 1}\n";
    }

    /** The window is longer than the run, so that it holds every row that was counted in any pane since it began. */
    @Test
    void everyRowIsInExactlyOnePane() throws InvalidConfiguration, InterruptedException {
        for (long seed = 0; seed < 4; seed++) {
            Random random = new Random(seed);
            start(ofTime(500));
            long sent = 0;
            int slowAt = random.nextInt(100);
            for (int i = 0; i < 150; i++) {
                int rows = random.nextInt(5) == 0 ? 500 : random.nextInt(20);
                running.panes.traffic(running.publisher, 40, rows);
                sent += rows;
                running.installation.clock.advance(Duration.ofMillis(random.nextInt(4000)));
                running.installation.clock.step(Duration.ofSeconds(random.nextInt(7200) - 3600));
                if (i == slowAt) {
                    sent += slowCut(random.nextInt(300));
                } else {
                    running.loop.tick();
                }
            }
            flush();
            assertEquals(sent, running.report("v2").samples(), "seed " + seed);
            running.close();
        }
        start(ofTime(500));
    }

    /** A cut that is asked for, is late for its tick, and comes with the next one, while rows go on to arrive. */
    private int slowCut(int rows) throws InterruptedException {
        CompletableFuture<Map<String, List<PaneCounts>>> cut = new CompletableFuture<>();
        running.panes.instead = () -> cut;
        running.installation.clock.advance(Duration.ofSeconds(2));
        running.loop.tick();
        Map<String, List<PaneCounts>> counts = running.panes.counts();
        running.panes.traffic(running.publisher, 40, rows);
        cut.complete(counts);
        running.panes.instead = null;
        running.loop.tick();
        return rows;
    }

    @Test
    void rowsThatWaitForAPaneGoIntoOneOfTheNewLength() throws InvalidConfiguration, InterruptedException {
        Random random = new Random(3);
        start(ofTime(500));
        running.run(20, 40, 50);
        for (int reload = 0; reload < 10; reload++) {
            long before =
                    running.report("v2") == null ? 0 : running.report("v2").samples();
            assertTrue(before >= 0);
            int waiting = 1 + random.nextInt(100);
            running.panes.traffic(running.publisher, 40, waiting);
            running.reload(Installation.VERSIONS + Installation.ROUTE + ofTime(100 + reload));
            running.loop.tick();
            running.panes.traffic(running.publisher, 40, 7);
            running.installation.clock.advance(Duration.ofSeconds(11));
            running.loop.tick();
            assertEquals(waiting + 7, running.report("v2").samples(), "all of them, and none of the old window's");
        }
    }

    private void flush() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            running.installation.clock.advance(Duration.ofSeconds(3));
            running.loop.tick();
        }
    }

    @Test
    void aStepOfTheWallClockMovesNoPane() throws InvalidConfiguration, InterruptedException {
        start(Installation.DRIFT);
        running.run(6, 40, 100);
        running.installation.clock.step(Duration.ofDays(2));
        running.run(1, 40, 100);
        assertEquals(600, running.report("v2").samples());
        running.installation.clock.step(Duration.ofDays(-9));
        running.run(3, 40, 100);
        assertEquals(600, running.report("v2").samples());
        assertEquals(Duration.ofSeconds(6).toNanos(), running.report("v2").age().oldestNanos());
    }

    @Test
    void aPaneByCountEndsWhenItsRowsAreThere() throws InvalidConfiguration, InterruptedException {
        start(BY_COUNT);
        running.run(2, 40, 49);
        assertEquals(Map.of(), running.loop.reports(MODEL), "98 of 100");
        running.run(1, 40, 49);
        assertEquals(147, running.report("v2").samples(), "looked at once a second, so it holds a few more");
        running.run(40, 40, 100);
        assertEquals(1000, running.report("v2").samples(), "ten panes of a hundred");
        assertEquals(Verdict.STABLE, running.report("v2").verdict());

        running.run(1, 40, 5000);
        assertEquals(5000, running.report("v2").samples(), "a burst overfills a pane, beside which no other is needed");
        running.run(9, 40, 100);
        assertEquals(5900, running.report("v2").samples(), "nine hundred after it are not enough without it");
        running.run(1, 40, 100);
        assertEquals(1000, running.report("v2").samples(), "and leaves with it");
    }

    @Test
    void aWindowByCountHoldsItsRowsAtAnyRate() throws InvalidConfiguration, InterruptedException {
        start(BY_COUNT);
        running.run(30, 40, 150);
        assertEquals(1050, running.report("v2").samples(), "seven panes of a second each");
        running.run(30, 40, 700);
        assertEquals(1400, running.report("v2").samples());
        assertEquals(Duration.ofSeconds(2).toNanos(), running.report("v2").age().oldestNanos());
        running.run(2, 70, 700);
        assertEquals(Verdict.DRIFT, running.report("v2").verdict(), "two evaluations, nothing of before in the second");
        running.restart();
        running.run(1, 70, 300);
        assertEquals(1000, running.report("v2").samples(), "one of the two panes that are remembered");
    }

    @Test
    void aWindowByCountAgesOutInIdleHours() throws InvalidConfiguration, InterruptedException {
        start(BY_COUNT);
        running.run(20, 40, 100);
        running.run(20, 70, 100);
        assertEquals(1, running.share("v1"), 1e-9);
        running.run(60, 70, 1);
        assertEquals(60, running.report("v2").samples(), "a pane lasts six seconds at most, ten of them a minute");
        assertTrue(running.report("v2").age().oldestNanos()
                <= Duration.ofSeconds(61).toNanos());
        running.run(70, 70, 0);
        assertEquals(Verdict.INSUFFICIENT, running.report("v2").verdict());
        assertEquals(1, running.share("v1"), 1e-9, "no evidence is no reason to come back");
        running.run(30, 40, 100);
        assertEquals(1, running.share("v2"), 1e-9);
    }
}
