package io.driftgate.control;

import io.driftgate.drift.SwitchStage;
import java.time.Instant;

/**
 * Drift moved a model's traffic. By names, since a version's place may change with a reload or a restart.
 *
 * @param from the primary whose baseline the traffic left
 * @param to the version that answers instead
 * @param share of the traffic that it has, 0 to 1; the rest is under the configured weights
 * @param stageSince when the stage began
 * @param alarmRows rows that the evidence took that made the switch; 0 when nobody knows
 */
public record Switch(
        String model,
        String from,
        String to,
        Instant since,
        SwitchStage stage,
        double share,
        Instant stageSince,
        long alarmRows) {
    public Switch {
        if (!(share > 0 && share <= 1)
                || (share < 1) != (stage == SwitchStage.RAMPING || stage == SwitchStage.HALF_OPEN)) {
            throw new IllegalArgumentException("a share of " + share + " while " + stage);
        }
    }

    /** All the traffic at once. */
    public Switch(String model, String from, String to, Instant since) {
        this(model, from, to, since, SwitchStage.AWAY, 1, since, 0);
    }

    /** The same switch, at another point of its way. */
    Switch at(SwitchStage nextStage, double nextShare, Instant now) {
        return new Switch(
                model, from, to, since, nextStage, nextShare, nextStage == stage ? stageSince : now, alarmRows);
    }

    Switch ofRows(long rows) {
        return new Switch(model, from, to, since, stage, share, stageSince, rows);
    }
}
