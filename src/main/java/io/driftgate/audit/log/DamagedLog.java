package io.driftgate.audit.log;

import java.io.IOException;

/** A file of the log is not what its writer left. Nothing is changed: a person has to look. */
public final class DamagedLog extends IOException {
    private static final long serialVersionUID = 1;

    private final String file;
    private final long offset;
    private final String what;

    /**
     * @param offset in the file, where what is wrong begins
     * @param what is wrong
     */
    public DamagedLog(String file, long offset, String what) {
        super(file + " at byte " + offset + ": " + what);
        this.file = file;
        this.offset = offset;
        this.what = what;
    }

    public String file() {
        return file;
    }

    public long offset() {
        return offset;
    }

    /** @param advice to the operator: what to do about it */
    DamagedLog(String file, long offset, String what, String advice) {
        super(file + " at byte " + offset + ": " + what + ". " + advice);
        this.file = file;
        this.offset = offset;
        this.what = what;
    }

    /** The message without place and advice. */
    public String what() {
        return what;
    }
}
