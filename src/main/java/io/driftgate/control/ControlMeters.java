package io.driftgate.control;

import io.driftgate.drift.DriftReport;
import io.driftgate.governance.GateResult;
import io.driftgate.snapshot.BaselineAge;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.windowgate.WindowGateResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the control plane has to say in metrics. Implemented outside of this package, so that nothing here knows a metrics
 * library. Called on the control plane's threads, one event at a time per method but from several threads over all: an
 * implementation is thread-safe, returns quickly and does not throw.
 */
public interface ControlMeters {
    /**
     * A load ended.
     *
     * @param valid whether the files as they are now have no error: a model that is denied since the start makes it false, although
     *     the rest is in force
     */
    void reload(Publisher.Status result, boolean valid);

    /** This snapshot is in force from now on. */
    void snapshotInfo(String digest, Instant at);

    /** The models, versions and policies of this snapshot exist from now on; series of all others go. */
    void retain(Snapshot snapshot);

    /** All rules that expire soon, or have; after every load, and so at least once a day. */
    void expiringRules(List<RuleExpiry> rules);

    /** A version's baseline was compared with the window; at every pane. */
    void driftStatistics(String model, String version, DriftReport report);

    /**
     * How old a version's baseline is; at every tick of the drift loop.
     *
     * @param age empty when there is no baseline, or nothing says
     * @param stale whether that is too old
     */
    void baselineAge(String model, String version, Optional<BaselineAge> age, boolean stale);

    /**
     * Whether a version learns its baseline, or has; at every tick of the drift loop.
     *
     * @param status empty when it does not learn, or no longer
     * @param learned whether its baseline is of live traffic
     */
    void learning(String model, String version, Optional<LearningStatus> status, boolean learned);

    /** The weights in force and why, after every change and at every tick of the drift loop. */
    void routeWeights(String model, RouteStatus route);

    /** What a version's gates say, after every change. */
    void gates(String model, String version, List<GateResult> results);

    /**
     * A version's window gates were evaluated; at every pane.
     *
     * @param results in the order of the gates
     */
    void windowGates(String model, String version, List<WindowGateResult> results);

    /** Where a model's canary is; at every tick of the drift loop, and once when there is none any more. */
    void canary(String model, Optional<CanaryStatus> status);

    /** Whether a model's requests are refused for a window gate; at every change, and at every tick of the drift loop. */
    void refusing(String model, boolean refusing);

    /** Whether drift, window gates, canary or route of a model can't be judged for an exception; at every tick of the drift loop. */
    void evaluationFailing(String model, boolean failing);

    /**
     * Traffic moved.
     *
     * @param from version that was active
     * @param to version that is active now
     * @param reason a label: a {@link io.driftgate.drift.RerouteDecision.Reason} in lower case, such as {@code drift} or {@code
     *     cleared}; or {@code config} when a reload took what the switch stood on
     */
    void switched(String model, String from, String to, String reason);

    /** All overrides there are; after every change, and at start. */
    void overrides(List<ManualOverride> overrides);

    /** How much is wrong with the state directory: files that could not be read, or can't be written; at every tick of the drift loop. */
    void stateProblems(int problems);
}
