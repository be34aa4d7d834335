package io.driftgate.proxy.exchange;

import io.driftgate.protocol.Protocol;

/** What the head of a request says that its body is, and so who reads it. */
enum BodyKind {
    /** JSON, behind which binary tensors may stand where the protocol has them. */
    JSON,
    /** {@code application/x-www-form-urlencoded}. */
    FORM,
    /** {@code multipart/form-data}. */
    MULTIPART,
    /** Nothing that is read here for this protocol. */
    OTHER;

    static BodyKind of(FieldBlock fields, Protocol protocol) {
        if (ContentTypes.isJson(fields)) {
            return JSON;
        }
        if (protocol.takesBinaryTensors() && ContentTypes.isJsonWithTensors(fields)) {
            return JSON;
        }
        String type = ContentTypes.type(fields);
        if (protocol.takesForms() && type.equals("application/x-www-form-urlencoded")) {
            return FORM;
        }
        return protocol.takesForms() && type.equals("multipart/form-data") ? MULTIPART : OTHER;
    }

    /** Why a body is {@link #OTHER}, for the client. */
    static String acceptedBy(Protocol protocol) {
        String json = "only application/json in UTF-8 is accepted";
        if (protocol.takesBinaryTensors()) {
            return json + ", or application/octet-stream with Inference-Header-Content-Length";
        }
        return protocol.takesForms()
                ? json + ", or a form: application/x-www-form-urlencoded, multipart/form-data"
                : json;
    }
}
