package io.driftgate.policy;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.RequestFields;
import io.driftgate.feature.Schema;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What policies cost, over 1,024 different rows so that no branch can be learned by heart; one row in eight or so violates a rule. Twenty
 * rules over twenty features, stated as conditions, as expressions, and ten of each; a hundred rules over a batch of a hundred rows; and
 * the load of a thousand rules. Run with {@code -prof gc}; bar: 0 B/op but for the load.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PolicyBenchmark {
    private static final int FEATURES = 20;
    private static final int NUMBERS = 15;
    private static final int ROWS = 1024;
    private static final int BATCH = 100;
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 1);

    private final PolicyInput input = new PolicyInput();
    private final Violations violations = new Violations();
    private final FeatureRow[] rows = new FeatureRow[ROWS];
    private Path directory;
    private Schema schema;
    private FeatureIndex index;
    private CompiledPolicy conditions;
    private CompiledPolicy expressions;
    private CompiledPolicy mixed;
    private CompiledPolicy hundred;
    private int next;

    @Setup
    public void load() throws IOException {
        directory = Files.createTempDirectory("policies");
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < FEATURES; i++) {
            features.add(new Feature("f" + i, i < NUMBERS ? FeatureType.FLOAT : FeatureType.STRING));
        }
        schema = new Schema(features);
        index = FeatureIndex.of(List.of(schema));
        conditions = policy("conditions", 20, 0);
        expressions = policy("expressions", 20, 20);
        mixed = policy("mixed", 20, 10);
        hundred = policy("hundred", 100, 50);
        policy("thousand", 1_000, 100);
        policy("thousand-conditions", 1_000, 0);
        Random random = new Random(1);
        for (int r = 0; r < ROWS; r++) {
            rows[r] = new FeatureRow(FEATURES);
            for (int i = 0; i < FEATURES; i++) {
                if (i < NUMBERS) {
                    rows[r].setNumber(i, random.nextGaussian() * 29);
                } else {
                    byte[] text = ("category-" + random.nextInt(50)).getBytes(StandardCharsets.UTF_8);
                    rows[r].setText(i, text, 0, text.length);
                }
            }
        }
        input.request().setNumber(RequestFields.ROWS, BATCH);
    }

    @TearDown
    public void delete() throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Writes rules, of which some are expressions, evenly spread, and loads them. */
    private CompiledPolicy policy(String name, int rules, int cel) throws IOException {
        StringBuilder yaml = new StringBuilder("rules:\n");
        for (int i = 0; i < rules; i++) {
            boolean isCel = (i + 1) * cel / rules > i * cel / rules;
            int feature = i % FEATURES;
            yaml.append("- {id: r").append(i).append(", owner: bench, ");
            if (feature < NUMBERS) {
                yaml.append(
                        isCel
                                ? "cel: \"features.f" + feature + " >= -100.0 && features.f" + feature + " <= 100.0\""
                                : "feature: f" + feature + ", between: [-100, 100]");
            } else {
                yaml.append(
                        isCel
                                ? "cel: \"features.f" + feature + " in [" + texts("'") + "]\""
                                : "feature: f" + feature + ", in: [" + texts("") + "]");
            }
            yaml.append("}\n");
        }
        Path file = directory.resolve(name).resolve("v1/policy.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, yaml);
        return load(name);
    }

    private static String texts(String quote) {
        StringBuilder texts = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            texts.append(i == 0 ? "" : ", ")
                    .append(quote)
                    .append("category-")
                    .append(i)
                    .append(quote);
        }
        return texts.toString();
    }

    private CompiledPolicy load(String name) {
        Problems problems = new Problems();
        return new PolicyLoader(directory, TODAY)
                .load(name + "@v1", schema, index, problems)
                .orElseThrow(() -> new IllegalStateException(problems.render()));
    }

    private int oneRow(CompiledPolicy policy) {
        next = next + 1 & ROWS - 1;
        input.features(rows[next]);
        violations.reset(policy);
        policy.evaluate(Phase.REQUEST, input, 0, violations);
        policy.finish(Phase.REQUEST, input, violations);
        return violations.denying();
    }

    @Benchmark
    public int twentyConditions() {
        return oneRow(conditions);
    }

    @Benchmark
    public int twentyExpressions() {
        return oneRow(expressions);
    }

    @Benchmark
    public int tenConditionsAndTenExpressions() {
        return oneRow(mixed);
    }

    @Benchmark
    public int hundredRulesOverHundredRows() {
        violations.reset(hundred);
        for (int row = 0; row < BATCH; row++) {
            next = next + 1 & ROWS - 1;
            input.features(rows[next]);
            hundred.evaluate(Phase.REQUEST, input, row, violations);
        }
        hundred.finish(Phase.REQUEST, input, violations);
        return violations.denying();
    }

    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public CompiledPolicy loadOfThousandConditions() {
        return load("thousand-conditions");
    }

    /** 900 of conditions, and 100 expressions. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public CompiledPolicy loadOfThousandRules() {
        return load("thousand");
    }
}
