package io.driftgate.windowgate;

import io.driftgate.drift.DriftSettings;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads {@code models.<m>.windowGates}; the form is described in {@code src/site/markdown/window-gates.md}. Goes on after a problem. What
 * the gates speak of is checked when they are {@linkplain WindowGateBinding bound}.
 */
public final class WindowGateReader {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final long SECOND = 1_000_000_000L;
    private static final long DAY = 86_400 * SECOND;
    private static final long RETRY = 900 * SECOND;

    private final Problems problems;
    private final String path;

    private enum Defaults {
        ON,
        OFF
    }

    private enum Otherwise {
        REFUSE,
        SERVE
    }

    /**
     * What the file says.
     *
     * @param defaults whether gates of our own are added
     * @param at where each gate stands
     * @param classes of predictions, besides those that gates name
     */
    record Draft(
            WindowGateSettings settings,
            boolean defaults,
            List<WindowGate> gates,
            List<YamlNode> at,
            List<String> classes) {}

    /** @param path how messages call the mapping, such as {@code models.credit-risk.windowGates} */
    WindowGateReader(Problems problems, String path) {
        this.problems = problems;
        this.path = path;
    }

    /** What a model has that says nothing of window gates. */
    static Draft absent(DriftSettings drift) {
        WindowGateSettings settings =
                new WindowGateSettings(drift, drift.minSamples(), drift.minRequests(), drift.consecutive(), RETRY);
        return new Draft(settings, true, List.of(), List.of(), List.of());
    }

    Draft read(YamlNode node, DriftSettings drift) {
        Fields fields = Fields.of(node, problems, path);
        Defaults defaults = fields.oneOf("defaults", Defaults.ON, Defaults.class);
        WindowGateSettings settings = new WindowGateSettings(
                drift,
                fields.integer("minRows", drift.minSamples(), 1, 1_000_000_000),
                fields.integer("minRequests", drift.minRequests(), 1, 1_000_000_000),
                fields.integer("consecutive", drift.consecutive(), 1, 100),
                fields.durationNanos("retryAfter", RETRY, 0, 30 * DAY));
        List<String> classes = classes(fields);
        List<WindowGate> gates = new ArrayList<>();
        List<YamlNode> at = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        fields.get("gates").ifPresent(list -> {
            if (!(list instanceof YamlNode.Sequence sequence)) {
                problems.error(list, fields.pathOf("gates") + " must be a list, not " + list.kind());
                return;
            }
            for (int i = 0; i < sequence.items().size(); i++) {
                YamlNode item = sequence.items().get(i);
                gate(item, fields.pathOf("gates") + "[" + i + "]", ids).ifPresent(gate -> {
                    gates.add(gate);
                    at.add(item);
                });
            }
        });
        fields.reportUnknown();
        return new Draft(settings, defaults == Defaults.ON, gates, at, classes);
    }

    private List<String> classes(Fields fields) {
        List<String> classes = fields.strings("classes");
        if (classes.contains(PredictionPlan.UNKNOWN) || new HashSet<>(classes).size() != classes.size()) {
            problems.error(
                    fields.get("classes").orElseThrow(),
                    fields.pathOf("classes") + " must be distinct and none of them '" + PredictionPlan.UNKNOWN + "'",
                    "a label of no class that is named here or in a gate counts as unknown");
        }
        if (classes.size() > PredictionPlan.MAX_CLASSES) {
            problems.error(
                    fields.get("classes").orElseThrow(),
                    fields.pathOf("classes") + " has more than " + PredictionPlan.MAX_CLASSES + " names");
        }
        return classes;
    }

    private Optional<WindowGate> gate(YamlNode node, String gatePath, Set<String> ids) {
        int errorsBefore = problems.errorCount();
        Fields fields = Fields.of(node, problems, gatePath);
        Optional<String> id = fields.requireString("id", "such as income-zero; metrics and refusals name it");
        if (id.isPresent() && !ID.matcher(id.get()).matches()) {
            problems.error(
                    fields.get("id").orElseThrow(),
                    fields.pathOf("id") + ": '" + id.get() + "' is no ID",
                    "1 to 64 letters, digits, '.', '_' or '-', the first a letter or digit");
        } else if (id.isPresent() && !ids.add(id.get())) {
            problems.error(fields.get("id").orElseThrow(), fields.pathOf("id") + ": '" + id.get() + "' stands twice");
        }
        boolean known = fields.require("check", "such as zero-share, missing-share, mean or class-share")
                .isPresent();
        WindowCheck check = fields.oneOf("check", WindowCheck.ROWS, WindowCheck.class);
        fields.require("action", "alert, fallback or refuse");
        WindowAction action = fields.oneOf("action", WindowAction.ALERT, WindowAction.class);
        Otherwise otherwise = fields.oneOf("otherwise", Otherwise.REFUSE, Otherwise.class);
        String feature = fields.string("feature", "");
        String label = fields.string("class", "");
        Bounds bounds = bounds(fields, check);
        fields.reportUnknown();
        if (!known || problems.errorCount() != errorsBefore) {
            return Optional.empty();
        }
        if (fields.get("otherwise").isPresent() && action != WindowAction.FALLBACK) {
            problems.error(
                    fields.get("otherwise").get(),
                    fields.pathOf("otherwise") + " has no effect with action " + action.label(),
                    "it says what happens while no fallback can take over");
        }
        if (check == WindowCheck.ROWS && action != WindowAction.ALERT) {
            problems.error(
                    fields.get("action").orElseThrow(),
                    fields.pathOf("action") + " must be alert: another version gets just as many rows",
                    "refusing requests doesn't make them more");
        }
        wants(fields, "feature", check.isOfFeature(), check, feature);
        wants(fields, "class", check == WindowCheck.CLASS_SHARE, check, label);
        checkBounds(fields, check, bounds);
        if (problems.errorCount() != errorsBefore) {
            return Optional.empty();
        }
        boolean refuse = action == WindowAction.FALLBACK && otherwise == Otherwise.REFUSE;
        return Optional.of(new WindowGate(id.orElseThrow(), check, feature, label, bounds, action, refuse));
    }

    private void wants(Fields fields, String key, boolean wanted, WindowCheck check, String value) {
        if (wanted && value.isEmpty()) {
            problems.error(fields.node(), fields.pathOf(key) + " is missing", check.label() + " is of a " + key);
        } else if (!wanted && !value.isEmpty()) {
            problems.error(
                    fields.get(key).orElseThrow(), fields.pathOf(key) + " has no meaning for " + check.label(), "");
        }
    }

    private Bounds bounds(Fields fields, WindowCheck check) {
        double most = check.isShare() ? 1 : 1e300;
        double least = check.isShare() || check == WindowCheck.ROWS ? 0 : -1e300;
        OptionalDouble atLeast = optional(fields, "atLeast", least, most);
        OptionalDouble atMost = optional(fields, "atMost", least, most);
        return new Bounds(
                atLeast,
                atMost,
                optional(fields, "maxIncrease", 0, 1),
                optional(fields, "maxRatio", 1, 1e9),
                optional(fields, "maxTurned", 0, 1));
    }

    private static OptionalDouble optional(Fields fields, String key, double min, double max) {
        double value = fields.number(key, Double.NaN, min, max);
        return fields.get(key).isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private void checkBounds(Fields fields, WindowCheck check, Bounds bounds) {
        if (bounds.isEmpty()) {
            problems.error(
                    fields.node(),
                    fields.pathOf("atMost") + " is missing",
                    check.isComparable()
                            ? "give at least one of atLeast, atMost, maxIncrease, maxRatio and maxTurned"
                            : "give atLeast, atMost or both");
        } else if (bounds.isRelative() && !check.isComparable()) {
            problems.error(
                    fields.node(),
                    fields.pathOf("check") + ": a baseline has no " + check.label() + " to compare with",
                    "give atLeast, atMost or both");
        } else if (bounds.lower() > bounds.atMost().orElse(Double.POSITIVE_INFINITY)) {
            problems.error(fields.get("atLeast").orElseThrow(), fields.pathOf("atLeast") + " is above atMost", "");
        }
    }
}
