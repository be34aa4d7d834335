package io.driftgate.admin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.app.Gateway;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.sketch.BaselineBuilder;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.stream.PaneStreamReader;
import io.driftgate.snapshot.Model;
import io.driftgate.source.Problems;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may pull panes, and which. */
class SketchesResourceTest {
    private static final String TOKEN = "Bearer s3cret";
    private static final String HOST = "127.0.0.1:9000";
    private static final Instant AT = Instant.parse("2100-01-01T00:00:00Z"); // later than any pane of the gateway's own

    @TempDir
    Path directory;

    private Gateway gateway;
    private SketchesResource resource;

    private void start(String more) throws Exception {
        Files.writeString(directory.resolve("token"), "s3cret\n");
        Files.writeString(directory.resolve("training.csv"), "age\n" + "30\n40\n".repeat(600));
        Schema schema = new Schema(List.of(new Feature("age", FeatureType.INT)));
        Problems problems = new Problems();
        Files.write(
                directory.resolve("baseline.json"),
                new BaselineBuilder(schema, "test", BaselineBuilder.DEFAULT_BINS, rows -> {})
                        .build(directory.resolve("training.csv"), "training.csv", problems)
                        .orElseThrow(() -> new AssertionError(problems.render()))
                        .toJson());
        Files.writeString(directory.resolve("driftgate.yaml"), """
            listen: {host: 127.0.0.1, port: 0}
            state: state
            drain: {delay: 0s, timeout: 1s}
            models:
              m:
                schema: {age: int}
                versions: {v1: {upstream: "http://127.0.0.1:9", policy: none, baseline: baseline.json}}
            """ + more);
        gateway = Gateway.start(directory.resolve("driftgate.yaml"), new SimpleMeterRegistry(), 1);
        resource = new SketchesResource(gateway.publisher(), gateway.paneStreams());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    /** A pane that ends so many seconds after {@link #AT}. */
    private void pane(long seconds, long rows) {
        Model model = gateway.publisher().holder().current().models().get(0);
        SketchPlan plan = model.versions().get(0).sketch().orElseThrow();
        long[] counts = new long[plan.bins()];
        counts[0] = rows;
        gateway.paneStreams()
                .own()
                .orElseThrow()
                .onPane(
                        model,
                        "v1",
                        plan,
                        new PaneCounts(counts, rows, rows),
                        AT.plusSeconds(seconds - 1),
                        AT.plusSeconds(seconds));
    }

    private byte[] pull(String since) {
        return resource.panes("m", since, TOKEN, "", HOST);
    }

    private static List<Long> rows(byte[] stream) throws Exception {
        PaneStreamReader reader = new PaneStreamReader(new ByteArrayInputStream(stream), "pulled");
        List<Long> rows = new ArrayList<>();
        for (Optional<PaneStreamReader.Frame> each = reader.next(); each.isPresent(); each = reader.next()) {
            rows.add(each.get().header().rows());
        }
        return rows;
    }

    private int refused(String model, String since, String authorization, String origin) {
        return assertThrows(Refused.class, () -> resource.panes(model, since, authorization, origin, HOST))
                .status();
    }

    @Test
    void givesThePanesThatEndedAfterATime() throws Exception {
        start("admin: {tokenFile: token}\nsketches: {replica: gw-1}\n");
        pane(1, 11);
        pane(2, 22);
        pane(3, 33);
        assertEquals(List.of(11L, 22L, 33L), rows(pull(AT.toString())));
        assertEquals(List.of(33L), rows(pull(AT.plusSeconds(2).toString())), "one that ended at that time was pulled");
        assertEquals(
                List.of(22L, 33L), rows(pull(Long.toString(AT.plusSeconds(1).toEpochMilli()))));
        assertArrayEquals(new byte[0], pull(AT.plusSeconds(3).toString()));
        assertTrue(rows(pull("")).containsAll(List.of(11L, 22L, 33L)), "all that there are");
    }

    @Test
    void needsTheTokenAndNoForeignOriginAsAPaneOfFewRowsSaysMuchOfEach() throws Exception {
        start("admin: {tokenFile: token}\nsketches: {}\n");
        assertEquals(401, refused("m", "", "", ""));
        assertEquals(401, refused("m", "", "Bearer wrong", ""));
        assertEquals(403, refused("m", "", TOKEN, "https://elsewhere.example"));
        assertEquals(0, resource.panes("m", AT.toString(), TOKEN, "http://" + HOST, HOST).length);
    }

    @Test
    void saysWhatIsWrongWithACall() throws Exception {
        start("admin: {tokenFile: token}\nsketches: {}\n");
        assertEquals(404, refused("other", "", TOKEN, ""));
        assertEquals(422, refused("m", "yesterday", TOKEN, ""));
        assertEquals(422, refused("m", "-5", TOKEN, ""));
    }

    @Test
    void isOffWithoutATokenFileAndWithoutAStream() throws Exception {
        start("");
        assertEquals(403, refused("m", "", TOKEN, ""));
        gateway.close();
        start("admin: {tokenFile: token}\n");
        assertEquals(404, refused("m", "", TOKEN, ""));
    }

    @Test
    void aRotatedTokenCountsAtOnce() throws Exception {
        start("admin: {tokenFile: token}\nsketches: {}\n");
        Files.writeString(directory.resolve("token"), "n3w");
        assertEquals(401, refused("m", "", TOKEN, ""));
        assertEquals(0, resource.panes("m", AT.toString(), "Bearer n3w", "", HOST).length);
    }
}
