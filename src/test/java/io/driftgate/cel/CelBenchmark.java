package io.driftgate.cel;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.source.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time of 20 rules over one row of 20 features: ours, and cel-java's runtime with programs planned once and the row as a map that is
 * built once and holds what cel-java likes best (Long, Double, String). 256 different rows, so that no branch can be learned by heart.
 * Bar: ours takes at most 1/20, and 0 B.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CelBenchmark {
    private static final int ROWS = 256;
    private static final List<String> SEGMENTS = List.of("new", "returning", "vip", "staff");

    /** What policies ask: bounds, relations between features, sets of values, implications. */
    private static final List<String> RULES = List.of(
            "features.i0 >= 18 && features.i0 <= 99",
            "features.d0 <= 5.0 * features.d1 || features.s0 == 'vip'",
            "features.s0 in ['new', 'returning', 'vip']",
            "!(features.s1 == 'new' && features.d2 > 900.0)",
            "features.i1 + features.i2 < 190",
            "features.d3 / (features.d4 + 1.0) < 800.0",
            "has(features.i3) && features.i3 != 0",
            "features.b0 || features.i4 > 10",
            "features.b1 ? features.d5 > 1.0 : features.d6 > 1.0",
            "features.i5 in [1, 2, 3, 5, 8, 13, 21, 34, 55, 89]",
            "features.s2.startsWith('n') || features.s2.endsWith('g') || features.i0 > 5",
            "size(features.s3) >= 3",
            "features.d0 >= 0.0 && features.d1 >= 0.0 && features.d2 >= 0.0",
            "features.s0 != features.s1 || features.i1 == features.i1",
            "features.d7 - features.d6 < 500.0 && features.d7 - features.d6 > -500.0",
            "features.i2 % 2 == 0 || features.i3 % 3 == 0",
            "features.s2 == 'new' || features.s2 == 'vip' || features.s3 == 'new'",
            "features.d1 * 12.0 > features.d0 + features.d2 + features.d3",
            "features.i4 >= features.i5 || features.i5 >= features.i4",
            "!features.b0 || !features.b1 || features.d4 < 750.0");

    private final CelPredicate[] ours = new CelPredicate[RULES.size()];
    private final Program[] theirs = new Program[RULES.size()];
    private final CelFrame frame = new CelFrame(1);
    private final FeatureRow[] rows = new FeatureRow[ROWS];
    private final List<Map<String, Object>> activations = new ArrayList<>();

    @Setup
    public void compile() {
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            features.add(new Feature("i" + i, FeatureType.INT));
        }
        for (int i = 0; i < 8; i++) {
            features.add(new Feature("d" + i, FeatureType.FLOAT));
        }
        for (int i = 0; i < 4; i++) {
            features.add(new Feature("s" + i, FeatureType.STRING));
        }
        features.add(new Feature("b0", FeatureType.BOOL));
        features.add(new Feature("b1", FeatureType.BOOL));
        Schema schema = new Schema(features);
        FeatureIndex index = FeatureIndex.of(List.of(schema));
        CelScope scope = CelScope.builder().record("features", 0, schema, index).build();
        CelJava reference = CelJava.planner(schema);
        for (int i = 0; i < ours.length; i++) {
            Problems problems = new Problems();
            ours[i] = CelCompiler.compile(CelFixtures.scalar(RULES.get(i)), "cel", scope, problems)
                    .orElseThrow(() -> new IllegalStateException(problems.render()))
                    .predicate();
            theirs[i] = reference.program(RULES.get(i));
        }
        Random random = new Random(1);
        for (int r = 0; r < ROWS; r++) {
            rows[r] = new FeatureRow(index.slots());
            Map<String, Object> map = new HashMap<>();
            for (Feature feature : features) {
                Object value = switch (feature.type()) {
                    case INT -> (Object) (long) random.nextInt(100);
                    case FLOAT -> random.nextDouble() * 1000;
                    case BOOL -> random.nextBoolean();
                    default -> SEGMENTS.get(random.nextInt(SEGMENTS.size()));
                };
                CelFixtures.set(rows[r], index.slotOf(feature.name()), value);
                map.put(feature.name(), value);
            }
            activations.add(Map.of("features", map));
        }
        if (driftgate() != celJava()) {
            throw new IllegalStateException("the two don't agree");
        }
    }

    /** How many rules hold, over all rows; a result is one row. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int driftgate() {
        int holding = 0;
        for (FeatureRow row : rows) {
            frame.record(0, row);
            for (CelPredicate rule : ours) {
                holding += rule.test(frame) == CelPredicate.TRUE ? 1 : 0;
            }
        }
        return holding;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int celJava() {
        int holding = 0;
        for (Map<String, Object> row : activations) {
            for (Program rule : theirs) {
                holding += holds(rule, row) ? 1 : 0;
            }
        }
        return holding;
    }

    private static boolean holds(Program rule, Map<String, Object> row) {
        try {
            return Boolean.TRUE.equals(rule.eval(row));
        } catch (CelEvaluationException e) {
            return false;
        }
    }
}
