/**
 * What both planes know, and nothing else: an immutable {@link io.driftgate.snapshot.Snapshot} of everything that requests are
 * served under, held by one volatile field. Built by {@code config}, published by {@code control}, read by {@code proxy} and
 * {@code admin}. What outlives a snapshot (connection pools, sketch shards) is owned by the event loops and found by key.
 */
package io.driftgate.snapshot;
