package io.driftgate.cli.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.sketch.BaselineBuilder;
import io.driftgate.source.Problems;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A correlation turns round in row 2,000, and both features stay as they were. */
class PairBacktestTest {
    @TempDir
    Path directory;

    private final Random random = new Random(12);
    private final StringWriter output = new StringWriter();
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private Path baseline;
    private Path stream;

    private void rows(StringBuilder csv, int rows, double correlation) {
        for (int i = 0; i < rows; i++) {
            double income = random.nextGaussian();
            double rest = Math.sqrt(1 - correlation * correlation) * random.nextGaussian();
            csv.append(income).append(',').append(correlation * income + rest).append('\n');
        }
    }

    @BeforeEach
    void write() throws IOException {
        StringBuilder training = new StringBuilder("income,age\n");
        rows(training, 5000, 0.8);
        StringBuilder live = new StringBuilder("income,age\n");
        rows(live, 2000, 0.8);
        rows(live, 2000, -0.8);
        Path data = Files.writeString(directory.resolve("training.csv"), training);
        stream = Files.writeString(directory.resolve("stream.csv"), live);
        Schema schema =
                new Schema(List.of(new Feature("income", FeatureType.FLOAT), new Feature("age", FeatureType.FLOAT)));
        Problems problems = new Problems();
        baseline = directory.resolve("baseline.json");
        Files.write(
                baseline,
                new BaselineBuilder(schema, "test", 64, read -> {})
                        .build(data, "training.csv", problems)
                        .orElseThrow(() -> new AssertionError(problems.render()))
                        .toJson());
    }

    private void run(String... more) {
        String[] all = new String[4 + more.length];
        all[0] = "--baseline";
        all[1] = baseline.toString();
        all[2] = "--data";
        all[3] = stream.toString();
        System.arraycopy(more, 0, all, 4, more.length);
        assertEquals(
                0,
                new CommandLine(new BacktestCommand(lines))
                        .setOut(new PrintWriter(output))
                        .execute(all));
    }

    @Test
    void thePairDriftsAndNoFeature() throws IOException {
        run("--json", "--pairs");
        int pairs = 0;
        for (String line : lines.toString(StandardCharsets.UTF_8).lines().toList()) {
            JsonNode node = new ObjectMapper().readTree(line);
            if (node.has("feature")) {
                assertEquals("stable", node.get("state").asText(), line);
            } else {
                pairs++;
                assertEquals("income x age", node.get("pair").asText());
                boolean before = node.get("end").asLong() <= 2000;
                boolean after = node.get("start").asLong() >= 1500;
                assertTrue(!before || node.get("state").asText().equals("stable"), line);
                assertTrue(!after || node.get("state").asText().equals("drift"), line);
            }
        }
        assertEquals(31, pairs);
    }

    @Test
    void withoutTheOptionTheLinesAreOfFeaturesAlone() {
        run("--json");
        assertEquals(2 * 31, lines.toString(StandardCharsets.UTF_8).lines().count());
    }

    @Test
    void theTablesNameThePair() {
        run();
        String said = output + lines.toString(StandardCharsets.UTF_8);
        assertTrue(said.contains("go together less"), said);
        assertTrue(said.contains("income x age"), said);
    }
}
