package io.driftgate.protocol;

import java.util.List;
import java.util.Optional;

/** The protocols by id. */
public final class Protocols {
    static final Protocol OPEN_INFERENCE = new OpenInferenceProtocol();
    static final Protocol KSERVE_V1 = new KserveProtocol();
    static final Protocol MLFLOW = new MlflowProtocol();
    static final Protocol JSON = new JsonProtocol();

    private static final List<Protocol> ALL = List.of(OPEN_INFERENCE, KSERVE_V1, MLFLOW, JSON);

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
        return protocol.id().equals("openai");
    }

    /** All ids, for error messages and completion. */
    public static List<String> ids() {
        return ALL.stream().map(Protocol::id).toList();
    }
}
