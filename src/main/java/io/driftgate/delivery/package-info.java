/**
 * Takes an alert's message to its sink over HTTP, once it leaves the box: {@link io.driftgate.delivery.Poster} makes one attempt within
 * a deadline, {@link io.driftgate.delivery.Courier} guards a sink's attempts with SmallRye Fault Tolerance (timeout, retries with
 * exponential backoff and jitter, circuit breaker).
 *
 * <p>Blocks its caller, who is a thread of {@code control} or the command line, never an event loop. Keeps nothing: what waits lies in
 * {@code control}'s queue.
 */
package io.driftgate.delivery;
