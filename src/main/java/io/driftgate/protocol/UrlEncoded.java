package io.driftgate.protocol;

/** Reads {@code application/x-www-form-urlencoded} (https://url.spec.whatwg.org/#application/x-www-form-urlencoded). Stateless. */
public final class UrlEncoded {
    private UrlEncoded() {}

    /** Reads a body, in which a percent sign that starts no escape is refused: readers differ in what it means. */
    public static void readForm(byte[] bytes, int from, int to, FormFields out) throws MalformedRequest {
        for (int i = from; i < to; i++) {
            boolean escape = i + 2 < to && FormFields.isHex(bytes[i + 1]) && FormFields.isHex(bytes[i + 2]);
            if (bytes[i] == '%' && !escape) {
                throw Shapes.malformed("the form must have two hexadecimal digits behind each percent sign");
            }
        }
        readQuery(bytes, from, to, out);
    }

    /** Reads a query, without its question mark. */
    public static void readQuery(byte[] bytes, int from, int to, FormFields out) throws MalformedRequest {
        out.begin(bytes, true);
        int at = from;
        while (at < to) {
            int end = at;
            int equals = -1;
            while (end < to && bytes[end] != '&') {
                equals = equals < 0 && bytes[end] == '=' ? end : equals;
                end++;
            }
            if (end > at) {
                out.add(at, equals < 0 ? end : equals, equals < 0 ? end : equals + 1, end);
            }
            at = end + 1;
        }
    }
}
