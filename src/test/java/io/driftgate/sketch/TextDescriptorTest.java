package io.driftgate.sketch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.source.Problems;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TextDescriptorTest {
    private static final Schema SCHEMA = new Schema(List.of(new Feature("note", FeatureType.STRING)));
    private static final List<String> DERIVED =
            List.of("note", "note#length", "note#nonLetter", "note#script", "note#tokens");
    private final TextScan scan = new TextScan();
    private final Problems problems = new Problems();

    private void measures(String text, int length, double nonLetter, String script, int tokens) {
        byte[] bytes = ("#" + text + "#").getBytes(StandardCharsets.UTF_8);
        scan.scan(bytes, 1, bytes.length - 1);
        assertEquals(length, scan.length(), text);
        assertEquals(nonLetter, scan.nonLetterShare(), 1e-15, text);
        assertEquals(script, TextScan.SCRIPTS.get(scan.script()), text);
        assertEquals(tokens, scan.tokens(), text);
    }

    private static List<String> names(Baseline baseline) {
        return baseline.features().stream().map(FeatureProfile::name).toList();
    }

    @Test
    void measuresTexts() {
        measures("", 0, 0, "none", 0);
        measures("Hello, world", 12, 2 / 12.0, "Latin", 2);
        measures("  42\t+\n7 ", 9, 1, "none", 3);
        measures("größe", 5, 0, "Latin", 1);
        measures("Привет мир ok", 13, 2 / 13.0, "Cyrillic", 3);
        measures("καλημέρα", 8, 0, "Greek", 1);
        measures("東京タワー", 5, 0, "Kana", 1); // two Han, two Kana and a sign that both share: the first of the list
        measures("日本語テ", 4, 0, "Han", 1);
        measures("안녕\u00a0하세요", 6, 1 / 6.0, "Hangul", 2);
        measures("हिन्दी", 6, 0, "Devanagari", 1);
        measures("😀 a", 3, 2 / 3.0, "Latin", 2);
        measures("\ud840\udc00\ud840\udc01", 2, 0, "Han", 1);
        measures("ሰላም", 3, 0, "other", 1);
    }

    @Test
    void takesTheFirstBytesOnlyAndCutsNoCharacter() {
        measures("a".repeat(TextScan.MAX_BYTES + 5), TextScan.MAX_BYTES, 0, "Latin", 1);
        measures("a" + "é".repeat(TextScan.MAX_BYTES), TextScan.MAX_BYTES / 2, 0, "Latin", 1);
    }

    @Test
    void survivesMalformedBytes() {
        Random random = new Random(1);
        byte[] bytes = new byte[64];
        for (int i = 0; i < 2000; i++) {
            random.nextBytes(bytes);
            int from = random.nextInt(8);
            scan.scan(bytes, from, bytes.length - random.nextInt(8));
            assertTrue(scan.length() <= 64 - from && scan.tokens() <= scan.length());
        }
    }

    @Test
    void describesTextsWhoseValuesAreRare() {
        StringBuilder rare = new StringBuilder("note,x\n");
        for (int i = 0; i < 100; i++) {
            rare.append(i < 88 ? "same" : "only " + i).append(",1\n");
        }
        assertEquals(DERIVED, names(Baselines.of(SCHEMA, rare.toString())));
        String common = rare.toString().replaceAll("only 8.", "same"); // leaves 10 of 100
        assertEquals(List.of("note"), names(Baselines.of(SCHEMA, common)));
    }

    @Test
    void describesTextsThatAreNamed() {
        Baseline baseline = Baselines.build(
                        SCHEMA, "note,x\nsame,1\n".repeat(1) + "same,1\n".repeat(9), 64, 1000, Set.of("note"), problems)
                .orElseThrow();
        assertEquals(DERIVED, names(baseline));
        Baseline read = Baseline.read(baseline.toJson(), "b", problems).orElseThrow();
        assertEquals(DERIVED, names(read));
        assertTrue(Baselines.build(SCHEMA, "note\na\n", 64, 1000, Set.of("other"), problems)
                .isEmpty());
        assertTrue(problems.render().contains("has no text 'other' to describe"), problems::render);
    }

    @Test
    void refusesANameThatIsDerived() {
        Schema clash = new Schema(
                List.of(new Feature("note", FeatureType.STRING), new Feature("note#length", FeatureType.INT)));
        assertTrue(Baselines.build(clash, "note,note#length\na,1\n", problems).isEmpty());
        Baseline baseline = Baselines.build(SCHEMA, "note\na\n", 64, 1000, Set.of("note"), problems)
                .orElseThrow();
        assertTrue(SketchPlan.bind("k", baseline, clash, FeatureIndex.of(List.of(clash)), "b.json", problems)
                .isEmpty());
        assertTrue(problems.render().contains("is called as what is derived from the text 'note'"), problems::render);
        assertTrue(problems.render().contains("and the schema has a feature of that name"), problems::render);
    }

    @Test
    void takesNoOtherVersionsFeatureForADerivedOne() {
        Schema other = new Schema(List.of(new Feature("note#length", FeatureType.INT)));
        Baseline baseline = Baselines.build(SCHEMA, "note\nabc\n", 64, 1000, Set.of("note"), problems)
                .orElseThrow();
        FeatureIndex both = FeatureIndex.of(List.of(SCHEMA, other));
        SketchPlan plan =
                SketchPlan.bind("k", baseline, SCHEMA, both, "b.json", problems).orElseThrow();
        FeatureRow row = new FeatureRow(2);
        row.setText(0, "abc".getBytes(StandardCharsets.UTF_8), 0, 3);
        row.setNumber(1, 999);
        SketchShard shard = new SketchShard(plan);
        plan.record(row, shard);
        int above = plan.offset(1) + baseline.features().get(1).bins() - 1;
        assertEquals(0, shard.cut().count(above));
    }

    @Test
    void countsTrafficAsItCountedTheTrainingData() {
        Random random = new Random(2);
        StringBuilder csv = new StringBuilder("note\n");
        String[] texts = new String[500];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = "mot é ".repeat(1 + random.nextInt(40)) + "я".repeat(random.nextInt(90)) + i;
            csv.append(texts[i]).append('\n');
        }
        Baseline baseline = Baselines.of(SCHEMA, csv.toString());
        SketchPlan plan = Baselines.plan(baseline, SCHEMA);
        SketchShard shard = new SketchShard(plan);
        FeatureRow row = new FeatureRow(1);
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            row.setText(0, bytes, 0, bytes.length);
            plan.record(row, shard);
        }
        PaneCounts pane = shard.cut();
        for (int i = 0; i < baseline.features().size(); i++) {
            FeatureProfile profile = baseline.features().get(i);
            for (int bin = 0; bin < profile.bins(); bin++) {
                assertEquals(profile.count(bin), pane.count(plan.offset(i) + bin), profile.name() + " bin " + bin);
            }
        }
        row.setNumber(0, 7);
        plan.record(row, shard);
        PaneCounts number = shard.cut();
        for (int i = 1; i < baseline.features().size(); i++) {
            assertEquals(1, number.count(plan.offset(i) + FeatureProfile.MISSING));
        }
    }
}
