/**
 * Tells people: from the control plane's events and the traffic's rates to messages at their sinks.
 *
 * <pre>
 * event threads --bounded queue in memory--> driftgate-alerts: judge, deduplicate, remember what is open
 *                                              --bounded queue on disk, one for each sink--> driftgate-alert-SINK: deliver, again and again
 * </pre>
 *
 * {@link io.driftgate.control.alert.AlertCenter} is all that others know: it listens to {@link io.driftgate.control.ControlEvents},
 * never blocks whoever tells it something, and says what is open and what waits. A sink that hangs holds up its own queue only. An alert is
 * delivered at least once; its id tells a receiver what it has seen.
 */
package io.driftgate.control.alert;
