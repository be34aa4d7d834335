package io.driftgate.audit.log;

import java.io.IOException;

/** A file of the log is not what its writer left. Nothing is changed: a person has to look. */
public final class DamagedLog extends IOException {
    private static final long serialVersionUID = 1;

    private final String file;
    private final long offset;

    /**
     * @param offset in the file, where what is wrong begins
     * @param what is wrong
     */
    public DamagedLog(String file, long offset, String what) {
        super(file + " at byte " + offset + ": " + what);
        this.file = file;
        this.offset = offset;
    }

    public String file() {
        return file;
    }

    public long offset() {
        return offset;
    }
}
