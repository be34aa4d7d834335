package io.driftgate.sketch.stream;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the configuration says of panes that leave the process. Changing it takes a restart.
 *
 * @param replica name of this gateway among its replicas; empty takes the host's
 * @param directory that streams are written to; empty writes none
 * @param retentionNanos how long a file is kept after its last pane
 * @param maxBytes of all files together
 */
public record StreamSettings(Optional<String> replica, Optional<Path> directory, long retentionNanos, long maxBytes) {
    public static final long DEFAULT_RETENTION_NANOS = 7 * 86_400_000_000_000L;
    public static final long DEFAULT_MAX_BYTES = 1L << 30;
    public static final long MIN_MAX_BYTES = 1L << 20;

    public StreamSettings {
        if (retentionNanos <= 0 || maxBytes < MIN_MAX_BYTES) {
            throw new IllegalArgumentException(retentionNanos + " ns, " + maxBytes + " bytes");
        }
    }
}
