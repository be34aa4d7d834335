package io.driftgate.audit.log;

import io.driftgate.audit.merkle.Sha256Tree;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * The first bytes of a segment. They carry the tree over all records before it, so that verification can begin at any segment.
 *
 * <pre>
 *   0   8  magic: 0x89 "DGAUDIT"
 *   8   2  format version, 1
 *  10   1  1 when no more than one batch was ever written behind the last sync, else 0
 *  11   1  0
 *  12   4  bytes of the header, n
 *  16  16  log ID: random, the same in all segments of a log
 *  32   8  number of the segment, from 1
 *  40   8  index of its first record: the number of records before it
 *  48   8  when it was made, milliseconds since 1970 UTC
 *  56  32  root of the RFC 6962 tree over the records before it
 *  88   …  roots of that tree's perfect subtrees, the largest first, 32 bytes for each bit set in the index
 * n-4   4  CRC32C of all before
 * </pre>
 *
 * Integers are big endian.
 *
 * @param synced as at offset 10
 */
@SuppressWarnings("ArrayRecordComponent") // equals compares what is written
public record SegmentHeader(
        byte[] logId, long number, long firstIndex, long madeAtMillis, boolean synced, byte[] root, byte[] subtrees) {
    static final byte[] MAGIC = {(byte) 0x89, 'D', 'G', 'A', 'U', 'D', 'I', 'T'};
    static final int VERSION = 1;
    static final int LOG_ID_BYTES = 16;
    static final int FIXED_BYTES = 88;
    static final int CRC_BYTES = 4;
    static final int MAX_BYTES = FIXED_BYTES + 63 * 32 + CRC_BYTES;

    private static final int LENGTH_AT = 12;

    /** The header of a segment that begins after this tree. */
    static SegmentHeader after(Sha256Tree tree, byte[] logId, long number, long madeAtMillis, boolean synced) {
        return new SegmentHeader(logId, number, tree.size(), madeAtMillis, synced, tree.root(), tree.subtrees());
    }

    /** The tree over the records before the segment. */
    public Sha256Tree tree() {
        return Sha256Tree.resume(firstIndex, subtrees);
    }

    int bytes() {
        return FIXED_BYTES + subtrees.length + CRC_BYTES;
    }

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(bytes());
        out.put(MAGIC).putShort((short) VERSION).put((byte) (synced ? 1 : 0)).put((byte) 0);
        out.putInt(bytes()).put(logId).putLong(number).putLong(firstIndex).putLong(madeAtMillis);
        out.put(root).put(subtrees);
        CRC32C crc = new CRC32C();
        crc.update(out.array(), 0, out.position());
        return out.putInt((int) crc.getValue()).array();
    }

    /**
     * Reads a header.
     *
     * @param bytes the first bytes of the file, {@link #MAX_BYTES} of them if it has so many
     * @param file for messages
     */
    static SegmentHeader decode(ByteBuffer bytes, String file) throws DamagedLog {
        int have = bytes.remaining();
        if (have == 0) {
            throw damaged(file, 0, "the file is empty, and a segment never is");
        }
        byte[] start = new byte[Math.min(have, MAGIC.length)];
        bytes.get(start);
        if (!Arrays.equals(start, MAGIC)) {
            throw damaged(file, 0, "this is no segment of an audit log");
        }
        if (have < LENGTH_AT + 4) {
            throw damaged(file, have, "the header is cut off");
        }
        int version = bytes.getShort();
        if (version != VERSION) {
            throw damaged(file, MAGIC.length, "format version " + version + "; this build reads version " + VERSION);
        }
        boolean synced = bytes.get() != 0;
        bytes.get();
        int length = bytes.getInt();
        if (length < FIXED_BYTES + CRC_BYTES || length > MAX_BYTES) {
            throw damaged(file, LENGTH_AT, "a header has no " + length + " bytes");
        }
        if (have < length) {
            throw damaged(file, have, "the header is cut off");
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), bytes.arrayOffset(), length - CRC_BYTES);
        if (bytes.getInt(length - CRC_BYTES) != (int) crc.getValue()) {
            throw damaged(file, length - CRC_BYTES, "the header's checksum is wrong");
        }
        byte[] logId = new byte[LOG_ID_BYTES];
        bytes.get(logId);
        long number = bytes.getLong();
        long firstIndex = bytes.getLong();
        long madeAtMillis = bytes.getLong();
        byte[] root = new byte[32];
        bytes.get(root);
        byte[] subtrees = new byte[length - FIXED_BYTES - CRC_BYTES];
        bytes.get(subtrees);
        if (number < 1 || firstIndex < 0 || subtrees.length != Sha256Tree.subtreeBytes(firstIndex)) {
            throw damaged(file, 32, "number, index and subtrees of the header don't fit each other");
        }
        SegmentHeader header = new SegmentHeader(logId, number, firstIndex, madeAtMillis, synced, root, subtrees);
        if (!Arrays.equals(root, header.tree().root())) {
            throw damaged(file, 56, "the root is not that of the subtrees");
        }
        return header;
    }

    private static DamagedLog damaged(String file, long offset, String what) {
        return new DamagedLog(
                file,
                offset,
                what,
                "It is left as it is: put the right file back, or move the whole directory away to begin a new log");
    }

    /** The log ID, in hexadecimal. */
    public String logIdText() {
        return HexFormat.of().formatHex(logId);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SegmentHeader that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number) * 31 + Long.hashCode(firstIndex);
    }

    @Override
    public String toString() {
        return "segment " + number + " of log " + logIdText() + " from record " + firstIndex;
    }
}
