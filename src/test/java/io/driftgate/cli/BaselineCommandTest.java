package io.driftgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.sketch.Baseline;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
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
        assertTrue(output.toString().contains("2,000 rows, 5 features, data sha256 " + baseline.dataSha256()));
        assertEquals("", errors.toString());
        byte[] first = Files.readAllBytes(out);
        assertEquals(0, build());
        assertEquals(new String(first, StandardCharsets.UTF_8), Files.readString(out));
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
