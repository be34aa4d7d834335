package io.driftgate.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftgate.control.stream.PaneCount;
import io.driftgate.control.stream.PaneStream;
import io.driftgate.drift.DriftReport;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.stream.PaneDecoder;
import io.driftgate.sketch.stream.PaneStreamReader;
import io.driftgate.sketch.stream.PaneStreamReader.Frame;
import io.driftgate.sketch.stream.StreamSettings;
import io.driftgate.sketch.stream.StreamedPane;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the drift loop judges is what leaves the process. */
class PaneStreamLoopTest {
    private static final PaneCount UNCOUNTED = new PaneCount() {
        @Override
        public void written(int bytes) {}

        @Override
        public void dropped() {}
    };

    @TempDir
    Path directory;

    @Test
    void panesLeaveAsTheyAreJudged() throws Exception {
        try (RunningLoop running =
                        new RunningLoop(directory, Installation.VERSIONS + Installation.ROUTE + Installation.DRIFT);
                PaneStream stream = PaneStream.start(
                        new StreamSettings(
                                Optional.empty(), Optional.empty(), 1_000_000_000L, StreamSettings.MIN_MAX_BYTES),
                        "gw-1",
                        UNCOUNTED,
                        running.installation.clock,
                        new Random(3))) {
            running.loop.alsoTo(stream);
            for (int i = 0; i < 3; i++) {
                running.panes.traffic(running.publisher, 40, 100 + i);
                running.installation.clock.advance(Duration.ofSeconds(1));
                running.loop.tick();
            }
            Instant end = running.installation.clock.instant();

            List<StreamedPane> panes = read(
                    stream.recent().since(Installation.MODEL, -1),
                    Installation.model(running.publisher)
                            .versions()
                            .get(0)
                            .sketch()
                            .orElseThrow()
                            .baseline());

            DriftReport report = running.loop.reports(Installation.MODEL).get("v2");
            assertEquals(
                    List.of(100L, 101L, 102L),
                    panes.stream().map(pane -> pane.header().rows()).toList());
            assertEquals(
                    List.of(1L, 2L, 3L),
                    panes.stream().map(pane -> pane.header().number()).toList());
            assertEquals(303, report.samples());
            StreamedPane last = panes.get(2);
            assertEquals(end.toEpochMilli(), last.header().toMillis());
            assertEquals(end.toEpochMilli() - 1000, last.header().fromMillis());
            assertEquals(stream.replica(), last.header().replica());
            assertEquals(
                    1,
                    read(
                                    stream.recent().since(Installation.MODEL, end.toEpochMilli() - 1),
                                    Installation.model(running.publisher)
                                            .versions()
                                            .get(0)
                                            .sketch()
                                            .orElseThrow()
                                            .baseline())
                            .size());
        }
    }

    private static List<StreamedPane> read(byte[] bytes, Baseline baseline) throws Exception {
        PaneStreamReader reader = new PaneStreamReader(new ByteArrayInputStream(bytes), "recent");
        List<StreamedPane> panes = new ArrayList<>();
        for (Optional<Frame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
            panes.add(PaneDecoder.decode(frame.get(), baseline));
        }
        return panes;
    }
}
