package io.driftgate.sketch.stream;

import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.PairProfile;
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
        int next = features(pane, baseline.features());
        next = pairs(pane, baseline, next);
        if (next != pane.counts().bins()) {
            throw new IllegalArgumentException(
                    "a pane of " + pane.counts().bins() + " bins, and the baseline has " + next);
        }
        out.writeBytes(new byte[PaneFormat.CHECKSUM_BYTES]);
        if (out.size() > PaneFormat.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a pane of " + out.size() + " bytes, and " + PaneFormat.MAX_BYTES + " are the most");
        }
        byte[] bytes = out.toByteArray();
        bytes[PaneFormat.VERSION_AT] =
                (byte) (baseline.pairs().isEmpty() ? PaneFormat.VERSION : PaneFormat.VERSION_WITH_PAIRS);
        return sealed(bytes);
    }

    /** Puts magic, length and checksum in their places. */
    static byte[] sealed(byte[] pane) {
        ByteBuffer bytes = ByteBuffer.wrap(pane);
        bytes.putInt(0, PaneFormat.MAGIC).putInt(PaneFormat.LENGTH_AT, pane.length);
        CRC32C crc = new CRC32C();
        crc.update(pane, 0, pane.length - PaneFormat.CHECKSUM_BYTES);
        bytes.putInt(pane.length - PaneFormat.CHECKSUM_BYTES, (int) crc.getValue());
        return pane;
    }

    /** @return where the cells of the pairs start */
    private int features(StreamedPane pane, List<FeatureProfile> profiles) {
        PaneCounts counts = pane.counts();
        varint(profiles.size());
        int offset = 0;
        for (int i = 0; i < profiles.size(); i++) {
            int bins = profiles.get(i).bins();
            if (pane.withheld().contains(i)) {
                varint(PaneFormat.WITHHELD);
            } else {
                varint(bins);
                bins(counts, offset, bins, profiles.get(i).name());
            }
            offset += bins;
        }
        return offset;
    }

    private int pairs(StreamedPane pane, Baseline baseline, int from) {
        if (baseline.pairs().isEmpty()) {
            return from;
        }
        varint(baseline.pairs().size());
        int offset = from;
        for (PairProfile pair : baseline.pairs()) {
            if (pane.withholds(pair, baseline)) {
                varint(PaneFormat.WITHHELD);
            } else {
                varint(pair.cells());
                bins(pane.counts(), offset, pair.cells(), pair.name());
            }
            offset += pair.cells();
        }
        return offset;
    }

    private void bins(PaneCounts counts, int offset, int bins, String name) {
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
