package io.driftgate.proxy.exchange;

import java.util.Locale;

/** Whether a body says that it is JSON in UTF-8. */
final class ContentTypes {
    private ContentTypes() {}

    /** {@code application/json} or {@code application/*+json}, no charset but UTF-8; a missing header counts as JSON. */
    static boolean isJson(FieldBlock fields) {
        int field = fields.find(KnownField.CONTENT_TYPE);
        if (field == FieldBlock.NONE || fields.valueEquals(field, "application/json")) {
            return fields.count(KnownField.CONTENT_TYPE) <= 1;
        }
        if (fields.count(KnownField.CONTENT_TYPE) > 1) {
            return false;
        }
        String[] parts = fields.value(field).toLowerCase(Locale.ROOT).split(";", -1);
        String type = parts[0].trim();
        boolean json = type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
        for (int i = 1; json && i < parts.length; i++) {
            String parameter = parts[i].trim();
            if (parameter.startsWith("charset=")) {
                String charset = parameter.substring("charset=".length()).replace("\"", "");
                json = charset.equals("utf-8") || charset.equals("utf8");
            }
        }
        return json;
    }
}
