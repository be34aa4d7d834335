package io.driftgate.cli;

import io.driftgate.config.ConfigLoader;
import java.nio.file.Path;

/** Whoever can run the gateway. */
public interface Server {
    /**
     * Serves until the process is told to stop.
     *
     * @param loaded what was read from {@code config}; has a snapshot
     * @return the process's exit code
     */
    int serve(Path config, ConfigLoader.Loaded loaded, LogFormat logFormat);

    /** Asks {@link #serve} to end as a signal would: it drains and returns {@code exitCode}. From any thread. */
    void end(int exitCode);
}
