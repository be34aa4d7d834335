/**
 * Whether traffic still comes from the baseline's population, as evidence whose rate of false alarms is a setting.
 *
 * <pre>
 * PaneCounts --PaneBlocks: sums since a few starts, geometrically spaced--> window counts per start
 *   per feature, start and {@link io.driftgate.drift.evidence.Direction}:  screened by a z score, then
 *   {@link io.driftgate.drift.evidence.Tilt}: exact e-value against "same population", baseline's own error and the immaterial included
 *   mixed over directions, starts and features --> one e-value per pane --> alarm when it reaches panes per false alarm
 * </pre>
 *
 * <p>Plain arithmetic on counts; no clock, no thread, no I/O. Called by the drift loop's thread and by {@code backtest}, never
 * by an event loop. Depends on {@code sketch} only. Null, formulas, assumptions and measured run lengths:
 * {@code src/site/markdown/adr/0010-drift-evidence.md}, {@code benchmarks/drift-evidence.md}.
 */
package io.driftgate.drift.evidence;
