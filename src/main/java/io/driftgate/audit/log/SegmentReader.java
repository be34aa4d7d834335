package io.driftgate.audit.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Reads a segment's records in order. After its header a segment is a run of frames:
 *
 * <pre>
 * 0  4  bytes of the record, from 1 to 1 MiB
 * 4  4  CRC32C of the four bytes above and the record
 * 8  …  the record
 * </pre>
 *
 * Integers are big endian. The checksum tells a write that was cut off; changes on purpose are for the tree to find. One thread.
 */
public final class SegmentReader implements Closeable {
    static final int FRAME_BYTES = 8;
    private static final int FIRST_BUFFER_BYTES = 1 << 16;

    private final SegmentFile file;
    private final String name;
    private final SegmentHeader header;
    private final CRC32C crc = new CRC32C();
    private ByteBuffer buffer = ByteBuffer.allocate(FIRST_BUFFER_BYTES).limit(0);

    /** Where in the file the next frame begins, and how many records came before it. */
    private long offset;

    private long read;
    private int from;
    private int to;

    SegmentReader(SegmentFile file, String name) throws IOException {
        this.file = file;
        this.name = name;
        ByteBuffer start = ByteBuffer.allocate(SegmentHeader.MAX_BYTES);
        fill(start, 0);
        header = SegmentHeader.decode(start.flip(), name);
        offset = header.bytes();
    }

    /** @throws DamagedLog when the file is no segment, or one that this build can't read */
    public static SegmentReader open(Path file) throws IOException {
        SegmentFile opened = DiskFiles.readOnly(file);
        try {
            return new SegmentReader(opened, file.toString());
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    public SegmentHeader header() {
        return header;
    }

    /**
     * Goes to the next record. False at the end of the file, or where what follows is no whole record: then {@link #rest()} is not 0.
     */
    public boolean next() throws IOException {
        int length = lengthAt(0);
        if (length < 0 || !isSound(0, length)) {
            return false;
        }
        from = buffer.position() + FRAME_BYTES;
        to = from + length;
        pass(FRAME_BYTES + length);
        return true;
    }

    /**
     * Passes over a record whose checksum is wrong, if its length seems to be right: behind it the file ends or a sound record begins. False
     * if not; then nothing is passed over. For those who look for further changes in a log that is known to be changed.
     */
    public boolean skip() throws IOException {
        int length = lengthAt(0);
        if (length < 0) {
            return false;
        }
        int frame = FRAME_BYTES + length;
        if (rest() > frame) {
            int next = lengthAt(frame);
            if (next < 0 || !isSound(frame, next)) {
                return false;
            }
        }
        pass(frame);
        return true;
    }

    /** Length of the record in the frame that begins so many bytes further on; -1 if there is no whole frame. */
    private int lengthAt(int distance) throws IOException {
        if (!have(distance + FRAME_BYTES)) {
            return -1;
        }
        int length = buffer.getInt(buffer.position() + distance);
        boolean whole = length >= 1 && length <= AuditLog.MAX_RECORD_BYTES && have(distance + FRAME_BYTES + length);
        return whole ? length : -1;
    }

    private boolean isSound(int distance, int length) {
        int at = buffer.position() + distance;
        crc.reset();
        crc.update(buffer.array(), at, 4);
        crc.update(buffer.array(), at + FRAME_BYTES, length);
        return buffer.getInt(at + 4) == (int) crc.getValue();
    }

    private void pass(int frame) {
        buffer.position(buffer.position() + frame);
        offset += frame;
        read++;
    }

    /** The record stands in {@code [from(), to())}, until the next is read. */
    public byte[] bytes() {
        return buffer.array();
    }

    public int from() {
        return from;
    }

    public int to() {
        return to;
    }

    /** Index in the log of the record that {@link #next()} found. */
    public long index() {
        return header.firstIndex() + read - 1;
    }

    /** Number of records up to here, of this and all segments before. */
    public long size() {
        return header.firstIndex() + read;
    }

    /** Where in the file the record's frame begins; before the first {@link #next()} and after the last, where the next would. */
    public long offset() {
        return offset;
    }

    /** Bytes from {@link #offset()} to the end of the file. */
    public long rest() throws IOException {
        return file.size() - offset;
    }

    /**
     * Whether these may be the rest of a write that goes on or that a crash has cut off: no more than one batch is ever written behind the last sync, but where
     * nothing is synced.
     */
    public boolean restMayBeTorn(long rest) {
        return !header.synced() || rest <= Batch.MAX_BYTES;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Sees to it that so many bytes from {@link #offset} on are in the buffer; false when the file has fewer. */
    private boolean have(int bytes) throws IOException {
        if (buffer.remaining() >= bytes) {
            return true;
        }
        if (buffer.capacity() < bytes) {
            buffer = ByteBuffer.allocate(Integer.highestOneBit(bytes - 1) << 1).put(buffer);
        } else {
            buffer.compact();
        }
        fill(buffer, offset + buffer.position());
        buffer.flip();
        return buffer.remaining() >= bytes;
    }

    private void fill(ByteBuffer into, long at) throws IOException {
        long from = at;
        while (into.hasRemaining()) {
            int count = read(into, from);
            if (count < 0) {
                return;
            }
            from += count;
        }
    }

    private int read(ByteBuffer into, long at) throws IOException {
        try {
            return file.read(into, at);
        } catch (IOException e) {
            throw new IOException(name + " can't be read: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
