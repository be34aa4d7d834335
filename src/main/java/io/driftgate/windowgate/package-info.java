/**
 * Expectations over a window of traffic, which name what must hold of a feature, of predictions or between groups, and what is done when
 * it does not: {@link io.driftgate.windowgate.WindowGate}.
 *
 * <pre>
 * driftgate.yaml --WindowGateReader--> WindowGates, plans
 * rows, answers  --IngressPlan, PredictionPlan--> Tally --cut, per pane--> WindowGateMonitor --GateMachine--> WindowGateResult
 * </pre>
 *
 * <p>Plans count on an event loop and allocate nothing. The monitor is plain arithmetic on counts, without clock or thread of its own, and
 * belongs to the control plane's drift loop. What these gates are not: the release gates of {@code governance} judge a model card.
 */
package io.driftgate.windowgate;
