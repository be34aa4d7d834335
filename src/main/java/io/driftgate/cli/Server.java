package io.driftgate.cli;

import io.driftgate.snapshot.Settings;
import java.nio.file.Path;

/** Whoever can run the gateway. */
public interface Server {
    /**
     * Serves until the process is told to stop.
     *
     * @param config valid when it was last read
     * @param settings as the file gave them
     * @return the process's exit code
     */
    int serve(Path config, Settings settings, LogFormat logFormat);

    /** Asks {@link #serve} to end as a signal would: it drains and returns {@code exitCode}. From any thread. */
    void end(int exitCode);
}
