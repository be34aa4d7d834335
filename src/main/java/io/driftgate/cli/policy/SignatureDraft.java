package io.driftgate.cli.policy;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureType;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.Spelling;
import io.driftgate.source.YamlNode;
import io.driftgate.source.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns the signature of an MLflow model into a first policy: which inputs there are, of which types, and which are required
 * (https://mlflow.org/docs/latest/ml/model/signatures/). {@code signature.inputs} of the file {@code MLmodel} is a JSON text, a list
 * of columns or of tensors. Inputs without names are named by their place, which is how such models are asked. One use, one thread.
 */
final class SignatureDraft {
    private static final int MAX_FEATURES = 10_000;
    private static final int MAX_UNNAMED_WIDTH = 1_000;
    private static final List<String> TYPES =
            List.of("boolean", "integer", "long", "float", "double", "string", "binary", "datetime", "array", "tensor");

    private final String file;
    private final Problems problems;
    private final PolicyDraft draft = new PolicyDraft();
    private final Map<String, String> sample = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();

    private SignatureDraft(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** Empty after a problem; those of the JSON text name a file such as {@code MLmodel signature.inputs}. */
    static Optional<PolicyDraft> read(YamlNode root, String file, Problems problems) {
        int errorsBefore = problems.errorCount();
        SignatureDraft reader = new SignatureDraft(file, problems);
        reader.read(root);
        return problems.errorCount() == errorsBefore ? Optional.of(reader.draft) : Optional.empty();
    }

    private void read(YamlNode root) {
        Fields model = Fields.of(root, problems, "");
        if (!(root instanceof YamlNode.Mapping)) {
            return;
        }
        Optional<YamlNode> signature = model.require(
                "signature", "log the model with a signature: mlflow.models.infer_signature(inputs, outputs)");
        if (signature.isEmpty()) {
            return;
        }
        Fields fields = Fields.of(signature.get(), problems, "signature");
        Optional<YamlNode> inputs = fields.require("inputs", "a JSON text that lists the inputs");
        draft.header("A first policy, from the signature of " + file + ".");
        draft.header(
                "A signature says which inputs there are, and of which types; which values make sense is for you to add.");
        inputs.ifPresent(this::inputs);
    }

    private void inputs(YamlNode node) {
        Optional<YamlNode> list = Optional.of(node);
        if (node instanceof YamlNode.Scalar scalar) {
            list = YamlReader.read(
                    scalar.text().getBytes(StandardCharsets.UTF_8), file + " signature.inputs", problems);
        }
        if (list.isEmpty()) {
            return;
        }
        if (!(list.get() instanceof YamlNode.Sequence sequence)
                || sequence.items().isEmpty()) {
            problems.error(list.get(), "signature.inputs must be a list of at least one input");
            return;
        }
        for (int i = 0; i < sequence.items().size(); i++) {
            input(sequence.items().get(i), i);
        }
        if (draft.features().size() > MAX_FEATURES) {
            problems.error(list.get(), "signature.inputs has more than " + MAX_FEATURES + " features");
        }
        draft.rule("", "no-extras")
                .comment(
                        "MLflow drops inputs that the signature doesn't name. This counts them; without shadow they are"
                                + " refused.")
                .put("enforcement", "shadow")
                .put("unknownFeatures", "deny");
        draft.sample("a row of values that only have the right types", sample);
        draft.sample("a row without any value", Map.of());
    }

    private void input(YamlNode node, int place) {
        String path = "inputs[" + place + "]";
        Fields input = Fields.of(node, problems, path);
        if (!(node instanceof YamlNode.Mapping)) {
            return;
        }
        Optional<String> type = input.requireString("type", "types are " + String.join(", ", TYPES));
        String name = input.string("name", "");
        boolean optional = input.bool("optional", false);
        boolean required = input.bool("required", !optional);
        if (type.isEmpty()) {
            return;
        }
        if (type.get().equals("tensor")) {
            tensor(input, name, place);
            return;
        }
        Optional<Feature> feature = column(input, name.isEmpty() ? "feature_" + place : name, type.get());
        feature.ifPresent(known -> add(known, type.get(), required, node));
    }

    private Optional<Feature> column(Fields input, String name, String type) {
        if (type.equals("array")) {
            Optional<Fields> items = input.mapping("items");
            Optional<FeatureType> element =
                    items.flatMap(fields -> fields.string("type")).flatMap(SignatureDraft::scalar);
            if (element.isEmpty()) {
                draft.footer("input '" + name + "' is an array of something other than single values: the json protocol"
                        + " reaches into it with pointers");
            }
            return element.map(known -> Feature.list(name, known, ""));
        }
        Optional<FeatureType> scalar = scalar(type);
        if (scalar.isPresent()) {
            return scalar.map(known -> new Feature(name, known));
        }
        if (Set.of("object", "map", "any", "sparkml_vector").contains(type)) {
            draft.footer(
                    "input '" + name + "' is of type " + type + ": the json protocol reaches into it with pointers");
            return Optional.empty();
        }
        problems.error(
                input.get("type").orElse(input.node()),
                input.pathOf("type") + ": MLflow has no type '" + YamlText.comment(type) + "'",
                Spelling.hint(type, TYPES, "types are " + String.join(", ", TYPES)));
        return Optional.empty();
    }

    private static Optional<FeatureType> scalar(String type) {
        return switch (type) {
            case "boolean" -> Optional.of(FeatureType.BOOL);
            case "integer", "long" -> Optional.of(FeatureType.INT);
            case "float", "double" -> Optional.of(FeatureType.FLOAT);
            case "string", "binary", "datetime" -> Optional.of(FeatureType.STRING);
            default -> Optional.empty();
        };
    }

    private void tensor(Fields input, String name, int place) {
        Optional<Fields> spec = input.mapping("tensor-spec");
        if (spec.isEmpty()) {
            problems.error(
                    input.node(), input.pathOf("tensor-spec") + " is missing", "{dtype: float64, shape: [-1, 4]}");
            return;
        }
        String dtype = spec.get().string("dtype", "");
        Optional<FeatureType> element = element(dtype);
        Optional<List<Integer>> shape = shape(spec.get());
        if (shape.isEmpty()) {
            return;
        }
        if (element.isEmpty()) {
            problems.error(
                    spec.get().get("dtype").orElse(spec.get().node()),
                    spec.get().pathOf("dtype") + " must be one of numpy's, such as float64, int64, bool or str");
            return;
        }
        List<Integer> sizes = shape.get();
        boolean single = sizes.size() == 1 || (sizes.size() == 2 && sizes.get(1) == 1);
        String called = name.isEmpty() ? "feature_" + place : name;
        if (single) {
            add(new Feature(called, element.get()), dtype, true, input.node());
        } else if (sizes.size() != 2) {
            draft.footer("tensor '" + called + "' has " + sizes.size()
                    + " dimensions, and a row of features has one: no rule can see into it");
        } else if (!name.isEmpty()) {
            add(Feature.list(name, element.get(), ""), dtype, true, input.node());
        } else if (sizes.get(1) < 1 || sizes.get(1) > MAX_UNNAMED_WIDTH) {
            problems.error(
                    input.node(),
                    "a tensor without a name must have from 1 to " + MAX_UNNAMED_WIDTH + " columns",
                    "name the inputs when the model is logged");
        } else {
            for (int i = 0; i < sizes.get(1); i++) {
                add(new Feature("feature_" + i, element.get()), dtype, true, input.node());
            }
        }
    }

    private static Optional<FeatureType> element(String dtype) {
        if (dtype.startsWith("float")) {
            return Optional.of(FeatureType.FLOAT);
        }
        if (dtype.startsWith("int") || dtype.startsWith("uint")) {
            return Optional.of(FeatureType.INT);
        }
        return switch (dtype) {
            case "bool" -> Optional.of(FeatureType.BOOL);
            case "str", "object", "bytes" -> Optional.of(FeatureType.STRING);
            default -> Optional.empty();
        };
    }

    private Optional<List<Integer>> shape(Fields spec) {
        List<Integer> sizes = new ArrayList<>();
        Optional<YamlNode> node = spec.require("shape", "such as [-1, 4]: rows of 4 numbers");
        if (node.isPresent()
                && node.get() instanceof YamlNode.Sequence sequence
                && !sequence.items().isEmpty()) {
            for (YamlNode item : sequence.items()) {
                if (item instanceof YamlNode.Scalar scalar && scalar.text().matches("-1|[0-9]{1,9}")) {
                    sizes.add(Integer.parseInt(scalar.text()));
                }
            }
            if (sizes.size() == sequence.items().size()) {
                return Optional.of(sizes);
            }
        }
        node.ifPresent(shape -> problems.error(
                shape, spec.pathOf("shape") + " must be a list of sizes", "such as [-1, 4]: rows of 4 numbers"));
        return Optional.empty();
    }

    private void add(Feature feature, String mlflowType, boolean required, YamlNode at) {
        String name = feature.name();
        if (name.isBlank() || name.length() > 500) {
            problems.error(at, "the name of an input must have from 1 to 500 characters, and not only blanks");
            return;
        }
        if (!names.add(name)) {
            problems.error(at, "the input '" + YamlText.comment(name) + "' stands twice");
            return;
        }
        draft.feature(feature, mlflowType.equals("binary") ? "binary: as base64 text" : "");
        if (required) {
            draft.rule(name, "present")
                    .comment("required by the signature")
                    .put("feature", YamlText.of(name))
                    .put("required", "true")
                    .put("notNull", "true");
        }
        if (feature.type() != FeatureType.LIST) {
            draft.rule(name, "type")
                    .comment(mlflowType + " in the signature")
                    .put("feature", YamlText.of(name))
                    .put(
                            "type",
                            switch (feature.type()) {
                                case INT -> "int";
                                case FLOAT -> "number";
                                case BOOL -> "bool";
                                default -> "string";
                            });
        }
        sample.put(name, value(feature.type(), feature.element()));
    }

    private static String value(FeatureType type, Optional<FeatureType> element) {
        return switch (type) {
            case INT, FLOAT -> "1";
            case BOOL -> "true";
            case LIST -> "[" + value(element.orElseThrow(), Optional.empty()) + "]";
            default -> "text";
        };
    }
}
