package io.driftgate.audit.log;

import io.driftgate.audit.merkle.Sha256Tree;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Frames that are synced together, and stay here until they are known to be on disk. They may go into the file bit by bit while the batch
 * gathers. The writer only; allocates nothing.
 */
final class Batch {
    /** A batch has room for the largest record. */
    static final int MAX_BYTES = AuditLog.MAX_RECORD_BYTES + SegmentReader.FRAME_BYTES;

    private static final int KINDS = 8;
    private static final int KIND_AT = 1;

    private final ByteBuffer frames = ByteBuffer.allocate(MAX_BYTES);
    private final ByteBuffer view = frames.duplicate();
    private final CRC32C crc = new CRC32C();
    private final long[] kinds = new long[KINDS];
    private int records;

    /** Bytes that are in the file already. */
    private int written;

    boolean isEmpty() {
        return records == 0;
    }

    int records() {
        return records;
    }

    int bytes() {
        return frames.position();
    }

    boolean fits(int length) {
        return frames.remaining() >= SegmentReader.FRAME_BYTES + length;
    }

    void put(byte[] record, Sha256Tree tree) {
        frames.position(frames.position() + SegmentReader.FRAME_BYTES);
        frames.put(record);
        finish(record.length, tree);
    }

    void take(AuditLane lane, int length, Sha256Tree tree) {
        frames.position(frames.position() + SegmentReader.FRAME_BYTES);
        lane.take(frames, length);
        finish(length, tree);
    }

    private void finish(int length, Sha256Tree tree) {
        int from = frames.position() - length;
        int at = from - SegmentReader.FRAME_BYTES;
        frames.putInt(at, length);
        crc.reset();
        crc.update(frames.array(), at, 4);
        crc.update(frames.array(), from, length);
        frames.putInt(at + 4, (int) crc.getValue());
        tree.append(frames.array(), from, from + length);
        records++;
        if (length > KIND_AT) {
            kinds[frames.get(from + KIND_AT) & KINDS - 1]++;
        }
    }

    /** Frames that are not in the file yet, to be read. */
    ByteBuffer unwritten() {
        return view.clear().limit(frames.position()).position(written);
    }

    boolean isWritten() {
        return written == frames.position();
    }

    /** All frames are in the file. */
    void wrote() {
        written = frames.position();
    }

    /** No frame is in the file any more. */
    void unwrite() {
        written = 0;
    }

    /** Appends the records to another tree. */
    void appendTo(Sha256Tree tree) {
        for (int at = 0; at < frames.position(); ) {
            int from = at + SegmentReader.FRAME_BYTES;
            int to = from + frames.getInt(at);
            tree.append(frames.array(), from, to);
            at = to;
        }
    }

    /** Records of a kind, by its number, since the batch was last empty. */
    long ofKind(int number) {
        return kinds[number];
    }

    void clear() {
        frames.clear();
        written = 0;
        records = 0;
        Arrays.fill(kinds, 0);
    }
}
