package io.driftgate.control;

import io.driftgate.drift.DriftWindow;
import io.driftgate.drift.WindowPane;
import io.driftgate.sketch.PaneCounts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The bytes of {@code windows.bin}.
 *
 * <pre>
 * "DGW" 1, saved at: epoch milliseconds, 8 bytes, number of windows, 4
 * each window   model, version, sketch key: text of Java's modified UTF-8 with 2 bytes of length
 *               nanoseconds 8, panes 4, rows 8 (0: by time), bins 4, panes held 4
 *   each pane   lasted: nanoseconds, rows, requests, a count for each bin: base-128 varints, low group first
 * CRC-32 of all before it, 4 bytes; all numbers of fixed length big-endian
 * </pre>
 */
final class WindowFormat {
    private static final int MAGIC = 'D' << 24 | 'G' << 16 | 'W' << 8 | 1;
    private static final int MAX_BINS = 100_000_000;

    private WindowFormat() {}

    /** What was saved, and when. */
    record Saved(Instant at, List<WindowMemory> windows) {}

    static byte[] write(Saved saved) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeLong(saved.at().toEpochMilli());
            out.writeInt(saved.windows().size());
            for (WindowMemory window : saved.windows()) {
                write(window, out);
            }
            out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static void write(WindowMemory memory, DataOutputStream out) throws IOException {
        out.writeUTF(memory.model());
        out.writeUTF(memory.version());
        out.writeUTF(memory.key());
        out.writeLong(memory.window().nanos());
        out.writeInt(memory.window().panes());
        out.writeLong(memory.window().rows());
        out.writeInt(memory.bins());
        out.writeInt(memory.panes().size());
        for (WindowPane pane : memory.panes()) {
            varint(pane.lastedNanos(), out);
            varint(pane.counts().rows(), out);
            varint(pane.counts().requests(), out);
            for (int bin = 0; bin < memory.bins(); bin++) {
                varint(pane.counts().count(bin), out);
            }
        }
    }

    /** @throws IOException when these are no such bytes; the message says why */
    static Saved read(byte[] bytes) throws IOException {
        if (bytes.length < 20) {
            throw new IOException("it is torn");
        }
        int end = bytes.length - 4;
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readInt() != MAGIC) {
                throw new IOException("it is of another format");
            }
            try (DataInputStream tail = new DataInputStream(new ByteArrayInputStream(bytes, end, 4))) {
                if (tail.readInt() != checksum(bytes, end)) {
                    throw new IOException("its checksum is wrong");
                }
            }
            Instant at = Instant.ofEpochMilli(in.readLong());
            int count = in.readInt();
            List<WindowMemory> windows = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                windows.add(read(in));
            }
            return new Saved(at, windows);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static WindowMemory read(DataInputStream in) throws IOException {
        String model = in.readUTF();
        String version = in.readUTF();
        String key = in.readUTF();
        DriftWindow window = new DriftWindow(in.readLong(), in.readInt(), in.readLong());
        int bins = in.readInt();
        int held = in.readInt();
        if (bins < 0 || bins > MAX_BINS || held < 0 || held > DriftWindow.MAX_PANES) {
            throw new IOException("a window of " + bins + " bins in " + held + " panes");
        }
        List<WindowPane> panes = new ArrayList<>();
        for (int i = 0; i < held; i++) {
            long lastedNanos = varint(in);
            long rows = varint(in);
            long requests = varint(in);
            long[] counts = new long[bins];
            for (int bin = 0; bin < bins; bin++) {
                counts[bin] = varint(in);
            }
            panes.add(new WindowPane(new PaneCounts(counts, rows, requests), lastedNanos));
        }
        return new WindowMemory(model, version, key, window, bins, panes);
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static void varint(long value, DataOutputStream out) throws IOException {
        long rest = value;
        while (rest >= 0x80) {
            out.writeByte((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    private static long varint(DataInputStream in) throws IOException {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int group = in.readUnsignedByte();
            value |= (long) (group & 0x7f) << shift;
            if (group < 0x80) {
                return value;
            }
        }
        throw new IOException("a number is too long");
    }
}
