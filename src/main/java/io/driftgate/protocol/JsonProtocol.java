package io.driftgate.protocol;

import io.driftgate.json.JsonTape;
import java.nio.charset.StandardCharsets;

/**
 * Any JSON on configured paths: one row, each feature where its JSON pointer (RFC 6901) points, by default at the top-level
 * member of its name. What no pointer names is not an unknown feature, just the rest of the body.
 */
final class JsonProtocol implements Protocol {
    @Override
    public String id() {
        return "json";
    }

    @Override
    public void bind(JsonTape tape, SchemaBinding binding, FeatureBatch batch) {
        batch.start(tape, binding);
        batch.pointers();
    }

    @Override
    public void bindAnswer(JsonTape tape, PredictionBinding binding, PredictionBatch batch) throws MalformedRequest {
        throw Shapes.malformed("not yet");
    }

    @Override
    public byte[] errorBody(Refusal refusal) {
        String error = new ErrorJson()
                .member("message", refusal.message())
                .context(refusal)
                .text();
        return ("{\"error\":" + error + "}").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String readyPath(String model) {
        return "";
    }
}
