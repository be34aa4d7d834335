package io.driftgate.sketch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class BaselineFileTest {
    private final Problems problems = new Problems();

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = BaselineFileTest.class.getResourceAsStream("/baseline/" + name)) {
            return in.readAllBytes();
        }
    }

    private static String golden() throws IOException {
        return new String(resource("golden.json"), StandardCharsets.UTF_8);
    }

    private void refuses(String json, String expected) {
        assertTrue(
                Baseline.read(json.getBytes(StandardCharsets.UTF_8), "b.json", problems)
                        .isEmpty(),
                expected);
        assertTrue(problems.render().contains(expected), problems::render);
    }

    @Test
    void writesTheGoldenFile() throws IOException {
        Baseline baseline = Baselines.of(
                Baselines.SCHEMA, new String(resource("golden.csv"), StandardCharsets.UTF_8), PairChoice.NONE);
        assertEquals(golden(), new String(baseline.toJson(), StandardCharsets.UTF_8));
    }

    @Test
    void readsBackWhatItWrote() throws IOException {
        Baseline baseline =
                Baseline.read(resource("golden.json"), "golden.json", problems).orElseThrow();
        assertEquals(golden(), new String(baseline.toJson(), StandardCharsets.UTF_8));
        assertEquals(Baseline.sha256(resource("golden.json")), baseline.digest());
        assertEquals("training.csv", baseline.dataName());
        assertEquals("driftgate test", baseline.tool());
        assertEquals(List.of(), problems.all());
    }

    @Test
    void namesTheLineOfBrokenJson() {
        refuses("{\n  \"format\": 2,,\n}", "b.json:2:15: error: is not valid JSON");
        refuses("{\"format\": 2, \"format\": 2}", "Duplicate field 'format'");
        refuses("{\"format\": 2} x", "is not valid JSON");
        refuses("", "is no baseline");
        refuses("[]", "is no baseline: it has no format number");
    }

    @Test
    void refusesOtherFormats() {
        refuses("{\"format\": 1}", "is of format 1; this release reads format 2");
        refuses("{\"format\": 3}", "is of format 3; this release reads format 2");
        assertTrue(problems.render().contains("build it again with driftgate baseline build"), problems::render);
    }

    @Test
    void namesTheFieldThatDoesNotFit() throws IOException {
        String json = golden();
        refuses(
                json.replaceFirst("\"rows\" : \\d+", "\"rows\" : 99"),
                "does not add up: age: the bins hold 8 rows of 99");
        refuses(json.replace("\"float\"", "\"double\""), "features[1].type 'double' is not known");
        refuses(json.replaceFirst("\"sha256\" : \"..", "\"sha256\" : \"zz"), "data.sha256 must be 64 hexadecimal");
        refuses(json.replaceFirst("\"missing\" : 1", "\"missing\" : -1"), ".missing must be a whole number");
        refuses(json.replaceFirst("\"uppers\" : \\[ 0,", "\"uppers\" : [ 40,"), "bins must rise");
        refuses(
                json.replaceFirst("\"max\" : 70", "\"max\" : 71"),
                "features[0] does not fit: age: the bins don't end at min");
        refuses(
                json.replaceFirst("\"mean\" : [0-9.]+", "\"mean\" : 99"),
                "features[0] does not fit: min, mean and max");
        refuses(json.replaceFirst("-4.9E-324, 0, ", "-4.9E-324, 1, "), "income: zero has no bin of its own");
        refuses(
                json.replaceFirst("\"uppers\" : \\[ 0,", "\"uppers\" : ["),
                "features[0] must have as many counts as bins");
        refuses(json.replaceFirst("\"name\" : \"income\"", "\"name\" : \"age\""), "feature age stands twice");
        refuses("{\"format\": 2}", "features must be a list of one or more");
    }

    @Test
    void bindsOnlyToTheSchemaItWasBuiltFor() throws IOException {
        Baseline baseline =
                Baseline.read(resource("golden.json"), "golden.json", problems).orElseThrow();
        Schema other = new Schema(List.of(
                new Feature("age", FeatureType.FLOAT),
                new Feature("income", FeatureType.FLOAT),
                new Feature("vip", FeatureType.BOOL),
                new Feature("segment", FeatureType.ENUM, List.of("new"), ""),
                new Feature("height", FeatureType.FLOAT)));
        assertTrue(SketchPlan.bind("k", baseline, other, FeatureIndex.of(List.of(other)), "golden.json", problems)
                .isEmpty());
        String text = problems.render();
        assertTrue(text.contains("takes feature 'age' for int, the schema for float"), text);
        assertTrue(text.contains("has no profile of feature 'height', which the schema has"), text);
        assertTrue(text.contains("profiles feature 'city', which the schema has not"), text);
        assertEquals(3, problems.errorCount());
    }

    @Test
    void warnsOfBaselinesOfFewRows() throws IOException {
        Baseline baseline =
                Baseline.read(resource("golden.json"), "golden.json", problems).orElseThrow();
        FeatureIndex index = FeatureIndex.of(List.of(Baselines.SCHEMA));
        assertTrue(SketchPlan.bind("k", baseline, Baselines.SCHEMA, index, "golden.json", problems)
                .isPresent());
        assertFalse(problems.hasErrors());
        assertTrue(problems.render().contains("warning: was built from 8 rows only"), problems::render);
    }
}
