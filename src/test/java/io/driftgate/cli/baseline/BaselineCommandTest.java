package io.driftgate.cli.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftgate.sketch.Baseline;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BaselineCommandTest {
    @TempDir
    private Path directory;

    private Path data;
    private Path schema;
    private Path out;
    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @BeforeEach
    void writeTrainingData() throws IOException {
        data = directory.resolve("training.csv");
        schema = directory.resolve("schema.yaml");
        out = directory.resolve("baseline.json");
        Random random = new Random(8);
        StringBuilder csv = new StringBuilder("age,income,constant,gone,segment\n");
        for (int i = 0; i < 2000; i++) {
            csv.append(18 + random.nextInt(50)).append(',').append(Math.exp(10 + random.nextGaussian()));
            csv.append(",5,,")
                    .append(random.nextInt(4) == 0 ? "new" : "\u001b[31mreturning")
                    .append('\n');
        }
        Files.writeString(data, csv);
        Files.writeString(schema, "age: int\nincome: float\nconstant: int\ngone: float\nsegment: string\n");
    }

    private int run(Object... arguments) {
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        return new CommandLine(new BaselineCommand())
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(errors))
                .execute(texts);
    }

    private int build() {
        return run("build", "--data", data, "--schema", schema, "--out", out);
    }

    @Test
    void buildsABaseline() throws IOException {
        assertEquals(0, build(), errors::toString);
        Problems problems = new Problems();
        Baseline baseline =
                Baseline.read(Files.readAllBytes(out), "out", problems).orElseThrow();
        assertEquals(2000, baseline.rows());
        int pairs = baseline.pairs().size();
        assertTrue(pairs > 0);
        assertTrue(
                output.toString()
                        .contains("2,000 rows, 5 features, " + pairs + " pairs, data sha256 " + baseline.dataSha256()),
                output::toString);
        assertEquals("", errors.toString());
        byte[] first = Files.readAllBytes(out);
        assertEquals(0, build());
        String builtAt = "\"builtAt\" : \"[^\"]+\"";
        assertEquals(
                new String(first, StandardCharsets.UTF_8).replaceFirst(builtAt, ""),
                Files.readString(out).replaceFirst(builtAt, ""));
        try (var files = Files.list(directory)) {
            assertEquals(3, files.count());
        }
    }

    @Test
    void showsHistogramsWithinTheWidth() {
        assertEquals(0, build());
        assertEquals(0, run("show", "--width", "60", "--ascii", out), errors::toString);
        String text = output.toString();
        assertTrue(text.contains("age  int, missing 0.0 %"), text);
        assertTrue(text.contains("always 5"), text);
        assertTrue(text.contains("no values"), text);
        assertTrue(text.contains("?[31mreturning"), text);
        assertTrue(
                text.lines()
                        .skip(4)
                        .filter(line -> line.contains("|") || line.contains("#"))
                        .allMatch(line -> line.length() <= 60),
                text);
        assertTrue(text.chars().allMatch(c -> c < 128), text);
    }

    @Test
    void countsOneRowAsOne() throws IOException {
        Path one = Files.writeString(directory.resolve("one.yaml"), "age: int\n");
        Files.writeString(data, "age\n7\n");
        assertEquals(0, run("build", "--data", data, "--schema", one, "--out", out), errors::toString);
        assertTrue(output.toString().contains(": 1 row, 1 feature, 0 pairs, data sha256 "), output::toString);
        output.getBuffer().setLength(0);
        assertEquals(0, run("show", out), errors::toString);
        assertTrue(output.toString().matches("(?s)1 row of [^\n]*, 1 feature\n.*"), output::toString);
        output.getBuffer().setLength(0);
        run("diff", out, out);
        assertTrue(output.toString().matches("(?s).*: 1 row of [^\n]*, 1 feature\n.*"), output::toString);
    }

    private JsonNode json(int exit, Object... arguments) throws IOException {
        output.getBuffer().setLength(0);
        assertEquals(exit, run(arguments), errors::toString);
        return new ObjectMapper().readTree(output.toString());
    }

    @Test
    void showsNoAssociationOfWhatNeverStandsTogether() throws IOException {
        Files.writeString(data, "p,q\n1,\n2,\n3,\n,4\n,5\n,6\n");
        Files.writeString(schema, "p: float\nq: float\n");
        assertEquals(0, build(), errors::toString);
        assertEquals(0, run("show", "--ascii", out));
        assertTrue(output.toString().contains("\n       -  p x q"), output::toString);
        JsonNode pair = json(0, "show", "--json", out).at("/pairs/0");
        assertEquals("p x q", pair.get("pair").asText());
        assertTrue(pair.path("association").isMissingNode(), pair::toString);
    }

    @Test
    void showsFiguresOfEachFeature() throws IOException {
        Files.writeString(data, "age,income,constant,gone,segment\n0,1,5,,a\n0,3,5,,a\n7,2,5,,b\n1,,5,,b\n");
        Files.writeString(schema, "age: int\nincome: float\nconstant: int\ngone: float\nsegment: {enum: [a, b, c]}\n");
        assertEquals(0, build(), errors::toString);
        assertEquals(0, run("show", "--ascii", out));
        assertTrue(output.toString().contains("  mean 2  sd 2.915  zero 50.0 %  mode 0, 50.0 %"), output::toString);
        JsonNode shown = json(0, "show", "--json", out);
        assertEquals(4, shown.at("/data/rows").asInt());
        JsonNode age = shown.at("/features/0");
        assertEquals(2, age.get("mean").asDouble());
        assertEquals(Math.sqrt(8.5), age.get("sd").asDouble(), 1e-12);
        assertEquals(0.5, age.get("zero").asDouble());
        assertEquals(0, age.at("/mode/to").asDouble());
        assertEquals(0.5, age.at("/mode/share").asDouble());
        assertEquals(0.25, shown.at("/features/1/missing").asDouble());
        assertEquals(1, shown.at("/features/3/missing").asDouble());
        assertTrue(shown.at("/features/3/mode").isMissingNode());
        assertEquals("a", shown.at("/features/4/mode/value").asText());
        assertEquals(3, shown.at("/features/4/values").size());
        assertEquals(0.5, shown.at("/features/4/values/1/share").asDouble());
    }

    @Test
    void drawsDensityRatherThanRowsOfABin() throws IOException {
        StringBuilder csv = new StringBuilder("x\n");
        Random random = new Random(3);
        for (int i = 0; i < 4000; i++) {
            csv.append(i % 2 == 0 ? random.nextDouble() : 1 + 9 * random.nextDouble())
                    .append('\n');
        }
        Files.writeString(data, csv);
        Files.writeString(schema, "x: float\n");
        assertEquals(0, build(), errors::toString);
        output.getBuffer().setLength(0);
        assertEquals(0, run("show", "--ascii", "--width", "64", out));
        String lowest = output.toString()
                .lines()
                .filter(line -> line.startsWith("  |"))
                .reduce((a, b) -> b)
                .orElseThrow();
        String highest = output.toString()
                .lines()
                .filter(line -> line.startsWith("  |"))
                .findFirst()
                .orElseThrow();
        // Half of the rows are in the first tenth of the range, nine times as dense as the rest.
        assertTrue(highest.matches("  \\|.{5,6} {50,}\\|"), output::toString);
        assertTrue(highest.substring(3, 8).chars().allMatch(c -> c != ' '), output::toString);
        assertTrue(lowest.substring(3, 60).chars().allMatch(c -> c != ' '), output::toString);
    }

    @Test
    void readsJsonLinesByNameOrOption() throws IOException {
        data = Files.writeString(directory.resolve("rows.txt"), "{\"age\": 5}\n{\"age\": null}\n");
        Files.writeString(schema, "age: int\n");
        assertEquals(1, build());
        assertEquals(
                0,
                run("build", "--data", data, "--schema", schema, "--out", out, "--format", "jsonl"),
                errors::toString);
        assertEquals(
                0.5, json(0, "show", "--json", out).at("/features/0/missing").asDouble());
        data = Files.copy(data, directory.resolve("rows.jsonl"));
        assertEquals(0, build(), errors::toString);
        assertEquals(2, run("build", "--data", data, "--schema", schema, "--out", out, "--format", "json"));
    }

    @Test
    void keepsWhenTheFileWasBuilt() throws IOException {
        assertEquals(
                Instant.ofEpochSecond(1_764_288_000), BuildCommand.builtAt(Map.of("SOURCE_DATE_EPOCH", "1764288000")));
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        assertEquals(0, build(), errors::toString);
        String builtAt = json(0, "show", "--json", out).get("builtAt").asText();
        assertFalse(Instant.parse(builtAt).isBefore(before), builtAt);
        assertEquals(0, run("show", out));
        assertTrue(output.toString().contains(" at " + builtAt), output::toString);
    }

    @Test
    void saysOfABaselineThatItWasLearned() throws IOException {
        assertEquals(0, build(), errors::toString);
        String mark = "\"learned\": {\"from\": \"2026-10-02T08:00:00Z\", \"until\": \"2026-10-02T09:00:00Z\"}, ";
        String plain = Files.readString(out);
        Files.writeString(out, plain.replace("\"features\"", mark + "\"features\""));
        assertEquals(0, run("show", out));
        assertTrue(
                output.toString()
                        .contains("learned from live traffic from 2026-10-02T08:00:00Z until 2026-10-02T09:00:00Z"),
                output::toString);
        assertEquals(
                "2026-10-02T09:00:00Z",
                json(0, "show", "--json", out).at("/learned/until").asText());
        Files.writeString(out, plain.replace("\"features\"", "\"learned\": true, \"features\""));
        assertEquals(1, run("show", out), "else it would pass for one of training data");
        assertTrue(errors.toString().contains("learned must say from and until when"), errors::toString);
    }

    @Test
    void keepsWhenTheVersionWasTrained() throws IOException {
        assertEquals(
                0,
                run(
                        "build",
                        "--data",
                        data,
                        "--schema",
                        schema,
                        "--out",
                        out,
                        "--trained-at",
                        "2026-10-02T10:00:00+02:00"),
                errors::toString);
        assertEquals(
                "2026-10-02T08:00:00Z",
                json(0, "show", "--json", out).get("trainedAt").asText());
        assertEquals(0, run("show", out));
        assertTrue(output.toString().contains("trained at 2026-10-02T08:00:00Z"), output::toString);
        Files.writeString(out, Files.readString(out).replace("2026-10-02T08:00:00Z", "October"));
        assertEquals(1, run("show", out));
        assertTrue(errors.toString().contains("trainedAt must be a time with its offset"), errors::toString);
        assertEquals(2, run("build", "--data", data, "--schema", schema, "--out", out, "--trained-at", "2026-10-02"));
    }

    private Path other(String csv, String types) throws IOException {
        Files.writeString(directory.resolve("other.csv"), csv);
        Files.writeString(directory.resolve("other.yaml"), types);
        Path file = directory.resolve("other.json");
        assertEquals(
                0,
                run(
                        "build",
                        "--data",
                        directory.resolve("other.csv"),
                        "--schema",
                        directory.resolve("other.yaml"),
                        "--out",
                        file),
                errors::toString);
        return file;
    }

    /** Income follows age in A and runs against it in B; with size it has nothing to do in either. */
    @Test
    void saysWhichPairsGoTogetherOtherwise() throws IOException {
        Path before = other(pairs(1), "age: int\nincome: float\nsize: float\nkind: string\n");
        Path one = before.resolveSibling("before.json");
        Files.move(before, one);
        Path after = other(pairs(-1), "age: int\nincome: float\nsize: float\nkind: string\n");
        JsonNode found = json(0, "diff", "--json", one, after);
        assertEquals(6, found.get("pairs").size());
        JsonNode first = found.at("/pairs/0");
        assertTrue(
                Set.of("age x income", "income x age")
                        .contains(first.get("pair").asText()),
                first::toString);
        assertEquals("rankCorrelation", first.get("measure").asText());
        assertTrue(first.get("a").asDouble() > 0.6, first::toString);
        assertTrue(first.get("b").asDouble() < -0.6, first::toString);
        for (JsonNode pair : found.get("pairs")) {
            if (!pair.equals(first)) {
                assertEquals(pair.get("a").asDouble(), pair.get("b").asDouble(), 0.15, pair::toString);
            }
            assertEquals(
                    pair.get("pair").asText().contains("kind"),
                    "cramersV".equals(pair.get("measure").asText()));
        }
        output.getBuffer().setLength(0);
        assertEquals(0, run("diff", one, after));
        String text = output.toString();
        assertTrue(text.contains("6 pairs, the largest change"), text);
        assertTrue(
                text.lines()
                        .anyMatch(line ->
                                line.matches("(age x income|income x age) +0\\.[6-9]\\d +-0\\.[6-9]\\d +1\\.\\d\\d")),
                text);
    }

    private static String pairs(int sign) {
        StringBuilder csv = new StringBuilder("age,income,size,kind\n");
        Random random = new Random(5);
        for (int i = 0; i < 2000; i++) {
            double age = random.nextGaussian();
            csv.append(Math.round(40 + 10 * age))
                    .append(',')
                    .append(sign * age + 0.5 * random.nextGaussian())
                    .append(',')
                    .append(random.nextGaussian())
                    .append(',')
                    .append("abc".charAt(random.nextInt(3)))
                    .append('\n');
        }
        return csv.toString();
    }

    @Test
    void saysWhatChanged() throws IOException {
        assertEquals(0, build(), errors::toString);
        StringBuilder csv = new StringBuilder("age,income,constant,added\n");
        Random random = new Random(9);
        for (int i = 0; i < 1000; i++) {
            csv.append(38 + random.nextInt(50))
                    .append(',')
                    .append(Math.exp(10 + random.nextGaussian()))
                    .append(",6,1\n");
        }
        Path other = other(csv.toString(), "age: int\nincome: float\nconstant: float\nadded: bool\n");
        JsonNode found = json(0, "diff", "--json", out, other);
        assertEquals("added", found.at("/added/0/feature").asText());
        assertEquals("gone", found.at("/removed/0/feature").asText());
        assertEquals("segment", found.at("/removed/1/feature").asText());
        assertEquals("constant", found.at("/retyped/0/feature").asText());
        assertEquals("constant", found.at("/features/0/feature").asText());
        assertEquals(1, found.at("/features/0/ks").asDouble());
        assertEquals(1, found.at("/features/0/above/b").asDouble());
        JsonNode age = found.at("/features/1");
        assertEquals("age", age.get("feature").asText());
        assertEquals(0.4, age.get("ks").asDouble(), 0.05);
        double meanBefore =
                json(0, "show", "--json", out).at("/features/0/mean").asDouble();
        double deviation = json(0, "show", "--json", out).at("/features/0/sd").asDouble();
        double meanAfter =
                json(0, "show", "--json", other).at("/features/0/mean").asDouble();
        // Shifted as a whole, so the distance is that of the means.
        assertEquals(meanAfter - meanBefore, age.get("wasserstein").asDouble(), 1e-6);
        assertEquals(
                (meanAfter - meanBefore) / deviation,
                age.get("wassersteinDeviations").asDouble(),
                1e-6);
        assertTrue(found.at("/features/2/psi").asDouble() < 0.05);
        assertEquals(0, found.get("beyond").size());

        output.getBuffer().setLength(0);
        assertEquals(0, run("diff", out, other));
        assertTrue(output.toString().contains("only in A: gone (float)"), output::toString);
        assertTrue(output.toString().contains("retyped: constant, int -> float"), output::toString);
        assertTrue(output.toString().lines().anyMatch(line -> line.startsWith("age ")), output::toString);
    }

    @Test
    void failsWhenAChangeIsBeyondALimit() throws IOException {
        assertEquals(0, build(), errors::toString);
        assertEquals(0, run("diff", out, out, "--fail-on", "psi=0,js=0,ks=0,wasserstein=0"), errors::toString);
        Path older = other("x\n1\n2\n3\n4\n", "x: int\n");
        Path one = Files.copy(older, directory.resolve("one.json"));
        Path newer = other("x\n4\n5\n6\n7\n", "x: int\n");
        assertEquals(0, run("diff", one, newer, "--fail-on", "wasserstein=2.7"), errors::toString);
        assertEquals(1, run("diff", one, newer, "--fail-on", "wasserstein=2.6"));
        assertTrue(errors.toString().contains("x: wasserstein 2.683 is beyond 2.6"), errors::toString);
        assertEquals(1, run("diff", one, out, "--fail-on", "psi=9"));
        assertTrue(errors.toString().contains("x: only in the first"), errors::toString);
        assertEquals(2, run("diff", one, newer, "--fail-on", "chi=1"));
        assertEquals(2, run("diff", one, newer, "--fail-on", "psi=-1"));
        assertEquals(2, run("diff", one));
        assertEquals(1, run("diff", one, data));
    }

    @Test
    void namesFileLineAndColumnOfProblems() throws IOException {
        Files.writeString(data, "age,income,constant,gone,segment\n18,x,5,,new\n");
        assertEquals(1, build());
        assertTrue(errors.toString().contains("training.csv:2:2: error: income must be a number"), errors::toString);
        Files.writeString(schema, "age: integer\n");
        assertEquals(1, build());
        assertTrue(errors.toString().contains("schema.yaml:1:6: error: age must be a type"), errors::toString);
        assertTrue(Files.notExists(out));
    }

    @Test
    void saysWhyAFileCantBeReadOrWritten() throws IOException {
        assertEquals(1, run("build", "--data", directory.resolve("none.csv"), "--schema", schema, "--out", out));
        assertTrue(errors.toString().contains("none.csv: error: does not exist"), errors::toString);
        assertEquals(1, run("build", "--data", data, "--schema", schema, "--out", directory.resolve("no/b.json")));
        assertTrue(errors.toString().contains("can't be written: no such file or directory"), errors::toString);
        assertEquals(1, run("build", "--data", data, "--schema", schema, "--out", directory));
        assertTrue(errors.toString().contains("is a directory"), errors::toString);
        assertEquals(1, run("show", directory.resolve("none.json")));
        assertTrue(errors.toString().contains("none.json: error: can't be read: no such file"), errors::toString);
        assertEquals(1, run("show", data));
        assertTrue(errors.toString().contains("training.csv:1:"), errors::toString);
    }

    @Test
    void exitsWith2OnWrongUsage() {
        assertEquals(2, run());
        assertEquals(2, run("build", "--data", data));
        assertEquals(2, run("build", "--data", data, "--schema", schema, "--out", out, "--bins", "1"));
        assertEquals(2, run("show"));
        assertEquals(2, run("show", out, "--width", "3"));
        assertEquals(0, run("build", "--help"));
    }
}
