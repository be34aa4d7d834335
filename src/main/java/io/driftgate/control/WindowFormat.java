package io.driftgate.control;

import io.driftgate.drift.DriftWindow;
import io.driftgate.drift.EvidenceState;
import io.driftgate.drift.MonitorMemory;
import io.driftgate.drift.WindowPane;
import io.driftgate.drift.evidence.EvidenceMemory;
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
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The bytes of {@code windows.bin}. Version 1, which had neither verdict nor evidence, and version 2, in which all windows are of the file's
 * time, are read as well.
 *
 * <pre>
 * "DGW" 3, saved at: epoch milliseconds, 8 bytes, number of windows, 4
 * each window   model, version, sketch key: text of Java's modified UTF-8 with 2 bytes of length
 *               of when it is: epoch milliseconds, 8
 *               nanoseconds 8, panes 4, rows 8 (0: by time), bins 4, panes held 4
 *   each pane   lasted: nanoseconds, rows, requests, a count for each bin: base-128 varints, low group first
 *   verdict     drifted: 0 or 1, 1 byte, since: epoch milliseconds, 8
 *   evidence    1 byte: 0, there is none; else 1 and panes, rows, rows to clear, rows of the alarm: varints; misfit of the alarm: double
 *               blocks 4, each: panes, age, rows, a count for each bin: varints
 *               dispersions 4, each: 5 doubles
 * CRC-32 of all before it, 4 bytes; all numbers of fixed length big-endian
 * </pre>
 *
 * <p>Evidence over a lookback of n panes is in at most 2 log2(n) blocks.
 */
final class WindowFormat {
    private static final int MAGIC = 'D' << 24 | 'G' << 16 | 'W' << 8;
    private static final int VERSION = 3;
    private static final int MAX_BINS = 100_000_000;
    private static final int MAX_BLOCKS = 64;
    private static final int MAX_DISPERSIONS = 1_000_000;

    private WindowFormat() {}

    /** What was saved, and when. */
    record Saved(Instant at, List<WindowMemory> windows) {}

    static byte[] write(Saved saved) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC | VERSION);
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
        out.writeLong(memory.at().toEpochMilli());
        out.writeLong(memory.window().nanos());
        out.writeInt(memory.window().panes());
        out.writeLong(memory.window().rows());
        out.writeInt(memory.bins());
        MonitorMemory monitor = memory.monitor();
        out.writeInt(monitor.panes().size());
        for (WindowPane pane : monitor.panes()) {
            varint(pane.lastedNanos(), out);
            varint(pane.counts().rows(), out);
            varint(pane.counts().requests(), out);
            for (int bin = 0; bin < memory.bins(); bin++) {
                varint(pane.counts().count(bin), out);
            }
        }
        out.writeBoolean(monitor.drifted());
        out.writeLong(monitor.since().toEpochMilli());
        out.writeBoolean(monitor.evidence().isPresent());
        if (monitor.evidence().isPresent()) {
            write(monitor.evidence().get(), out);
        }
    }

    private static void write(EvidenceState state, DataOutputStream out) throws IOException {
        varint(state.panes(), out);
        varint(state.rows(), out);
        varint(state.rowsToClear(), out);
        varint(state.alarmRows(), out);
        out.writeDouble(state.alarmMisfit());
        out.writeInt(state.evidence().blocks().size());
        for (EvidenceMemory.Block block : state.evidence().blocks()) {
            varint(block.panes(), out);
            varint(block.age(), out);
            varint(block.rows(), out);
            for (int bin = 0; bin < block.bins(); bin++) {
                varint(block.count(bin), out);
            }
        }
        out.writeInt(state.evidence().dispersions().size());
        for (double[] dispersion : state.evidence().dispersions()) {
            for (double number : dispersion) {
                out.writeDouble(number);
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
            int version = in.readInt() ^ MAGIC;
            if (version < 1 || version > VERSION) {
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
                windows.add(read(in, version, at));
            }
            return new Saved(at, windows);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static WindowMemory read(DataInputStream in, int version, Instant savedAt) throws IOException {
        String model = in.readUTF();
        String versionName = in.readUTF();
        String key = in.readUTF();
        Instant at = version < 3 ? savedAt : Instant.ofEpochMilli(in.readLong());
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
        if (version == 1) {
            return new WindowMemory(
                    model, versionName, key, window, bins, new MonitorMemory(panes, false, at, Optional.empty()), at);
        }
        boolean drifted = in.readBoolean();
        Instant since = Instant.ofEpochMilli(in.readLong());
        Optional<EvidenceState> evidence = in.readBoolean() ? Optional.of(evidence(in, bins)) : Optional.empty();
        return new WindowMemory(
                model, versionName, key, window, bins, new MonitorMemory(panes, drifted, since, evidence), at);
    }

    private static EvidenceState evidence(DataInputStream in, int bins) throws IOException {
        long panes = varint(in);
        long rows = varint(in);
        long rowsToClear = varint(in);
        long alarmRows = varint(in);
        double alarmMisfit = in.readDouble();
        int held = bounded(in.readInt(), MAX_BLOCKS, "blocks");
        List<EvidenceMemory.Block> blocks = new ArrayList<>();
        for (int i = 0; i < held; i++) {
            int blockPanes = (int) varint(in);
            long age = varint(in);
            long blockRows = varint(in);
            int[] counts = new int[bins];
            for (int bin = 0; bin < bins; bin++) {
                counts[bin] = (int) varint(in);
            }
            blocks.add(new EvidenceMemory.Block(blockPanes, age, blockRows, counts));
        }
        int directions = bounded(in.readInt(), MAX_DISPERSIONS, "dispersions");
        List<double[]> dispersions = new ArrayList<>();
        for (int i = 0; i < directions; i++) {
            double[] numbers = new double[EvidenceMemory.DISPERSION];
            for (int place = 0; place < numbers.length; place++) {
                numbers[place] = in.readDouble();
            }
            dispersions.add(numbers);
        }
        return new EvidenceState(
                new EvidenceMemory(blocks, dispersions), panes, rows, rowsToClear, alarmRows, alarmMisfit);
    }

    private static int bounded(int count, int most, String what) throws IOException {
        if (count < 0 || count > most) {
            throw new IOException(count + " " + what);
        }
        return count;
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
