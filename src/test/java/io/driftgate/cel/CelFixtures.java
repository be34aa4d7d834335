package io.driftgate.cel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Headers;
import io.driftgate.feature.PredictionFields;
import io.driftgate.feature.RequestFields;
import io.driftgate.feature.Schema;
import io.driftgate.source.Position;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import io.driftgate.source.YamlReader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A scope like that of the policies, and frames over it. */
final class CelFixtures {
    static final Schema SCHEMA = new Schema(List.of(
            new Feature("age", FeatureType.INT),
            new Feature("tenure", FeatureType.INT),
            new Feature("income", FeatureType.FLOAT),
            new Feature("debt", FeatureType.FLOAT),
            new Feature("active", FeatureType.BOOL),
            new Feature("member", FeatureType.BOOL),
            new Feature("note", FeatureType.STRING),
            new Feature("city", FeatureType.STRING),
            new Feature("segment", FeatureType.ENUM, List.of("new", "returning"), ""),
            Feature.list("tags", FeatureType.STRING, ""),
            Feature.list("codes", FeatureType.INT, ""),
            Feature.list("scores", FeatureType.FLOAT, ""),
            Feature.list("flags", FeatureType.BOOL, ""),
            new Feature("loan-amount", FeatureType.FLOAT),
            new Feature("petal width (cm)", FeatureType.FLOAT)));

    /** Another version of the model has a feature in front. */
    static final FeatureIndex INDEX =
            FeatureIndex.of(List.of(new Schema(List.of(new Feature("elsewhere", FeatureType.INT))), SCHEMA));

    static final CelScope SCOPE = CelScope.builder()
            .record("features", 0, SCHEMA, INDEX)
            .record("request", 1, RequestFields.SCHEMA, RequestFields.INDEX)
            .headers("request.headers")
            .count("request.rows")
            .count("request.row")
            .record("prediction", 2, PredictionFields.SCHEMA, PredictionFields.INDEX)
            .record(
                    "prediction.attributions",
                    3,
                    new Schema(SCHEMA.features().stream()
                            .map(feature -> new Feature(feature.name(), FeatureType.FLOAT))
                            .toList()),
                    INDEX)
            .build();

    private CelFixtures() {}

    /** An expression that must compile. */
    static CelPredicate compile(String expression) {
        Problems problems = new Problems();
        var compiled = CelCompiler.compile(scalar(expression), "cel", SCOPE, problems);
        assertEquals("", problems.render(), expression);
        return compiled.orElseThrow().predicate();
    }

    /** An expression that stands in no file. */
    static YamlNode.Scalar scalar(String expression) {
        return new YamlNode.Scalar(new Position("policy.yaml", 1, 1), expression, expression, true);
    }

    /** What is said about the value of the key {@code cel} of a file. */
    static String problems(String yaml) {
        Problems problems = new Problems();
        var root = (YamlNode.Mapping) YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), "policy.yaml", problems)
                .orElseThrow();
        YamlNode.Scalar cel = (YamlNode.Scalar) root.entries().get("cel").value();
        boolean compiled = CelCompiler.compile(cel, "cel", SCOPE, problems).isPresent();
        assertEquals(!compiled, problems.hasErrors(), problems.render());
        return problems.render();
    }

    /** A frame whose rows are absent everywhere. */
    static CelFrame frame() {
        CelFrame frame = new CelFrame(4);
        frame.record(0, new FeatureRow(INDEX.slots()));
        frame.record(1, new FeatureRow(RequestFields.INDEX.slots()));
        frame.record(2, new FeatureRow(PredictionFields.INDEX.slots()));
        frame.record(3, new FeatureRow(INDEX.slots()));
        return frame;
    }

    /** Fills a slot from a Java value: null, Boolean, Number, String, a List of them, or a Map for an object. */
    static void set(FeatureRow row, int slot, Object value) {
        if (value == null) {
            row.setNull(slot);
        } else if (value instanceof Boolean bool) {
            row.setBool(slot, bool);
        } else if (value instanceof Number number) {
            row.setNumber(slot, number.doubleValue());
        } else if (value instanceof String text) {
            // as a range inside of more, with neighbours that must not be read
            byte[] buffer = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
            row.setText(slot, buffer, 1, buffer.length - 1);
        } else if (value instanceof List<?> list) {
            row.beginList(slot);
            list.forEach(element -> add(row, slot, element));
        } else {
            row.setObject(slot, ((Map<?, ?>) value).size());
        }
    }

    private static void add(FeatureRow row, int slot, Object element) {
        if (element == null) {
            row.addOther(slot, FeatureRow.NULL);
        } else if (element instanceof Boolean bool) {
            row.addBool(slot, bool);
        } else if (element instanceof Number number) {
            row.addNumber(slot, number.doubleValue());
        } else if (element instanceof String text) {
            byte[] buffer = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
            row.addText(slot, buffer, 1, buffer.length - 1);
        } else {
            row.addOther(slot, FeatureRow.OBJECT);
        }
    }

    static void set(CelFrame frame, String feature, Object value) {
        set(frame.record(0), INDEX.slotOf(feature), value);
    }

    /** Headers out of names and values in turn; a name may come twice. */
    static Headers headers(String... fields) {
        byte[][] names = new byte[fields.length / 2][];
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int[] froms = new int[fields.length / 2];
        int[] tos = new int[fields.length / 2];
        for (int i = 0; i < froms.length; i++) {
            names[i] = fields[2 * i].getBytes(StandardCharsets.UTF_8);
            froms[i] = bytes.size();
            bytes.writeBytes(fields[2 * i + 1].getBytes(StandardCharsets.UTF_8));
            tos[i] = bytes.size();
        }
        byte[] buffer = bytes.toByteArray();
        return new Headers() {
            @Override
            public int find(byte[] lowerCaseName) {
                int found = NONE;
                for (int i = 0; i < names.length; i++) {
                    if (Arrays.equals(names[i], lowerCaseName)) {
                        found = found == NONE ? i : SEVERAL;
                    }
                }
                return found;
            }

            @Override
            public byte[] buffer() {
                return buffer;
            }

            @Override
            public int from(int field) {
                return froms[field];
            }

            @Override
            public int to(int field) {
                return tos[field];
            }
        };
    }
}
