package io.driftgate.snapshot;

/**
 * A model server.
 *
 * @param host name or address literal, without brackets
 * @param basePath put before every request's path; empty or {@code /prefix} without a trailing slash
 */
public record Upstream(String host, int port, String basePath) {
    /** {@code host:port} for the Host header. */
    public String authority() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    @Override
    public String toString() {
        return "http://" + authority() + basePath;
    }
}
