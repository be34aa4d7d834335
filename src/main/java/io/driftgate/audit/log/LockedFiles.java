package io.driftgate.audit.log;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Files of a directory that is locked before anything of it is read, until {@link #unlock()}. */
final class LockedFiles implements LogFiles {
    private final LogFiles files;
    private Optional<Closeable> lock = Optional.empty();
    private boolean ended;

    LockedFiles(LogFiles files) {
        this.files = files;
    }

    @Override
    public synchronized Closeable lock() throws IOException {
        if (ended) {
            throw new IOException("the log is closed");
        }
        if (lock.isEmpty()) {
            lock = Optional.of(files.lock());
        }
        return lock.get();
    }

    synchronized void unlock() {
        ended = true;
        try {
            if (lock.isPresent()) {
                lock.get().close();
            }
        } catch (IOException e) {
            // the process's end unlocks as well
        }
        lock = Optional.empty();
    }

    @Override
    public List<String> names() throws IOException {
        lock();
        return files.names();
    }

    @Override
    public SegmentFile open(String name) throws IOException {
        lock();
        return files.open(name);
    }

    @Override
    public SegmentFile create(String name) throws IOException {
        lock();
        return files.create(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        lock();
        files.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        lock();
        files.delete(name);
    }

    @Override
    public void forceDirectory() throws IOException {
        files.forceDirectory();
    }

    @Override
    public long usableBytes() throws IOException {
        return files.usableBytes();
    }

    @Override
    public String describe(String name) {
        return files.describe(name);
    }
}
