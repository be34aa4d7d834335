package io.driftgate.audit.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A real directory on a disk that gets full, loses what it could not sync, becomes read-only or stands still, as a test says. Thread-safe. */
final class FaultyDisk implements LogFiles {
    private final LogFiles files;
    // Guarded by this: a test gives room back while the writer finds none.
    private long room = Long.MAX_VALUE;
    private final AtomicInteger failingSyncs = new AtomicInteger();
    private final AtomicInteger failedSyncs = new AtomicInteger();
    private volatile boolean readOnly;
    private volatile CountDownLatch held = new CountDownLatch(0);

    FaultyDisk(Path directory) {
        files = new DiskFiles(directory);
    }

    /** So many more bytes can be written. */
    synchronized void room(long bytes) {
        room = bytes;
    }

    /** Of so many bytes to write, those that there is room for; they have it then. */
    private synchronized int take(int wanted) {
        int granted = (int) Math.min(wanted, room);
        room -= granted;
        return granted;
    }

    /** The next syncs fail, and what they were to make durable is zeros from then on. */
    void failSyncs(int count) {
        failingSyncs.set(count);
    }

    /** How many syncs have failed. */
    int failedSyncs() {
        return failedSyncs.get();
    }

    void readOnly(boolean is) {
        readOnly = is;
    }

    /** Syncs wait from now on. */
    void hold() {
        held = new CountDownLatch(1);
    }

    void release() {
        held.countDown();
    }

    private void checkWritable() throws IOException {
        if (readOnly) {
            throw new IOException("Read-only file system");
        }
    }

    @Override
    public Closeable lock() throws IOException {
        checkWritable();
        return files.lock();
    }

    @Override
    public List<String> names() throws IOException {
        return files.names();
    }

    @Override
    public SegmentFile open(String name) throws IOException {
        checkWritable();
        return new FaultyFile(files.open(name));
    }

    @Override
    public SegmentFile create(String name) throws IOException {
        checkWritable();
        return new FaultyFile(files.create(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        checkWritable();
        files.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        checkWritable();
        files.delete(name);
    }

    @Override
    public void forceDirectory() throws IOException {
        files.forceDirectory();
    }

    @Override
    public synchronized long usableBytes() throws IOException {
        return Math.min(room, files.usableBytes());
    }

    @Override
    public String describe(String name) {
        return files.describe(name);
    }

    private final class FaultyFile implements SegmentFile {
        private final SegmentFile file;
        private long synced;

        FaultyFile(SegmentFile file) throws IOException {
            this.file = file;
            this.synced = file.size();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(ByteBuffer into, long at) throws IOException {
            return file.read(into, at);
        }

        @Override
        public void write(ByteBuffer from, long at) throws IOException {
            checkWritable();
            int wanted = from.remaining();
            int granted = take(wanted);
            if (granted == wanted) {
                file.write(from, at);
                return;
            }
            file.write(from.slice().limit(granted), at);
            throw new IOException("No space left on device");
        }

        @Override
        public void truncate(long size) throws IOException {
            checkWritable();
            file.truncate(size);
        }

        @Override
        public void force() throws IOException {
            try {
                held.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (failingSyncs.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                int lost = (int) Math.max(0, file.size() - synced);
                file.write(ByteBuffer.allocate(lost), synced);
                failedSyncs.incrementAndGet();
                throw new IOException("Input/output error");
            }
            file.force();
            synced = file.size();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
