package io.driftgate.config;

import io.driftgate.canary.CanaryReader;
import io.driftgate.canary.CanarySettings;
import io.driftgate.route.Route;
import io.driftgate.route.RouteReason;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.Spelling;
import io.driftgate.source.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a model's {@code route:} mapping against the names of its versions. */
final class RouteReader {
    /** A field name by RFC 9110, section 5.1: a token. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");

    private final Problems problems;
    private final List<String> versions;

    private RouteReader(List<String> versions, Problems problems) {
        this.versions = versions;
        this.problems = problems;
    }

    /** What the mapping says; {@code sticky} is empty when there is no such header. */
    record Read(Route weights, String sticky, List<Integer> fallback, Optional<CanarySettings> canary) {}

    static Read read(Fields model, List<String> versions, Problems problems) {
        return new RouteReader(versions, problems).read(model);
    }

    private Read read(Fields model) {
        Optional<Fields> section = model.mapping("route");
        YamlNode at = section.map(Fields::node).orElse(model.node());
        Optional<Fields> weights = section.flatMap(route -> route.mapping("weights"));
        Route route = weights.map(fields -> weights(fields, model.pathOf("route.weights")))
                .orElseGet(() -> withoutWeights(at, model.pathOf("route.weights")));
        String sticky = section.flatMap(fields -> fields.mapping("sticky"))
                .map(this::sticky)
                .orElse("");
        List<Integer> fallback = section.map(fields -> fallback(fields, route)).orElse(List.of());
        Optional<CanarySettings> canary = section.flatMap(fields -> fields.get("canary")
                .flatMap(node ->
                        new CanaryReader(problems, versions).read(node, fields.pathOf("canary"), weightsOf(route))));
        section.ifPresent(Fields::reportUnknown);
        return new Read(route, sticky, fallback, canary);
    }

    private double[] weightsOf(Route route) {
        double[] weights = new double[versions.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = route.weight(i);
        }
        return weights;
    }

    private Route withoutWeights(YamlNode at, String field) {
        double[] weights = new double[versions.size()];
        if (versions.size() == 1) {
            weights[0] = 100;
        } else if (!versions.isEmpty()) {
            problems.error(
                    at,
                    field + " is missing, and the model has " + versions.size() + " versions",
                    "say how traffic is split, such as route: {weights: {" + versions.get(0) + ": 100}}");
        }
        return route(weights);
    }

    private Route weights(Fields fields, String path) {
        double[] weights = new double[versions.size()];
        int errorsBefore = problems.errorCount();
        boolean positive = false;
        for (String name : fields.keys()) {
            int version = versions.indexOf(name);
            if (version < 0) {
                continue;
            }
            weights[version] = fields.number(name, 0, 0, 1e9);
            positive |= weights[version] > 0;
        }
        reportStrangers(fields);
        if (!positive && problems.errorCount() == errorsBefore) {
            problems.error(
                    fields.node(),
                    path + " gives no version a weight above 0",
                    "at least one version must take traffic");
        }
        return route(weights);
    }

    private void reportStrangers(Fields fields) {
        if (fields.node() instanceof YamlNode.Mapping mapping) {
            for (YamlNode.Entry entry : mapping.entries().values()) {
                requireVersion(entry.key(), fields.pathOf(entry.key().text()));
            }
        }
    }

    private Optional<Integer> requireVersion(YamlNode.Scalar name, String field) {
        int version = versions.indexOf(name.text());
        if (version >= 0) {
            return Optional.of(version);
        }
        problems.error(
                name,
                field + ": there is no version '" + name.text() + "'",
                Spelling.hint(name.text(), versions, "versions are: " + String.join(", ", versions)));
        return Optional.empty();
    }

    private Route route(double[] weights) {
        return new Route(versions.toArray(String[]::new), weights, RouteReason.WEIGHT);
    }

    private String sticky(Fields fields) {
        String header =
                fields.requireString("header", "write {header: x-user-id}").orElse("");
        fields.reportUnknown();
        if (!header.isEmpty() && !TOKEN.matcher(header).matches()) {
            problems.error(
                    fields.get("header").orElse(fields.node()),
                    fields.pathOf("header") + " must be the name of a header",
                    "letters, digits and '-', such as x-user-id");
        }
        return header.toLowerCase(Locale.ROOT);
    }

    private List<Integer> fallback(Fields fields, Route route) {
        List<Integer> fallback = new ArrayList<>();
        Optional<YamlNode> node = fields.get("fallback");
        if (node.isEmpty()) {
            return fallback;
        }
        if (!(node.get() instanceof YamlNode.Sequence sequence)) {
            problems.error(node.get(), fields.pathOf("fallback") + " must be a list of versions", "such as [v1]");
            return fallback;
        }
        for (YamlNode item : sequence.items()) {
            if (!(item instanceof YamlNode.Scalar name)) {
                problems.error(item, fields.pathOf("fallback") + " must hold names of versions, not " + item.kind());
                continue;
            }
            requireVersion(name, fields.pathOf("fallback")).ifPresent(version -> {
                if (fallback.contains(version)) {
                    problems.error(name, fields.pathOf("fallback") + " names '" + name.text() + "' twice");
                    return;
                }
                if (version == route.primary()
                        && fields.get("canary").isEmpty()) { // whose requests may fail over to it
                    problems.warning(
                            name,
                            fields.pathOf("fallback") + " names '" + name.text() + "', the primary itself",
                            "it is skipped: traffic can't flee from a version to the same version");
                }
                fallback.add(version);
            });
        }
        return fallback;
    }
}
