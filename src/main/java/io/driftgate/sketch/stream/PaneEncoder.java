package io.driftgate.sketch.stream;

import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.PaneCounts;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/** Writes panes in the form of {@link PaneFormat}. One pane each, not reused. */
public final class PaneEncoder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);

    private PaneEncoder() {}

    /**
     * The bytes of a pane.
     *
     * @param baseline that the pane counts for
     * @throws IllegalArgumentException when the counts don't fit the baseline, or the pane would be larger than
     *     {@link PaneFormat#MAX_BYTES}
     */
    public static byte[] encode(StreamedPane pane, Baseline baseline) {
        return new PaneEncoder().all(pane, baseline);
    }

    private byte[] all(StreamedPane pane, Baseline baseline) {
        PaneHeader header = pane.header();
        if (!header.baselineDigest().equals(baseline.digest())) {
            throw new IllegalArgumentException("the pane is not of baseline " + baseline.digest());
        }
        out.writeBytes(new byte[PaneFormat.DIGEST_AT]); // filled in at the end
        out.writeBytes(HexFormat.of().parseHex(header.baselineDigest()));
        name(header.model());
        name(header.version());
        name(header.replica());
        varint(header.number());
        varint(header.fromMillis());
        varint(header.toMillis() - header.fromMillis());
        varint(header.rows());
        varint(header.requests());
        features(pane, baseline.features());
        out.writeBytes(new byte[PaneFormat.CHECKSUM_BYTES]);
        if (out.size() > PaneFormat.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a pane of " + out.size() + " bytes, and " + PaneFormat.MAX_BYTES + " are the most");
        }
        return sealed(out.toByteArray());
    }

    /** Puts magic, version, length and checksum in their places. */
    static byte[] sealed(byte[] pane) {
        ByteBuffer bytes = ByteBuffer.wrap(pane);
        bytes.putInt(0, PaneFormat.MAGIC).put(PaneFormat.VERSION_AT, (byte) PaneFormat.VERSION);
        bytes.putInt(PaneFormat.LENGTH_AT, pane.length);
        CRC32C crc = new CRC32C();
        crc.update(pane, 0, pane.length - PaneFormat.CHECKSUM_BYTES);
        bytes.putInt(pane.length - PaneFormat.CHECKSUM_BYTES, (int) crc.getValue());
        return pane;
    }

    private void features(StreamedPane pane, List<FeatureProfile> profiles) {
        PaneCounts counts = pane.counts();
        varint(profiles.size());
        int offset = 0;
        for (int i = 0; i < profiles.size(); i++) {
            int bins = profiles.get(i).bins();
            if (pane.withheld().contains(i)) {
                varint(PaneFormat.WITHHELD);
            } else {
                varint(bins);
                feature(counts, offset, bins, profiles.get(i).name());
            }
            offset += bins;
        }
        if (offset != counts.bins()) {
            throw new IllegalArgumentException("a pane of " + counts.bins() + " bins, and the baseline has " + offset);
        }
    }

    private void feature(PaneCounts counts, int offset, int bins, String name) {
        long sum = 0;
        for (int bin = 0; bin < bins; ) {
            long count = counts.count(offset + bin);
            if (count < 0 || count > PaneHeader.MAX_COUNT) {
                throw new IllegalArgumentException(name + ": a bin of " + count + " rows");
            }
            sum += count;
            int next = bin + 1;
            varint(count);
            if (count == 0) {
                while (next < bins && counts.count(offset + next) == 0) {
                    next++;
                }
                varint(next - bin - 1);
            }
            bin = next;
        }
        if (sum != counts.rows()) {
            throw new IllegalArgumentException(name + ": the bins hold " + sum + " rows of " + counts.rows());
        }
    }

    private void name(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        varint(utf8.length);
        out.writeBytes(utf8);
    }

    private void varint(long value) {
        long left = value;
        while (left >= 0x80) {
            out.write((int) (left & 0x7f) | 0x80);
            left >>>= 7;
        }
        out.write((int) left);
    }
}
