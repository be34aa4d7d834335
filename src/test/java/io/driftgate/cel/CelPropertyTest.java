package io.driftgate.cel;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.cel.runtime.Program;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.source.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Random expressions over random rows give what cel-java's runtime gives. */
class CelPropertyTest {
    private static final int EXPRESSIONS = 420;
    private static final int ROWS = 80;

    /** Expressions ask for these with has(), which differs from cel-java's only for a value of another kind. */
    private static final Set<String> ASKED_FOR = Set.of("active", "city", "debt", "flags");

    private record Row(CelFrame frame, Map<String, Object> activation) {}

    @Test
    void agreesWithCelJava() {
        long seed = Long.getLong("driftgate.seed", 20261123);
        Random random = new Random(seed);
        RandomCel generator = new RandomCel(random);
        CelJava reference = CelJava.interpreter(CelFixtures.SCHEMA);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(row(generator, random));
        }
        int pairs = 0;
        int[] answers = new int[3];
        for (int i = 0; i < EXPRESSIONS; i++) {
            RandomCel.Pair pair = generator.bool(1 + random.nextInt(4));
            Problems problems = new Problems();
            Optional<CelExpression> compiled =
                    CelCompiler.compile(CelFixtures.scalar(pair.ours()), "cel", CelFixtures.SCOPE, problems);
            if (compiled.isEmpty()) {
                // constants are refused, and what is larger than an expression may be
                String message = problems.all().get(0).message();
                assertTrue(
                        message.contains("always")
                                || message.contains("never")
                                || message.contains("counts from 0")
                                || message.contains("takes the element -")
                                || message.contains("longer than")
                                || message.contains("more than"),
                        pair.ours() + "\n" + message);
                continue;
            }
            Program program = reference.program(pair.reference());
            for (Row row : rows) {
                int expected = CelJava.test(program, row.activation());
                int actual = compiled.get().predicate().test(row.frame());
                answers[expected]++;
                pairs++;
                if (actual != expected) {
                    fail("seed " + seed + ": " + actual + " in place of " + expected + "\n" + pair.ours() + "\n"
                            + pair.reference() + "\n" + row.activation());
                }
            }
        }
        assertTrue(pairs >= 20_000, pairs + " pairs");
        for (int count : answers) {
            assertTrue(count > pairs / 20, "answers are one-sided: " + List.of(answers[0], answers[1], answers[2]));
        }
    }

    private static Row row(RandomCel generator, Random random) {
        CelFrame frame = CelFixtures.frame();
        Map<String, Object> features = new HashMap<>();
        for (Feature feature : CelFixtures.SCHEMA.features()) {
            String type = type(feature);
            Object value = generator.value(type, !ASKED_FOR.contains(feature.name()));
            if (value != RandomCel.ABSENT) {
                FeatureRow row = frame.record(0);
                int slot = CelFixtures.INDEX.slotOf(feature.name());
                CelFixtures.set(row, slot, value);
                if (isOf(type, value)) {
                    features.put(
                            feature.name(), type.equals("double") ? (Object) ((Number) value).doubleValue() : value);
                }
            }
        }
        Map<String, String> headers = random.nextBoolean() ? Map.of("x-a", "ab") : Map.of("x-a", "", "x-b", "z");
        frame.headers(
                headers.containsKey("x-b")
                        ? CelFixtures.headers("x-a", "", "x-b", "z")
                        : CelFixtures.headers("x-a", "ab"));
        return new Row(frame, Map.of("features", features, "request", Map.of("headers", headers)));
    }

    private static String type(Feature feature) {
        return feature.type() == FeatureType.LIST
                ? "list " + word(feature.element().orElseThrow())
                : word(feature.type());
    }

    private static String word(FeatureType type) {
        return switch (type) {
            case INT -> "int";
            case FLOAT -> "double";
            case BOOL -> "bool";
            default -> "string";
        };
    }

    /** Whether a value is one of the type as we document it. Lists of another kind come from the generator's wrong values only. */
    private static boolean isOf(String type, Object value) {
        return switch (type) {
            case "int" -> value instanceof Long;
            case "double" -> value instanceof Double;
            case "bool" -> value instanceof Boolean;
            case "string" -> value instanceof String;
            default ->
                value instanceof List<?> list && list.stream().allMatch(element -> isOf(type.substring(5), element));
        };
    }
}
