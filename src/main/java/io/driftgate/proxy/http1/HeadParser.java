package io.driftgate.proxy.http1;

import io.driftgate.proxy.exchange.FieldBlock;
import io.driftgate.proxy.exchange.KnownField;
import io.driftgate.proxy.exchange.RequestHead;
import io.driftgate.proxy.http1.FramingException.Reason;
import io.netty.buffer.ByteBuf;

/**
 * Parses a message head, start line and fields, as RFC 9112 has it and no other way: CRLF only, no folding, no blank before the
 * colon, no control characters. Takes bytes as they come and leaves those behind the head in the buffer. Field names become lower
 * case in place. One per connection, owned by its event loop.
 */
abstract class HeadParser {
    private static final int MAX_CONTENT_LENGTH_DIGITS = 18;

    private final FieldBlock fields;
    private int fill;
    private int lineStart;
    private boolean startLineSeen;
    private boolean blankLineSeen;

    HeadParser(FieldBlock fields) {
        this.fields = fields;
    }

    /** Prepares for the next head. */
    void reset() {
        fields.clear();
        fill = 0;
        lineStart = 0;
        startLineSeen = false;
        blankLineSeen = false;
    }

    /** Whether any byte of a head has come. */
    final boolean isStarted() {
        return fill > 0;
    }

    final FieldBlock fields() {
        return fields;
    }

    /**
     * Takes bytes off {@code in}.
     *
     * @return true when the head is complete; what follows it is still in {@code in}
     */
    final boolean feed(ByteBuf in, int maxBytes) throws FramingException {
        int taken = Math.min(in.readableBytes(), maxBytes + 1 - fill);
        fields.ensureCapacity(fill + taken);
        byte[] bytes = fields.bytes();
        in.readBytes(bytes, fill, taken);
        int end = fill + taken;
        for (int i = fill; i < end; i++) {
            if (bytes[i] != '\n') {
                continue;
            }
            if (i == lineStart || bytes[i - 1] != '\r') {
                throw new FramingException(Reason.BARE_LF);
            }
            int lineEnd = i - 1;
            if (lineEnd == lineStart && startLineSeen) {
                in.readerIndex(in.readerIndex() - (end - i - 1));
                fill = i + 1;
                finish();
                return true;
            }
            line(bytes, lineStart, lineEnd);
            lineStart = i + 1;
        }
        fill = end;
        if (fill > maxBytes) {
            throw new FramingException(Reason.HEAD_TOO_LARGE);
        }
        return false;
    }

    /** Parses the first line, {@code bytes[from, to)}. */
    abstract void startLine(byte[] bytes, int from, int to) throws FramingException;

    /** Checks what only the whole head can tell. */
    abstract void finish() throws FramingException;

    private void line(byte[] bytes, int from, int to) throws FramingException {
        if (!startLineSeen) {
            if (from == to && !blankLineSeen) {
                blankLineSeen = true; // RFC 9112 section 2.2: ignore an empty line before the start line; one will do
                return;
            }
            startLine(bytes, from, to);
            startLineSeen = true;
            return;
        }
        if (bytes[from] == ' ' || bytes[from] == '\t') {
            throw new FramingException(Reason.OBS_FOLD);
        }
        if (fields.size() == FieldBlock.MAX_FIELDS) {
            throw new FramingException(Reason.TOO_MANY_FIELDS);
        }
        parseField(bytes, from, to, fields);
    }

    private static void parseField(byte[] bytes, int from, int to, FieldBlock into) throws FramingException {
        int colon = checkField(bytes, from, to);
        int valueFrom = colon + 1;
        int valueTo = to;
        while (valueFrom < valueTo && isBlank(bytes[valueFrom])) {
            valueFrom++;
        }
        while (valueTo > valueFrom && isBlank(bytes[valueTo - 1])) {
            valueTo--;
        }
        into.add(from, colon, valueFrom, valueTo);
    }

    /**
     * Checks {@code name: value} and puts the name in lower case; trailers are checked here as well.
     *
     * @return the index of the colon
     */
    static int checkField(byte[] bytes, int from, int to) throws FramingException {
        int colon = from;
        while (colon < to && bytes[colon] != ':') {
            byte lower = Characters.TOKEN_LOWER[bytes[colon] & 0xff];
            if (lower == 0) {
                throw new FramingException(Reason.FIELD_NAME);
            }
            bytes[colon++] = lower;
        }
        if (colon == from || colon == to) {
            throw new FramingException(Reason.FIELD_NAME);
        }
        for (int i = colon + 1; i < to; i++) {
            if (!Characters.FIELD_VALUE[bytes[i] & 0xff]) {
                throw new FramingException(Reason.FIELD_VALUE);
            }
        }
        return colon;
    }

    /** Whether Transfer-Encoding is there; it must then be exactly one {@code chunked} and without Content-Length. */
    final boolean isChunked() throws FramingException {
        int field = fields.find(KnownField.TRANSFER_ENCODING);
        if (field == FieldBlock.NONE) {
            return false;
        }
        if (fields.find(KnownField.CONTENT_LENGTH) != FieldBlock.NONE) {
            throw new FramingException(Reason.LENGTH_AND_CHUNKED);
        }
        if (fields.count(KnownField.TRANSFER_ENCODING) != 1 || !fields.valueEquals(field, "chunked")) {
            throw new FramingException(Reason.TRANSFER_ENCODING);
        }
        return true;
    }

    /** Content-Length, or {@link RequestHead#UNKNOWN_LENGTH} when it is not there. */
    final long contentLength() throws FramingException {
        int field = fields.find(KnownField.CONTENT_LENGTH);
        if (field == FieldBlock.NONE) {
            return RequestHead.UNKNOWN_LENGTH;
        }
        int from = fields.valueFrom(field);
        int to = fields.valueTo(field);
        if (from == to || to - from > MAX_CONTENT_LENGTH_DIGITS || fields.count(KnownField.CONTENT_LENGTH) != 1) {
            throw new FramingException(Reason.CONTENT_LENGTH);
        }
        long length = 0;
        for (int i = from; i < to; i++) {
            int digit = fields.bytes()[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new FramingException(Reason.CONTENT_LENGTH);
            }
            length = length * 10 + digit;
        }
        return length;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
