/**
 * HTTP/1.1 on the wire (RFC 9112), both sides. Parsers of our own instead of a general codec: whatever has two readings is refused
 * before a byte goes upstream, heads cost no object per field, and what is forwarded is always written anew. Why: ADR 0002. Everything
 * here runs on the event loop that owns the connection.
 */
package io.driftgate.proxy.http1;
