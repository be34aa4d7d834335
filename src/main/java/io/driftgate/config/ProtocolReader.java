package io.driftgate.config;

import io.driftgate.feature.Feature;
import io.driftgate.feature.Schema;
import io.driftgate.protocol.OpenAiFeatures;
import io.driftgate.protocol.Protocol;
import io.driftgate.protocol.Protocols;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.Spelling;
import io.driftgate.source.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads which protocols a model speaks, and the paths of those whose path doesn't carry the model's name. */
final class ProtocolReader {
    private static final List<String> DEFAULT = List.of("open-inference", "kserve-v1", "mlflow");

    private final Problems problems;

    ProtocolReader(Problems problems) {
        this.problems = problems;
    }

    /** {@code sound} when nothing was wrong. */
    record Read(List<Protocol> protocols, List<String> paths, boolean sound) {
        /** The schema of a model that gives none. */
        Schema defaultSchema() {
            return speaksOpenAi() ? OpenAiFeatures.SCHEMA : new Schema(List.of());
        }

        /** Reports the features that no request of the model's protocols could have. */
        void checkSchema(Schema schema, YamlNode at, String field, Problems problems) {
            if (!speaksOpenAi()) {
                return;
            }
            for (Feature feature : schema.features()) {
                OpenAiFeatures.problem(feature)
                        .ifPresent(problem -> problems.error(
                                at instanceof YamlNode.Mapping inline
                                        ? inline.entries().get(feature.name()).key()
                                        : at,
                                field + ": " + problem,
                                hint(feature)));
            }
        }

        private static String hint(Feature feature) {
            String otherwise =
                    "give it a pointer, such as {type: string, pointer: /metadata/team}, or take the protocol's"
                            + " own name and type";
            boolean known = OpenAiFeatures.SCHEMA.feature(feature.name()).isPresent();
            List<String> names =
                    OpenAiFeatures.SCHEMA.features().stream().map(Feature::name).toList();
            return known ? otherwise : Spelling.hint(feature.name(), names, otherwise);
        }

        private boolean speaksOpenAi() {
            return protocols.stream().anyMatch(protocol -> protocol.id().equals("openai"));
        }
    }

    Read read(Fields fields) {
        int errorsBefore = problems.errorCount();
        Map<String, Protocol> protocols = new LinkedHashMap<>();
        Optional<YamlNode> node = fields.get("protocols");
        if (node.isEmpty()) {
            DEFAULT.forEach(id -> Protocols.byId(id).ifPresent(protocol -> protocols.put(id, protocol)));
        }
        String field = fields.pathOf("protocols");
        for (YamlNode item : items(node)) {
            String id = item instanceof YamlNode.Scalar scalar ? scalar.text() : item.kind();
            Optional<Protocol> protocol = Protocols.byId(id);
            if (protocol.isEmpty()) {
                problems.error(
                        item,
                        field + ": there is no protocol '" + id + "'",
                        Spelling.hint(id, Protocols.ids(), "protocols are: " + String.join(", ", Protocols.ids())));
            } else if (protocols.put(id, protocol.get()) != null) {
                problems.error(item, field + " names '" + id + "' twice", "keep one of the two");
            }
        }
        if (node.isPresent() && items(node).isEmpty()) {
            problems.error(
                    node.get(), field + " names no protocol", "protocols are: " + String.join(", ", Protocols.ids()));
        }
        List<String> paths = paths(fields, protocols);
        return new Read(List.copyOf(protocols.values()), paths, problems.errorCount() == errorsBefore);
    }

    private List<String> paths(Fields fields, Map<String, Protocol> protocols) {
        List<String> paths = new ArrayList<>();
        Optional<YamlNode> node = fields.get("paths");
        String field = fields.pathOf("paths");
        for (YamlNode item : items(node)) {
            String path = item instanceof YamlNode.Scalar scalar ? scalar.text() : "";
            if (!UpstreamReader.isCanonical(path)) {
                problems.error(
                        item,
                        field + " must hold canonical paths",
                        "such as /invocations: plain segments, no trailing slash, no '%', '?' or '..'");
            } else if (paths.contains(path)) {
                problems.error(item, field + " names '" + path + "' twice", "keep one of the two");
            } else {
                paths.add(path);
            }
        }
        if (protocols.containsKey("json") && paths.isEmpty() && items(node).isEmpty()) {
            problems.error(
                    node.orElse(fields.node()),
                    field + " is empty, and the json protocol needs to know its paths",
                    "such as paths: [/score]");
        }
        if (!paths.isEmpty() && !protocols.containsKey("json") && !protocols.containsKey("mlflow")) {
            problems.error(
                    node.orElse(fields.node()),
                    field + " are for mlflow and json, and the model speaks neither",
                    "remove them, or add one of the two to protocols");
        }
        return paths;
    }

    private static List<YamlNode> items(Optional<YamlNode> node) {
        if (node.isEmpty()) {
            return List.of();
        }
        return node.get() instanceof YamlNode.Sequence sequence ? sequence.items() : List.of(node.get());
    }
}
