package io.driftgate.control;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * For how long a switch has been at its stage, by the monotonic clock, so that a step of the wall clock neither ends nor stretches
 * one. Of a stage from before the process's start there is the wall clock alone up to there. Owned by the drift loop's thread.
 */
final class SwitchTimes {
    private record Stage(Switch of, long beganAtNanos) {
        boolean is(Switch other) {
            return of.stage() == other.stage() && of.stageSince().equals(other.stageSince());
        }
    }

    private final Instant start;
    private final long startNanos;
    private final Map<String, Stage> stages = new HashMap<>();

    SwitchTimes(Instant start, long startNanos) {
        this.start = start;
        this.startNanos = startNanos;
    }

    /** A stage begins now. */
    void follow(Optional<Switch> present, long nowNanos) {
        present.ifPresent(each -> elapsedNanos(each, nowNanos));
    }

    /** Whether a former process made it. */
    boolean isFromBefore(Switch present) {
        return present.since().isBefore(start);
    }

    long elapsedNanos(Switch present, long nowNanos) {
        Stage known = stages.get(present.model());
        if (known == null || !known.is(present)) {
            known = new Stage(present, nowNanos - before(present, nowNanos));
            stages.put(present.model(), known);
        }
        return nowNanos - known.beganAtNanos();
    }

    private long before(Switch present, long nowNanos) {
        if (!present.stageSince().isBefore(start)) {
            return 0;
        }
        Duration until = Duration.between(present.stageSince(), start);
        long nanos =
                until.compareTo(Duration.ofDays(365)) > 0 ? Duration.ofDays(365).toNanos() : until.toNanos();
        return nanos + (nowNanos - startNanos);
    }
}
