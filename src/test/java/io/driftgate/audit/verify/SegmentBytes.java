package io.driftgate.audit.verify;

import io.driftgate.audit.merkle.Sha256Tree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/** A segment taken apart by what audit-format.md says, as somebody would who wants to change it without leaving a trace. */
final class SegmentBytes {
    private static final int HEADER_LENGTH_AT = 12;
    private static final int INDEX_AT = 40;
    private static final int ROOT_AT = 56;
    private static final int SUBTREES_AT = 88;

    private final Path file;
    private final byte[] header;
    final List<byte[]> records = new ArrayList<>();

    SegmentBytes(Path file) throws IOException {
        this.file = file;
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        header = new byte[bytes.getInt(HEADER_LENGTH_AT)];
        bytes.get(header);
        while (bytes.hasRemaining()) {
            byte[] record = new byte[bytes.getInt()];
            bytes.getInt();
            bytes.get(record);
            records.add(record);
        }
    }

    int headerBytes() {
        return header.length;
    }

    Path file() {
        return file;
    }

    /** Writes the records with right checksums after the old header. */
    void write() throws IOException {
        write(header);
    }

    /** Writes them after a header that says what is before, and appends them to that. */
    void writeAfter(Sha256Tree tree) throws IOException {
        byte[] subtrees = tree.subtrees();
        ByteBuffer forged = ByteBuffer.allocate(SUBTREES_AT + subtrees.length + 4);
        forged.put(header, 0, SUBTREES_AT);
        forged.putInt(HEADER_LENGTH_AT, forged.capacity()).putLong(INDEX_AT, tree.size());
        forged.position(ROOT_AT).put(tree.root()).put(subtrees);
        forged.putInt(crc(Arrays.copyOf(forged.array(), forged.capacity() - 4)));
        write(forged.array());
        records.forEach(record -> tree.append(record, 0, record.length));
    }

    private void write(byte[] head) throws IOException {
        int length = head.length;
        for (byte[] record : records) {
            length += 8 + record.length;
        }
        ByteBuffer out = ByteBuffer.allocate(length).put(head);
        for (byte[] record : records) {
            byte[] framed = ByteBuffer.allocate(4 + record.length)
                    .putInt(record.length)
                    .put(record)
                    .array();
            out.putInt(record.length).putInt(crc(framed)).put(record);
        }
        Files.write(file, out.array());
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
