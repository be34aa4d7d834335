package io.driftgate.proxy.exchange;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Content codings (RFC 9110 section 8.4) that a body may come in: none, or gzip within the limit of the decoded body. */
final class BodyDecoding {
    private static final int BUFFER_BYTES = 16 << 10;

    private BodyDecoding() {}

    enum Encoding {
        IDENTITY,
        GZIP,
        UNKNOWN
    }

    /** The decoded body is over the limit: perhaps a bomb. Stackless. */
    static final class TooLarge extends Exception {
        private static final long serialVersionUID = 1;

        TooLarge() {
            super(null, null, false, false);
        }
    }

    /** Not what the header says. Stackless. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed() {
            super(null, null, false, false);
        }
    }

    static Encoding of(FieldBlock fields) {
        int field = fields.find(KnownField.CONTENT_ENCODING);
        if (field == FieldBlock.NONE || fields.valueEquals(field, "identity")) {
            return fields.count(KnownField.CONTENT_ENCODING) > 1 ? Encoding.UNKNOWN : Encoding.IDENTITY;
        }
        boolean gzip = fields.valueEquals(field, "gzip") || fields.valueEquals(field, "x-gzip");
        return gzip && fields.count(KnownField.CONTENT_ENCODING) == 1 ? Encoding.GZIP : Encoding.UNKNOWN;
    }

    /** Decodes, stopping as soon as the output passes {@code maxBytes}. */
    static byte[] gunzip(byte[] bytes, int from, int length, int maxBytes) throws TooLarge, Malformed {
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(maxBytes, Math.max(256, length * 4)));
        byte[] buffer = new byte[BUFFER_BYTES];
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes, from, length))) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (out.size() + n > maxBytes) {
                    throw new TooLarge();
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            throw new Malformed();
        }
        return out.toByteArray();
    }
}
