/**
 * Replays recorded rows against a baseline, window by window: what every statistic would have said, and when which setting would
 * have tripped.
 *
 * <pre>
 * stream --RowReader--> FeatureRow --Replay, StepWindow--> ReplayWindow, steps --Findings: settings, EvidenceTrial--> report
 * reference --RowReader--> Reference: sorted values, rows in bins --Resampling, DrawnTraffic--> false alarms by chance
 * </pre>
 *
 * <p>One thread. Depends on {@code drift}, {@code sketch}, {@code feature} and {@code source}; called by the command line.
 */
package io.driftgate.drift.backtest;
