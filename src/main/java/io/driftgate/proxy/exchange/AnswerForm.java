package io.driftgate.proxy.exchange;

import io.driftgate.proxy.exchange.BodyDecoding.Encoding;
import java.util.Locale;

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
        String[] parts = fields.value(field).toLowerCase(Locale.ROOT).split(";", -1);
        String type = parts[0].trim();
        if (!type.startsWith("text/") || !isUtf8(parts)) {
            return OTHER;
        }
        if (type.equals("text/event-stream")) {
            return encoding == Encoding.IDENTITY ? EVENTS : OTHER;
        }
        return TEXT;
    }

    private static boolean isUtf8(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].trim();
            if (parameter.startsWith("charset=")) {
                String charset = parameter.substring("charset=".length()).replace("\"", "");
                return charset.equals("utf-8") || charset.equals("utf8") || charset.equals("us-ascii");
            }
        }
        return true;
    }
}
