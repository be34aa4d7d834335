package io.driftgate.control;

import io.driftgate.control.ManualOverride.FrozenRoute;
import io.driftgate.route.RouteReason;
import io.driftgate.source.Fields;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import io.driftgate.source.YamlReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Overrides as a file.
 *
 * <pre>
 * {"format": 1, "overrides": [
 *   {"id": "ov-7k2m9qxa", "kind": "pin", "model": "credit-risk", "version": "v1", "who": "ann", "why": "INC-42",
 *    "since": "2026-11-01T10:00:00Z", "until": "2026-11-01T12:00:00Z"},
 *   {"id": …, "kind": "freeze", …, "weights": {"v2": 95.0, "v1": 5.0}, "reason": "weight"}
 * ]}
 * </pre>
 */
final class OverrideFormat {
    private static final int FORMAT = 1;

    private OverrideFormat() {}

    /**
     * What a file holds.
     *
     * @param overrides those that could be read
     * @param problem the first one; empty when all is well
     */
    record Read(List<ManualOverride> overrides, Optional<String> problem) {}

    /** @param name how problems call the file */
    static Read read(byte[] bytes, String name) {
        // JSON is read as the YAML that it also is: strict, with positions in the complaint.
        Problems problems = new Problems();
        List<ManualOverride> found = new ArrayList<>();
        YamlReader.read(bytes, name, problems).ifPresent(root -> readRoot(root, problems, found));
        return new Read(
                found,
                problems.all().stream()
                        .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                        .findFirst()
                        .map(problem -> problem.position() + ": " + problem.message()));
    }

    private static void readRoot(YamlNode root, Problems problems, List<ManualOverride> into) {
        Fields fields = Fields.of(root, problems, "");
        fields.require("format", "");
        fields.integer("format", FORMAT, FORMAT, FORMAT);
        Optional<YamlNode> overrides = fields.require("overrides", "");
        fields.reportUnknown();
        if (problems.hasErrors() || overrides.isEmpty()) {
            return;
        }
        if (!(overrides.get() instanceof YamlNode.Sequence all)) {
            problems.error(overrides.get(), "overrides must be a list");
            return;
        }
        for (YamlNode item : all.items()) {
            Problems own = new Problems();
            Optional<ManualOverride> read = readOne(item, own);
            if (own.hasErrors() || read.isEmpty()) {
                own.all().forEach(problems::add);
            } else {
                into.add(read.get());
            }
        }
    }

    private static Optional<ManualOverride> readOne(YamlNode item, Problems problems) {
        Fields fields = Fields.of(item, problems, "overrides");
        String id = fields.requireString("id", "").orElse("");
        String kindLabel = fields.requireString("kind", "").orElse("");
        String model = fields.requireString("model", "").orElse("");
        String version = fields.string("version", "");
        String rule = fields.string("rule", "");
        String who = fields.requireString("who", "").orElse("");
        String why = fields.requireString("why", "").orElse("");
        String since = fields.requireString("since", "").orElse("");
        Optional<String> until = fields.string("until");
        Optional<FrozenRoute> frozen = fields.mapping("weights").map(weights -> {
            Map<String, Double> byVersion = new LinkedHashMap<>();
            weights.keys().forEach(each -> byVersion.put(each, weights.number(each, 0, 0, Double.MAX_VALUE)));
            return new FrozenRoute(byVersion, fields.oneOf("reason", RouteReason.WEIGHT, RouteReason.class));
        });
        fields.reportUnknown();
        Optional<OverrideKind> kind = OverrideKind.of(kindLabel);
        if (kind.isEmpty()) {
            problems.error(item, "there is no kind '" + kindLabel + "'");
        }
        if (problems.hasErrors()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ManualOverride(
                    id,
                    kind.orElseThrow(),
                    model,
                    version,
                    rule,
                    who,
                    why,
                    Instant.parse(since),
                    until.map(Instant::parse),
                    frozen));
        } catch (DateTimeException e) {
            problems.error(item, "since or until is no time");
        } catch (IllegalArgumentException e) {
            problems.error(item, String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    static byte[] write(List<ManualOverride> overrides) {
        StringBuilder out = new StringBuilder("{\"format\": " + FORMAT + ", \"overrides\": [");
        String separator = "\n  ";
        for (ManualOverride each : overrides) {
            out.append(separator).append('{');
            text(out, "id", each.id());
            text(out.append(", "), "kind", each.kind().label());
            text(out.append(", "), "model", each.model());
            if (!each.version().isEmpty()) {
                text(out.append(", "), "version", each.version());
            }
            if (!each.rule().isEmpty()) {
                text(out.append(", "), "rule", each.rule());
            }
            text(out.append(", "), "who", each.who());
            text(out.append(", "), "why", each.why());
            text(out.append(", "), "since", each.since().toString());
            each.until().ifPresent(until -> text(out.append(", "), "until", until.toString()));
            each.frozen().ifPresent(frozen -> frozen(out.append(", "), frozen));
            out.append('}');
            separator = ",\n  ";
        }
        return out.append("]}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void frozen(StringBuilder out, FrozenRoute frozen) {
        out.append("\"weights\": {");
        String separator = "";
        for (Map.Entry<String, Double> weight : frozen.weights().entrySet()) {
            out.append(separator)
                    .append('"')
                    .append(weight.getKey())
                    .append("\": ")
                    .append(weight.getValue());
            separator = ", ";
        }
        text(out.append("}, "), "reason", frozen.reason().label());
    }

    /** Texts are {@linkplain OverrideRequest printable}, so that a quote and a backslash are all that needs an escape. */
    private static void text(StringBuilder out, String name, String value) {
        out.append('"').append(name).append("\": \"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
    }
}
