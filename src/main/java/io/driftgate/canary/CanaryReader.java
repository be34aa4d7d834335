package io.driftgate.canary;

import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.Spelling;
import io.driftgate.source.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code route.canary}; the form is described in {@code src/site/markdown/canary.md}. Goes on after a problem. */
public final class CanaryReader {
    private static final long SECOND = 1_000_000_000L;
    private static final long DAY = 86_400 * SECOND;
    private static final List<Double> DEFAULT_STEPS = List.of(0.05, 0.1, 0.25, 0.5);

    private final Problems problems;
    private final List<String> versions;

    /** @param versions of the model */
    public CanaryReader(Problems problems, List<String> versions) {
        this.problems = problems;
        this.versions = List.copyOf(versions);
    }

    /**
     * Reads.
     *
     * @param node the mapping
     * @param path how messages call it, such as {@code models.credit-risk.route.canary}
     * @param weights of the file, by place of the version
     * @return without panes and digest, which others know; empty when there is an error
     */
    public Optional<CanarySettings> read(YamlNode node, String path, double[] weights) {
        int errorsBefore = problems.errorCount();
        Fields fields = Fields.of(node, problems, path);
        Optional<String> version = fields.requireString("version", "name the version that is new, such as v3");
        version.ifPresent(name -> check(fields, "version", name));
        Optional<String> against = fields.string("against");
        against.ifPresent(name -> check(fields, "against", name));
        List<Double> steps = new ArrayList<>(DEFAULT_STEPS);
        fields.get("steps").ifPresent(at -> steps(at, fields.pathOf("steps"), steps));
        long hold = fields.durationNanos("hold", 1800 * SECOND, 0, 90 * DAY);
        int minRequests = fields.integer("minRequests", 500, 1, 1_000_000_000);
        OnHold onHold = fields.oneOf("onHold", OnHold.PROMOTE, OnHold.class);
        double falseAborts = fields.number("falseAborts", 0.01, 1e-9, 0.5);
        Tolerance tolerance =
                fields.mapping("tolerance").map(CanaryReader::tolerance).orElse(Tolerance.DEFAULT);
        fields.reportUnknown();
        if (problems.errorCount() > errorsBefore || version.isEmpty()) {
            return Optional.empty();
        }
        boolean whole = steps.get(steps.size() - 1) == 1;
        if (whole && onHold == OnHold.KEEP) {
            problems.error(
                    fields.get("steps").orElse(node),
                    fields.pathOf("steps") + " ends with 100, and " + fields.pathOf("onHold") + " is keep",
                    "at 100 there is nothing left to compare the canary with: end with less, or promote it");
            return Optional.empty();
        }
        if (whole) {
            steps.remove(steps.size() - 1); // which is what promoting it means
        }
        Optional<String> stable = against.or(() -> largestBut(version.get(), weights));
        if (stable.isEmpty() || stable.get().equals(version.get()) || weights[versions.indexOf(stable.get())] == 0) {
            problems.error(
                    fields.get("against").orElse(node),
                    path + ": " + version.get() + " has no other version beside it to be compared with",
                    "give another version a weight above 0, and name it as against: where there are several");
            return Optional.empty();
        }
        if (steps.isEmpty()) {
            problems.error(
                    fields.get("steps").orElse(node),
                    fields.pathOf("steps") + " has no step below 100",
                    "begin with less, such as [5, 25, 100]");
            return Optional.empty();
        }
        return Optional.of(new CanarySettings(
                version.get(), stable.get(), steps, hold, minRequests, onHold, falseAborts, tolerance, 1, ""));
    }

    private void check(Fields fields, String key, String name) {
        if (!versions.contains(name)) {
            problems.error(
                    fields.get(key).orElse(fields.node()),
                    fields.pathOf(key) + ": there is no version '" + name + "'",
                    Spelling.hint(name, versions, "versions are: " + String.join(", ", versions)));
        }
    }

    private Optional<String> largestBut(String version, double[] weights) {
        int best = -1;
        for (int i = 0; i < weights.length; i++) {
            boolean other = !versions.get(i).equals(version);
            if (other && weights[i] > 0 && (best < 0 || weights[i] > weights[best])) {
                best = i;
            }
        }
        return best < 0 ? Optional.empty() : Optional.of(versions.get(best));
    }

    private void steps(YamlNode node, String path, List<Double> into) {
        into.clear();
        String hint = "per cent of the traffic, growing, such as [5, 10, 25, 50]";
        if (!(node instanceof YamlNode.Sequence sequence) || sequence.items().isEmpty()) {
            problems.error(node, path + " must be a list of percentages", hint);
            return;
        }
        for (YamlNode item : sequence.items()) {
            double percent = item instanceof YamlNode.Scalar scalar ? percent(scalar.text()) : Double.NaN;
            double before = into.isEmpty() ? 0 : 100 * into.get(into.size() - 1);
            if (!(percent > before && percent <= 100)) {
                problems.error(item, path + " must hold growing numbers above 0 and up to 100", hint);
                return;
            }
            into.add(percent / 100);
        }
    }

    private static double percent(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static Tolerance tolerance(Fields fields) {
        Tolerance otherwise = Tolerance.DEFAULT;
        Tolerance tolerance = new Tolerance(
                fields.number("errors", otherwise.errors(), 0, 0.99),
                fields.number("violations", otherwise.violations(), 0, 0.99),
                fields.number("latency", otherwise.latency(), 1, 100),
                fields.number("predictions", otherwise.predictions(), 0, 0.99));
        fields.reportUnknown();
        return tolerance;
    }
}
