package io.driftgate.audit;

import java.net.URI;
import java.nio.file.Path;

/** Somewhere that holds checkpoints besides the log's own directory, out of reach of whoever can change that. */
public sealed interface CheckpointExport {
    /** One file per checkpoint in another directory, which should lie on another machine. */
    record Directory(Path path) implements CheckpointExport {}

    /** One JSON object per line on standard output, for the collector of logs. */
    record Stdout() implements CheckpointExport {}

    /** POST of the signed note as {@code text/plain}. */
    record Webhook(URI url) implements CheckpointExport {}
}
