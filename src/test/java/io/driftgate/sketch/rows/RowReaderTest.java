package io.driftgate.sketch.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.BaselineBuilder;
import io.driftgate.sketch.CategoricalProfile;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.source.Problems;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowReaderTest {
    private static final Schema SCHEMA = new Schema(List.of(
            new Feature("age", FeatureType.INT),
            new Feature("income", FeatureType.FLOAT),
            new Feature("vip", FeatureType.BOOL),
            new Feature("segment", FeatureType.ENUM, List.of("new", "3"), ""),
            new Feature("note", FeatureType.STRING)));

    @TempDir
    private Path directory;

    private final Problems problems = new Problems();

    private List<String> rows(Schema schema, String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve(name), text);
        List<String> rows = new ArrayList<>();
        new RowReader(schema, file, name, RowFormat.of(file), 20, true, problems).read(row -> {
            rows.add(text(row));
            return true;
        });
        return rows;
    }

    private static String text(FeatureRow row) {
        List<String> fields = new ArrayList<>();
        for (int slot = 0; slot < row.slots(); slot++) {
            fields.add(
                    switch (row.kind(slot)) {
                        case FeatureRow.ABSENT -> "-";
                        case FeatureRow.TEXT ->
                            "'"
                                    + new String(
                                            row.textBuffer(slot),
                                            row.textFrom(slot),
                                            row.textTo(slot) - row.textFrom(slot),
                                            StandardCharsets.UTF_8)
                                    + "'";
                        case FeatureRow.BOOL -> row.number(slot) == 1 ? "true" : "false";
                        default -> Double.toString(row.number(slot));
                    });
        }
        return String.join(" ", fields);
    }

    @Test
    void saysWhatIsNoJsonWithoutTheParsersOwnWords() throws IOException {
        rows(SCHEMA, "x.jsonl", "{\"income\": NaN}\n{\"income\": 1\n");
        String said = problems.render();
        assertTrue(said.contains("x.jsonl:1:"), said);
        assertTrue(said.contains("is not valid JSON: NaN is no number of JSON\n  hint: write null"), said);
        assertTrue(said.contains("x.jsonl:2:"), said);
        assertTrue(said.contains("Unexpected end-of-input"), said);
        assertFalse(said.contains("`"), said);
    }

    @Test
    void readsJsonLines() throws IOException {
        List<String> rows = rows(SCHEMA, "x.ndjson", """
            {"age": 18, "income": 1.5, "vip": true, "segment": "new", "note": "ä", "label": {"age": 7}}

            {"note": "", "segment": 3.0, "vip": 0, "age": 20.0}\r
            {"age": null, "income": -0.0, "note": 12}
            {}
            """);
        assertEquals("", problems.render());
        assertEquals(List.of("18.0 1.5 true 'new' 'ä'", "20.0 - false 3.0 ''", "- 0.0 - - 12.0", "- - - - -"), rows);
    }

    @Test
    void takesThePointerWhereNoMemberHasTheName() throws IOException {
        Schema schema = new Schema(List.of(
                new Feature("age", FeatureType.INT, List.of(), "/person/age"), new Feature("x", FeatureType.INT)));
        assertEquals(List.of("5.0 1.0", "7.0 -", "- -", "- 2.0"), rows(schema, "x.jsonl", """
            {"person": {"age": 5}, "x": 1}
            {"person": {"age": 5}, "age": 7}
            {"person": {"age": 5}, "age": null}
            {"person": [], "x": 2}
            """));
        assertEquals("", problems.render());
    }

    @Test
    void goesOnAfterBadLines() throws IOException {
        List<String> rows = rows(SCHEMA, "x.jsonl", """
            {"age": "18"}
            {"age": 1.5, "income": 1e999, "vip": "true"}
            {"age": 1, "age": 2}
            [1]
            {"age": 1} {"age": 2}
            {"age": 1
            {"segment": "old", "note": ["a"]}
            {"vip": 2}
            {"age": 3}
            """);
        assertEquals(List.of("3.0 - - - -"), rows);
        String found = problems.render();
        for (String expected : List.of(
                "x.jsonl:1:9: error: age must be a whole number, not '18'",
                "x.jsonl:2:9: error: age must be a whole number, not '1.5'",
                "x.jsonl:2:24: error: income is too large",
                "x.jsonl:2:38: error: vip must be true or false, not 'true'",
                "x.jsonl:3:",
                "Duplicate field 'age'",
                "x.jsonl:4:1: error: must be a JSON object",
                "x.jsonl:5:12: error: has more than one value on the line",
                "x.jsonl:6:",
                "x.jsonl:7:13: error: segment has 'old', which the schema's enum has not",
                "x.jsonl:7:28: error: note must be a single value, not a list",
                "x.jsonl:8:9: error: vip must be true or false, not '2'")) {
            assertTrue(found.contains(expected), () -> expected + " is not in\n" + found);
        }
    }

    @Test
    void stopsAfterTwentyProblems() throws IOException {
        assertEquals(List.of(), rows(SCHEMA, "x.jsonl", "{\"age\": true}\n".repeat(1000)));
        assertTrue(problems.render().contains("has 20 problems or more"), problems::render);
        assertEquals(21, problems.errorCount());
    }

    @Test
    void isOfTheFormatThatTheNameSays() {
        assertEquals(RowFormat.CSV, RowFormat.of(Path.of("jsonl/a.csv.gz")));
        assertEquals(RowFormat.JSONL, RowFormat.of(Path.of("a.JSONL.gz")));
        assertEquals(RowFormat.JSONL, RowFormat.of(Path.of("a.ndjson")));
        assertEquals(RowFormat.CSV, RowFormat.of(Path.of("a.txt")));
    }

    private Baseline build(Path file) {
        return new BaselineBuilder(SCHEMA, "test", 64, rows -> {})
                .build(file, "x", problems)
                .orElseThrow(() -> new AssertionError(problems.render()));
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void theSameRowsMakeTheSameBaselineInEveryForm() throws IOException {
        Random random = new Random(4);
        StringBuilder csv = new StringBuilder("age,income,vip,segment,note\n");
        StringBuilder json = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            int age = random.nextInt(60);
            double income = random.nextGaussian();
            boolean vip = random.nextBoolean();
            String segment = random.nextBoolean() ? "new" : "3";
            String note = "note " + random.nextInt(2000);
            boolean absent = random.nextInt(9) == 0;
            csv.append(absent ? "" : age).append("," + income + "," + vip + "," + segment + "," + note + "\n");
            json.append("{\"age\":" + (absent ? "null" : age) + ",\"income\":" + income + ",\"vip\":" + vip
                    + ",\"segment\":\"" + segment + "\",\"note\":\"" + note + "\"}\n");
        }
        Baseline ofCsv = build(Files.writeString(directory.resolve("a.csv"), csv));
        Baseline ofJson = build(Files.writeString(directory.resolve("a.jsonl"), json));
        Baseline ofPackedCsv = build(Files.write(directory.resolve("a.csv.gz"), packed(csv.toString())));
        Baseline ofPackedJson = build(Files.write(directory.resolve("a.jsonl.gz"), packed(json.toString())));
        for (Baseline other : List.of(ofJson, ofPackedCsv, ofPackedJson)) {
            assertEquals(features(ofCsv), features(other));
            assertFalse(ofCsv.dataSha256().equals(other.dataSha256()));
        }
        assertEquals(9, ofCsv.features().size());
    }

    private static String features(Baseline baseline) {
        String text = new String(baseline.toJson(), StandardCharsets.UTF_8);
        return text.substring(text.indexOf("\"features\""));
    }

    @Test
    void theEmptyTextOfJsonIsAValue() throws IOException {
        Path file = Files.writeString(directory.resolve("a.jsonl"), "{\"note\":\"\"}\n".repeat(6) + "{}\n");
        CategoricalProfile note =
                (CategoricalProfile) build(file).feature("note").orElseThrow();
        assertEquals(List.of(""), note.values());
        assertEquals(6, note.count(CategoricalProfile.FIRST));
        assertEquals(1, note.count(FeatureProfile.MISSING));
    }

    @Test
    void saysThatAFileIsPackedWhoseNameDoesNot() throws IOException {
        Schema age = new Schema(List.of(new Feature("age", FeatureType.INT)));
        for (String name : List.of("a.csv", "a.jsonl")) {
            Problems found = new Problems();
            Path file = Files.write(directory.resolve(name), packed("age\n" + "1\n".repeat(100)));
            assertTrue(new BaselineBuilder(age, "test", 64, rows -> {})
                    .build(file, name, found)
                    .isEmpty());
            assertTrue(
                    found.render().contains(name + ": error: is packed with gzip, which its name does not say"),
                    found::render);
            assertTrue(found.render().contains("let the name end in .gz, such as " + name + ".gz"), found::render);
            assertEquals(1, found.errorCount(), found::render);
        }
        for (String text : List.of("", "a", "age\n1\n")) { // shorter than what tells, too
            Problems found = new Problems();
            Path file = Files.writeString(directory.resolve("b.csv"), text);
            new BaselineBuilder(age, "test", 64, rows -> {}).build(file, "b.csv", found);
            assertFalse(found.render().contains("gzip"), found::render);
        }
    }

    @Test
    void saysThatAPackedFileIsCutOff() throws IOException {
        byte[] whole = packed("age\n" + "1\n".repeat(100));
        Path file = Files.write(directory.resolve("a.csv.gz"), Arrays.copyOf(whole, whole.length - 9));
        Schema age = new Schema(List.of(new Feature("age", FeatureType.INT)));
        assertTrue(new BaselineBuilder(age, "test", 64, rows -> {})
                .build(file, "a.csv.gz", problems)
                .isEmpty());
        assertTrue(problems.render().contains("a.csv.gz: error: can't be read: "), problems::render);
        Problems more = new Problems();
        Path plain = Files.writeString(directory.resolve("b.csv.gz"), "age\n1\n");
        assertTrue(new BaselineBuilder(age, "test", 64, rows -> {})
                .build(plain, "b.csv.gz", more)
                .isEmpty());
        assertTrue(more.render().contains("b.csv.gz: error: can't be read: Not in GZIP format"), more::render);
    }
}
