/**
 * Which version answers: weights, the sticky choice among them, and the reason that clients and metrics are told. Pure
 * functions over immutable values; called on event loops for every request and by the control plane when it publishes weights.
 */
package io.driftgate.route;
