/**
 * Whether traffic still looks like a version's training data, and what to do when it doesn't.
 *
 * <pre>
 * PaneCounts --DriftMonitor: window, statistics per feature, noise floors, or evidence--> level --VerdictMachine--> Verdict
 *                                                                                      RerouteDecision --> switch, return, keep
 * </pre>
 *
 * <p>Plain arithmetic on counts; no clock, no thread, no I/O of its own. Called by the control plane's drift loop, on its one
 * thread, and never by an event loop. Depends on {@code sketch}, {@code feature} and {@code source}. The choice of statistics
 * and the figures behind the defaults: {@code src/site/markdown/adr/0004-drift-statistics.md}, {@code benchmarks/drift-defaults.md}.
 */
package io.driftgate.drift;
