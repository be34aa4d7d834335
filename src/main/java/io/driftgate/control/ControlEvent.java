package io.driftgate.control;

import io.driftgate.canary.CanaryReport;
import io.driftgate.drift.DriftReport;
import io.driftgate.drift.SwitchStage;
import io.driftgate.drift.Verdict;
import io.driftgate.source.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Something that happened to what requests are served under. It is audited, and people may ask to be told of it. */
public sealed interface ControlEvent {
    /** The process serves from now on. */
    record Started(String version) implements ControlEvent {}

    /** The process stops serving, in order. */
    record Stopping() implements ControlEvent {}

    /**
     * A snapshot is in force.
     *
     * @param digest SHA-256 over all its files, hex
     * @param files SHA-256 of each by its name
     */
    record SnapshotApplied(String digest, Map<String, String> files) implements ControlEvent {
        public SnapshotApplied {
            files = Map.copyOf(files);
        }
    }

    /** The files on disk were not applied. {@code digest} is of the snapshot that stays in force. */
    record ReloadRejected(String digest, List<Problem> problems) implements ControlEvent {
        public ReloadRejected {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Traffic moved.
     *
     * @param reason as {@link ControlMeters#switched} has it
     */
    record Switched(String model, String from, String to, String reason) implements ControlEvent {}

    /**
     * A switch in force went on: its version has another share of the traffic, or its primary is held.
     *
     * @param share of the traffic that {@code to} has now, 0 to 1
     */
    record SwitchStaged(String model, String from, String to, SwitchStage stage, double share, String reason)
            implements ControlEvent {}

    /**
     * The deciding version has had no verdict for long, for lack of traffic, or it has one again.
     *
     * @param over whether it has one again
     */
    record VerdictMissing(String model, String version, DriftReport report, boolean over) implements ControlEvent {}

    /**
     * What a version's baseline says of its window became another verdict.
     *
     * @param before empty at its first evaluation
     */
    record VerdictChanged(String model, String version, Optional<Verdict> before, DriftReport report)
            implements ControlEvent {}

    /**
     * A version's baseline has grown older than its model's {@code staleAfter}, or no longer is.
     *
     * @param source what says how old it is: {@code trained-at}, {@code card} or {@code built-at}
     * @param detail for people: a predicate of the baseline
     * @param over whether another took its place, or it is gone
     */
    record BaselineStale(String model, String version, long ageSeconds, String source, String detail, boolean over)
            implements ControlEvent {}

    /**
     * A version's baseline was learned from live traffic, and is in its file.
     *
     * @param digest SHA-256 of the file, hex
     */
    record BaselineLearned(String model, String version, String digest, long rows) implements ControlEvent {}

    /** A person has a version learn its baseline anew: what it learned is gone. */
    record RelearnAsked(String model, String version, String who, String why) implements ControlEvent {}

    /** Rules that have expired or will soon, at a load and at least once a day; empty when there is none any more. */
    record RulesExpiring(List<RuleExpiry> rules) implements ControlEvent {
        public RulesExpiring {
            rules = List.copyOf(rules);
        }
    }

    /**
     * A gate of a version has another result than before, or holds it back where it did not, the first one included.
     *
     * @param required and not waived
     * @param holds whether the version gets no traffic for it
     * @param result {@code pass}, {@code fail} or {@code unknown}
     * @param detail what was found, for people
     */
    record GateChanged(
            String model,
            String version,
            String gate,
            String owner,
            boolean required,
            boolean holds,
            String result,
            String detail)
            implements ControlEvent {}

    /**
     * A window gate of a version fails from now on, or no longer does.
     *
     * @param action {@code alert}, {@code fallback} or {@code refuse}
     * @param result {@code fail}, {@code pass}, or {@code insufficient} when it is given another try or is gone
     * @param detail what the window says, for people; of a sensitive feature no group and no value
     */
    record WindowGateChanged(String model, String version, String gate, String action, String result, String detail)
            implements ControlEvent {}

    /**
     * All requests of a model are refused from now on for a window gate, or no longer are.
     *
     * @param gate that refuses, or did
     */
    record RefusalChanged(String model, String gate, boolean refusing) implements ControlEvent {}

    /**
     * A canary has another share of the traffic: its next step, or none while it is not ready.
     *
     * @param against the version that it is compared with
     * @param step from 0
     * @param share 0 to 1
     */
    record CanaryStep(String model, String version, String against, int step, double share, String reason)
            implements ControlEvent {}

    /**
     * A canary is worse than the version that it is compared with, and gets nothing any more.
     *
     * @param share that it had
     */
    record CanaryAborted(String model, String version, String against, double share, CanaryReport report)
            implements ControlEvent {}

    /** A canary held through all its steps and has all the traffic. */
    record CanaryPromoted(String model, String version, String against) implements ControlEvent {}

    /**
     * A person's override came into force or went.
     *
     * @param change {@code set}, {@code released} or {@code expired}
     * @param kind {@code freeze}, {@code pin}, {@code quarantine} or {@code bypass}
     * @param version empty for a freeze
     * @param rule empty for all but a bypass
     * @param until empty when it does not expire
     */
    record OverrideChanged(
            String id,
            String change,
            String kind,
            String model,
            String version,
            String rule,
            String who,
            String why,
            Optional<Instant> until)
            implements ControlEvent {}

    /**
     * The audit log is in trouble, or no longer.
     *
     * @param trouble a short name of what is wrong, such as {@code disk} or {@code drops}
     * @param resolved whether it is over
     */
    record AuditTrouble(String trouble, String detail, boolean resolved) implements ControlEvent {}
}
