package io.driftgate.cli;

import java.io.IOException;

/** Whoever reads the output has gone, as {@code head} does. */
public final class ClosedOutput extends IOException {
    private static final long serialVersionUID = 1;

    ClosedOutput(IOException cause) {
        super(cause);
    }

    /** Whether that is what an error of writing means. */
    public static boolean is(IOException error) {
        return error instanceof ClosedOutput
                || String.valueOf(error.getMessage()).contains("Broken pipe");
    }
}
