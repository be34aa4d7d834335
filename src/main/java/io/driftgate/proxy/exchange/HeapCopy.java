package io.driftgate.proxy.exchange;

import io.netty.buffer.ByteBuf;

/**
 * The bytes of one body as an array, for parsers and scanners. What lies on the heap already is not copied. Valid until the next body
 * is taken. Owned by one event loop, whose bodies take turns in it.
 */
final class HeapCopy {
    private static final int INITIAL_BYTES = 16 << 10;

    /** A larger array is not kept for the next body. */
    private static final int KEPT_BYTES = 1 << 20;

    private byte[] kept = new byte[INITIAL_BYTES];
    private byte[] array = kept;
    private int from;
    private int to;

    /** Takes the readable bytes of a body, which stays as it is. */
    HeapCopy take(ByteBuf body) {
        int length = body.readableBytes();
        if (body.hasArray()) {
            array = body.array();
            from = body.arrayOffset() + body.readerIndex();
        } else {
            array = room(length);
            from = 0;
            body.getBytes(body.readerIndex(), array, 0, length);
        }
        to = from + length;
        return this;
    }

    private byte[] room(int length) {
        if (length > KEPT_BYTES) {
            return new byte[length];
        }
        if (length > kept.length) {
            kept = new byte[Integer.highestOneBit(length - 1) << 1];
        }
        return kept;
    }

    /** Forgets the body. */
    void release() {
        array = kept;
        from = 0;
        to = 0;
    }

    byte[] array() {
        return array;
    }

    /** Index of the first byte. */
    int from() {
        return from;
    }

    /** One past the last byte. */
    int to() {
        return to;
    }

    int length() {
        return to - from;
    }
}
