package io.driftgate.audit.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file of the log. One thread. */
interface SegmentFile extends Closeable {
    long size() throws IOException;

    /** Reads at a place into what is left of a buffer; -1 at the end of the file. */
    int read(ByteBuffer into, long at) throws IOException;

    /** Writes all that is left in the buffer. Part of it may be in the file when this fails. */
    void write(ByteBuffer from, long at) throws IOException;

    void truncate(long size) throws IOException;

    /** fdatasync. After a failure nobody knows which of the bytes written since the last success are on disk. */
    void force() throws IOException;
}
