package io.driftgate.control.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.driftgate.cli.DriftgateCommand;
import io.driftgate.cli.LogFormat;
import io.driftgate.cli.Server;
import io.driftgate.config.ConfigLoader;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.BaselineBuilder;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.SketchShard;
import io.driftgate.sketch.stream.StreamSettings;
import io.driftgate.snapshot.Model;
import io.driftgate.source.Problems;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the panes of gateways to the verdict of {@code driftgate drift merge}. */
class FleetMergeTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final int PANES = 40;
    private static final PaneCount UNCOUNTED = new PaneCount() {
        @Override
        public void written(int bytes) {}

        @Override
        public void dropped() {
            throw new IllegalStateException("a pane was dropped");
        }
    };

    private static final Server NO_SERVER = new Server() {
        @Override
        public int serve(Path config, ConfigLoader.Loaded loaded, LogFormat logFormat) {
            throw new IllegalStateException("nothing is served here");
        }

        @Override
        public void end(int exitCode) {}
    };

    @TempDir
    Path directory;

    private String config;
    private Model model;
    private SketchPlan plan;

    /** What a run printed. */
    private record Run(int code, String out, String err) {
        List<ObjectNode> lines() throws IOException {
            List<ObjectNode> lines = new ArrayList<>();
            for (String line : out.lines().toList()) {
                lines.add((ObjectNode) new ObjectMapper().readTree(line));
            }
            return lines;
        }
    }

    @BeforeEach
    void install() throws IOException {
        Random random = new Random(7);
        StringBuilder csv = new StringBuilder("age,income,segment\n");
        for (int i = 0; i < 4000; i++) {
            csv.append(age(random, 40)).append(',').append(income(random)).append(",s" + random.nextInt(4) + "\n");
        }
        Files.writeString(directory.resolve("training.csv"), csv);
        configure("    drift: {window: 30s, panes: 6, minSamples: 100, minRequests: 1, cooldown: 0s}\n");
        Problems problems = new Problems();
        Baseline baseline = new BaselineBuilder(
                        new Schema(List.of(
                                new Feature("age", FeatureType.INT),
                                new Feature("income", FeatureType.FLOAT),
                                new Feature("segment", FeatureType.STRING))),
                        "test",
                        BaselineBuilder.DEFAULT_BINS,
                        rows -> {})
                .build(directory.resolve("training.csv"), "training.csv", problems)
                .orElseThrow(() -> new IllegalStateException(problems.render()));
        Files.write(directory.resolve("v1.json"), baseline.toJson());
        load();
    }

    private void configure(String more) throws IOException {
        config = """
            models:
              credit-risk:
                schema: {age: int, income: float, segment: string}
                versions:
                  v1: {upstream: "http://127.0.0.1:9101", policy: none, baseline: v1.json}
            """ + more;
        Files.writeString(directory.resolve("driftgate.yaml"), config);
    }

    private void load() {
        ConfigLoader.Loaded loaded = new ConfigLoader(Clock.systemUTC()).load(directory.resolve("driftgate.yaml"));
        model = loaded.snapshot()
                .orElseThrow(() -> new IllegalStateException(loaded.problems().toString()))
                .models()
                .get(0);
        plan = model.versions().get(0).sketch().orElseThrow();
    }

    private static int age(Random random, double mean) {
        return (int) Math.round(mean + 8 * random.nextGaussian());
    }

    private static double income(Random random) {
        return 30_000 + 1000 * random.nextGaussian();
    }

    /** A gateway's stream into a directory of its own. */
    private final class Replica implements AutoCloseable {
        private final PaneStream stream;
        private final SketchShard shard = new SketchShard(plan);

        private Replica(String name) {
            stream = PaneStream.start(
                    new StreamSettings(
                            Optional.of(name),
                            Optional.of(directory.resolve(name)),
                            StreamSettings.DEFAULT_RETENTION_NANOS,
                            StreamSettings.DEFAULT_MAX_BYTES),
                    "host",
                    UNCOUNTED,
                    Clock.systemUTC(),
                    new Random(name.hashCode()));
        }

        private void sees(FeatureRow row) {
            plan.record(row, shard);
            shard.endRequest();
        }

        private void endPane(int number, long skewMillis) {
            Instant from = START.plusSeconds(5L * number).plusMillis(skewMillis);
            stream.onPane(model, "v1", plan, shard.cut(), from, from.plusSeconds(5));
        }

        @Override
        public void close() {
            stream.close();
        }
    }

    /** The same traffic through one gateway, and dealt out to two whose clocks differ; its mean shifts half way. */
    private void traffic() {
        try (Replica all = new Replica("all");
                Replica one = new Replica("one");
                Replica other = new Replica("other")) {
            Random random = new Random(11);
            FeatureRow row = new FeatureRow(model.index().slots());
            for (int pane = 0; pane < PANES; pane++) {
                for (int i = 0; i < 60; i++) {
                    row.clear();
                    row.setNumber(model.index().slotOf("age"), age(random, pane < PANES / 2 ? 40 : 46));
                    row.setNumber(model.index().slotOf("income"), income(random));
                    byte[] segment = ("s" + random.nextInt(4)).getBytes(StandardCharsets.UTF_8);
                    row.setText(model.index().slotOf("segment"), segment, 0, segment.length);
                    all.sees(row);
                    (random.nextInt(3) == 0 ? one : other).sees(row);
                }
                all.endPane(pane, 0);
                one.endPane(pane, 0);
                other.endPane(pane, 1700);
            }
        }
    }

    private Run merge(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "drift", "merge", "--baseline", directory.resolve("v1.json").toString()));
        all.addAll(Arrays.asList(arguments));
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
            int code = DriftgateCommand.execute(NO_SERVER, all.toArray(String[]::new));
            return new Run(code, outBytes.toString(StandardCharsets.UTF_8), errBytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private Path file(String replica) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(replica))) {
            return files.findFirst().orElseThrow();
        }
    }

    @Test
    void twoReplicasMergedGiveTheVeryVerdictOfOneThatSawAll() throws IOException {
        traffic();
        String[] settings = {"--config", path("driftgate.yaml"), "--model", "credit-risk", "--json"};

        Run whole =
                merge(Stream.concat(Stream.of(settings), Stream.of(path("all"))).toArray(String[]::new));
        Run merged = merge(Stream.concat(Stream.of(settings), Stream.of(path("other"), path("one")))
                .toArray(String[]::new));

        assertEquals(1, whole.code(), whole.err());
        assertEquals(1, merged.code(), merged.err());
        assertEquals("", merged.err());
        List<ObjectNode> expected = whole.lines();
        List<ObjectNode> actual = merged.lines();
        assertEquals(PANES, expected.size());
        for (ObjectNode line : actual) {
            assertEquals(2, line.get("replicas").size());
            line.remove("replicas");
        }
        expected.forEach(line -> line.remove("replicas"));
        assertEquals(expected, actual);
        assertEquals("stable", expected.get(PANES / 2 - 1).get("verdict").asText());
        assertEquals("drift", expected.get(PANES - 1).get("verdict").asText());
        assertTrue(expected.get(PANES - 1).get("alarm").asBoolean());
        assertFalse(expected.get(PANES / 2 - 1).get("alarm").asBoolean());
        assertEquals(60, expected.get(0).get("rows").asInt());

        Run half =
                merge(Stream.concat(Stream.of(settings), Stream.of(path("one"))).toArray(String[]::new));
        assertFalse(half.out().equals(whole.out()), "half of the traffic says something else");
    }

    @Test
    void aWindowWithTooFewRowsHasNoFigures() throws IOException {
        traffic();

        List<String> lines = merge("--config", path("driftgate.yaml"), "--model", "credit-risk", path("all"))
                .out()
                .lines()
                .toList();

        assertTrue(
                lines.get(0).matches(".* insufficient .* too few rows or requests in the window to compare"),
                lines.get(0));
        assertFalse(lines.get(0).contains("psi"), lines.get(0));
        assertTrue(lines.get(PANES - 1).matches(".* drift .* age psi [0-9.]+ of 0[.][1-9].*"), lines.get(PANES - 1));
    }

    @Test
    void evidenceThatDecidesIsTheSameToo() throws IOException {
        configure("    drift: {window: 30s, panes: 6, minSamples: 100, minRequests: 1, cooldown: 0s,"
                + " falseAlarms: {atMost: 1, per: 30d}}\n");
        load();
        traffic();
        String[] settings = {"--config", path("driftgate.yaml"), "--model", "credit-risk", "--json"};

        List<ObjectNode> whole = merge(Stream.concat(Stream.of(settings), Stream.of(path("all")))
                        .toArray(String[]::new))
                .lines();
        List<ObjectNode> merged = merge(Stream.concat(Stream.of(settings), Stream.of(path("one"), path("other")))
                        .toArray(String[]::new))
                .lines();

        whole.forEach(line -> line.remove("replicas"));
        merged.forEach(line -> line.remove("replicas"));
        assertEquals(whole, merged);
        assertEquals("drift", whole.get(PANES - 1).get("verdict").asText());
    }

    @Test
    void countsAPaneThatComesTwiceOnceAndSaysWhatIsMissing() throws IOException {
        traffic();
        Path file = file("all");
        byte[] bytes = Files.readAllBytes(file);
        Run once = merge("--json", path("all"));
        assertEquals(once.out(), merge("--json", path("all"), file.toString()).out());

        int length = ByteBuffer.wrap(bytes).getInt(5);
        byte[] without = new byte[bytes.length - length];
        int second = ByteBuffer.wrap(bytes).getInt(length + 5);
        System.arraycopy(bytes, 0, without, 0, length);
        System.arraycopy(bytes, length + second, without, length, bytes.length - length - second);
        Files.write(file, Arrays.copyOf(without, bytes.length - second));
        Run gap = merge(path("all"));
        assertTrue(gap.err().contains("credit-risk/v1: 1 panes of all/"), gap.err());
    }

    @Test
    void aTornEndIsNotedAndOtherDamageIsRefused() throws IOException {
        traffic();
        Path file = file("one");
        long bytes = Files.size(file);
        Files.write(file, new byte[] {(byte) 0x89, 'D', 'G', 'P', 1, 0, 0}, StandardOpenOption.APPEND);
        Run torn = merge(path("one"));
        assertEquals(PANES, torn.out().lines().count());
        assertTrue(torn.err().contains(file + ": byte " + (bytes + 7) + ": the stream ends"), torn.err());

        Files.write(file, new byte[] {'x'}, StandardOpenOption.APPEND);
        Files.writeString(file, "no stream at all");
        Run foreign = merge(path("one"), path("other"));
        assertEquals(1, foreign.code());
        assertEquals("", foreign.out());
        assertTrue(foreign.err().contains(file + ": byte 0: this is no stream of panes"), foreign.err());
    }

    @Test
    void refusesReplicasThatMeasureAgainstAnotherBaseline() throws IOException {
        traffic();
        String json = Files.readString(directory.resolve("v1.json"));
        Files.writeString(directory.resolve("v1.json"), json + "\n");

        Run other = merge(path("one"));

        assertEquals(1, other.code());
        assertTrue(other.err().contains("counts for baseline " + plan.baseline().digest() + ", not for"), other.err());
        assertEquals(2, merge("--config", path("driftgate.yaml"), path("one")).code());
        assertEquals(2, merge("--since", "yesterday", path("one")).code());
    }

    @Test
    void saysThatAFileIsNotThere() throws IOException {
        traffic();
        Run noStream = merge(path("none.panes"));
        assertEquals(1, noStream.code());
        assertEquals("drift merge: " + path("none.panes") + ": no such file or directory\n", noStream.err());

        Files.delete(directory.resolve("v1.json"));
        Run noBaseline = merge(path("one"));
        assertEquals(1, noBaseline.code());
        assertEquals("drift merge: " + path("v1.json") + ": no such file or directory\n", noBaseline.err());
    }

    @Test
    void sensitiveFeaturesNeverLeave() throws IOException {
        configure("""
                drift: {window: 30s, panes: 6, minSamples: 100, minRequests: 1, cooldown: 0s}
                fairness: {sensitive: {segment: {groups: [s0, s1]}}, favourable: {class: approved}}
            """);
        load();
        assertEquals(Set.of("segment"), model.windowGates().sensitive());
        traffic();

        Run merged = merge("--json", path("one"), path("other"));

        assertTrue(merged.err().contains("credit-risk/v1: without [segment], which a replica withholds"), merged.err());
        assertEquals(2, merged.lines().get(0).get("features").size());
        assertFalse(merged.out().contains("segment"));
    }

    @Test
    void pullsFromAdminPorts() throws IOException {
        traffic();
        byte[] stream = Files.readAllBytes(file("all"));
        Files.writeString(directory.resolve("token"), "s3cret\n");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean known = "Bearer s3cret".equals(exchange.getRequestHeaders().getFirst("authorization"));
            byte[] answer = known ? stream : new byte[] {'{', '}'};
            exchange.sendResponseHeaders(known ? 200 : 401, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/admin/models/credit-risk/sketches";
            Run pulled = merge("--json", "--token-file", path("token"), url);
            assertEquals(merge("--json", path("all")), pulled);
            Run refused = merge(url);
            assertEquals(1, refused.code());
            assertTrue(refused.err().contains("--token-file"), refused.err());
        } finally {
            server.stop(0);
        }
    }
}
