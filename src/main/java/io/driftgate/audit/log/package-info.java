/**
 * The durable log: from the event loops' rings to segments on disk, and back.
 *
 * <p>One thread writes. It takes what lies in the {@linkplain io.driftgate.audit.log.AuditLane lanes} and in the control queue, appends it to
 * the newest segment, syncs ({@link io.driftgate.audit.log.Pace} says when: a batch may be written many times before its one sync), and only then tells the lanes how far they are
 * durable; while it syncs, the next batch gathers. No more than one batch is ever written behind the last sync. A second
 * thread signs checkpoints, hands them to exporters and removes old segments, so that none of these holds up a record. Nothing here is called back on an event loop.
 *
 * <p>Bounds: a ring per event loop, one control queue, one batch in memory. When the disk stands still these fill, and what then happens is
 * {@link io.driftgate.audit.OnFull}.
 *
 */
package io.driftgate.audit.log;
