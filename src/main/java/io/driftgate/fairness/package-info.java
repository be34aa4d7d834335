/**
 * Whether predictions favour some groups over others: counts by group of a sensitive feature on the way, demographic parity of a window.
 *
 * <p>Which group somebody is of never leaves the process. Counts by group are handed from an event loop to the control plane's drift loop
 * and nowhere else; what comes out is {@link io.driftgate.fairness.Parity}, which has a difference, a ratio and a number of groups.
 *
 * <p>Depends on {@code feature}, {@code sketch} and {@code source}. The plan records on an event loop and allocates nothing.
 */
package io.driftgate.fairness;
