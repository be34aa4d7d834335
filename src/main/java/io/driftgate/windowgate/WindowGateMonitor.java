package io.driftgate.windowgate;

import io.driftgate.drift.DriftWindow;
import io.driftgate.fairness.Parity;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.SlidingWindow;
import io.driftgate.sketch.TallyPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Sliding windows and machines of a model's window gates. Owned by the drift loop's thread. */
public final class WindowGateMonitor {
    /** A gate of a version that fails. */
    public record Failing(String version, String gate, Instant since) {}

    /** What was computed of a window. */
    private record Value(double value, long rows, int groups) {
        static final Value NONE = new Value(Double.NaN, 0, 0);

        static Value mean(double sum, long rows) {
            return rows == 0 ? NONE : new Value(sum / rows, rows, 0);
        }

        static Value share(long part, long rows) {
            return rows == 0 ? NONE : new Value((double) part / rows, rows, 0);
        }
    }

    private final WindowGates gates;
    private final WindowGateSettings settings;
    private final Map<String, SlidingWindow> windows = new HashMap<>();
    private final Map<String, List<GateMachine>> machines = new HashMap<>();
    private final Map<String, List<WindowGateResult>> results = new LinkedHashMap<>();

    /**
     * Makes a monitor with empty windows.
     *
     * @param failing gates that fail so far, in this process or a former one; one that is not among {@code gates} is forgotten
     */
    public WindowGateMonitor(WindowGates gates, List<Failing> failing, Instant now) {
        this.gates = gates;
        this.settings = gates.settings().orElseThrow();
        gates.tallies().forEach(plan -> window(plan.key(), plan.counts(), plan.sums()));
        for (VersionGates version : gates.versions()) {
            version.sketch().ifPresent(plan -> window(plan.key(), plan.bins(), 0));
            List<GateMachine> own = new ArrayList<>();
            List<WindowGateResult> first = new ArrayList<>();
            for (BoundGate gate : version.gates()) {
                Optional<Failing> before = failing.stream()
                        .filter(each -> each.version().equals(version.version())
                                && each.gate().equals(gate.gate().id()))
                        .findFirst();
                GateLevel level = before.isPresent() ? GateLevel.FAIL : GateLevel.INSUFFICIENT;
                boolean blind = gate.gate().check().isOfAnswers();
                own.add(new GateMachine(
                        settings.consecutive(), blind ? settings.retryPanes() : GateMachine.NEVER, level));
                first.add(result(
                        gate, level, Value.NONE, before.map(Failing::since).orElse(now)));
            }
            machines.put(version.version(), own);
            results.put(version.version(), List.copyOf(first));
        }
    }

    private void window(String key, int counts, int sums) {
        DriftWindow panes = settings.panes().window();
        windows.put(key, new SlidingWindow(panes.panes(), panes.enoughRows(), counts, sums));
    }

    public boolean isFor(WindowGates other) {
        return gates.isSameAs(other);
    }

    /** Adds the number of counts of each key that the windows are filled from. */
    public void keys(Map<String, Integer> counts) {
        gates.tallies().forEach(plan -> counts.put(plan.key(), plan.counts()));
        for (VersionGates version : gates.versions()) {
            version.sketch().ifPresent(plan -> counts.put(plan.key(), plan.bins()));
        }
    }

    /**
     * Ends a pane and evaluates every gate.
     *
     * @param panes gives what all loops counted under a key, of so many counts
     */
    public void endPane(BiFunction<String, Integer, PaneCounts> panes, Instant now) {
        Map<String, Integer> keys = new HashMap<>();
        keys(keys);
        keys.forEach((key, counts) -> windows.get(key).push(panes.apply(key, counts)));
        for (VersionGates version : gates.versions()) {
            List<WindowGateResult> before = results.get(version.version());
            List<WindowGateResult> after = new ArrayList<>();
            for (int i = 0; i < version.gates().size(); i++) {
                after.add(evaluate(
                        version,
                        version.gates().get(i),
                        machines.get(version.version()).get(i),
                        before.get(i),
                        now));
            }
            results.put(version.version(), List.copyOf(after));
        }
    }

    private WindowGateResult evaluate(
            VersionGates version, BoundGate gate, GateMachine machine, WindowGateResult before, Instant now) {
        Value value = value(version, gate.gate());
        WindowGateResult seen = result(gate, GateLevel.INSUFFICIENT, value, now);
        GateLevel level = GateLevel.INSUFFICIENT;
        if (!Double.isNaN(value.value) && isSufficient(version, gate.gate().check(), value)) {
            boolean within = value.value >= seen.lower() && value.value <= seen.upper();
            level = within ? GateLevel.PASS : GateLevel.FAIL;
        }
        GateLevel next = machine.next(level);
        return result(gate, next, value, next == before.level() ? before.since() : now);
    }

    private static WindowGateResult result(BoundGate gate, GateLevel level, Value value, Instant since) {
        Bounds bounds = gate.gate().bounds();
        return new WindowGateResult(
                gate.gate(),
                level,
                value.value,
                gate.baseline(),
                bounds.lower(),
                bounds.upper(gate.baseline(), gate.baselineRows()),
                value.rows,
                value.groups,
                since);
    }

    private boolean isSufficient(VersionGates version, WindowCheck check, Value value) {
        if (check == WindowCheck.ROWS) {
            return window(gates.ingress()).isFull();
        }
        if (check.isOfFairness()) {
            // Each group has its own least number of rows.
            return window(version.fairness()).requests() >= settings.minRequests();
        }
        long requests = switch (check) {
            case PREDICTION_MEAN, CLASS_SHARE, TOP_PROBABILITY ->
                window(version.predictions()).requests();
            case MODE_SHARE, UNSEEN_SHARE ->
                windows.get(version.sketch().orElseThrow().key()).requests();
            default -> window(gates.ingress()).requests();
        };
        return value.rows >= settings.minRows() && requests >= settings.minRequests();
    }

    private SlidingWindow window(Optional<? extends TallyPlan> plan) {
        return windows.get(plan.orElseThrow().key());
    }

    private Value value(VersionGates version, WindowGate gate) {
        return switch (gate.check()) {
            case ROWS -> {
                long rows = window(gates.ingress()).rows();
                yield new Value(rows, rows, 0);
            }
            case MISSING_SHARE, ZERO_SHARE, MEAN -> ofInput(gate);
            case MODE_SHARE, UNSEEN_SHARE -> ofSketch(version.sketch().orElseThrow(), gate);
            case PREDICTION_MEAN, TOP_PROBABILITY -> {
                int place = gate.check() == WindowCheck.PREDICTION_MEAN
                        ? PredictionPlan.NUMBERS
                        : PredictionPlan.TOP_SCORES;
                SlidingWindow window = window(version.predictions());
                yield Value.mean(window.sum(place), window.count(place));
            }
            case CLASS_SHARE -> {
                PredictionPlan plan = version.predictions().orElseThrow();
                SlidingWindow window = windows.get(plan.key());
                yield Value.share(window.count(plan.place(gate.label())), window.count(PredictionPlan.LABELS));
            }
            case PARITY_DIFFERENCE, PARITY_RATIO -> {
                Parity parity = version.fairness().orElseThrow().parity(gate.feature(), window(version.fairness()));
                double value = gate.check() == WindowCheck.PARITY_DIFFERENCE ? parity.difference() : parity.ratio();
                yield new Value(value, parity.rows(), parity.groups());
            }
        };
    }

    private Value ofInput(WindowGate gate) {
        int place = gates.ingress().orElseThrow().place(gate.feature());
        SlidingWindow window = window(gates.ingress());
        long missing = window.count(IngressPlan.missing(place));
        return switch (gate.check()) {
            case MISSING_SHARE -> Value.share(missing, window.rows());
            case ZERO_SHARE -> Value.share(window.count(IngressPlan.zeros(place)), window.rows());
            default -> Value.mean(window.sum(place), window.rows() - missing);
        };
    }

    private Value ofSketch(SketchPlan plan, WindowGate gate) {
        SlidingWindow window = windows.get(plan.key());
        Baseline baseline = plan.baseline();
        for (int i = 0; i < baseline.features().size(); i++) {
            FeatureProfile profile = baseline.features().get(i);
            if (profile.name().equals(gate.feature())) {
                int from = plan.offset(i);
                return gate.check() == WindowCheck.MODE_SHARE
                        ? Value.share(
                                BaselineShares.largest(profile, bin -> window.count(from + bin)),
                                BaselineShares.values(profile, bin -> window.count(from + bin)))
                        : Value.share(
                                BaselineShares.unseen(profile, bin -> window.count(from + bin)),
                                BaselineShares.values(profile, bin -> window.count(from + bin)));
            }
        }
        throw new IllegalArgumentException("the baseline has no feature " + gate.feature());
    }

    /** What the last windows said, by version, in the order of the gates; the gates' first level before the first pane. */
    public Map<String, List<WindowGateResult>> results() {
        return new LinkedHashMap<>(results);
    }

    /** The gates that fail. */
    public List<Failing> failing() {
        List<Failing> failing = new ArrayList<>();
        results.forEach((version, all) -> all.stream()
                .filter(WindowGateResult::fails)
                .forEach(
                        result -> failing.add(new Failing(version, result.gate().id(), result.since()))));
        return failing;
    }

    /** The first gate of a version that fails with this action. */
    public Optional<WindowGate> failing(String version, WindowAction action) {
        return results.getOrDefault(version, List.of()).stream()
                .filter(WindowGateResult::fails)
                .map(WindowGateResult::gate)
                .filter(gate -> gate.action() == action)
                .findFirst();
    }
}
