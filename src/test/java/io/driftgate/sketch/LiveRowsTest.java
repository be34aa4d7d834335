package io.driftgate.sketch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.source.Problems;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** From live rows to a baseline. */
class LiveRowsTest {
    private static final Instant AT = Instant.parse("2026-11-01T10:00:00Z");
    private static final Schema SCHEMA = Baselines.SCHEMA;
    private static final FeatureIndex INDEX = FeatureIndex.of(List.of(SCHEMA));
    private static final Path STATE = Path.of("state");

    private static LearnPlan plan(long rows) {
        return plan(SCHEMA, INDEX, rows);
    }

    private static LearnPlan plan(Schema schema, FeatureIndex index, long rows) {
        return LearnPlan.of("m", "v1", schema, feature -> false, rows, STATE, index);
    }

    private static void text(FeatureRow row, int slot, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        row.setText(slot, utf8, 0, utf8.length);
    }

    private static RowBlock cut(LearnShard shard) {
        return shard.cut().orElseThrow();
    }

    private static String profiles(Baseline baseline) {
        String json = new String(baseline.toJson(), StandardCharsets.UTF_8);
        return json.substring(json.indexOf("\"features\""));
    }

    @Test
    void makesTheBaselineThatAFileOfTheSameRowsMakes() {
        Random random = new Random(5);
        LearnPlan plan = plan(3000);
        LearnShard shard = new LearnShard();
        LiveRows live = new LiveRows(plan);
        FeatureRow row = new FeatureRow(INDEX.slots());
        StringBuilder csv = new StringBuilder("age,income,vip,segment,city\n");
        for (int i = 0; i < 3000; i++) {
            row.clear();
            int age = random.nextInt(90);
            double income = random.nextInt(10) == 0 ? 0 : 30_000 + 1000 * random.nextGaussian();
            boolean vip = random.nextBoolean();
            String segment = List.of("new", "returning", "3").get(random.nextInt(3));
            String city = "city " + random.nextInt(2000);
            row.setNumber(0, age);
            boolean missing = random.nextInt(20) == 0;
            if (missing) {
                row.setNull(1);
            } else {
                row.setNumber(1, income == 0 ? -0.0 : income);
            }
            row.setBool(2, vip);
            text(row, 3, segment);
            text(row, 4, city);
            csv.append(age)
                    .append(',')
                    .append(missing ? "" : income)
                    .append(',')
                    .append(vip)
                    .append(',');
            csv.append(segment).append(',').append(city).append('\n');
            shard.record(plan, row, false);
            if (i % 100 == 0) {
                live.add(cut(shard), AT.plusSeconds(i));
            }
        }
        live.add(cut(shard), AT.plusSeconds(9000));
        assertTrue(live.isComplete());

        Baseline learned = live.build("driftgate test");
        assertEquals(profiles(Baselines.of(SCHEMA, csv.toString())), profiles(learned));
        assertEquals(Optional.of(new Learned(AT, AT.plusSeconds(9000))), learned.learned());
        assertEquals("live traffic of m v1", learned.dataName());
        assertEquals(Optional.of(AT.plusSeconds(9000)), learned.builtAt());

        Problems problems = new Problems();
        Baseline read =
                Baseline.read(learned.toJson(), "b", problems).orElseThrow(() -> new AssertionError(problems.render()));
        assertEquals(learned.learned(), read.learned());
        assertEquals(learned.digest(), read.digest());
    }

    @Test
    void countsValuesOfOtherKindsAsSketchesDo() {
        LearnPlan plan = plan(1000);
        LearnShard shard = new LearnShard();
        FeatureRow row = new FeatureRow(INDEX.slots());
        row.setBool(0, true);
        text(row, 1, "much");
        row.setNumber(2, 1);
        row.setNumber(3, 3);
        row.setObject(4, 2);
        for (int i = 0; i < 1000; i++) {
            shard.record(plan, row, false);
        }
        LiveRows live = new LiveRows(plan);
        live.add(cut(shard), AT);
        Baseline learned = live.build("test");
        SketchPlan sketch = Baselines.plan(learned, SCHEMA);
        SketchShard counts = new SketchShard(sketch);
        sketch.record(row, counts);
        PaneCounts pane = counts.cut();
        for (int i = 0; i < learned.features().size(); i++) {
            FeatureProfile profile = learned.features().get(i);
            for (int bin = 0; bin < profile.bins(); bin++) {
                assertEquals(
                        1000 * pane.count(sketch.offset(i) + bin), profile.count(bin), profile.name() + " bin " + bin);
            }
        }
    }

    @Test
    void isBoundedAndSaysWhatPassedBy() {
        LearnPlan plan = plan(10_000);
        LearnShard shard = new LearnShard();
        FeatureRow row = new FeatureRow(INDEX.slots());
        text(row, 4, "x".repeat(RowBlock.MAX_TEXT_BYTES + 1));
        shard.record(plan, row, false);
        row.setNumber(0, 7);
        text(row, 4, "x");
        for (int i = 0; i < RowBlock.MAX_ROWS + 5; i++) {
            shard.record(plan, row, false);
        }
        for (int i = 0; i < 3; i++) {
            shard.record(plan, row, true);
        }
        RowBlock block = cut(shard);
        assertEquals(
                List.of((long) RowBlock.MAX_ROWS, 5L, 1L, 3L),
                List.of((long) block.rows(), block.full(), block.large(), block.personal()));
        assertEquals(Optional.empty(), shard.cut(), "nothing came since");

        LiveRows live = new LiveRows(plan(1000));
        live.add(block, AT);
        assertEquals(1000, live.rows(), "what is wanted and no more");
        assertEquals(1000, live.build("test").rows());
    }

    @Test
    void aLongTextThatDoesNotFitBehindOthersIsTakenNextTime() {
        LearnPlan plan = plan(10_000);
        LearnShard shard = new LearnShard();
        FeatureRow row = new FeatureRow(INDEX.slots());
        text(row, 4, "x".repeat(RowBlock.MAX_TEXT_BYTES - 10));
        shard.record(plan, row, false);
        shard.record(plan, row, false);
        RowBlock block = cut(shard);
        assertEquals(List.of(1L, 1L, 0L), List.of((long) block.rows(), block.full(), block.large()));
    }

    @Test
    void findsFeaturesWhereAReloadPutThem() {
        LearnPlan before = plan(1000);
        FeatureIndex wider =
                FeatureIndex.of(List.of(new Schema(List.of(new Feature("other", FeatureType.INT))), SCHEMA));
        LearnPlan after = plan(SCHEMA, wider, 1000);
        assertEquals(before.key(), after.key());
        LearnShard shard = new LearnShard();
        FeatureRow row = new FeatureRow(INDEX.slots());
        row.setNumber(0, 41);
        shard.record(before, row, false);
        FeatureRow wide = new FeatureRow(wider.slots());
        wide.setNumber(0, 99);
        wide.setNumber(1, 41);
        shard.record(after, wide, false);
        LiveRows live = new LiveRows(after);
        live.add(cut(shard), AT);
        NumericProfile age = (NumericProfile) live.build("test").features().get(0);
        assertEquals(List.of(41.0, 41.0), List.of(age.min(), age.max()));
    }

    @Test
    void anotherSchemaIsAnotherKeyAndFile() {
        LearnPlan all = plan(1000);
        Predicate<Feature> city = feature -> feature.name().equals("city");
        LearnPlan without = LearnPlan.of("m", "v1", SCHEMA, city, 1000, STATE, INDEX);
        assertNotEquals(all.key(), without.key());
        assertNotEquals(all.file(), without.file());
        assertEquals(List.of("city"), without.withheld());
        assertEquals(all.key(), plan(2000).key(), "the number of rows is no part of what is learned");
        assertTrue(all.file().startsWith(STATE.resolve("learned/m")), all.file()::toString);
    }
}
