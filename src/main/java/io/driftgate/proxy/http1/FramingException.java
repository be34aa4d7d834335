package io.driftgate.proxy.http1;

import java.util.Locale;

/** A message whose bounds or meaning are not beyond doubt (RFC 9112). Stackless: hostile input must stay cheap. */
final class FramingException extends Exception {
    private static final long serialVersionUID = 1;

    /** Why; label {@code reason} of {@code driftgate_framing_refusals_total}. */
    enum Reason {
        BARE_LF(400, "a line ends in a bare line feed"),
        REQUEST_LINE(400, "the request line is not 'method target HTTP/1.1'"),
        VERSION(505, "only HTTP/1.1 and HTTP/1.0 are spoken here"),
        TARGET(400, "the request target is not a valid path"),
        PATH_NOT_CANONICAL(400, "the path is not in canonical form"),
        STATUS_LINE(400, "the status line is not valid"),
        FIELD_NAME(400, "a header name is not valid"),
        FIELD_VALUE(400, "a header value has a control character"),
        OBS_FOLD(400, "a header is folded over two lines"),
        HEAD_TOO_LARGE(431, "the header is larger than limits.maxHeaderBytes"),
        TOO_MANY_FIELDS(431, "there are too many header fields"),
        HOST(400, "exactly one valid Host header is needed"),
        CONTENT_LENGTH(400, "Content-Length is not one plain number"),
        LENGTH_AND_CHUNKED(400, "Content-Length and Transfer-Encoding are both there"),
        TRANSFER_ENCODING(400, "Transfer-Encoding is not exactly 'chunked'"),
        CHUNK(400, "a chunk is not valid"),
        TRAILER(400, "a trailer is not valid, or trailers are too large"),
        EXPECT(417, "only 'Expect: 100-continue' is known");

        private final int status;
        private final String phrase;
        private final String label = name().toLowerCase(Locale.ROOT);

        Reason(int status, String phrase) {
            this.status = status;
            this.phrase = phrase;
        }

        int status() {
            return status;
        }

        String phrase() {
            return phrase;
        }

        String label() {
            return label;
        }
    }

    private final Reason reason;

    FramingException(Reason reason) {
        super(null, null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }

    @Override
    public String getMessage() {
        return reason.phrase();
    }
}
