package io.driftgate.audit.log;

import java.io.IOException;

/** Somebody who holds checkpoints. Called by a thread of its own, one checkpoint at a time; may block. */
public interface CheckpointSink {
    /** For people and as a metric label. */
    String name();

    /**
     * Hands a checkpoint over. The same one may come again.
     *
     * @param size number of records that it covers
     * @param note the signed note
     * @throws IOException when it may not have arrived; tried again a few times
     */
    void send(long size, String note) throws IOException, InterruptedException;
}
