package io.driftgate.snapshot;

/**
 * The bounds of the data plane, {@code limits:} in the configuration.
 *
 * @param maxBodyBytes of a request, and of an answer that rules look at
 * @param maxRows of one request to a governed model
 * @param maxHeaderBytes of a request or response head, start line included
 * @param maxBufferedBytes of bodies held at once over all connections
 * @param upstreamTimeoutNanos from the last byte sent to the head of the answer, and between two reads of its body
 * @param idleTimeoutNanos of a client connection between requests, and of one that sends its request too slowly
 */
public record Limits(
        int maxBodyBytes,
        int maxRows,
        int maxHeaderBytes,
        int maxConnections,
        int maxConcurrent,
        long maxBufferedBytes,
        long upstreamTimeoutNanos,
        long idleTimeoutNanos) {
    public static final Limits DEFAULT =
            new Limits(8 << 20, 10_000, 16 << 10, 4096, 1024, 64L << 20, 30_000_000_000L, 60_000_000_000L);
}
