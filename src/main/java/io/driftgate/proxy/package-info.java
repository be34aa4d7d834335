/**
 * The data plane: Netty pipelines of our own on the serving port. Open this first.
 *
 * <p>Rooms: this package binds, drains and hands panes over; {@code http1} speaks HTTP/1.1 on the wire, strictly; {@code exchange}
 * knows one request and its answer whatever the wire version, and everything that is decided about it. {@code http1} may use
 * {@code exchange}, never the other way round. The control plane is never imported: the {@link io.driftgate.snapshot snapshot} is all
 * that both know.
 *
 * <p>The life of a request, in order:
 *
 * <pre>
 *  1 http1.ServerConnection    accepts under maxConnections, feeds bytes to
 *  2 http1.RequestParser       which takes one spelling of a head and refuses every other: framing, Host, canonical path
 *  3 exchange.Exchanges        pins the snapshot (LoopState.Bound), finds model and protocol by path, chooses the version
 *  4 exchange.GovernedExchange takes a slot (maxConcurrent), buffers the body (maxBodyBytes, maxBufferedBytes), decodes it
 *  5 exchange.Guard            parses once and binds rows (RequestReader), scans for PII (RequestScan), evaluates the policy in force
 *                              and the one that is tried beside it (TrialState), sketches; gives a Permit or a Rejection
 *                              ExchangeRecords puts the decision into the loop's lane of the audit log; without room the request is refused or
 *                              goes on, as onFull says. Under durability ack no byte of an answer goes out before it is on disk (RecordWait)
 *  6 http1.UpstreamPool        an idle or new connection of the same event loop
 *  7 http1.UpstreamConnection  writes a head of our own making and the inspected body; reads the answer, as strictly
 *  8 exchange.Exchange         streams the answer back under backpressure, or fails over before its head, never after; where rules
 *                              or the scan for PII look at answers, one is held whole (HeldAnswer) until AnswerInspection releases,
 *                              rewrites, refuses or replaces it; events go through StreamedAnswer
 *  9 Exchange.finish           exactly once: the outcome's audit record, meters, slot, buffers
 * </pre>
 *
 * <p>Threads: one event loop owns a client connection, its exchange, its upstream connection, its sketch shards and scratch memory.
 * Nothing in here locks; {@link io.driftgate.proxy.exchange.Admission} alone is shared, by atomics. Deadlines come from a tick.
 */
package io.driftgate.proxy;
