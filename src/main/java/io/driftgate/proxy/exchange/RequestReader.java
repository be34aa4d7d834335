package io.driftgate.proxy.exchange;

import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import io.driftgate.protocol.BinaryTensors;
import io.driftgate.protocol.FormFields;
import io.driftgate.protocol.MalformedRequest;
import io.driftgate.protocol.Multipart;
import io.driftgate.protocol.UrlEncoded;

/** Reads a request's body as what its head says it is, and binds its rows. Reused; owned by one event loop. */
final class RequestReader {
    private final JsonTape tape;
    private final FormFields form = new FormFields();
    private BodyKind kind = BodyKind.OTHER;
    private int jsonTo;

    RequestReader(int maxDepth) {
        tape = new JsonTape(maxDepth);
    }

    /** Reads {@code body[from, to)} and points the model's batch at its rows. */
    void read(Inspection request, byte[] body, int from, int to) throws MalformedJson, MalformedRequest {
        kind = request.kind();
        ModelState model = request.model();
        switch (kind) {
            case JSON -> {
                jsonTo = InferenceHeader.jsonTo(request.fields(), request.protocol(), from, to);
                if (jsonTo == InferenceHeader.MALFORMED) {
                    throw new MalformedRequest(
                            "Inference-Header-Content-Length must be one number of bytes, and not more than the body has");
                }
                tape.parse(body, from, jsonTo);
                request.protocol()
                        .bind(tape, jsonTo, to, request.state().version.binding(), model.batch);
            }
            case FORM, MULTIPART -> {
                if (kind == BodyKind.FORM) {
                    UrlEncoded.readForm(body, from, to, form);
                } else {
                    FieldBlock fields = request.fields();
                    Multipart.read(body, from, to, fields.value(fields.find(KnownField.CONTENT_TYPE)), form);
                }
                request.protocol().bindForm(form, request.state().version.binding(), model.batch);
            }
            case OTHER -> throw new IllegalStateException("nobody reads such a body");
        }
    }

    BodyKind kind() {
        return kind;
    }

    /** The JSON of the body. */
    JsonTape tape() {
        return tape;
    }

    /** One past the last byte of the JSON. */
    int jsonTo() {
        return jsonTo;
    }

    /** The fields of the body, when it is a form. */
    FormFields form() {
        return form;
    }

    /** The tensors behind the JSON. */
    static BinaryTensors tensors(Inspection request) {
        return request.model().batch.tensors();
    }

    void release() {
        tape.release();
        form.release();
        kind = BodyKind.OTHER;
    }
}
