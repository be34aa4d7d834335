package io.driftgate.proxy.exchange;

import java.util.Locale;

/** What a Content-Type says (RFC 9110 section 8.3). */
final class ContentTypes {
    private ContentTypes() {}

    /** {@code application/json} or {@code application/*+json}, no charset but UTF-8; a missing header counts as JSON. */
    static boolean isJson(FieldBlock fields) {
        int field = fields.find(KnownField.CONTENT_TYPE);
        if (field == FieldBlock.NONE || fields.valueEquals(field, "application/json")) {
            return fields.count(KnownField.CONTENT_TYPE) <= 1;
        }
        String type = type(fields);
        return type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
    }

    /** JSON, or bytes behind JSON whose length the head gives. */
    static boolean isJsonWithTensors(FieldBlock fields) {
        return fields.find(KnownField.INFERENCE_HEADER_CONTENT_LENGTH) != FieldBlock.NONE
                && type(fields).equals("application/octet-stream");
    }

    /** The media type in lower case; empty when there is none, or two, or a charset that is not UTF-8. */
    static String type(FieldBlock fields) {
        int field = fields.find(KnownField.CONTENT_TYPE);
        if (field == FieldBlock.NONE || fields.count(KnownField.CONTENT_TYPE) > 1) {
            return "";
        }
        String[] parts = fields.value(field).toLowerCase(Locale.ROOT).split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].trim();
            if (parameter.startsWith("charset=")) {
                String charset = parameter.substring("charset=".length()).replace("\"", "");
                if (!charset.equals("utf-8") && !charset.equals("utf8")) {
                    return "";
                }
            }
        }
        return parts[0].trim();
    }
}
