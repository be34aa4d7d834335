package io.driftgate.drift;

import io.driftgate.drift.evidence.EvidenceMemory;

/**
 * Where a watch by evidence stands, for another process.
 *
 * @param panes and {@code rows}: since the evidence last started anew
 * @param rowsToClear rows that it takes to say that an alarm is over
 * @param alarmRows rows that the last alarm took
 * @param alarmMisfit evidence of the last alarm over its threshold
 */
public record EvidenceState(
        EvidenceMemory evidence, long panes, long rows, long rowsToClear, long alarmRows, double alarmMisfit) {}
