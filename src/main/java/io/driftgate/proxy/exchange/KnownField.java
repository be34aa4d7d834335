package io.driftgate.proxy.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** The header fields that Driftgate itself gives a meaning; all others are forwarded as they are. */
public enum KnownField {
    OTHER,
    HOST,
    CONTENT_LENGTH,
    CONTENT_TYPE,
    CONTENT_ENCODING,
    EXPECT,
    VIA,
    DATE,
    ACCEPT_ENCODING,
    X_REQUEST_ID,
    /** How many bytes of a body are JSON, where binary tensors stand behind it. */
    INFERENCE_HEADER_CONTENT_LENGTH,
    /** RFC 9530, as {@code REPR_DIGEST}. */
    CONTENT_DIGEST,
    REPR_DIGEST,
    /** RFC 3230, obsolete and in use. */
    DIGEST,
    /** RFC 1864, as the former. */
    CONTENT_MD5,
    ETAG,
    TRANSFER_ENCODING,
    CONNECTION,
    KEEP_ALIVE,
    PROXY_CONNECTION,
    PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION,
    TE,
    TRAILER,
    UPGRADE,
    HTTP2_SETTINGS,
    /** Any {@code x-driftgate-*}: only Driftgate says those, so they are taken from neither side. */
    DRIFTGATE,
    /** A field that the peer's Connection header names. */
    CONNECTION_OPTION;

    private static final byte[] OWN_PREFIX = "x-driftgate-".getBytes(StandardCharsets.US_ASCII);
    private static final int TABLE_MASK = 127;
    private static final KnownField[] TABLE = new KnownField[TABLE_MASK + 1];
    private static final byte[][] NAMES = new byte[values().length][];

    static {
        Arrays.fill(TABLE, OTHER);
        for (KnownField field : values()) {
            NAMES[field.ordinal()] =
                    field.name().toLowerCase(Locale.ROOT).replace('_', '-').getBytes(StandardCharsets.US_ASCII);
            if (field != OTHER && field != DRIFTGATE && field != CONNECTION_OPTION) {
                int at = slot(NAMES[field.ordinal()], 0, NAMES[field.ordinal()].length);
                while (TABLE[at] != OTHER) {
                    at = (at + 1) & TABLE_MASK;
                }
                TABLE[at] = field;
            }
        }
    }

    /** Hop-by-hop (RFC 9110 section 7.6.1): never forwarded, in either direction. */
    public boolean isHopByHop() {
        return this == TRANSFER_ENCODING || (compareTo(CONNECTION) >= 0 && this != DRIFTGATE);
    }

    /** A digest or a name of exactly these bytes of the body: false of any others. */
    public boolean isOfBytes() {
        return switch (this) {
            case CONTENT_DIGEST, REPR_DIGEST, DIGEST, CONTENT_MD5, ETAG -> true;
            default -> false;
        };
    }

    /** The field whose name is {@code bytes[from, to)} in lower case. */
    static KnownField of(byte[] bytes, int from, int to) {
        int at = slot(bytes, from, to);
        while (TABLE[at] != OTHER) {
            byte[] name = NAMES[TABLE[at].ordinal()];
            if (Arrays.equals(name, 0, name.length, bytes, from, to)) {
                return TABLE[at];
            }
            at = (at + 1) & TABLE_MASK;
        }
        boolean own = to - from > OWN_PREFIX.length
                && Arrays.equals(OWN_PREFIX, 0, OWN_PREFIX.length, bytes, from, from + OWN_PREFIX.length);
        return own ? DRIFTGATE : OTHER;
    }

    private static int slot(byte[] bytes, int from, int to) {
        int length = to - from;
        return (length * 31 + bytes[from] * 7 + bytes[to - 1] * 13) & TABLE_MASK;
    }
}
