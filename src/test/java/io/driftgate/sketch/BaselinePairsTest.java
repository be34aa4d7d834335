package io.driftgate.sketch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BaselinePairsTest {
    private static final PairChoice TWO =
            new PairChoice(0, List.of(new PairChoice.Named("age", "income"), new PairChoice.Named("segment", "age")));

    private final Problems problems = new Problems();

    private static String resource(String name) throws IOException {
        try (InputStream in = BaselinePairsTest.class.getResourceAsStream("/baseline/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> names(Baseline baseline) {
        return baseline.pairs().stream().map(PairProfile::name).toList();
    }

    @Test
    void writesTheGoldenFileAndReadsItBack() throws IOException {
        Baseline baseline = Baselines.of(Baselines.SCHEMA, resource("golden.csv"), TWO);
        assertEquals(resource("golden-pairs.json"), new String(baseline.toJson(), StandardCharsets.UTF_8));
        Baseline read = Baseline.read(
                        resource("golden-pairs.json").getBytes(StandardCharsets.UTF_8), "golden-pairs.json", problems)
                .orElseThrow();
        assertEquals(List.of("age x income", "segment x age"), names(read));
        assertEquals(resource("golden-pairs.json"), new String(read.toJson(), StandardCharsets.UTF_8));
    }

    private void refuses(String from, String to, String expected) throws IOException {
        String golden = resource("golden-pairs.json");
        assertTrue(golden.contains(from), from);
        Problems found = new Problems();
        assertTrue(Baseline.read(golden.replace(from, to).getBytes(StandardCharsets.UTF_8), "b.json", found)
                .isEmpty());
        assertTrue(found.render().contains(expected), found::render);
    }

    @Test
    void namesThePartThatDoesNotFit() throws IOException {
        refuses("\"features\" : [ \"age\", \"income\" ]", "\"features\" : [ \"age\" ]", "pairs.tables[0].features");
        refuses("[ \"age\", \"income\" ]", "[ \"age\", \"vip\" ]", "pairs.tables[0].features");
        refuses("[ \"segment\", \"age\" ]", "[ \"age\", \"income\" ]", "does not fit");
        refuses("\"feature\" : \"segment\"", "\"feature\" : \"age\"", "pairs.groups[2]");
        refuses("\"ofBin\" : [ 0,", "\"ofBin\" : [ 1,", "pairs.groups[0] does not fit");
        refuses("\"ofBin\" : [ 0,", "\"ofBin\" : [ 0, 9,", "pairs.groups[0].ofBin[1]");
        refuses("\"ofBin\" : [ 0,", "\"ofBin\" : [ 0, 2,", "pairs.tables[0] does not fit");
        refuses("\"tables\"", "\"table\"", "pairs must have a list of groups");
    }

    @Test
    void countsWhatTheRowsSay() {
        Random random = new Random(3);
        StringBuilder csv = new StringBuilder("age,income,vip,segment,city\n");
        for (int i = 0; i < 3000; i++) {
            csv.append(random.nextInt(10) == 0 ? "" : random.nextInt(70))
                    .append(',')
                    .append(random.nextInt(5) == 0 ? 0 : random.nextGaussian())
                    .append(',')
                    .append(random.nextBoolean())
                    .append(',')
                    .append(random.nextInt(4) == 0 ? "new" : "returning")
                    .append(",c")
                    .append(random.nextInt(random.nextInt(40) + 1))
                    .append('\n');
        }
        Baseline baseline = Baselines.of(Baselines.SCHEMA, csv.toString());
        SketchPlan plan = Baselines.plan(baseline, Baselines.SCHEMA);
        assertEquals(10, baseline.pairs().size());

        // Training rows that come as traffic have the training's counts, in every bin and cell.
        SketchShard shard = new SketchShard(plan);
        FeatureRow row = new FeatureRow(Baselines.SCHEMA.size());
        csv.toString().lines().skip(1).forEach(line -> {
            String[] fields = line.split(",", -1);
            row.clear();
            if (!fields[0].isEmpty()) {
                row.setNumber(0, Double.parseDouble(fields[0]));
            }
            row.setNumber(1, Double.parseDouble(fields[1]));
            row.setBool(2, Boolean.parseBoolean(fields[2]));
            text(row, 3, fields[3]);
            text(row, 4, fields[4]);
            plan.record(row, shard);
        });
        PaneCounts counts = shard.cut();
        for (int i = 0; i < baseline.features().size(); i++) {
            for (int bin = 0; bin < baseline.features().get(i).bins(); bin++) {
                assertEquals(baseline.features().get(i).count(bin), counts.count(plan.offset(i) + bin));
            }
        }
        for (int i = 0; i < baseline.pairs().size(); i++) {
            PairProfile pair = baseline.pairs().get(i);
            assertEquals(3000, pair.rows());
            for (int cell = 0; cell < pair.cells(); cell++) {
                assertEquals(pair.count(cell), counts.count(plan.pairOffset(i) + cell), pair.name() + " " + cell);
            }
        }
        assertEquals(plan.bins(), counts.bins());
    }

    private static void text(FeatureRow row, int slot, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        row.setText(slot, bytes, 0, bytes.length);
    }

    @Test
    void samplesRowsBeyondItsMemoryAndSaysHowMany() {
        StringBuilder csv = new StringBuilder("a,b\n");
        for (int i = 0; i < 5000; i++) {
            csv.append(i % 2).append(',').append(i % 2).append('\n');
        }
        Schema schema = new Schema(List.of(new Feature("a", FeatureType.INT), new Feature("b", FeatureType.INT)));
        Baseline baseline =
                Baselines.build(schema, csv.toString(), 64, 1000, problems).orElseThrow();
        PairProfile pair = baseline.pairs().get(0);
        assertEquals(5000, baseline.rows());
        assertEquals(1000, pair.rows());
        assertEquals(1000, pair.count(1 * 3 + 1) + pair.count(2 * 3 + 2), "none that is not in the data");
        assertTrue(Math.abs(pair.count(1 * 3 + 1) - 500) < 80, "a fair sample");
    }

    /** 13 features have 78 pairs. Two are dependent, and the other 62 are those of near neighbours. */
    @Test
    void prefersDependentPairsAndIsNotMisledByChance() {
        Random random = new Random(9);
        List<Feature> features = new ArrayList<>();
        StringBuilder csv = new StringBuilder();
        for (int i = 0; i < 13; i++) {
            features.add(new Feature("f" + i, FeatureType.FLOAT));
            csv.append(i == 0 ? "" : ",").append("f").append(i);
        }
        for (int r = 0; r < 500; r++) {
            double[] values = random.doubles(13).toArray();
            values[12] = values[0] + 0.3 * values[12];
            values[11] = (values[1] - 0.5) * (values[1] - 0.5) + 0.02 * values[11];
            for (int i = 0; i < 13; i++) {
                csv.append(i == 0 ? "\n" : ",").append(values[i]);
            }
        }
        Baseline baseline = Baselines.of(new Schema(features), csv.append('\n').toString());
        List<String> names = names(baseline);
        assertEquals(PairChoice.DEFAULT_MOST, names.size());
        assertTrue(names.contains("f0 x f12") && names.contains("f1 x f11"), names::toString);
        for (int i = 0; i + 6 < 13; i++) {
            assertTrue(names.contains("f" + i + " x f" + (i + 6)), "near neighbours before far ones, " + names);
        }
    }

    @Test
    void leavesOutWhatCannotBePaired() {
        Baseline none =
                Baselines.of(Baselines.SCHEMA, "age,income,vip,segment,city\n1,,true,new,Oslo\n2,,true,new,Oslo\n");
        assertEquals(List.of(), none.pairs());
        assertEquals(
                List.of(),
                Baselines.of(
                                Baselines.SCHEMA,
                                "age,income,vip,segment,city\n1,3,true,new,A\n2,4,false,3,B\n",
                                PairChoice.NONE)
                        .pairs());
        Baseline texts =
                Baselines.of(Baselines.SCHEMA, "age,income,vip,segment,city\n1,3,true,new,Aa\n2,4,false,3,Bbb x\n");
        assertTrue(names(texts).contains("age x city#length"));
        assertTrue(names(texts).stream().noneMatch(name -> name.startsWith("city")), "a text and its own length");
        PairChoice wrong = new PairChoice(0, List.of(new PairChoice.Named("age", "town")));
        assertTrue(Baselines.build(
                        Baselines.SCHEMA,
                        "age,income,vip,segment,city\n1,3,true,new,A\n2,4,false,3,B\n",
                        64,
                        1000,
                        Set.of(),
                        wrong,
                        problems)
                .isEmpty());
        assertTrue(problems.render().contains("has no feature 'town' to count in a pair"), problems::render);
    }

    @Test
    void pairsOfAWithheldFeatureGoWithIt() throws IOException {
        Baseline baseline = Baselines.of(Baselines.SCHEMA, resource("golden.csv"), TWO);
        assertEquals(List.of("age x income"), names(baseline.without(Set.of(3))));
        assertEquals(List.of(), names(baseline.without(Set.of(0))));
    }
}
