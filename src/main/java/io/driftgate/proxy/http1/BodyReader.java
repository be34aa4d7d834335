package io.driftgate.proxy.http1;

import io.driftgate.proxy.http1.FramingException.Reason;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Finds the body's bytes in the input, for each framing of RFC 9112 section 6. Pull style:
 *
 * <pre>
 * while ((n = body.available(in)) > 0) { take n bytes off in; body.consumed(n); }
 * if (n == BodyReader.END) …                                // else more input is needed
 * </pre>
 *
 * Chunks are read strictly: CRLF only, sizes of at most 8 significant digits, extensions bounded, trailers checked, bounded and
 * dropped. One per connection and direction, owned by its event loop.
 */
final class BodyReader {
    static final int END = -1;

    private static final int MAX_SIZE_LINE = 256;
    private static final int MAX_CHUNK_DIGITS = 16;

    private enum State {
        LENGTH,
        UNTIL_CLOSE,
        CHUNK_SIZE,
        CHUNK_EXTENSION,
        CHUNK_SIZE_LF,
        CHUNK_DATA,
        CHUNK_DATA_CR,
        CHUNK_DATA_LF,
        TRAILER,
        ENDED
    }

    private State state = State.ENDED;
    private long remaining;
    private int lineBytes;
    private int digits;
    private int trailerBytes;
    private int maxTrailerBytes;
    private byte[] trailerLine = {};

    void startLength(long length) {
        remaining = length;
        state = length == 0 ? State.ENDED : State.LENGTH;
    }

    void startUntilClose() {
        state = State.UNTIL_CLOSE;
    }

    void startChunked(int newMaxTrailerBytes) {
        state = State.CHUNK_SIZE;
        maxTrailerBytes = newMaxTrailerBytes;
        trailerBytes = 0;
        remaining = 0;
        digits = 0;
        lineBytes = 0;
    }

    boolean isEnded() {
        return state == State.ENDED;
    }

    /** Whether the end of the connection is a proper end of this body. */
    boolean endsWithConnection() {
        return state == State.UNTIL_CLOSE;
    }

    /** Body bytes readable now at the reader index, 0 when more input is needed, {@link #END} when the body is complete. */
    int available(ByteBuf in) throws FramingException {
        while (true) {
            switch (state) {
                case ENDED -> {
                    return END;
                }
                case UNTIL_CLOSE -> {
                    return in.readableBytes();
                }
                case LENGTH, CHUNK_DATA -> {
                    return (int) Math.min(in.readableBytes(), remaining);
                }
                default -> {
                    if (!in.isReadable()) {
                        return 0;
                    }
                    step(in.readByte());
                }
            }
        }
    }

    void consumed(int bytes) {
        if (state == State.UNTIL_CLOSE) {
            return;
        }
        remaining -= bytes;
        if (remaining == 0) {
            state = state == State.LENGTH ? State.ENDED : State.CHUNK_DATA_CR;
        }
    }

    private void step(byte b) throws FramingException {
        switch (state) {
            case CHUNK_SIZE -> chunkSize(b);
            case CHUNK_EXTENSION -> chunkExtension(b);
            case CHUNK_SIZE_LF -> {
                require(b == '\n', Reason.CHUNK);
                lineBytes = 0;
                digits = 0;
                state = remaining == 0 ? State.TRAILER : State.CHUNK_DATA;
            }
            case CHUNK_DATA_CR -> {
                require(b == '\r', Reason.CHUNK);
                state = State.CHUNK_DATA_LF;
            }
            case CHUNK_DATA_LF -> {
                require(b == '\n', Reason.CHUNK);
                state = State.CHUNK_SIZE;
            }
            default -> trailer(b);
        }
    }

    private void chunkSize(byte b) throws FramingException {
        int digit = Characters.hexDigit(b);
        if (digit >= 0) {
            require(++digits <= MAX_CHUNK_DIGITS && remaining <= Integer.MAX_VALUE >> 4, Reason.CHUNK);
            remaining = remaining << 4 | digit;
            return;
        }
        require(digits > 0, Reason.CHUNK);
        if (b == '\r') {
            state = State.CHUNK_SIZE_LF;
        } else {
            require(b == ';', Reason.CHUNK);
            state = State.CHUNK_EXTENSION;
        }
    }

    private void chunkExtension(byte b) throws FramingException {
        if (b == '\r') {
            state = State.CHUNK_SIZE_LF;
        } else {
            require(Characters.FIELD_VALUE[b & 0xff] && ++lineBytes <= MAX_SIZE_LINE, Reason.CHUNK);
        }
    }

    /** Collects one trailer line at a time, checks it, and forgets it. */
    private void trailer(byte b) throws FramingException {
        require(++trailerBytes <= maxTrailerBytes, Reason.TRAILER);
        if (lineBytes == trailerLine.length) {
            trailerLine = Arrays.copyOf(trailerLine, Math.max(128, trailerLine.length * 2));
        }
        trailerLine[lineBytes++] = b;
        if (b != '\n') {
            return;
        }
        require(lineBytes >= 2 && trailerLine[lineBytes - 2] == '\r', Reason.BARE_LF);
        if (lineBytes == 2) {
            state = State.ENDED;
        } else {
            require(trailerLine[0] != ' ' && trailerLine[0] != '\t', Reason.OBS_FOLD);
            HeadParser.checkField(trailerLine, 0, lineBytes - 2);
        }
        lineBytes = 0;
    }

    private static void require(boolean holds, Reason reason) throws FramingException {
        if (!holds) {
            throw new FramingException(reason);
        }
    }
}
