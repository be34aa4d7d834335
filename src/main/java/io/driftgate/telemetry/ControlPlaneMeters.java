package io.driftgate.telemetry;

import io.driftgate.drift.DriftReport;
import io.driftgate.drift.FeatureDrift;
import io.driftgate.drift.Verdict;
import io.driftgate.drift.WindowAge;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * What the control plane has to say in metrics. Thread-safe; called a few times per pane, so clarity goes before speed.
 *
 * <p>{@code driftgate_drift_state} is a number, not a label, so that its series stay the same while it changes and
 * {@code max_over_time} works: 0 insufficient, 1 stable, 2 warning, 3 drift.
 */
public final class ControlPlaneMeters {
    /** How many features of a version have their statistics in metrics: the worst ones. The admin API shows all. */
    public static final int MAX_FEATURES = 20;

    /** How many of a version's window gates are in metrics while they hold. */
    public static final int MAX_GATES = 50;

    /** A model version. */
    private record Version(String model, String name) {}

    /** How far the window is from the baseline, the greater of both statistics; ties by name, so that the choice is stable. */
    private static final Comparator<FeatureDrift> WORST_FIRST = Comparator.comparingDouble(
                    (FeatureDrift drift) -> Math.max(orZero(drift.psi()), orZero(drift.ks())))
            .reversed()
            .thenComparing(FeatureDrift::feature);

    private final MeterRegistry registry;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Tags common;
    private final GaugeFamily<Version> statistics;
    private final GaugeFamily<Version> states;
    private final GaugeFamily<Version> ages;
    private final GaugeFamily<Version> samples;
    private final GaugeFamily<Version> evidence;
    private final GaugeFamily<Version> rowAges;
    private final GaugeFamily<Version> baselineAges;
    private final GaugeFamily<Version> baselinesStale;
    private final GaugeFamily<Version> learnedBaselines;
    private final GaugeFamily<Version> learningRows;
    private final GaugeFamily<Version> learningWanted;
    private final GaugeFamily<Version> learningPassed;
    private final GaugeFamily<Version> gates;
    private final GaugeFamily<Version> windowGates;
    private final GaugeFamily<Version> windowGateValues;
    private final GaugeFamily<String> refusals;
    private final GaugeFamily<String> failures;
    private final GaugeFamily<String> weights;
    private final CanaryMeters canaries;
    private final GaugeFamily<String> snapshots;
    private final GaugeFamily<String> expiries;
    private final GaugeFamily<String> overrides;
    private volatile int stateProblems;
    private volatile boolean lastReloadSuccessful;
    private volatile double lastSuccessSeconds;

    public ControlPlaneMeters(MeterRegistry registry, String env, Clock clock) {
        this(registry, env, clock, System::nanoTime);
    }

    /** {@code nanoTime} is what panes are paced by: rows grow no older by a step of the wall clock. */
    ControlPlaneMeters(MeterRegistry registry, String env, Clock clock, LongSupplier nanoTime) {
        this.registry = registry;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.common = Tags.of("env", env);
        this.statistics = family("drift.statistic", "PSI and KS of the worst features over the window");
        this.states = family("drift.state", "0 insufficient, 1 stable, 2 warning, 3 drift");
        this.ages = family("verdict.age.seconds", "Time since the window was last compared with the baseline");
        this.samples = family("window.samples", "Rows in the window");
        this.evidence = family(
                "drift.evidence",
                "Evidence against the baseline over what raises an alarm, both as logarithms; 1 is an alarm");
        this.rowAges =
                family("drift.window.age.seconds", "Age now of the newest row seen, and of the oldest in the window");
        this.baselineAges =
                family("baseline.age.seconds", "Time since the version was trained, or else its baseline was built");
        this.baselinesStale = family("baseline.stale", "1 while the baseline is older than staleAfter");
        this.learnedBaselines = family("baseline.learned", "1 while the baseline is one of live traffic");
        this.learningRows = family("learning.rows", "Rows that a baseline is being learned from, so far");
        this.learningWanted = family("learning.wanted.rows", "Rows that it takes");
        this.learningPassed = family("learning.passed.rows", "Rows that nothing was learned from, and why");
        this.gates = family("gate", "1 for the present result of a release gate");
        this.windowGates = family("window.gate", "1 for the present result of a window gate");
        this.windowGateValues = family("window.gate.value", "What a window gate found over the window");
        this.refusals = family("model.refusing", "1 while a window gate refuses all requests of the model");
        this.failures = family(
                "model.evaluation.failing",
                "1 while drift, window gates, canary or route of the model can't be judged");
        this.weights = family("route.weight", "Weights in force, and why");
        this.canaries = new CanaryMeters(registry, common);
        this.snapshots = family("snapshot.info", "The digest of all files in force");
        this.expiries = family(
                "rule.expires.in.days", "Days until a rule expires, of those that soon do or have; negative past it");
        this.overrides = family("overrides", "Overrides that people set and nobody has released");
        Gauge.builder("driftgate.state.problems", this, self -> self.stateProblems)
                .description("Files of the state directory that could not be read, or can't be written")
                .tags(common)
                .register(registry);
        Gauge.builder("driftgate.last.reload.successful", this, self -> self.lastReloadSuccessful ? 1 : 0)
                .description(
                        "1 when the files as they are now are valid and in force, 0 when the last load found an error")
                .tags(common)
                .register(registry);
        Gauge.builder("driftgate.last.reload.success.timestamp.seconds", this, self -> self.lastSuccessSeconds)
                .description("When the files were last loaded without a problem")
                .tags(common)
                .register(registry);
    }

    /** Says from now on whether this instance should get traffic. */
    public void ready(BooleanSupplier ready) {
        Gauge.builder("driftgate.ready", ready, self -> self.getAsBoolean() ? 1 : 0)
                .strongReference(true)
                .description("1 while this instance should get traffic, as its readiness check says it")
                .tags(common)
                .register(registry);
    }

    /** Says what is running. */
    public void build(String version, String revision) {
        Gauge.builder("driftgate.build.info", () -> 1)
                .description("The running build")
                .tags(common.and("version", version, "revision", revision))
                .register(registry);
    }

    /** Makes the counter of a result exist, at zero. */
    public void announceReload(String result) {
        reloads(result);
    }

    /**
     * A load ended.
     *
     * @param result label, such as {@code applied}
     * @param success whether what the files say is in force now
     */
    public void reload(String result, boolean success) {
        reloads(result).increment();
        lastReloadSuccessful = success;
        if (success) {
            lastSuccessSeconds = seconds(clock.instant());
        }
    }

    public void snapshot(String digest) {
        snapshots.replace("", Map.of(Tags.of("digest", digest), () -> 1));
    }

    /** A rule that expires soon, or has. */
    public record ExpiringRule(String policy, String policyVersion, String rule, String owner, long days) {}

    /** All rules that expire soon, or have; those that were told before and are not among them go. */
    public void expiringRules(List<ExpiringRule> rules) {
        Map<Tags, DoubleSupplier> values = new HashMap<>();
        for (ExpiringRule rule : rules) {
            values.put(
                    Tags.of(
                            "policy", rule.policy(),
                            "policy_version", rule.policyVersion(),
                            "rule", rule.rule(),
                            "owner", rule.owner()),
                    rule::days);
        }
        expiries.replace("", values);
    }

    /** All overrides that there are: how many by model and kind. */
    public void overrides(Map<String, Map<String, Long>> byModelAndKind) {
        Map<Tags, DoubleSupplier> values = new HashMap<>();
        byModelAndKind.forEach((model, byKind) ->
                byKind.forEach((kind, count) -> values.put(Tags.of("model", model, "kind", kind), count::doubleValue)));
        overrides.replace("", values);
    }

    /** How many files of the state directory could not be read, or can't be written. */
    public void stateProblems(int problems) {
        stateProblems = problems;
    }

    /** Gauges of all other models and versions go. */
    public void retain(Map<String, List<String>> versionsByModel) {
        for (GaugeFamily<Version> family : List.of(
                statistics,
                states,
                ages,
                samples,
                evidence,
                rowAges,
                baselineAges,
                baselinesStale,
                learnedBaselines,
                learningRows,
                learningWanted,
                learningPassed,
                gates,
                windowGates,
                windowGateValues)) {
            family.retain(version ->
                    versionsByModel.getOrDefault(version.model(), List.of()).contains(version.name()));
        }
        weights.retain(versionsByModel::containsKey);
        refusals.retain(versionsByModel::containsKey);
        failures.retain(versionsByModel::containsKey);
        canaries.retain(versionsByModel::containsKey);
    }

    public void drift(String model, String versionName, DriftReport report) {
        Version version = new Version(model, versionName);
        Tags tags = Tags.of("model", model, "version", versionName);
        states.replace(version, Map.of(tags, () -> stateNumber(report.verdict())));
        ages.replace(version, Map.of(tags, () -> ageSeconds(report.evaluatedAt())));
        samples.replace(version, Map.of(tags, report::samples));
        evidence.replace(
                version,
                report.evidence()
                        .map(found ->
                                Map.<Tags, DoubleSupplier>of(tags, () -> Math.max(0, found.logE() / found.threshold())))
                        .orElse(Map.of()));
        WindowAge age = report.age();
        long told = nanoTime.getAsLong();
        boolean empty = age.oldestNanos() == 0; // such a window has no oldest row
        Map<Tags, DoubleSupplier> rows = new HashMap<>();
        rows.put(tags.and("row", "newest"), () -> grownSeconds(age.newestNanos(), told));
        rows.put(tags.and("row", "oldest"), () -> empty ? 0 : grownSeconds(age.oldestNanos(), told));
        rowAges.replace(version, rows);
        Map<Tags, DoubleSupplier> worst = new HashMap<>();
        report.all().stream().sorted(WORST_FIRST).limit(MAX_FEATURES).forEach(feature -> {
            Tags of = tags.and("feature", feature.feature());
            worst.put(of.and("statistic", "psi"), feature::psi);
            worst.put(of.and("statistic", "ks"), feature::ks);
        });
        statistics.replace(version, worst);
    }

    /** Since when a version's baseline grows old; empty takes both series away. */
    public void baselineAge(String model, String versionName, Optional<Instant> since, boolean stale) {
        Version version = new Version(model, versionName);
        Tags tags = Tags.of("model", model, "version", versionName);
        baselineAges.replace(
                version,
                since.map(at -> Map.<Tags, DoubleSupplier>of(tags, () -> ageSeconds(at)))
                        .orElse(Map.of()));
        baselinesStale.replace(
                version,
                since.map(at -> Map.<Tags, DoubleSupplier>of(tags, () -> stale ? 1 : 0))
                        .orElse(Map.of()));
    }

    /**
     * How far learning is.
     *
     * @param passed rows that nothing was learned from, by reason
     */
    public record Learning(long rows, long wanted, Map<String, Long> passed) {
        public Learning {
            passed = Map.copyOf(passed);
        }
    }

    /** Whether a version learns its baseline, or has. */
    public void learning(String model, String versionName, Optional<Learning> learning, boolean learned) {
        Version version = new Version(model, versionName);
        Tags tags = Tags.of("model", model, "version", versionName);
        Map<Tags, DoubleSupplier> rows = new HashMap<>();
        Map<Tags, DoubleSupplier> wanted = new HashMap<>();
        Map<Tags, DoubleSupplier> passed = new HashMap<>();
        learning.ifPresent(each -> {
            rows.put(tags, each::rows);
            wanted.put(tags, each::wanted);
            each.passed().forEach((reason, count) -> passed.put(tags.and("reason", reason), count::doubleValue));
        });
        learnedBaselines.replace(version, learned ? Map.<Tags, DoubleSupplier>of(tags, () -> 1) : Map.of());
        learningRows.replace(version, rows);
        learningWanted.replace(version, wanted);
        learningPassed.replace(version, passed);
    }

    /** Where canaries are. */
    public CanaryMeters canaries() {
        return canaries;
    }

    /** The weights in force for a model, by version. */
    public void routeWeights(String model, String reason, Map<String, Double> inForce) {
        Map<Tags, DoubleSupplier> values = new HashMap<>();
        inForce.forEach((version, weight) ->
                values.put(Tags.of("model", model, "version", version, "reason", reason), weight::doubleValue));
        weights.replace(model, values);
    }

    /** {@code results}: {@code pass}, {@code fail} or {@code unknown} by gate. */
    public void gates(String model, String version, Map<String, String> results) {
        Map<Tags, DoubleSupplier> values = new HashMap<>();
        results.forEach((gate, result) ->
                values.put(Tags.of("model", model, "version", version, "gate", gate, "result", result), () -> 1));
        gates.replace(new Version(model, version), values);
    }

    /** What a window gate says: {@code insufficient}, {@code pass}, {@code warning} or {@code fail}, and its value. */
    public record WindowGateValue(String gate, String result, double value) {}

    /**
     * A version's window gates. Of those that say the same as most, such as the many gates that nobody wrote, the first {@value
     * #MAX_GATES} are told; every one that warns or fails is.
     */
    public void windowGates(String model, String versionName, List<WindowGateValue> gatesOfVersion) {
        Map<Tags, DoubleSupplier> results = new HashMap<>();
        Map<Tags, DoubleSupplier> values = new HashMap<>();
        int quiet = 0;
        for (WindowGateValue gate : gatesOfVersion) {
            boolean loud = gate.result().equals("fail") || gate.result().equals("warning");
            if (loud || quiet++ < MAX_GATES) {
                Tags tags = Tags.of("model", model, "version", versionName, "gate", gate.gate());
                results.put(tags.and("result", gate.result()), () -> 1);
                if (!Double.isNaN(gate.value())) {
                    values.put(tags, gate::value);
                }
            }
        }
        Version version = new Version(model, versionName);
        windowGates.replace(version, results);
        windowGateValues.replace(version, values);
    }

    public void refusing(String model, boolean refusing) {
        refusals.replace(model, Map.of(Tags.of("model", model), () -> refusing ? 1 : 0));
    }

    /** Whether drift, window gates, canary or route of a model can't be judged. */
    public void evaluationFailing(String model, boolean failing) {
        failures.replace(model, Map.of(Tags.of("model", model), () -> failing ? 1 : 0));
    }

    public void switched(String model, String from, String to, String reason) {
        Counter.builder("driftgate.switches")
                .description("Moves of a model's traffic to another version")
                .tags(common.and("model", model, "from", from, "to", to, "reason", reason))
                .register(registry)
                .increment();
    }

    private Counter reloads(String result) {
        return Counter.builder("driftgate.reloads")
                .description("Loads of the configuration, the one at start included")
                .tags(common.and("result", result))
                .register(registry);
    }

    private <G> GaugeFamily<G> family(String name, String description) {
        return new GaugeFamily<>(registry, "driftgate." + name, description, common);
    }

    /** What was so old when it was told of, now: between panes, and where none ends any more, nobody tells of it again. */
    private double grownSeconds(long ageNanos, long toldNanos) {
        return ageNanos / 1e9 + Math.max(0, nanoTime.getAsLong() - toldNanos) / 1e9;
    }

    private double ageSeconds(Instant at) {
        Duration age = Duration.between(at, clock.instant());
        return Math.max(0, age.getSeconds() + age.getNano() / 1e9); // a wall clock may step back
    }

    private static double seconds(Instant at) {
        return at.getEpochSecond() + at.getNano() / 1e9;
    }

    private static double orZero(double statistic) {
        return Double.isNaN(statistic) ? 0 : statistic;
    }

    private static int stateNumber(Verdict verdict) {
        return switch (verdict) {
            case INSUFFICIENT -> 0;
            case STABLE -> 1;
            case WARNING -> 2;
            case DRIFT -> 3;
        };
    }
}
