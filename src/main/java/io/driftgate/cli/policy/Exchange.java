package io.driftgate.cli.policy;

import io.driftgate.feature.Headers;
import io.driftgate.protocol.Protocol;
import java.util.Optional;

/** A request, the answer when there is one, and what rules see around them. Immutable; its bodies are not to be written to. */
final class Exchange {
    private final Protocol protocol;
    private final byte[] request;
    private final Optional<byte[]> response;
    private final String path;
    private final String model;
    private final String version;
    private final Headers headers;

    /**
     * Puts an exchange together.
     *
     * @param request the body, JSON
     * @param response the model server's body, JSON; empty when only the request is tried
     * @param version of the model
     */
    Exchange(
            Protocol protocol,
            byte[] request,
            Optional<byte[]> response,
            String path,
            String model,
            String version,
            Headers headers) {
        this.protocol = protocol;
        this.request = request;
        this.response = response;
        this.path = path;
        this.model = model;
        this.version = version;
        this.headers = headers;
    }

    Protocol protocol() {
        return protocol;
    }

    byte[] request() {
        return request;
    }

    Optional<byte[]> response() {
        return response;
    }

    String path() {
        return path;
    }

    String model() {
        return model;
    }

    String version() {
        return version;
    }

    Headers headers() {
        return headers;
    }
}
