package io.driftgate.audit.log;

import io.driftgate.audit.AuditSettings;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;

/** A disk that a test stops, and lets go on or fail. Thread-safe. */
public final class HeldDisk implements LogFiles {
    private static final long RETRY_NANOS = 2_000_000L;

    private final LogFiles disk;
    private boolean held;
    private boolean failing;
    private int waiting;

    private HeldDisk(LogFiles disk) {
        this.disk = disk;
    }

    public static HeldDisk of(AuditSettings settings) {
        return new HeldDisk(new DiskFiles(settings.dir()));
    }

    /** Opens a log on this disk. */
    public AuditLog open(AuditSettings settings) {
        return AuditLog.open(settings, Clock.systemUTC(), AuditObserver.NONE, List.of(), this, RETRY_NANOS);
    }

    /** From now on no sync returns. */
    public synchronized void hold() {
        held = true;
    }

    public synchronized void release() {
        held = false;
        failing = false;
        notifyAll();
    }

    /** From now on syncs fail, those that wait included. */
    public synchronized void fail() {
        failing = true;
        held = false;
        notifyAll();
    }

    /** Waits until a sync waits. */
    public synchronized void awaitHeld() throws InterruptedException {
        while (waiting == 0) {
            wait(100);
        }
    }

    private synchronized void pass() throws IOException {
        waiting++;
        notifyAll();
        try {
            while (held) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting--;
        }
        if (failing) {
            throw new IOException("No space left on device");
        }
    }

    private final class HeldFile implements SegmentFile {
        private final SegmentFile file;

        HeldFile(SegmentFile file) {
            this.file = file;
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
            file.write(from, at);
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void force() throws IOException {
            pass();
            file.force();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    @Override
    public Closeable lock() throws IOException {
        return disk.lock();
    }

    @Override
    public List<String> names() throws IOException {
        return disk.names();
    }

    @Override
    public SegmentFile open(String name) throws IOException {
        return new HeldFile(disk.open(name));
    }

    @Override
    public SegmentFile create(String name) throws IOException {
        return new HeldFile(disk.create(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        disk.delete(name);
    }

    @Override
    public void forceDirectory() throws IOException {
        disk.forceDirectory();
    }

    @Override
    public long usableBytes() throws IOException {
        return disk.usableBytes();
    }

    @Override
    public String describe(String name) {
        return disk.describe(name);
    }
}
