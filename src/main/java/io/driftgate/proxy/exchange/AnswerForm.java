package io.driftgate.proxy.exchange;

import io.driftgate.protocol.MediaType;
import io.driftgate.proxy.exchange.BodyDecoding.Encoding;

/** How an answer's head says that its body is to be read. */
enum AnswerForm {
    /** Behind which binary tensors may stand. */
    JSON,
    /** Any text in UTF-8. */
    TEXT,
    /** Server-sent events, which go out as they come in. */
    EVENTS,
    /** Nothing in it can be looked at: of another kind, charset or content coding. */
    OTHER;

    static AnswerForm of(ResponseHead head) {
        FieldBlock fields = head.fields();
        Encoding encoding = BodyDecoding.of(fields);
        if (encoding == Encoding.UNKNOWN) {
            return OTHER;
        }
        if (ContentTypes.isJson(fields) || ContentTypes.isJsonWithTensors(fields)) {
            return JSON;
        }
        int field = fields.find(KnownField.CONTENT_TYPE);
        if (fields.count(KnownField.CONTENT_TYPE) != 1) {
            return OTHER;
        }
        MediaType type = MediaType.of(fields.value(field));
        if (!type.isText() || !type.utf8()) {
            return OTHER;
        }
        if (type.name().equals("text/event-stream")) {
            return encoding == Encoding.IDENTITY ? EVENTS : OTHER;
        }
        return TEXT;
    }
}
