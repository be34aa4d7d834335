package io.driftgate.cli.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.driftgate.cli.baseline.BaselineCommand;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.sketch.BaselineBuilder;
import io.driftgate.source.Problems;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BacktestCommandTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path directory;

    private Path training;
    private Path stream;
    private Path baseline;
    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

    @BeforeEach
    void buildTheBaseline() throws IOException {
        training = resource("training.csv");
        stream = resource("stream.csv");
        baseline = directory.resolve("baseline.json");
        Schema schema = new Schema(List.of(
                new Feature("age", FeatureType.INT),
                new Feature("income", FeatureType.FLOAT),
                new Feature("segment", FeatureType.STRING)));
        Problems problems = new Problems();
        Files.write(
                baseline,
                new BaselineBuilder(schema, "test", 64, rows -> {})
                        .build(training, "training.csv", problems)
                        .orElseThrow(() -> new AssertionError(problems.render()))
                        .toJson());
    }

    private Path resource(String name) throws IOException {
        Path file = directory.resolve(name);
        try (InputStream in = BacktestCommandTest.class.getResourceAsStream("/backtest/" + name)) {
            Files.copy(in, file);
        }
        return file;
    }

    private int run(Object... arguments) {
        List<String> texts = new ArrayList<>();
        Arrays.stream(arguments).forEach(argument -> texts.add(argument.toString()));
        errors.getBuffer().setLength(0);
        lines.reset();
        return new CommandLine(new BacktestCommand(lines))
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(errors))
                .execute(texts.toArray(String[]::new));
    }

    private List<JsonNode> json() throws IOException {
        List<JsonNode> nodes = new ArrayList<>();
        for (String line : lines.toString(StandardCharsets.UTF_8).lines().toList()) {
            nodes.add(JSON.readTree(line));
        }
        return nodes;
    }

    @Test
    void exactStatisticsAreThoseOfScipy() throws IOException {
        int code = run(
                "--baseline",
                baseline,
                "--data",
                stream,
                "--reference",
                training,
                "--window",
                200,
                "--step",
                100,
                "--json");
        assertEquals(0, code, errors::toString);
        List<JsonNode> found = json();
        assertEquals(7 * 3, found.size());
        int compared = 0;
        for (String line : Files.readAllLines(resource("golden.jsonl"))) {
            JsonNode golden = JSON.readTree(line);
            JsonNode node = found.stream()
                    .filter(each -> each.get("window").equals(golden.get("window"))
                            && each.get("feature").equals(golden.get("feature")))
                    .findFirst()
                    .orElseThrow();
            for (String key : List.of("start", "end", "n")) {
                assertEquals(golden.get(key).asInt(), node.get(key).asInt(), line);
            }
            for (String key : List.of("ks", "ks_p", "wasserstein", "missing")) {
                double expected = golden.get(key).asDouble();
                assertEquals(expected, node.get(key).asDouble(), 1e-9 * Math.max(1, expected), key + " of " + line);
            }
            compared++;
        }
        assertEquals(14, compared);
        assertEquals("stable", found.get(0).get("state").asText());
        assertEquals("warning", found.get(5 * 3).get("state").asText(), "few rows: the noise floor is in force");
    }

    @Test
    void withoutAReferenceTheyComeFromBins() throws IOException {
        assertEquals(0, run("--baseline", baseline, "--data", stream, "--window", 200, "--step", 150, "--json"));
        List<JsonNode> found = json();
        assertEquals(5 * 3, found.size());
        JsonNode age = found.get(3);
        assertEquals(150, age.get("start").asInt());
        assertEquals(350, age.get("end").asInt());
        assertTrue(age.get("ks").asDouble() > 0 && age.get("ks_p").asDouble() <= 1);
        JsonNode segment = found.get(2);
        for (String key : List.of("ks", "ks_p", "wasserstein", "cvm", "zero")) {
            assertTrue(segment.get(key).isNull(), key);
        }
        assertTrue(segment.get("psi").isNumber() && segment.get("chi2_p").isNumber());
        assertTrue(Set.of("stable", "warning", "drift")
                .contains(segment.get("state").asText()));
    }

    @Test
    void linesOfJsonAreTheSameRows() throws IOException {
        List<String> rows = Files.readAllLines(stream);
        StringBuilder jsonl = new StringBuilder();
        for (String row : rows.subList(1, rows.size())) {
            String[] fields = row.split(",", -1);
            jsonl.append("{\"more\":[1],\"segment\":\"")
                    .append(fields[2])
                    .append("\",\"age\":")
                    .append(fields[0])
                    .append(fields[1].isEmpty() ? "" : ",\"income\":" + fields[1])
                    .append("}\n");
        }
        Path other = Files.writeString(directory.resolve("stream.jsonl"), jsonl);
        assertEquals(0, run("--baseline", baseline, "--data", stream, "--window", 300, "--json"));
        String csv = lines.toString(StandardCharsets.UTF_8);
        assertEquals(0, run("--baseline", baseline, "--data", other, "--window", 300, "--json"), errors::toString);
        assertEquals(csv, lines.toString(StandardCharsets.UTF_8));
    }

    @Test
    void tellsWhenSettingsTripAndSuggestsSome() throws IOException {
        Path report = directory.resolve("report.html");
        int code = run(
                "--baseline",
                baseline,
                "--data",
                stream,
                "--reference",
                training,
                "--window",
                200,
                "--rounds",
                200,
                "--out",
                report);
        assertEquals(0, code, errors::toString);
        String text = output.toString();
        assertTrue(text.startsWith("850 rows in 33 windows"), text);
        assertTrue(text.contains("suggested ks >= 0."), text);
        assertTrue(text.lines().anyMatch(line -> line.startsWith("ks >= 0.150") && line.contains("age")), text);
        assertTrue(text.lines().anyMatch(line -> line.startsWith("verdict") && !line.contains("never")), text);
        assertTrue(text.lines().anyMatch(line -> line.startsWith("suggested 1,000 panes")), text);
        assertTrue(text.contains("falseAlarms with a time of 1,000 panes per false alarm"), text);
        assertTrue(text.lines().noneMatch(line -> line.startsWith("verdict") && line.endsWith("-")), text);
        String html = Files.readString(report);
        assertEquals(1 + 3 * 5, html.split("<svg", -1).length - 1);
        assertTrue(
                html.contains(">≤1") && html.contains("<desc id=\"f0-shares-d\">Training data and window: missing "),
                html);
        assertEquals(1 + 3 * 5, html.split("<desc id=", -1).length - 1);
        for (String row : html.split("<tr>", -1)) {
            assertTrue(!row.startsWith("<t") || row.startsWith("<th scope=\""), row);
        }
        assertFalse(html.contains("http") || html.contains("<script") || html.contains("NaN"), html);
    }

    @Test
    void evidenceAlarmsSayWhatChangedSinceWhen() throws IOException {
        Path shifted = file("shifted.csv", "age,income,segment\n" + rows(0, 3000) + rows(12, 600));
        assertEquals(0, run("--baseline", baseline, "--data", shifted, "--window", 600, "--step", 60));
        String line = output.toString()
                .lines()
                .filter(each -> each.startsWith("518,400 panes"))
                .findFirst()
                .orElseThrow();
        String[] cells = line.split(" {2,}", -1);
        assertEquals(List.of("age", "shifted up"), List.of(cells[3], cells[4]), line);
        int row = Integer.parseInt(cells[1]);
        assertTrue(row > 3000 && row <= 3240 && row % 60 == 0, line);
        assertEquals(3000, Integer.parseInt(cells[2]), 120, line);
    }

    @Test
    void evidenceOfTheModelIsTried() throws IOException {
        Path config = file("driftgate.yaml", """
            admin: {port: 9090}
            listen: {port: 8080}
            models:
              m:
                schema: {age: int, income: float, segment: string}
                versions:
                  v1: {upstream: "http://127.0.0.1:9001", policy: none, baseline: baseline.json}
                  v2: {upstream: "http://127.0.0.1:9002", policy: none, baseline: baseline.json}
                route: {weights: {v1: 1}, fallback: [v2]}
                drift:
                  window: 1m
                  panes: 12
                  falseAlarms: {atMost: 2, per: 10h}
                  psi: 0.2
                  importance: {age: 0}
            """);
        Path shifted = file("shifted.csv", "age,income,segment\n" + rows(0, 3000) + rows(12, 600));
        assertEquals(
                0,
                run("--baseline", baseline, "--data", shifted, "--window", 600, "--step", 60, "--config", config),
                errors::toString);
        String text = output.toString();
        // 7,200 panes of 5 s in 10 h, half of them for each alarm, twice that for two baselines
        assertTrue(text.lines().anyMatch(line -> line.matches("7,200 panes \\(model\\) +never +.*")), text);
        assertTrue(text.lines().anyMatch(line -> line.startsWith("if thresholds decided")), text);
        assertTrue(text.contains("shown without its psi, ks and driftShare"), text);
    }

    /** Rows of the training data, drawn again, with ages raised. */
    private String rows(int older, int number) throws IOException {
        List<String> from = Files.readAllLines(training);
        Random random = new Random(older);
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < number; i++) {
            String[] fields = from.get(1 + random.nextInt(from.size() - 1)).split(",", 2);
            rows.append(fields[0].isEmpty() ? "" : Integer.parseInt(fields[0]) + older)
                    .append(',')
                    .append(fields[1])
                    .append('\n');
        }
        return rows.toString();
    }

    @Test
    void longNamesStayApart() throws IOException {
        String name = "a".repeat(70);
        Path names = file("names.csv", name + "_1," + name + "_2\n" + "1,<b>\n".repeat(120));
        Path schema = file("schema.yaml", name + "_1: int\n" + name + "_2: string\n");
        Path other = directory.resolve("names.json");
        assertEquals(
                0,
                new CommandLine(new BaselineCommand())
                        .execute(
                                "build",
                                "--data",
                                names.toString(),
                                "--schema",
                                schema.toString(),
                                "--out",
                                other.toString()));
        Path report = directory.resolve("names.html");
        assertEquals(0, run("--baseline", other, "--data", names, "--window", 100, "--out", report), errors::toString);
        for (String end : List.of("_1", "_2")) {
            assertTrue(
                    output.toString().lines().anyMatch(line -> line.matches("a{40}…a{17}" + end + " .*")),
                    output::toString);
            String html = Files.readString(report);
            assertTrue(html.contains("\">" + name + end + "</a></th>"), html);
            assertFalse(html.contains("<b>"), html);
        }
    }

    @Test
    void barsHaveShortNames() {
        assertEquals("0", BacktestReport.rounded(0));
        assertEquals("-0.123", BacktestReport.rounded(-0.12345));
        assertEquals("9990", BacktestReport.rounded(9987));
        assertEquals("17.1k", BacktestReport.rounded(17_123.4));
        assertEquals("10k", BacktestReport.rounded(9_999));
        assertEquals("2M", BacktestReport.rounded(2_000_000));
        assertEquals("3e+20", BacktestReport.rounded(3e20));
        assertEquals("-4e-05", BacktestReport.rounded(-4e-5));
    }

    @Test
    void featuresDerivedFromATextNeedNoColumn() throws IOException {
        Path texts = file("texts.csv", "note,age\n" + "some words here,1\n".repeat(50) + "other,2\n".repeat(50));
        Path schema = file("schema.yaml", "note: string\nage: int\n");
        int built = new CommandLine(new BaselineCommand())
                .execute(
                        "build",
                        "--data",
                        texts.toString(),
                        "--schema",
                        schema.toString(),
                        "--out",
                        baseline.toString(),
                        "--text",
                        "note");
        assertEquals(0, built);
        assertEquals(
                0,
                run("--baseline", baseline, "--data", texts, "--reference", texts, "--window", 100, "--json"),
                errors::toString);
        List<JsonNode> found = json();
        assertTrue(found.size() > 3, found::toString);
        JsonNode age = found.stream()
                .filter(node -> node.get("feature").asText().equals("age"))
                .findFirst()
                .orElseThrow();
        assertEquals(0, age.get("ks").asDouble());
        assertEquals(100, age.get("n").asInt());
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        assertProblem("stream.csv: error: has 850 rows, fewer than one window of 1000", stream);
        assertProblem("none.csv: error: no such file", directory.resolve("none.csv"));
        assertProblem("no.csv:1:1: error: has no column 'income'", file("no.csv", "age,segment\n1,new\n"));
        assertProblem(
                "type.csv:3:2: error: income must be a number, not 'x'",
                file("type.csv", "age,income,segment\n1,2,new\n1,x,new\n"));
        assertProblem(
                "whole.csv:2:1: error: age must be a whole number, not '1.5'",
                file("whole.csv", "age,income,segment\n1.5,2,new\n"));
        assertProblem("head.csv: error: has no rows", file("head.csv", "age,income,segment\n"));
        assertProblem("empty.csv: error: is empty", file("empty.csv", ""));
        assertProblem("a.jsonl:2:9: error: age must be a whole number", file("a.jsonl", "{}\n{ \"age\":\"1\"}\n"));
        assertProblem("b.jsonl:1:", file("b.jsonl", "{\"age\":1"));
        assertEquals(2, run("--baseline", baseline, "--data", stream, "--window", 0));
        assertEquals(2, run("--baseline", baseline, "--data", stream, "--model", "m"));
        assertEquals(2, run("--baseline", baseline, "--data", stream, "--config", directory.resolve("none.yaml")));
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private void assertProblem(String message, Path data) {
        assertEquals(1, run("--baseline", baseline, "--data", data));
        assertTrue(errors.toString().contains(message), errors::toString);
    }
}
