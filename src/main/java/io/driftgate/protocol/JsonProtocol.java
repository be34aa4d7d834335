package io.driftgate.protocol;

import io.driftgate.json.JsonTape;
import java.nio.charset.StandardCharsets;

/**
 * Any JSON on configured paths: one row, each feature where its JSON pointer (RFC 6901) points, by default at the top-level
 * member of its name. What no pointer names is not an unknown feature, just the rest of the body.
 */
final class JsonProtocol implements Protocol {
    private static final JsonTape NO_TAPE = new JsonTape(1);

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
    public boolean takesForms() {
        return true;
    }

    /** Features that have no pointer of their own by the names of fields; what is in files and what pointers point at is absent. */
    @Override
    public void bindForm(FormFields form, SchemaBinding binding, FeatureBatch batch) throws MalformedRequest {
        batch.start(NO_TAPE, binding);
        batch.form(form);
    }

    /** One row: each part where its pointer points, else the top-level member of its name, else the answer itself. */
    @Override
    public void bindAnswer(JsonTape tape, PredictionBinding binding, PredictionBatch batch) throws MalformedRequest {
        batch.start(tape, binding);
        for (int role = 0; role < PredictionRole.count(); role++) {
            int node = binding.resolve(PredictionRole.at(role), tape);
            if (node != JsonTape.NONE) {
                batch.addPointed(PredictionRole.at(role), node);
            }
        }
        if (tape.type(JsonTape.ROOT) == JsonTape.OBJECT) {
            batch.members().read(tape, binding.names(), JsonTape.ROOT);
            for (int place = 0; place < binding.names().size(); place++) {
                int member = batch.members().at(place);
                if (member != JsonTape.NONE && !binding.hasPointer(binding.role(place))) {
                    batch.addPart(place, member, 0);
                }
            }
        } else if (!batch.hasParts() && !binding.hasNames()) {
            batch.addNameless(JsonTape.ROOT, 0);
        }
        if (!batch.hasParts()) {
            throw Answers.nothingIn("the answer", binding);
        }
        batch.end(1);
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
