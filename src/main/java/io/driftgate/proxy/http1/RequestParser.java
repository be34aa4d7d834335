package io.driftgate.proxy.http1;

import io.driftgate.proxy.exchange.FieldBlock;
import io.driftgate.proxy.exchange.KnownField;
import io.driftgate.proxy.exchange.RequestHead;
import io.driftgate.proxy.http1.FramingException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Parses request heads into one reused {@link RequestHead}. */
final class RequestParser extends HeadParser {
    private static final String[] COMMON_METHODS = {"POST", "GET", "HEAD"};
    private static final int MAX_METHOD_LENGTH = 24;
    private static final byte[] VERSION = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SCHEME = "http://".getBytes(StandardCharsets.US_ASCII);

    private final RequestHead head;
    private boolean version11;
    private boolean chunked;
    private boolean keepAlive;

    // A connection mostly repeats one target: its strings are made once.
    private byte[] lastTarget = {};
    private String lastPath = "";
    private String lastQuery = "";

    RequestParser(RequestHead head) {
        super(head.fields());
        this.head = head;
    }

    boolean isBodyChunked() {
        return chunked;
    }

    /** Whether the client speaks HTTP/1.1, and so takes chunks and 100 Continue. */
    boolean isVersion11() {
        return version11;
    }

    /** Whether the client wants to go on after this request. */
    boolean isKeepAlive() {
        return keepAlive;
    }

    @Override
    void startLine(byte[] bytes, int from, int to) throws FramingException {
        int methodTo = from;
        while (methodTo < to && bytes[methodTo] != ' ') {
            if (Characters.TOKEN_LOWER[bytes[methodTo] & 0xff] == 0) {
                throw new FramingException(Reason.REQUEST_LINE);
            }
            methodTo++;
        }
        int versionFrom = to - VERSION.length - 1;
        int targetFrom = methodTo + 1;
        int targetTo = versionFrom - 1;
        boolean shaped = methodTo > from
                && methodTo - from <= MAX_METHOD_LENGTH
                && targetTo > targetFrom
                && bytes[targetTo] == ' '
                && Arrays.equals(bytes, versionFrom, to - 1, VERSION, 0, VERSION.length);
        if (!shaped) {
            throw new FramingException(isOtherVersion(bytes, from, to) ? Reason.VERSION : Reason.REQUEST_LINE);
        }
        byte minor = bytes[to - 1];
        if (minor != '1' && minor != '0') {
            throw new FramingException(minor >= '2' && minor <= '9' ? Reason.VERSION : Reason.REQUEST_LINE);
        }
        version11 = minor == '1';
        target(bytes, targetFrom, targetTo);
        head.set(method(bytes, from, methodTo), lastPath, lastQuery);
    }

    private static boolean isOtherVersion(byte[] bytes, int from, int to) {
        for (int i = to - 1; i > from && to - i <= 9; i--) {
            if (bytes[i] == ' ') {
                return to - i > 5 && Arrays.equals(bytes, i + 1, i + 6, VERSION, 0, 5);
            }
        }
        return false;
    }

    private void target(byte[] bytes, int targetFrom, int to) throws FramingException {
        if (Arrays.equals(bytes, targetFrom, to, lastTarget, 0, lastTarget.length)) {
            return;
        }
        int from = targetFrom;
        if (bytes[from] != '/') {
            from = afterAuthority(bytes, from, to);
        }
        int pathTo = CanonicalPath.check(bytes, from, to);
        lastPath = new String(bytes, from, pathTo - from, StandardCharsets.US_ASCII);
        lastQuery = new String(bytes, pathTo, to - pathTo, StandardCharsets.US_ASCII);
        lastTarget = Arrays.copyOfRange(bytes, targetFrom, to);
    }

    /** The absolute form, which servers must accept (RFC 9112 section 3.2.2); the authority routes nothing here. */
    private static int afterAuthority(byte[] bytes, int from, int to) throws FramingException {
        int at = from + SCHEME.length;
        if (to <= at) {
            throw new FramingException(Reason.TARGET);
        }
        for (int i = 0; i < SCHEME.length; i++) {
            int b = bytes[from + i];
            if ((b >= 'A' && b <= 'Z' ? b | 0x20 : b) != SCHEME[i]) {
                throw new FramingException(Reason.TARGET);
            }
        }
        int authority = at;
        while (at < to && bytes[at] != '/') {
            if (!Characters.HOST[bytes[at++] & 0xff]) {
                throw new FramingException(Reason.TARGET);
            }
        }
        if (at == authority || at == to) {
            throw new FramingException(Reason.TARGET);
        }
        return at;
    }

    private static String method(byte[] bytes, int from, int to) {
        for (String method : COMMON_METHODS) {
            if (method.length() == to - from) {
                int i = 0;
                while (i < method.length() && method.charAt(i) == bytes[from + i]) {
                    i++;
                }
                if (i == method.length()) {
                    return method;
                }
            }
        }
        return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
    }

    @Override
    void finish() throws FramingException {
        FieldBlock fields = fields();
        checkHost(fields);
        chunked = isChunked();
        if (chunked && !version11) {
            throw new FramingException(Reason.TRANSFER_ENCODING);
        }
        long length = chunked ? RequestHead.UNKNOWN_LENGTH : Math.max(0, contentLength());
        boolean expects = expectsContinue(fields) && version11 && length != 0;
        head.setBody(length, expects);
        keepAlive = !fields.applyConnectionOptions() && version11;
    }

    private void checkHost(FieldBlock fields) throws FramingException {
        int host = fields.find(KnownField.HOST);
        if (host == FieldBlock.NONE) {
            if (version11) {
                throw new FramingException(Reason.HOST);
            }
            return;
        }
        if (fields.count(KnownField.HOST) != 1) {
            throw new FramingException(Reason.HOST);
        }
        for (int i = fields.valueFrom(host); i < fields.valueTo(host); i++) {
            if (!Characters.HOST[fields.bytes()[i] & 0xff]) {
                throw new FramingException(Reason.HOST);
            }
        }
    }

    private static boolean expectsContinue(FieldBlock fields) throws FramingException {
        int expect = fields.find(KnownField.EXPECT);
        if (expect == FieldBlock.NONE) {
            return false;
        }
        if (!fields.valueEquals(expect, "100-continue") || fields.count(KnownField.EXPECT) != 1) {
            throw new FramingException(Reason.EXPECT);
        }
        return true;
    }
}
