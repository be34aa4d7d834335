package io.driftgate.app;

import io.driftgate.canary.Rollout;
import io.driftgate.control.CanaryStatus;
import io.driftgate.control.ControlMeters;
import io.driftgate.control.LearningStatus;
import io.driftgate.control.ManualOverride;
import io.driftgate.control.Publisher;
import io.driftgate.control.RouteStatus;
import io.driftgate.control.RuleExpiry;
import io.driftgate.drift.DriftReport;
import io.driftgate.governance.GateResult;
import io.driftgate.snapshot.BaselineAge;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.telemetry.ConfiguredModel;
import io.driftgate.telemetry.ControlPlaneMeters;
import io.driftgate.telemetry.DataPlaneMeters;
import io.driftgate.windowgate.WindowGateResult;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts what the control plane says into metrics; neither side knows the other. Thread-safe. */
final class ControlTelemetry implements ControlMeters {
    private final ControlPlaneMeters control;
    private final DataPlaneMeters data;

    ControlTelemetry(ControlPlaneMeters control, DataPlaneMeters data) {
        this.control = control;
        this.data = data;
        for (Publisher.Status status : Publisher.Status.values()) {
            control.announceReload(label(status));
        }
    }

    @Override
    public void reload(Publisher.Status result, boolean valid) {
        control.reload(label(result), valid);
    }

    @Override
    public void snapshotInfo(String digest, Instant at) {
        control.snapshot(digest);
    }

    @Override
    public void retain(Snapshot snapshot) {
        Map<String, List<String>> versions = new HashMap<>();
        for (Model model : snapshot.models()) {
            versions.put(
                    model.name(),
                    model.versions().stream().map(ModelVersion::name).toList());
        }
        control.retain(versions);
        data.live().retain(versions.keySet());
        data.retain(snapshot.models().stream().map(ControlTelemetry::configured).toList());
    }

    private static ConfiguredModel configured(Model model) {
        Set<String> versions = new HashSet<>();
        Set<String> policies = new HashSet<>();
        Set<String> trials = new HashSet<>();
        Set<String> tried = new HashSet<>();
        for (ModelVersion version : model.versions()) {
            versions.add(version.name());
            policies.add(version.policy().reference());
            version.trial().ifPresent(trial -> {
                policies.add(trial.candidate().reference());
                trials.add(ConfiguredModel.trial(trial.policy(), trial.from(), trial.to()));
                tried.add(trial.policy());
            });
        }
        return new ConfiguredModel(model.name(), versions, policies, trials, tried);
    }

    @Override
    public void expiringRules(List<RuleExpiry> rules) {
        control.expiringRules(rules.stream()
                .map(rule -> new ControlPlaneMeters.ExpiringRule(
                        rule.policy(), rule.policyVersion(), rule.rule(), rule.owner(), rule.days()))
                .toList());
    }

    @Override
    public void driftStatistics(String model, String version, DriftReport report) {
        control.drift(model, version, report);
    }

    @Override
    public void baselineAge(String model, String version, Optional<BaselineAge> age, boolean stale) {
        control.baselineAge(model, version, age.map(BaselineAge::since), stale);
    }

    @Override
    public void learning(String model, String version, Optional<LearningStatus> status, boolean learned) {
        control.learning(
                model,
                version,
                status.map(each -> new ControlPlaneMeters.Learning(
                        each.rows(),
                        each.wanted(),
                        Map.of("number", each.full(), "size", each.large(), "personal", each.personal()))),
                learned);
    }

    @Override
    public void routeWeights(String model, RouteStatus route) {
        control.routeWeights(model, route.reason().label(), route.inForce());
        data.live().sample(model, route.inForce().keySet());
    }

    @Override
    public void gates(String model, String version, List<GateResult> results) {
        Map<String, String> labels = new HashMap<>();
        results.forEach(result -> labels.put(result.gate(), result.outcome().label()));
        control.gates(model, version, labels);
    }

    @Override
    public void windowGates(String model, String version, List<WindowGateResult> results) {
        control.windowGates(
                model,
                version,
                results.stream()
                        .map(result -> new ControlPlaneMeters.WindowGateValue(
                                result.gate().id(), result.level().label(), result.value()))
                        .toList());
    }

    @Override
    public void canary(String model, Optional<CanaryStatus> status) {
        if (status.isEmpty()) {
            control.canaries().none(model);
            return;
        }
        Rollout rollout = status.get().rollout();
        Map<String, Double> evidence = new HashMap<>();
        status.get().report().ifPresent(report -> {
            report.measures().forEach(each -> evidence.put(each.measure().label(), report.part(each)));
            evidence.put("all", Math.max(0, report.logE() / report.threshold()));
        });
        control.canaries().canary(model, rollout.version(), status.get().share(), stage(rollout), evidence);
    }

    private static int stage(Rollout rollout) {
        return switch (rollout.stage()) {
            case STEPPING -> rollout.serving() ? 1 : 0;
            case KEPT -> 2;
            case PROMOTED -> 3;
            case ABORTED -> 4;
        };
    }

    @Override
    public void refusing(String model, boolean refusing) {
        control.refusing(model, refusing);
    }

    @Override
    public void evaluationFailing(String model, boolean failing) {
        control.evaluationFailing(model, failing);
    }

    @Override
    public void switched(String model, String from, String to, String reason) {
        control.switched(model, from, to, reason);
    }

    @Override
    public void overrides(List<ManualOverride> overrides) {
        control.overrides(overrides.stream()
                .collect(Collectors.groupingBy(
                        ManualOverride::model,
                        Collectors.groupingBy(each -> each.kind().label(), Collectors.counting()))));
    }

    @Override
    public void stateProblems(int problems) {
        control.stateProblems(problems);
    }

    private static String label(Publisher.Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
