package io.driftgate.proxy.exchange;

import io.driftgate.protocol.MediaType;

/** What a Content-Type says (RFC 9110 section 8.3). */
final class ContentTypes {
    private ContentTypes() {}

    /** {@code application/json} or {@code application/*+json}, no charset but UTF-8; a missing header counts as JSON. */
    static boolean isJson(FieldBlock fields) {
        int field = fields.find(KnownField.CONTENT_TYPE);
        if (field == FieldBlock.NONE || fields.valueEquals(field, "application/json")) {
            return fields.count(KnownField.CONTENT_TYPE) <= 1;
        }
        MediaType type = MediaType.of(fields.value(field));
        return type.isJson() && type.utf8() && fields.count(KnownField.CONTENT_TYPE) == 1;
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
        MediaType type = MediaType.of(fields.value(field));
        return type.utf8() ? type.name() : "";
    }
}
