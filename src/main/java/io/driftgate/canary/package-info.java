/**
 * Whether a canary is as good as the version that it is to replace, and how much traffic it has for that.
 *
 * <pre>
 * driftgate.yaml --CanaryReader--> {@link io.driftgate.canary.Canary}, plans
 * answers --CanaryPlan--> Tally --cut, per pane, both arms--> {@link io.driftgate.canary.CanaryEvidence} --> CanaryReport
 *                                                  {@link io.driftgate.canary.Rollout}: stepping --> promoted, aborted, kept
 * </pre>
 *
 * <p>Plans count on an event loop and allocate nothing. Evidence and rollout are plain arithmetic, without clock, thread or I/O of
 * their own, and belong to the control plane's drift loop. Depends on {@code sketch}, {@code feature} and {@code source}. Null,
 * e-values, assumptions and sources: {@code src/site/markdown/adr/0012-canary-evidence.md}.
 */
package io.driftgate.canary;
