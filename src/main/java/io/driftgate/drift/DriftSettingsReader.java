package io.driftgate.drift;

import io.driftgate.source.Durations;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a {@code drift:} mapping. For one use. */
final class DriftSettingsReader {
    private static final DriftSettings DEFAULT = DriftSettings.DEFAULT;
    private static final long SECOND = DriftWindow.SECOND;
    private static final long DAY = 86_400 * SECOND;
    private static final long MAX_NANOS = 30 * DAY;
    private static final long MAX_STALE_NANOS = 3650 * DAY;
    private static final int WINDOWS_BACK = 60;
    private static final double DEFAULT_IMMATERIAL = 0.01;

    /** Names under which people look for a threshold on a p-value. */
    private static final List<String> P_VALUES = List.of("pValue", "pvalue", "p_value", "p", "alpha", "significance");

    private static final String NO_P_VALUES =
            "a test repeated on a sliding window at p < 0.05 alarms in 62 % of evaluations of traffic that has not"
                    + " changed: set falseAlarms: {atMost: 1, per: 30d}, or an effect size, psi: or ks:";

    private final YamlNode node;
    private final Problems problems;
    private final String path;
    private final Fields fields;

    DriftSettingsReader(YamlNode node, Problems problems, String path) {
        this.node = node;
        this.problems = problems;
        this.path = path;
        this.fields = Fields.of(node, problems, path);
    }

    Optional<DriftSettings> read() {
        int errorsBefore = problems.errorCount();
        refusePValues(fields);
        Optional<DriftWindow> window = window();
        int minSamples = minSamples(window);
        int minRequests = fields.integer("minRequests", DEFAULT.minRequests(), 1, 1_000_000_000);
        int maxRows = fields.integer("maxRowsPerRequest", DEFAULT.maxRowsPerRequest(), 1, 1_000_000);
        Optional<Thresholds> thresholds = thresholds();
        Optional<FalseAlarms> falseAlarms = window.flatMap(this::falseAlarms);
        FeatureWeights weights = weights();
        int consecutive = fields.integer("consecutive", DEFAULT.consecutive(), 1, 100);
        long cooldownNanos =
                fields.durationNanos("cooldown", window.map(DriftWindow::nanos).orElse(0L), 0, MAX_NANOS);
        long insufficientNanos =
                fields.durationNanos("insufficientAfter", DriftSettings.DEFAULT_INSUFFICIENT_NANOS, SECOND, MAX_NANOS);
        long staleNanos =
                fields.durationNanos("staleAfter", DriftSettings.DEFAULT_STALE_NANOS, SECOND, MAX_STALE_NANOS);
        RerouteSettings rerouting = rerouting();
        fields.reportUnknown();
        if (problems.errorCount() != errorsBefore || window.isEmpty() || thresholds.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new DriftSettings(
                window.get(),
                minSamples,
                minRequests,
                maxRows,
                thresholds.get(),
                falseAlarms,
                weights,
                consecutive,
                cooldownNanos,
                insufficientNanos,
                staleNanos,
                rerouting));
    }

    private void refusePValues(Fields of) {
        for (String key : P_VALUES) {
            of.get(key)
                    .ifPresent(at -> problems.error(at, of.pathOf(key) + " is no ground for a verdict", NO_P_VALUES));
        }
    }

    /** {@code 60s}, or {@code {rows: 5000, within: 1h}}. */
    private Optional<DriftWindow> window() {
        int errorsBefore = problems.errorCount();
        int panes = fields.integer("panes", DEFAULT.panes(), 1, DriftWindow.MAX_PANES);
        long nanos = DEFAULT.windowNanos();
        long rows = 0;
        if (fields.get("window").orElse(node) instanceof YamlNode.Mapping
                && fields.get("window").isPresent()) {
            Fields byCount = fields.mapping("window").orElseThrow();
            byCount.require("rows", "such as {rows: 5000, within: 1h}");
            rows = byCount.integer("rows", panes, panes, 1_000_000_000L);
            nanos = byCount.durationNanos("within", 3600 * SECOND, 10 * SECOND, MAX_NANOS);
            byCount.reportUnknown();
        } else {
            nanos = fields.durationNanos("window", nanos, SECOND, MAX_NANOS);
        }
        long least = rows == 0 ? DriftWindow.MIN_PANE_NANOS : SECOND;
        if (nanos / panes < least) {
            YamlNode at = fields.get("panes").or(() -> fields.get("window")).orElse(node);
            problems.error(
                    at,
                    path + ": a pane would be shorter than " + Durations.format(least),
                    "take at most " + nanos / least + " panes, or a longer window");
        }
        return problems.errorCount() == errorsBefore
                ? Optional.of(new DriftWindow(nanos, panes, rows))
                : Optional.empty();
    }

    private int minSamples(Optional<DriftWindow> window) {
        long rows = window.filter(DriftWindow::isByCount).map(DriftWindow::rows).orElse(Long.MAX_VALUE);
        int minSamples = fields.integer("minSamples", (int) Math.min(rows, DEFAULT.minSamples()), 1, 1_000_000_000);
        if (minSamples > rows) {
            problems.error(
                    fields.get("minSamples").orElse(node),
                    fields.pathOf("minSamples") + " is more than the " + rows + " rows of the window",
                    "such a window would never have a verdict");
        }
        return minSamples;
    }

    private Optional<Thresholds> thresholds() {
        int errorsBefore = problems.errorCount();
        double psi = effectSize("psi", DEFAULT.psi(), 100);
        double ks = effectSize("ks", DEFAULT.ks(), 1);
        double clearPsi = DEFAULT.clearPsi() * (psi / DEFAULT.psi());
        double clearKs = DEFAULT.clearKs() * (ks / DEFAULT.ks());
        Optional<Fields> clear = fields.mapping("clear");
        if (clear.isPresent()) {
            clearPsi = clear.get().number("psi", clearPsi, 0.0001, 100);
            clearKs = clear.get().number("ks", clearKs, 0.0001, 1);
            below(clear.get(), "psi", clearPsi, psi);
            below(clear.get(), "ks", clearKs, ks);
            clear.get().reportUnknown();
        }
        return problems.errorCount() == errorsBefore
                ? Optional.of(new Thresholds(psi, ks, clearPsi, clearKs))
                : Optional.empty();
    }

    private double effectSize(String key, double otherwise, double max) {
        Optional<YamlNode> value = fields.get(key);
        if (value.isPresent() && value.get() instanceof YamlNode.Mapping) {
            Fields inner = fields.mapping(key).orElseThrow();
            refusePValues(inner);
            inner.reportUnknown();
            problems.error(value.get(), fields.pathOf(key) + " must be a number: the size of a difference");
            return otherwise;
        }
        return fields.number(key, otherwise, 0.001, max);
    }

    private void below(Fields clear, String key, double value, double trip) {
        if (value >= trip) {
            problems.error(
                    clear.get(key).orElse(clear.node()),
                    clear.pathOf(key) + " must be below the trip threshold, which is " + trip,
                    "a verdict that trips and clears at the same value would flap");
        }
    }

    private Optional<FalseAlarms> falseAlarms(DriftWindow window) {
        double immaterial = fields.number("immaterial", DEFAULT_IMMATERIAL, 0, 0.5);
        long lookback = fields.durationNanos(
                "lookback",
                Math.max(window.nanos(), Math.min(MAX_NANOS, WINDOWS_BACK * window.nanos())),
                SECOND,
                MAX_NANOS);
        Optional<Fields> rate = fields.mapping("falseAlarms");
        if (rate.isEmpty()) {
            needsFalseAlarms("immaterial");
            needsFalseAlarms("lookback");
            return Optional.empty();
        }
        double atMost = rate.get().number("atMost", 1, 0.001, 1000);
        rate.get().require("per", "such as {atMost: 1, per: 30d}");
        long per = rate.get().durationNanos("per", 30 * DAY, SECOND, 3650 * DAY);
        int replicas = rate.get().integer("replicas", 1, 1, 10_000);
        refusePValues(rate.get());
        rate.get().reportUnknown();
        fields.get("clear")
                .ifPresent(at -> problems.error(
                        at,
                        fields.pathOf("clear") + " has no effect: with falseAlarms, evidence clears as well",
                        "leave it out"));
        if (lookback < window.nanos()) {
            problems.error(
                    fields.get("lookback").orElse(node),
                    fields.pathOf("lookback") + " must be at least as long as the window");
        }
        FalseAlarms read = new FalseAlarms(
                atMost,
                per,
                replicas,
                immaterial,
                lookback,
                fields.get("psi").isPresent(),
                fields.get("ks").isPresent());
        if (read.panesPerFalseAlarm(window) < FalseAlarms.MIN_PANES) {
            problems.error(
                    rate.get().get("per").orElse(node),
                    rate.get().pathOf("per") + " holds fewer than " + (int) FalseAlarms.MIN_PANES
                            + " panes per false alarm",
                    "a pane lasts " + Durations.format(window.lookNanos()) + ": take a longer time, or shorter panes");
        }
        return Optional.of(read);
    }

    private void needsFalseAlarms(String key) {
        fields.get(key)
                .ifPresent(at -> problems.error(
                        at,
                        fields.pathOf(key) + " has no effect without falseAlarms",
                        "fixed thresholds decide: set falseAlarms: {atMost: 1, per: 30d}, or leave it out"));
    }

    private FeatureWeights weights() {
        Map<String, Double> importance = new LinkedHashMap<>();
        fields.mapping("importance").ifPresent(mapping -> {
            for (String feature : mapping.keys()) {
                importance.put(feature, mapping.number(feature, 1, 0, 1000));
            }
        });
        return new FeatureWeights(importance, fields.number("driftShare", 0, 0, 1));
    }

    private RerouteSettings rerouting() {
        Reroute reroute = fields.oneOf("reroute", DEFAULT.reroute(), Reroute.class);
        double margin = fields.number("margin", RerouteSettings.DEFAULT_MARGIN, 0, 0.99);
        if (reroute != Reroute.BETTER) {
            fields.get("margin")
                    .ifPresent(at -> problems.error(
                            at, fields.pathOf("margin") + " has no effect", "it is for reroute: better"));
        }
        long ramp = fields.durationNanos("ramp", 0, 0, DAY);
        double share = 0;
        long halfOpenNanos = 0;
        Optional<Fields> halfOpen = fields.mapping("halfOpen");
        if (halfOpen.isPresent()) {
            share = halfOpen.get().number("share", 0.1, 0.001, 0.5);
            halfOpenNanos = halfOpen.get().durationNanos("for", 60 * SECOND, SECOND, 7 * DAY);
            halfOpen.get().reportUnknown();
        }
        OnClear onClear = fields.oneOf("onClear", OnClear.RETURN, OnClear.class);
        return new RerouteSettings(reroute, margin, ramp, share, halfOpenNanos, onClear);
    }
}
