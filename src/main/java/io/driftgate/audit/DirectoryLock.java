package io.driftgate.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A directory that nobody else writes: a lock on a file in it, which goes with the process, however that ends, or when this is closed. The
 * file itself stays. Thread-safe.
 */
public final class DirectoryLock implements Closeable {
    /** Lock files that this process has locked: to close any channel of a file ends all locks that the process has on it (POSIX). */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private DirectoryLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Somebody else has the lock. */
    public static final class InUse extends IOException {
        private static final long serialVersionUID = 1L;

        private InUse(String message) {
            super(message);
        }
    }

    /**
     * Makes the directory if it is missing and locks it.
     *
     * @param name of the lock file
     * @param what writes there, such as {@code log}
     * @param advice why it must not be shared, and what to do
     * @throws InUse when another process has it, or this one already; the message names the directory and has the advice
     * @throws IOException when there can't be a lock
     */
    public static DirectoryLock take(Path directory, String name, String what, String advice) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.toRealPath().resolve(name);
        if (!HELD.add(file)) {
            throw new InUse(directory + " is in use by another " + what + " of this process: " + advice);
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                throw new InUse(directory + " is in use by another process: " + advice);
            }
            return new DirectoryLock(file, channel);
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                channel.close();
            }
            HELD.remove(file);
            throw e;
        }
    }

    /** Lets others have it; a second time does nothing. */
    @Override
    public synchronized void close() throws IOException {
        if (channel.isOpen()) {
            HELD.remove(file);
            channel.close();
        }
    }
}
