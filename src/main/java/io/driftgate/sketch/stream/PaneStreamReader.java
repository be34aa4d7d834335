package io.driftgate.sketch.stream;

import io.driftgate.sketch.stream.MalformedPane.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Takes a stream apart into panes whose checksums are right, and reads their headers. It takes as much memory as the largest pane
 * that is really there. One thread; closing the stream is the caller's.
 */
public final class PaneStreamReader {
    private final InputStream in;
    private final String name;
    private long offset;

    /** @param name of the stream, for messages */
    public PaneStreamReader(InputStream in, String name) {
        this.in = in;
        this.name = name;
    }

    /**
     * A pane in its binary form.
     *
     * @param stream that it is from
     * @param offset of its first byte there
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Frame(String stream, long offset, byte[] bytes, PaneHeader header) {}

    /**
     * The next pane; empty at the end. After a failure there is no going on.
     *
     * @throws MalformedPane with reason TORN when the stream ends in the middle of a pane, as that of a crashed writer does
     */
    public Optional<Frame> next() throws IOException, MalformedPane {
        byte[] start = in.readNBytes(PaneFormat.DIGEST_AT);
        if (start.length == 0) {
            return Optional.empty();
        }
        int length = length(start);
        byte[] rest = in.readNBytes(length - start.length); // grows with what comes
        if (rest.length < length - start.length) {
            throw malformed(
                    Reason.TORN,
                    start.length + rest.length,
                    "the stream ends " + (length - start.length - rest.length) + " bytes before its last pane does");
        }
        byte[] pane = Arrays.copyOf(start, length);
        System.arraycopy(rest, 0, pane, start.length, rest.length);
        CRC32C crc = new CRC32C();
        int checksumAt = length - PaneFormat.CHECKSUM_BYTES;
        crc.update(pane, 0, checksumAt);
        if (ByteBuffer.wrap(pane).getInt(checksumAt) != (int) crc.getValue()) {
            throw malformed(Reason.CHECKSUM, checksumAt, "the checksum of the pane is wrong");
        }
        Frame frame = new Frame(name, offset, pane, PaneDecoder.header(pane, name, offset));
        offset += length;
        return Optional.of(frame);
    }

    private int length(byte[] start) throws MalformedPane {
        for (int i = 0; i < Math.min(start.length, PaneFormat.VERSION_AT); i++) {
            if (start[i] != (byte) (PaneFormat.MAGIC >>> (24 - 8 * i))) {
                throw malformed(
                        Reason.FOREIGN,
                        i,
                        offset == 0 ? "this is no stream of panes" : "no pane begins where the one before it ends");
            }
        }
        if (start.length > PaneFormat.VERSION_AT
                && start[PaneFormat.VERSION_AT] != PaneFormat.VERSION
                && start[PaneFormat.VERSION_AT] != PaneFormat.VERSION_WITH_PAIRS) {
            throw malformed(
                    Reason.VERSION,
                    PaneFormat.VERSION_AT,
                    "format version " + (start[PaneFormat.VERSION_AT] & 0xff) + "; this release reads versions "
                            + PaneFormat.VERSION + " and " + PaneFormat.VERSION_WITH_PAIRS);
        }
        if (start.length < PaneFormat.DIGEST_AT) {
            throw malformed(Reason.TORN, start.length, "the stream ends in the first bytes of its last pane");
        }
        long length = Integer.toUnsignedLong(ByteBuffer.wrap(start).getInt(PaneFormat.LENGTH_AT));
        if (length > PaneFormat.MAX_BYTES) {
            throw malformed(
                    Reason.OVERSIZED,
                    PaneFormat.LENGTH_AT,
                    "a pane of " + length + " bytes, and " + PaneFormat.MAX_BYTES + " are the most");
        }
        if (length < PaneFormat.MIN_BYTES) {
            throw malformed(Reason.CONTENT, PaneFormat.LENGTH_AT, "no pane has only " + length + " bytes");
        }
        return (int) length;
    }

    private MalformedPane malformed(Reason reason, long at, String what) {
        return new MalformedPane(reason, name, offset + at, what);
    }
}
