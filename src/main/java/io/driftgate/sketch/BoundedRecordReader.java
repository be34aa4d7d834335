package io.driftgate.sketch;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * Stops a CSV record that never ends: one quote too many turns the rest of a file into a single field. Also drops a byte order
 * mark at the start.
 */
public final class BoundedRecordReader extends FilterReader {
    static final int MAX_RECORD_CHARS = 16 << 20;

    private long read;
    private long recordStart;

    public BoundedRecordReader(Reader in) {
        super(in);
    }

    /** Tells that a record was complete. */
    public void endRecord() {
        recordStart = read;
    }

    @Override
    public int read() throws IOException {
        char[] one = new char[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        if (count <= 0) {
            return count;
        }
        if (read - recordStart > MAX_RECORD_CHARS) {
            throw new IOException("a record is longer than " + MAX_RECORD_CHARS + " characters; is a quote left open?");
        }
        boolean mark = read == 0 && buffer[offset] == '\uFEFF';
        read += count;
        if (!mark) {
            return count;
        }
        if (count == 1) {
            return read(buffer, offset, length);
        }
        System.arraycopy(buffer, offset + 1, buffer, offset, count - 1);
        return count - 1;
    }
}
