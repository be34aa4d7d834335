package io.driftgate.app;

import io.driftgate.audit.DirectoryLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The state directory, kept to one gateway: two would replace each other's files, and neither would notice. Where nothing can be locked, as in
 * a directory that can't be written, the gateway goes without, for it serves without its state too.
 */
final class StateLock implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(StateLock.class);
    private static final String NAME = "state.lock";

    private final Optional<DirectoryLock> lock;

    private StateLock(Optional<DirectoryLock> lock) {
        this.lock = lock;
    }

    /**
     * Locks the directory.
     *
     * @param directory empty when the configuration names none, for it is invalid
     * @throws IOException when another gateway has it; the message is meant for people
     */
    static StateLock take(Optional<Path> directory) throws IOException {
        if (directory.isEmpty()) {
            return new StateLock(Optional.empty());
        }
        try {
            return new StateLock(Optional.of(DirectoryLock.take(
                    directory.get(),
                    NAME,
                    "gateway",
                    "two gateways may not keep their state in one directory. Stop the other, or give each a state: of its"
                            + " own in driftgate.yaml")));
        } catch (DirectoryLock.InUse e) {
            throw e;
        } catch (IOException e) {
            LOG.warnf(
                    "%s can't be locked (%s): see to it that no other gateway keeps its state there",
                    directory.get(), e);
            return new StateLock(Optional.empty());
        }
    }

    @Override
    public void close() {
        try {
            if (lock.isPresent()) {
                lock.get().close();
            }
        } catch (IOException e) {
            LOG.debug("the process's end unlocks as well", e);
        }
    }
}
