package io.driftgate.audit.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The segment that is written to. The writer only. */
final class OpenSegment implements Closeable {
    private final SegmentFile file;
    private final SegmentHeader header;

    /** Where the next frame goes: all before was written. */
    private long end;

    /** All before is on disk for certain. */
    private long durableEnd;

    /** @param end of a segment all of which is on disk */
    OpenSegment(SegmentFile file, SegmentHeader header, long end) {
        this.file = file;
        this.header = header;
        this.end = end;
        this.durableEnd = end;
    }

    SegmentHeader header() {
        return header;
    }

    long end() {
        return end;
    }

    long durableEnd() {
        return durableEnd;
    }

    /** Writes frames. After a failure the same may be written again: it goes to the same place. */
    void append(ByteBuffer frames) throws IOException {
        int bytes = frames.remaining();
        file.write(frames, end);
        end += bytes;
    }

    void force() throws IOException {
        file.force();
        durableEnd = end;
    }

    boolean isEmpty() {
        return end == header.bytes();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
