/**
 * The admin port: what is in force and why, for people and for probes, and the calls that change something. Reads the
 * control plane's states and the snapshot, holds no state of its own, and answers with records made for JSON
 * ({@link io.driftgate.admin.SnapshotView}, {@link io.driftgate.admin.DriftView}, {@link io.driftgate.admin.RoutesView}), so that
 * the domain can change without changing what people script against.
 *
 * <p>Runs on Quarkus's worker threads, never on an event loop of the data plane. Everything that only reads is open to whoever
 * reaches the port; {@code POST /-/reload} and changes of overrides need the bearer token.
 */
package io.driftgate.admin;
