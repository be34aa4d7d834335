package io.driftgate.proxy.exchange;

import io.driftgate.protocol.Protocol;

/**
 * {@code Inference-Header-Content-Length}: how many bytes of a body are JSON, see {@link io.driftgate.protocol.BinaryTensors}. One
 * field of plain digits without leading zeros, or nobody knows where the JSON ends.
 */
final class InferenceHeader {
    /** The body is JSON alone. */
    static final int ABSENT = -1;

    static final int MALFORMED = -2;

    private static final int MAX_DIGITS = 9;

    private InferenceHeader() {}

    /** One past the last byte of JSON of {@code bytes[from, to)}, or {@link #MALFORMED}. */
    static int jsonTo(FieldBlock fields, Protocol protocol, int from, int to) {
        int bytes = protocol.takesBinaryTensors() ? jsonBytes(fields) : ABSENT;
        if (bytes == ABSENT) {
            return to;
        }
        return bytes == MALFORMED || bytes > to - from ? MALFORMED : from + bytes;
    }

    /** Bytes of JSON, {@link #ABSENT} or {@link #MALFORMED}. */
    static int jsonBytes(FieldBlock fields) {
        int field = fields.find(KnownField.INFERENCE_HEADER_CONTENT_LENGTH);
        if (field == FieldBlock.NONE) {
            return ABSENT;
        }
        int from = fields.valueFrom(field);
        int digits = fields.valueTo(field) - from;
        if (digits < 1
                || digits > MAX_DIGITS
                || fields.bytes()[from] == '0'
                || fields.count(KnownField.INFERENCE_HEADER_CONTENT_LENGTH) > 1) {
            return MALFORMED;
        }
        int value = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = fields.bytes()[i] - '0';
            if (digit < 0 || digit > 9) {
                return MALFORMED;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
