package io.driftgate.control.stream;

import java.util.Optional;

/**
 * The stream of this process.
 *
 * @param own empty when no panes leave it
 */
public record PaneStreams(Optional<PaneStream> own) {}
