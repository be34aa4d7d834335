package io.driftgate.policy;

import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.Program;
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
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What policies cost, over 1,024 different rows so that no branch can be learned by heart; one row in eight or so violates a rule. Twenty
 * rules over twenty features, stated as conditions, as expressions, ten of each, and as the same expressions in cel-java's own runtime over
 * maps that were made before; a hundred rules over a batch of a hundred rows; and
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
    private final List<Program> programs = new ArrayList<>();
    private final List<Map<String, Object>> activations = new ArrayList<>();
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
        loadCelJava();
        Random random = new Random(1);
        for (int r = 0; r < ROWS; r++) {
            rows[r] = new FeatureRow(FEATURES);
            Map<String, Object> values = new HashMap<>();
            activations.add(Map.of("features", values));
            for (int i = 0; i < FEATURES; i++) {
                if (i < NUMBERS) {
                    double number = random.nextGaussian() * 29;
                    rows[r].setNumber(i, number);
                    values.put("f" + i, number);
                } else {
                    String text = "category-" + random.nextInt(50);
                    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                    rows[r].setText(i, utf8, 0, utf8.length);
                    values.put("f" + i, text);
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

    private static String expression(int feature) {
        String name = "features.f" + feature;
        return feature < NUMBERS ? name + " >= -100.0 && " + name + " <= 100.0" : name + " in [" + texts("'") + "]";
    }

    private void loadCelJava() {
        try {
            CelCompiler compiler = CelCompilerFactory.standardCelCompilerBuilder()
                    .addVar("features", MapType.create(SimpleType.STRING, SimpleType.DYN))
                    .setResultType(SimpleType.BOOL)
                    .build();
            CelRuntime runtime = CelRuntimeFactory.legacyCelRuntimeBuilder()
                    .setOptions(CelOptions.current().build())
                    .build();
            for (int i = 0; i < FEATURES; i++) {
                programs.add(
                        runtime.createProgram(compiler.compile(expression(i)).getAst()));
            }
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalStateException(e);
        }
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
        next = (next + 1) & (ROWS - 1);
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
    public int twentyExpressionsInCelJava() throws CelEvaluationException {
        next = (next + 1) & (ROWS - 1);
        Map<String, Object> activation = activations.get(next);
        int violated = 0;
        for (Program program : programs) {
            violated += Boolean.TRUE.equals(program.eval(activation)) ? 0 : 1;
        }
        return violated;
    }

    @Benchmark
    public int hundredRulesOverHundredRows() {
        violations.reset(hundred);
        for (int row = 0; row < BATCH; row++) {
            next = (next + 1) & (ROWS - 1);
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
