package io.driftgate.proxy.exchange;

/** The id under which a request is known in answers, error bodies and at the model server. */
final class RequestIds {
    private static final int MAX_LENGTH = 128;

    private RequestIds() {}

    /** The client's own {@code x-request-id} when it is harmless (one field, letters, digits, {@code ._-}), else a new one. */
    static String accepted(FieldBlock fields, LoopState loop) {
        int field = fields.find(KnownField.X_REQUEST_ID);
        if (field == FieldBlock.NONE || fields.count(KnownField.X_REQUEST_ID) != 1) {
            return loop.newRequestId();
        }
        int from = fields.valueFrom(field);
        int to = fields.valueTo(field);
        if (from == to || to - from > MAX_LENGTH) {
            return loop.newRequestId();
        }
        byte[] bytes = fields.bytes();
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            boolean letterOrDigit = (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
            if (!letterOrDigit && b != '.' && b != '_' && b != '-') {
                return loop.newRequestId();
            }
        }
        return fields.value(field);
    }

    /** Whether an accepted id is what the client sent. */
    static boolean isOwn(FieldBlock fields, String id) {
        int field = fields.find(KnownField.X_REQUEST_ID);
        return field != FieldBlock.NONE && fields.value(field).equals(id);
    }
}
