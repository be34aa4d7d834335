package io.driftgate.proxy.http1;

import io.driftgate.proxy.http1.FramingException.Reason;

/**
 * Holds request targets to one spelling, so that what the path table sees is what the model server sees: no empty segment, no dot
 * segment, nothing percent-encoded that needs not be (or that would read as a separator once decoded), hexadecimal digits in upper
 * case (RFC 3986 section 6.2.2). Anything else is refused, never repaired.
 */
final class CanonicalPath {
    private CanonicalPath() {}

    /**
     * Checks an origin-form target, path and query.
     *
     * @return the index of the question mark, or {@code to}
     */
    static int check(byte[] bytes, int from, int to) throws FramingException {
        if (from == to || bytes[from] != '/') {
            throw new FramingException(Reason.TARGET);
        }
        int segmentFrom = from + 1;
        int i = segmentFrom;
        for (; i < to && bytes[i] != '?'; i++) {
            byte b = bytes[i];
            if (b == '/') {
                checkSegment(bytes, segmentFrom, i, false);
                segmentFrom = i + 1;
            } else if (b == '%') {
                checkEncoded(bytes, i, to);
                i += 2;
            } else if (!Characters.TARGET[b & 0xff]) {
                throw new FramingException(Reason.TARGET);
            }
        }
        checkSegment(bytes, segmentFrom, i, true);
        for (int k = i; k < to; k++) {
            if (!Characters.TARGET[bytes[k] & 0xff]) {
                throw new FramingException(Reason.TARGET);
            }
        }
        return i;
    }

    private static void checkSegment(byte[] bytes, int from, int to, boolean last) throws FramingException {
        int length = to - from;
        boolean empty = length == 0 && !last;
        boolean dots = length > 0 && length <= 2 && bytes[from] == '.' && bytes[to - 1] == '.';
        if (empty || dots) {
            throw new FramingException(Reason.PATH_NOT_CANONICAL);
        }
    }

    private static void checkEncoded(byte[] bytes, int percent, int to) throws FramingException {
        if (percent + 2 >= to) {
            throw new FramingException(Reason.TARGET);
        }
        int high = Characters.hexDigit(bytes[percent + 1]);
        int low = Characters.hexDigit(bytes[percent + 2]);
        if (high < 0 || low < 0) {
            throw new FramingException(Reason.TARGET);
        }
        int decoded = high << 4 | low;
        boolean lowerCase = bytes[percent + 1] >= 'a' || bytes[percent + 2] >= 'a';
        boolean separator = decoded == '/' || decoded == '\\' || decoded == '?' || decoded == '#' || decoded == ';';
        if (lowerCase || separator || decoded < 0x20 || decoded == 0x7f || Characters.UNRESERVED[decoded]) {
            throw new FramingException(Reason.PATH_NOT_CANONICAL);
        }
    }
}
