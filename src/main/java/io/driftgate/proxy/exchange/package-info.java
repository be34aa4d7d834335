/**
 * One request and its answer, whatever the wire version: heads as parsed fields, the decision what becomes of a request, its
 * inspection, forwarding, failing over, ending. Knows Netty's buffers but no HTTP/1 type: the wire is behind
 * {@link io.driftgate.proxy.exchange.ClientStream} and {@link io.driftgate.proxy.exchange.UpstreamStream}. Everything here runs on
 * the event loop that owns the client's connection.
 *
 * <pre>
 * {@link io.driftgate.proxy.exchange.Exchanges}        chooses what becomes of a request
 * {@link io.driftgate.proxy.exchange.Exchange}         the life of one: deadlines, backpressure, the end
 *   GovernedExchange   buffers the request (BufferedBody), has it inspected as a HeapCopy, sends it
 *     Guard            decides: RequestReader, RequestScan, rules, sketch; a GuardDecision
 *     GovernedAnswer   the answer: held (HeldAnswer), in events (StreamedAnswer), or passed on
 *       AnswerInspection   what is decided when: Guard's rules, then AnswerScan; an AnswerDecision
 *     ExchangeRecords  its audit records: AuditNotes of the guard, through the loop's AuditTrail; RecordWait and DurableQueue hold answers
 *   PassingExchange    streams what nobody inspects
 *   RefusedExchange    drops the request
 * </pre>
 */
package io.driftgate.proxy.exchange;
