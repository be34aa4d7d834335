package io.driftgate.sketch.stream;

import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.PairProfile;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.stream.MalformedPane.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads panes, strictly. Counts are read into an array of the baseline's size, and only for a pane of that very baseline: nothing
 * in a pane says how much memory is taken. One pane each.
 */
public final class PaneDecoder {
    private static final int MAX_VARINT_BYTES = 9;
    private static final long MAX_DURATION_MILLIS = 366 * 86_400_000L;

    private final byte[] pane;
    private final String stream;
    private final long offset;
    private final int end;
    private int at;

    private PaneDecoder(byte[] pane, String stream, long offset) {
        this.pane = pane;
        this.stream = stream;
        this.offset = offset;
        this.end = pane.length - PaneFormat.CHECKSUM_BYTES;
    }

    /**
     * Reads a pane.
     *
     * @param baseline that it must be of
     * @throws MalformedPane with reason BASELINE when it is of another one
     */
    public static StreamedPane decode(PaneStreamReader.Frame frame, Baseline baseline) throws MalformedPane {
        return new PaneDecoder(frame.bytes(), frame.stream(), frame.offset()).pane(baseline);
    }

    /** Reads a header, of a pane whose length and checksum are right. */
    static PaneHeader header(byte[] pane, String stream, long offset) throws MalformedPane {
        return new PaneDecoder(pane, stream, offset).header();
    }

    private StreamedPane pane(Baseline baseline) throws MalformedPane {
        PaneHeader header = header();
        if (!header.baselineDigest().equals(baseline.digest())) {
            throw malformed(
                    Reason.BASELINE,
                    PaneFormat.DIGEST_AT,
                    "the pane counts for baseline " + header.baselineDigest() + ", not for " + baseline.digest());
        }
        List<FeatureProfile> profiles = baseline.features();
        int featuresAt = at;
        long features = varint("the number of features");
        if (features != profiles.size()) {
            throw malformed(
                    Reason.CONTENT,
                    featuresAt,
                    "a pane of " + features + " features, and the baseline has " + profiles.size());
        }
        int bins = 0;
        for (FeatureProfile profile : profiles) {
            bins += profile.bins();
        }
        for (PairProfile pair : baseline.pairs()) {
            bins += pair.cells();
        }
        long[] counts = new long[bins];
        Set<Integer> withheld = new TreeSet<>();
        int from = 0;
        for (int i = 0; i < profiles.size(); i++) {
            if (!bins(profiles.get(i).name(), profiles.get(i).bins(), counts, from, header.rows())) {
                withheld.add(i);
            }
            from += profiles.get(i).bins();
        }
        pairs(baseline, counts, from, header.rows(), withheld);
        if (at != end) {
            throw malformed(Reason.CONTENT, at, (end - at) + " bytes follow the last count");
        }
        return new StreamedPane(header, new PaneCounts(counts, header.rows(), header.requests()), withheld);
    }

    private void pairs(Baseline baseline, long[] counts, int start, long rows, Set<Integer> withheld)
            throws MalformedPane {
        List<PairProfile> pairs = baseline.pairs();
        boolean paired = pane[PaneFormat.VERSION_AT] == PaneFormat.VERSION_WITH_PAIRS;
        if (paired == pairs.isEmpty()) {
            throw malformed(
                    Reason.CONTENT,
                    PaneFormat.VERSION_AT,
                    paired
                            ? "a pane with pairs, and the baseline has none"
                            : "a pane without the pairs that the baseline has: a release before pairs wrote it");
        }
        if (!paired) {
            return;
        }
        int pairsAt = at;
        long number = varint("the number of pairs");
        if (number != pairs.size()) {
            throw malformed(
                    Reason.CONTENT, pairsAt, "a pane of " + number + " pairs, and the baseline has " + pairs.size());
        }
        int from = start;
        for (PairProfile pair : pairs) {
            int startsAt = at;
            boolean told = bins(pair.name(), pair.cells(), counts, from, rows);
            if (told == StreamedPane.withholds(pair, baseline, withheld)) {
                throw malformed(
                        Reason.CONTENT,
                        startsAt,
                        pair.name()
                                + (told ? ": a pair of a withheld feature" : ": withheld, and its features are not"));
            }
            from += pair.cells();
        }
    }

    private PaneHeader header() throws MalformedPane {
        at = PaneFormat.DIGEST_AT;
        String digest = HexFormat.of().formatHex(pane, at, at + PaneFormat.DIGEST_BYTES);
        at += PaneFormat.DIGEST_BYTES;
        String model = name("the model");
        String version = name("the version");
        String replica = name("the replica");
        long number = atLeast(1, "the pane's number", Long.MAX_VALUE);
        long fromMillis = atLeast(0, "the time it began", PaneHeader.MAX_MILLIS - MAX_DURATION_MILLIS);
        long duration = atLeast(0, "the time it took", MAX_DURATION_MILLIS);
        long rows = atLeast(0, "the number of rows", PaneHeader.MAX_COUNT);
        long requests = atLeast(0, "the number of requests", PaneHeader.MAX_COUNT);
        return new PaneHeader(
                digest, model, version, replica, number, fromMillis, fromMillis + duration, rows, requests);
    }

    /** @return false when its bins are withheld */
    private boolean bins(String name, int size, long[] counts, int from, long rows) throws MalformedPane {
        int startsAt = at;
        long bins = varint("the number of bins");
        if (bins == PaneFormat.WITHHELD) {
            return false;
        }
        if (bins != size) {
            throw malformed(Reason.CONTENT, startsAt, name + ": " + bins + " bins, and the baseline has " + size);
        }
        long sum = 0;
        boolean afterRun = false;
        for (int bin = 0; bin < bins; ) {
            int countAt = at;
            long count = varint("a count");
            if (count > 0) {
                if (count > rows - sum) { // both are in bounds, so this can't overflow
                    throw malformed(
                            Reason.CONTENT, countAt, name + ": the bins hold more rows than the pane's " + rows);
                }
                counts[from + bin] = count;
                sum += count;
                bin++;
                afterRun = false;
                continue;
            }
            long further = varint("the length of a run of zeros");
            if (afterRun || further >= bins - bin) {
                throw malformed(
                        Reason.CONTENT,
                        countAt,
                        name
                                + (afterRun
                                        ? ": a run of zeros after a run of zeros"
                                        : ": a run of zeros that ends behind the last bin"));
            }
            bin += (int) further + 1;
            afterRun = true;
        }
        if (sum != rows) {
            throw malformed(Reason.CONTENT, startsAt, name + ": the bins hold " + sum + " rows of the pane's " + rows);
        }
        return true;
    }

    private String name(String what) throws MalformedPane {
        int startsAt = at;
        long length = varint("the length of " + what);
        if (length < 1 || length > PaneHeader.MAX_NAME_BYTES || length > end - at) {
            throw malformed(Reason.CONTENT, startsAt, what + " has a name of " + length + " bytes");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(pane, at, (int) length))
                    .toString();
            if (PaneHeader.isName(text)) {
                at += (int) length;
                return text;
            }
        } catch (CharacterCodingException e) {
            // said below
        }
        throw malformed(Reason.CONTENT, startsAt, what + " has a name that is no UTF-8, or has control characters");
    }

    private long atLeast(long least, String what, long most) throws MalformedPane {
        int startsAt = at;
        long value = varint(what);
        if (value < least || value > most) {
            throw malformed(Reason.CONTENT, startsAt, what + " is " + value + ", not " + least + " to " + most);
        }
        return value;
    }

    /** From 0 to 2^63 - 1: nine times seven bits leave no room for a sign. */
    private long varint(String what) throws MalformedPane {
        int startsAt = at;
        long value = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            if (at == end) {
                throw malformed(Reason.CONTENT, startsAt, "the pane ends in " + what);
            }
            byte next = pane[at++];
            value |= (long) (next & 0x7f) << (7 * i);
            if (next >= 0) {
                if (next == 0 && i > 0) {
                    throw malformed(Reason.CONTENT, startsAt, what + " takes more bytes than it needs");
                }
                return value;
            }
        }
        throw malformed(Reason.CONTENT, startsAt, what + " is larger than any number may be");
    }

    private MalformedPane malformed(Reason reason, long place, String what) {
        return new MalformedPane(reason, stream, offset + place, what);
    }
}
