package io.driftgate.proxy.exchange;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;

/** Content codings (RFC 9110 section 8.4) that a body may come in: none, or one of gzip and deflate, within the limit of the decoded body. */
final class BodyDecoding {
    private static final int BUFFER_BYTES = 16 << 10;

    private BodyDecoding() {}

    enum Encoding {
        IDENTITY,
        GZIP,
        /** The zlib format; or without its header, as some clients take the name. */
        DEFLATE,
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
        if (fields.count(KnownField.CONTENT_ENCODING) > 1) {
            return Encoding.UNKNOWN;
        }
        if (fields.valueEquals(field, "gzip") || fields.valueEquals(field, "x-gzip")) {
            return Encoding.GZIP;
        }
        return fields.valueEquals(field, "deflate") ? Encoding.DEFLATE : Encoding.UNKNOWN;
    }

    /** Decodes a body in one of the codings. */
    static byte[] decode(Encoding encoding, byte[] bytes, int from, int length, int maxBytes)
            throws TooLarge, Malformed {
        return switch (encoding) {
            case GZIP -> gunzip(bytes, from, length, maxBytes);
            case DEFLATE -> inflate(bytes, from, length, maxBytes);
            case IDENTITY, UNKNOWN -> throw new IllegalArgumentException("nothing to decode: " + encoding);
        };
    }

    /** Decodes, stopping as soon as the output passes {@code maxBytes}. One stream, and nothing behind it. */
    private static byte[] inflate(byte[] bytes, int from, int length, int maxBytes) throws TooLarge, Malformed {
        Inflater inflater = new Inflater(!isZlib(bytes, from, length));
        try {
            inflater.setInput(bytes, from, length);
            ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(maxBytes, Math.max(256, length * 4)));
            byte[] buffer = new byte[BUFFER_BYTES];
            while (!inflater.finished()) {
                int n = inflater.inflate(buffer);
                if (out.size() + n > maxBytes) {
                    throw new TooLarge();
                }
                if (n == 0 && !inflater.finished()) {
                    throw new Malformed(); // cut short, or a dictionary that nobody has
                }
                out.write(buffer, 0, n);
            }
            if (inflater.getRemaining() > 0) {
                throw new Malformed();
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new Malformed();
        } finally {
            inflater.end();
        }
    }

    /** RFC 1950 section 2.2: method 8, and a header that is a multiple of 31. */
    private static boolean isZlib(byte[] bytes, int from, int length) {
        return length >= 2
                && (bytes[from] & 0x0F) == 8
                && (((bytes[from] & 0xFF) << 8) | (bytes[from + 1] & 0xFF)) % 31 == 0;
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
