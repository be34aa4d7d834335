package io.driftgate.sketch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineBuilderTest {
    private static final int ALL = BaselineBuilder.MAX_SAMPLE;
    private final Problems problems = new Problems();

    private void refuses(Schema schema, String csv, String... expected) {
        assertTrue(Baselines.build(schema, csv, problems).isEmpty());
        for (String text : expected) {
            assertTrue(problems.render().contains(text), problems::render);
        }
    }

    private static long inRange(NumericProfile profile) {
        return IntStream.range(0, profile.inRange())
                .mapToLong(profile::inRangeCount)
                .sum();
    }

    @Test
    void cutsContinuousValuesIntoEqualBins() {
        double[] values = new Random(1).doubles(6400).toArray();
        NumericProfile profile = Baselines.numeric(FeatureType.FLOAT, 64, ALL, values);
        assertEquals(66, profile.inRange());
        for (int i = 0; i < 66; i++) {
            assertEquals(i < 2 ? 0 : 100, profile.inRangeCount(i)); // zero and the gap to the smallest come first
        }
        assertEquals(Arrays.stream(values).min().orElseThrow(), profile.min());
        assertEquals(Arrays.stream(values).max().orElseThrow(), profile.upper(65));
        assertEquals(1.0 / 64, profile.kolmogorovError(), 1e-12);
    }

    @Test
    void givesFewDistinctValuesABinEach() {
        NumericProfile profile = Baselines.numeric(FeatureType.INT, 64, ALL, 3, 1, 1, 2, 3, 3);
        assertArrayEquals(new long[] {0, 0, 0, 0, 2, 1, 3, 0}, counts(profile));
        assertEquals(OptionalInt.of(3), profile.summary().distinct());
        assertEquals(0, profile.kolmogorovError());
    }

    @Test
    void givesATiedValueABinOfItsOwn() {
        Random random = new Random(2);
        double[] values = random.doubles(2000, -1, 1).toArray();
        Arrays.fill(values, 0, 1000, 0.0);
        NumericProfile profile = Baselines.numeric(FeatureType.FLOAT, 16, ALL, values);
        int zero = 0;
        while (profile.upper(zero) < 0) {
            zero++;
        }
        assertEquals(0.0, profile.upper(zero));
        assertEquals(1000, profile.inRangeCount(zero));
        assertEquals(Math.nextDown(0.0), profile.upper(zero - 1));
        assertTrue(profile.kolmogorovError() < 2.0 / 16);
        assertEquals(2000, inRange(profile));
    }

    @Test
    void keepsConstantsAndSingleRows() {
        NumericProfile constant = Baselines.numeric(FeatureType.FLOAT, 64, ALL, 5, 5, 5);
        assertArrayEquals(new long[] {0, 0, 0, 0, 3, 0}, counts(constant));
        assertEquals(5, constant.min());
        assertEquals(5, constant.summary().mean());
        assertEquals(0, constant.summary().standardDeviation());
        NumericProfile single = Baselines.numeric(FeatureType.FLOAT, 64, ALL, -0.0);
        assertArrayEquals(new long[] {0, 0, 1, 0}, counts(single));
    }

    @Test
    void keepsAColumnThatIsAllMissing() {
        NumericProfile profile = Baselines.numeric(FeatureType.FLOAT, 64, ALL, Double.NaN, Double.NaN);
        assertArrayEquals(new long[] {2, 0, 0, 0}, counts(profile));
        assertEquals(NumericSummary.NONE, profile.summary());
        assertEquals(FeatureProfile.MISSING, profile.modeBin());
        assertFalse(profile.isBelow(1));
        assertTrue(profile.isAbove(1) && profile.isAbove(2) && profile.isAbove(3));
    }

    @Test
    void alwaysGivesZeroABinOfItsOwn() {
        double tiny = Double.MIN_VALUE;
        zeroBin(new double[] {3, 7, 7}, new double[] {0, Math.nextDown(3.0), 3, 7}, 2);
        zeroBin(new double[] {-7, -3}, new double[] {-7, -3, -tiny, 0}, 5);
        zeroBin(new double[] {-2, 5}, new double[] {-2, -tiny, 0, 5}, 4);
        zeroBin(new double[] {0, 5}, new double[] {0, 5}, 2);
        zeroBin(new double[] {-5, -0.0}, new double[] {-5, -tiny, 0}, 4);
        zeroBin(new double[] {tiny, 1}, new double[] {0, tiny, 1}, 2);
        zeroBin(new double[] {-1, -tiny}, new double[] {-1, -tiny, 0}, 4);
        zeroBin(new double[] {-tiny, tiny}, new double[] {-tiny, 0, tiny}, 3);
        zeroBin(new double[] {Double.NaN}, new double[] {0}, 2);
        zeroBin(
                new double[] {-Double.MAX_VALUE, Double.MAX_VALUE},
                new double[] {-Double.MAX_VALUE, -tiny, 0, Double.MAX_VALUE},
                4);
    }

    private static void zeroBin(double[] values, double[] uppers, int bin) {
        NumericProfile profile = Baselines.numeric(FeatureType.FLOAT, 64, ALL, values);
        double[] seen = IntStream.range(0, profile.inRange())
                .mapToDouble(profile::upper)
                .toArray();
        assertArrayEquals(uppers, seen);
        assertEquals(bin, profile.zeroBin());
        for (int i = 0; i < profile.inRange(); i++) {
            double upper = profile.upper(i);
            double lower = i == 0 ? Double.NEGATIVE_INFINITY : profile.upper(i - 1);
            assertEquals(
                    Arrays.stream(values).filter(v -> v > lower && v <= upper).count(), profile.inRangeCount(i));
            assertEquals(upper < profile.min(), profile.isBelow(NumericProfile.FIRST + i));
            boolean above = Double.isNaN(profile.max()) || lower >= profile.max();
            assertEquals(above, profile.isAbove(NumericProfile.FIRST + i));
        }
    }

    @Test
    void splitsTheQuantileBinThatSpansZero() {
        double[] values = new Random(9).doubles(6400, -1, 1).toArray();
        NumericProfile profile = Baselines.numeric(FeatureType.FLOAT, 8, ALL, values);
        int zero = profile.zeroBin() - NumericProfile.FIRST;
        assertEquals(0, profile.inRangeCount(zero));
        assertTrue(profile.inRangeCount(zero - 1) > 0 && profile.inRangeCount(zero + 1) > 0);
        assertEquals(6400, inRange(profile));
    }

    @Test
    void knowsMeanAndDeviationToTheLastDigits() {
        double[] values = new Random(10).doubles(10_000, 1e9, 1e9 + 1).toArray();
        NumericSummary summary =
                Baselines.numeric(FeatureType.FLOAT, 64, 1000, values).summary();
        BigDecimal sum = BigDecimal.ZERO;
        for (double value : values) {
            sum = sum.add(new BigDecimal(value));
        }
        BigDecimal mean = sum.divide(new BigDecimal(values.length));
        BigDecimal squares = BigDecimal.ZERO;
        for (double value : values) {
            BigDecimal difference = new BigDecimal(value).subtract(mean);
            squares = squares.add(difference.multiply(difference));
        }
        double variance = squares.divide(new BigDecimal(values.length)).doubleValue();
        assertEquals(mean.doubleValue(), summary.mean(), 2e-7); // one unit in the last place
        assertEquals(Math.sqrt(variance), summary.standardDeviation(), 1e-13);
        assertEquals(OptionalInt.empty(), summary.distinct());
    }

    @Test
    void knowsTheDeviationOfValuesAtTheEndsOfTheRange() {
        NumericSummary widest = Baselines.numeric(FeatureType.FLOAT, 64, ALL, -Double.MAX_VALUE, Double.MAX_VALUE)
                .summary();
        assertEquals(0, widest.mean());
        assertEquals(Double.MAX_VALUE, widest.standardDeviation(), Math.ulp(Double.MAX_VALUE));
        NumericSummary smallest =
                Baselines.numeric(FeatureType.FLOAT, 64, ALL, 0, 1e-300).summary();
        assertEquals(5e-301, smallest.mean(), 1e-315);
        assertEquals(5e-301, smallest.standardDeviation(), 1e-315);
    }

    @Test
    void takesTheMostFrequentBinForTheMode() {
        NumericProfile profile = Baselines.numeric(FeatureType.INT, 64, ALL, -1, 4, 4, 4, 9);
        assertEquals(4, profile.upper(profile.modeBin() - NumericProfile.FIRST));
        assertEquals(3, profile.count(profile.modeBin()));
        assertTrue(profile.isSingle(0), "an int's bin just below zero holds -1 alone");
    }

    @Test
    void roundsWholeNumbersThatADoubleCantHold() {
        Schema schema = new Schema(List.of(new Feature("x", FeatureType.INT)));
        Baseline baseline = Baselines.of(schema, "x\n9007199254740993\n-9223372036854775809\n");
        NumericProfile profile = (NumericProfile) baseline.features().get(0);
        assertEquals(9007199254740992.0, profile.max());
        assertEquals(-0x1p63, profile.min());
        Baseline read = Baseline.read(baseline.toJson(), "b", problems)
                .orElseThrow(() -> new AssertionError(problems.render()));
        assertArrayEquals(baseline.toJson(), read.toJson());
    }

    @Test
    void refusesInfinity() {
        refuses(
                new Schema(List.of(new Feature("x", FeatureType.FLOAT))),
                "x\nInfinity\n-inf\n1e400\n",
                "2:1: error: x must be a number, not 'Infinity'",
                "3:1: error: x must be a number, not '-inf'",
                "4:1: error: x is too large");
    }

    @Test
    void countsExactlyBeyondTheSample() {
        double[] values = new Random(3).doubles(20_000).toArray();
        NumericProfile profile = Baselines.numeric(FeatureType.FLOAT, 32, 1000, values);
        assertEquals(20_000, inRange(profile));
        assertEquals(Arrays.stream(values).max().orElseThrow(), profile.upper(profile.inRange() - 1));
        for (int i = 0; i < profile.inRange(); i++) {
            double lower = i == 0 ? -1 : profile.upper(i - 1);
            double upper = profile.upper(i);
            assertEquals(
                    Arrays.stream(values).filter(v -> v > lower && v <= upper).count(), profile.inRangeCount(i));
        }
    }

    @Test
    void readsWhatToolsWriteForMissing() {
        Baseline baseline = Baselines.of(Baselines.SCHEMA, """
            label,age,income,vip,segment,city
            1,18,1e3,true,new,NA
            0,NaN,NA,,returning,
            0,,null,N/A,,"Paris, Texas"
            0,20.0,-2.5,0,3,NA
            """);
        assertEquals(4, baseline.rows());
        assertEquals(
                List.of("age", "income", "vip", "segment", "city"),
                names(baseline).subList(0, 5));
        assertEquals(2, baseline.features().get(0).count(FeatureProfile.MISSING));
        assertEquals(2, baseline.features().get(1).count(FeatureProfile.MISSING));
        assertArrayEquals(new long[] {2, 0, 1, 1}, counts(baseline.features().get(2)));
        assertArrayEquals(new long[] {1, 0, 1, 1, 1}, counts(baseline.features().get(3)));
        // Rare free text, which may be anybody's name, counts as other.
        assertArrayEquals(new long[] {1, 3}, counts(baseline.features().get(4)));
    }

    @Test
    void takesForMissingWhatPandasDoes() {
        String words =
                "NaN,nan,-NaN,-nan,NA,<NA>,N/A,n/a,#N/A,#N/A N/A,#NA,NULL,null,None,1.#IND,-1.#IND,1.#QNAN,-1.#QNAN";
        String csv = "x\n1\n" + words.replace(",", "\n") + "\n-0\n";
        FeatureProfile profile = Baselines.of(new Schema(List.of(new Feature("x", FeatureType.FLOAT))), csv)
                .features()
                .get(0);
        assertEquals(words.split(",").length, profile.count(FeatureProfile.MISSING));
        assertEquals(words.split(",").length + 2, profile.rows());
    }

    @Test
    void saysHowANumberIsToBeWritten() {
        refuses(
                new Schema(List.of(new Feature("x", FeatureType.FLOAT))),
                "x\n\"1,234.5\"\n-inf\n?\n",
                "training.csv:2:1: error: x must be a number, not '1,234.5'\n  hint: write '1234.5' if that is meant",
                "training.csv:3:1: error: x must be a number, not '-inf'\n  hint: infinity is in no bin",
                "training.csv:4:1: error: x must be a number, not '?'\n  hint: leave the field empty");
    }

    @Test
    void namesTheLineOfAStrayQuote() {
        Schema schema = new Schema(List.of(new Feature("x", FeatureType.INT)));
        refuses(schema, "x,y\n1,a\n2,\"b\n3,c\n", "training.csv:3:1: error: has a field whose quote is not closed");
        refuses(schema, "x,y\n1,a\n2,\"b\"c\n", "training.csv:3:1: error: has text behind a closing quote");
    }

    @Test
    void keepsTheMostFrequentTextsWhateverTheirNumber() {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            for (int copy = 0; copy < 10 + i; copy++) {
                rows.add("v" + i);
            }
        }
        for (int i = 0; i < 20_000; i++) {
            rows.add("rare" + i);
        }
        java.util.Collections.shuffle(rows, new Random(4));
        Schema schema = new Schema(List.of(new Feature("t", FeatureType.STRING)));
        Baseline baseline = Baselines.of(schema, "t,u\n" + String.join(",\n", rows) + ",\n");
        CategoricalProfile profile = (CategoricalProfile) baseline.features().get(0);
        assertEquals("v299", profile.values().get(0));
        assertEquals(309, profile.count(CategoricalProfile.FIRST));
        assertTrue(profile.values().size() <= CategoricalProfile.MAX_VALUES);
        assertTrue(profile.values().stream().noneMatch(value -> value.startsWith("rare")));
        assertEquals(rows.size(), profile.rows());
    }

    @Test
    void namesLineAndColumnOfABadField() {
        refuses(
                Baselines.SCHEMA,
                """
                age,income,vip,segment,city
                18.5,1,true,new,x
                18,"abc",maybe,"old",x

                18,0x10,1,new,"a
                b"
                18,1,true,new,"a
                b",too,many
                18,1e999,true,new,x
                """,
                "training.csv:2:1: error: age must be a whole number, not '18.5'",
                "training.csv:3:2: error: income must be a number, not 'abc'",
                "training.csv:3:3: error: vip must be true or false, not 'maybe'",
                "training.csv:3:4: error: segment has 'old', which the schema's enum has not",
                "training.csv:5:2: error: income must be a number, not '0x10'",
                "training.csv:7:6: error: has 7 fields where the first line names 5",
                "training.csv:9:2: error: income is too large");
        assertEquals(7, problems.errorCount());
    }

    @Test
    void refusesHeadersThatDontFit() {
        refuses(Baselines.SCHEMA, "age,income,age\n1,2,3\n", "column 'age' stands twice", "has no column 'vip'");
    }

    @Test
    void refusesFilesWithoutRows() {
        refuses(Baselines.SCHEMA, "", "is empty");
        refuses(Baselines.SCHEMA, "age,income,vip,segment,city\n", "has no rows");
    }

    @Test
    void stopsAfterManyProblems() {
        refuses(
                new Schema(List.of(new Feature("x", FeatureType.INT))),
                "x\n" + "no\n".repeat(1000),
                "has 20 problems or more");
        assertEquals(21, problems.errorCount());
    }

    @Test
    void refusesWhatIsNotUtf8AndWhatIsNoFile(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("latin1.csv"), new byte[] {'x', '\n', (byte) 0xE9, '\n'});
        Schema schema = new Schema(List.of(new Feature("x", FeatureType.STRING)));
        BaselineBuilder builder = new BaselineBuilder(schema, "test", 64, rows -> {});
        assertTrue(builder.build(file, "latin1.csv", problems).isEmpty());
        assertTrue(builder.build(directory, "dir", problems).isEmpty());
        assertTrue(builder.build(directory.resolve("none"), "none", problems).isEmpty());
        assertTrue(problems.render().contains("latin1.csv:2:1: error: is not UTF-8 text"), problems::render);
        assertTrue(problems.render().contains("dir: error: is not a regular file"), problems::render);
        assertTrue(problems.render().contains("none: error: does not exist"), problems::render);
    }

    @Test
    void refusesAQuoteThatIsNeverClosed() {
        String csv = "x,y\n1,\"" + "a".repeat(BoundedRecordReader.MAX_RECORD_CHARS + 100_000);
        refuses(new Schema(List.of(new Feature("x", FeatureType.INT))), csv, "is a quote left open?");
    }

    @Test
    void leavesListsOut(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("x.csv"), "x\n7\n");
        Schema schema =
                new Schema(List.of(Feature.list("tags", FeatureType.STRING, ""), new Feature("x", FeatureType.INT)));
        Baseline baseline = new BaselineBuilder(schema, "test", 64, rows -> {})
                .build(file, "x.csv", problems)
                .orElseThrow();
        assertEquals(List.of("x"), names(baseline));
        assertTrue(
                problems.render()
                        .contains("x.csv: warning: feature 'tags' is a list, which a baseline does not profile: it is"
                                + " left out"),
                problems::render);
        Problems binding = new Problems();
        assertTrue(SketchPlan.bind("k", baseline, schema, FeatureIndex.of(List.of(schema)), "b", binding)
                .isPresent());
        assertFalse(binding.hasErrors());
        Schema lists = new Schema(List.of(Feature.list("tags", FeatureType.STRING, "")));
        assertTrue(new BaselineBuilder(lists, "test", 64, rows -> {})
                .build(file, "x.csv", problems)
                .isEmpty());
        assertTrue(
                problems.render().contains("can't be profiled: the schema has no feature that is a single value"),
                problems::render);
    }

    @Test
    void skipsAByteOrderMark() {
        Schema schema = new Schema(List.of(new Feature("x", FeatureType.INT)));
        assertEquals(1, Baselines.of(schema, "\uFEFFx\r\n7\r\n").rows());
    }

    @Test
    void digestsTheDataSet() {
        Schema schema = new Schema(List.of(new Feature("x", FeatureType.INT)));
        String csv = "x\n7\n";
        assertEquals(
                Baseline.sha256(csv.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                Baselines.of(schema, csv).dataSha256());
    }

    private static List<String> names(Baseline baseline) {
        return baseline.features().stream().map(FeatureProfile::name).toList();
    }

    private static long[] counts(FeatureProfile profile) {
        return IntStream.range(0, profile.bins()).mapToLong(profile::count).toArray();
    }
}
