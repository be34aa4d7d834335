package io.driftgate.protocol;

import java.util.List;
import java.util.Optional;

/** The protocols by id. */
public final class Protocols {
    static final Protocol OPEN_INFERENCE = new OpenInferenceProtocol();
    static final Protocol KSERVE_V1 = new KserveProtocol();
    static final Protocol MLFLOW = new MlflowProtocol();
    static final Protocol JSON = new JsonProtocol();
    /** Stands for the protocol where a model names it; the path says which of the three reads a request. */
    static final Protocol OPENAI = new OpenAiProtocol(OpenAiRequest.Endpoint.CHAT);

    static final Protocol OPENAI_COMPLETIONS = new OpenAiProtocol(OpenAiRequest.Endpoint.COMPLETIONS);
    static final Protocol OPENAI_EMBEDDINGS = new OpenAiProtocol(OpenAiRequest.Endpoint.EMBEDDINGS);

    private static final List<Protocol> ALL = List.of(OPEN_INFERENCE, KSERVE_V1, MLFLOW, JSON, OPENAI);

    private Protocols() {}

    public static Optional<Protocol> byId(String id) {
        for (Protocol protocol : ALL) {
            if (protocol.id().equals(id)) {
                return Optional.of(protocol);
            }
        }
        return Optional.empty();
    }

    /** Whether a protocol is one of the adapters of {@code openai}. */
    static boolean isOpenAi(Protocol protocol) {
        return protocol instanceof OpenAiProtocol;
    }

    /** All ids, for error messages and completion. */
    public static List<String> ids() {
        return ALL.stream().map(Protocol::id).toList();
    }
}
