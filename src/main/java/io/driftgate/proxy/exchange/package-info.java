/**
 * One request and its answer, whatever the wire version: heads as parsed fields, the decision what becomes of a request, its
 * inspection, forwarding, failing over, ending. Knows Netty's buffers but no HTTP/1 type: the wire is behind
 * {@link io.driftgate.proxy.exchange.ClientStream} and {@link io.driftgate.proxy.exchange.UpstreamStream}. Everything here runs on
 * the event loop that owns the client's connection.
 */
package io.driftgate.proxy.exchange;
