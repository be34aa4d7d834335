package io.driftgate.audit.log;

import java.util.ArrayDeque;
import java.util.List;

/** The segments that there are. Thread-safe. */
final class SegmentList {
    /**
     * A segment.
     *
     * @param firstIndex number of records before it
     * @param root of the tree over those
     * @param bytes of its file; of the one that is written to, at its start
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Segment(long number, long firstIndex, long madeAtMillis, byte[] root, long bytes) {
        Segment(SegmentHeader header, long bytes) {
            this(header.number(), header.firstIndex(), header.madeAtMillis(), header.root(), bytes);
        }
    }

    private final ArrayDeque<Segment> segments = new ArrayDeque<>();
    private long sealedBytes;
    private long lastBytes;

    synchronized void set(List<Segment> all) {
        segments.clear();
        segments.addAll(all);
        lastBytes = all.get(all.size() - 1).bytes();
        sealedBytes = all.stream().mapToLong(Segment::bytes).sum() - lastBytes;
    }

    /** A new one is written to. */
    synchronized void add(Segment segment) {
        Segment sealed = segments.removeLast();
        segments.add(
                new Segment(sealed.number(), sealed.firstIndex(), sealed.madeAtMillis(), sealed.root(), lastBytes));
        sealedBytes += lastBytes;
        segments.add(segment);
        lastBytes = segment.bytes();
    }

    synchronized void grown(long bytes) {
        lastBytes = bytes;
    }

    synchronized void removeFirst() {
        sealedBytes -= segments.removeFirst().bytes();
    }

    synchronized List<Segment> all() {
        return List.copyOf(segments);
    }

    synchronized long bytes() {
        return sealedBytes + lastBytes;
    }
}
