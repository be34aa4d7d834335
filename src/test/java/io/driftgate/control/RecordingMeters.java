package io.driftgate.control;

import io.driftgate.drift.DriftReport;
import io.driftgate.governance.GateResult;
import io.driftgate.snapshot.BaselineAge;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.windowgate.WindowGateResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Remembers what it was told. */
final class RecordingMeters implements ControlMeters {
    final List<Publisher.Status> reloads = new CopyOnWriteArrayList<>();
    final List<String> digests = new CopyOnWriteArrayList<>();
    final List<String> switches = new CopyOnWriteArrayList<>();
    final Map<String, DriftReport> reports = new ConcurrentHashMap<>();
    final Map<String, RouteStatus> routes = new ConcurrentHashMap<>();
    final Map<String, List<String>> gates = new ConcurrentHashMap<>();
    final Map<String, List<WindowGateResult>> windowGates = new ConcurrentHashMap<>();
    final Map<String, String> ages = new ConcurrentHashMap<>();
    final Map<String, String> learning = new ConcurrentHashMap<>();
    final Map<String, Boolean> refusing = new ConcurrentHashMap<>();
    final Map<String, Boolean> failing = new ConcurrentHashMap<>();
    final Map<String, CanaryStatus> canaries = new ConcurrentHashMap<>();
    final List<List<RuleExpiry>> expiring = new CopyOnWriteArrayList<>();
    volatile Map<String, List<String>> versions = Map.of();
    volatile List<ManualOverride> overrides = List.of();
    volatile int stateProblems;

    /** Runs where the results of window gates are told, which the contract says must not throw; a test's may. */
    volatile Runnable beforeWindowGates = () -> {};

    volatile Runnable beforeOverrides = () -> {};

    @Override
    public void reload(Publisher.Status result, boolean valid) {
        reloads.add(result);
    }

    @Override
    public void snapshotInfo(String digest, Instant at) {
        digests.add(digest);
    }

    @Override
    public void retain(Snapshot snapshot) {
        versions = snapshot.models().stream()
                .collect(Collectors.toMap(
                        Model::name,
                        model -> model.versions().stream()
                                .map(ModelVersion::name)
                                .toList()));
    }

    @Override
    public void canary(String model, Optional<CanaryStatus> status) {
        canaries.remove(model);
        status.ifPresent(there -> canaries.put(model, there));
    }

    @Override
    public void expiringRules(List<RuleExpiry> rules) {
        expiring.add(rules);
    }

    @Override
    public void driftStatistics(String model, String version, DriftReport report) {
        reports.put(model + "/" + version, report);
    }

    @Override
    public void baselineAge(String model, String version, Optional<BaselineAge> age, boolean stale) {
        ages.put(
                model + "/" + version, age.map(each -> each.source().label()).orElse("none") + (stale ? " stale" : ""));
    }

    @Override
    public void learning(String model, String version, Optional<LearningStatus> status, boolean learned) {
        learning.put(model + "/" + version, status.map(LearningStatus::sentence).orElse(learned ? "learned" : ""));
    }

    @Override
    public void routeWeights(String model, RouteStatus route) {
        routes.put(model, route);
    }

    @Override
    public void gates(String model, String version, List<GateResult> results) {
        gates.put(
                model + "/" + version,
                results.stream()
                        .map(result -> result.gate() + " " + result.outcome().label())
                        .toList());
    }

    @Override
    public void windowGates(String model, String version, List<WindowGateResult> results) {
        beforeWindowGates.run();
        windowGates.put(model + "/" + version, results);
    }

    @Override
    public void refusing(String model, boolean is) {
        refusing.put(model, is);
    }

    @Override
    public void evaluationFailing(String model, boolean is) {
        failing.put(model, is);
    }

    @Override
    public void switched(String model, String from, String to, String reason) {
        switches.add(model + ": " + from + " -> " + to + " by " + reason);
    }

    @Override
    public void overrides(List<ManualOverride> all) {
        beforeOverrides.run();
        overrides = all;
    }

    @Override
    public void stateProblems(int problems) {
        stateProblems = problems;
    }
}
