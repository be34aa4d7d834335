package io.driftgate.proxy.http1;

import io.driftgate.proxy.exchange.RequestHead;
import io.driftgate.proxy.exchange.ResponseHead;
import io.driftgate.proxy.http1.FramingException.Reason;

/** Parses response heads into one reused {@link ResponseHead}. */
final class ResponseParser extends HeadParser {
    private final ResponseHead head;
    private boolean version11;
    private boolean answersHead;
    private boolean chunked;
    private boolean keepAlive;

    ResponseParser(ResponseHead head) {
        super(head.fields());
        this.head = head;
    }

    /** Prepares for the next answer; {@code toHead}: the request was a HEAD, so no body follows whatever the fields say. */
    void reset(boolean toHead) {
        reset();
        answersHead = toHead;
    }

    /** Whether the body comes in chunks. */
    boolean isBodyChunked() {
        return chunked;
    }

    /** Whether the connection can be used again once the body has ended. */
    boolean isKeepAlive() {
        return keepAlive;
    }

    @Override
    void startLine(byte[] bytes, int from, int to) throws FramingException {
        boolean shaped = to - from >= 12
                && bytes[from] == 'H'
                && bytes[from + 1] == 'T'
                && bytes[from + 2] == 'T'
                && bytes[from + 3] == 'P'
                && bytes[from + 4] == '/'
                && bytes[from + 5] == '1'
                && bytes[from + 6] == '.'
                && (bytes[from + 7] == '1' || bytes[from + 7] == '0')
                && bytes[from + 8] == ' '
                && (to - from == 12 || bytes[from + 12] == ' ');
        if (!shaped) {
            throw new FramingException(Reason.STATUS_LINE);
        }
        version11 = bytes[from + 7] == '1';
        int status = 0;
        for (int i = from + 9; i < from + 12; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new FramingException(Reason.STATUS_LINE);
            }
            status = status * 10 + digit;
        }
        for (int i = from + 12; i < to; i++) {
            if (!Characters.FIELD_VALUE[bytes[i] & 0xff]) {
                throw new FramingException(Reason.STATUS_LINE);
            }
        }
        if (status < 100 || status > 599) {
            throw new FramingException(Reason.STATUS_LINE);
        }
        head.set(status);
    }

    @Override
    void finish() throws FramingException {
        int status = head.status();
        chunked = isChunked();
        if (chunked && !version11) {
            throw new FramingException(Reason.TRANSFER_ENCODING);
        }
        long length = chunked ? RequestHead.UNKNOWN_LENGTH : contentLength();
        boolean body = !answersHead && status != 204 && status != 304 && status >= 200 && length != 0;
        head.setBody(length, body);
        boolean close = fields().applyConnectionOptions();
        boolean endsWithConnection = body && !chunked && length == RequestHead.UNKNOWN_LENGTH;
        keepAlive = version11 && !close && !endsWithConnection;
        if (!body) {
            chunked = false;
        }
    }
}
