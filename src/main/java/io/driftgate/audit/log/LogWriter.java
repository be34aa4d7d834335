package io.driftgate.audit.log;

import io.driftgate.audit.AuditSettings;
import io.driftgate.audit.Durability;
import io.driftgate.audit.merkle.Sha256Tree;
import io.driftgate.audit.note.Checkpoint;
import io.driftgate.audit.record.ControlRecord;
import io.driftgate.audit.record.GapRecord;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that writes.
 *
 * <pre>
 * opening --> writing: gather a batch, write it, sync it when that is {@linkplain Pace due}, tell the lanes; rotate when the segment is full or old
 *    |          |  ^
 *    v          v  | once it works again
 *   failed: the batch stays in memory, the lanes fill up, and it is tried again each second
 * </pre>
 *
 * <p>A write that fails is done again to the same place. A sync that fails is never done again, because the kernel forgets after one
 * report which pages it could not write: the segment is cut back to the end of its last successful sync, what is there is read again, and the batch goes
 * into a new segment. Under {@link Durability#NONE} the records since that sync are lost then, and a gap record counts them.
 *
 * <p>Records have the order of their index. Their times are those of a wall clock, which may be set back: a record says so.
 */
final class LogWriter implements Runnable {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long CLOCK_TOLERANCE_MILLIS = 1_000;

    private final AuditSettings settings;
    private final Clock clock;
    private final LogFiles files;
    private final Recovery recovery;
    private final AuditObserver observer;
    private final Inlets inlets;
    private final SegmentList segments;
    private final Troubles troubles;
    private final HeadSlot heads;
    private final CheckpointStore checkpoints;
    private final long retryNanos;
    private final Batch batch = new Batch();
    private final Pace pace;

    // The writer's own.
    private Sha256Tree tree = new Sha256Tree();
    private Optional<OpenSegment> open = Optional.empty();
    private boolean syncFailed;
    private boolean finished;
    private long openedNanos;
    private long lastMillis;

    private final CountDownLatch started = new CountDownLatch(1);
    private volatile boolean failed = true;
    private volatile boolean closing;
    private volatile long busySinceNanos;
    private final LogCounts counts = new LogCounts();

    LogWriter(
            AuditSettings settings,
            Clock clock,
            LogFiles files,
            AuditObserver observer,
            Inlets inlets,
            SegmentList segments,
            Troubles troubles,
            HeadSlot heads,
            CheckpointStore checkpoints,
            long retryNanos) {
        this.settings = settings;
        this.pace = new Pace(settings.durability(), settings.everyNanos());
        this.clock = clock;
        this.files = files;
        this.recovery = new Recovery(files);
        this.observer = observer;
        this.inlets = inlets;
        this.segments = segments;
        this.troubles = troubles;
        this.heads = heads;
        this.checkpoints = checkpoints;
        this.retryNanos = retryNanos;
    }

    /** Whether nothing can be written just now. */
    boolean failed() {
        return failed;
    }

    /** Since when the writer waits for the disk, by {@link System#nanoTime()}; 0 when it does not. */
    long busySinceNanos() {
        return busySinceNanos;
    }

    LogCounts counts() {
        return counts;
    }

    /** Lets the thread end once all is written, or can't be. */
    void finish() {
        closing = true;
        inlets.gate().wake();
    }

    /** Waits until the log is open, or could not be opened, or for so long. */
    void awaitStart(long millis) throws InterruptedException {
        started.await(millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void run() {
        boolean ended = false;
        try {
            work();
            ended = true;
        } finally {
            if (!ended) {
                diesOfFault();
            }
            started.countDown();
            heads.finish();
        }
    }

    /** Whoever waits for this thread would wait in vain. What it was about may be done by half, so it does not go on. */
    private void diesOfFault() {
        failed = true;
        inlets.tellTrouble();
        troubles.begin("write", "a fault in the gateway: nothing more is written until it is started again");
    }

    private void work() {
        while (!finished && !Thread.currentThread().isInterrupted()) {
            String doing = open.isEmpty() ? "open" : "write";
            try {
                if (open.isEmpty()) {
                    openLog();
                    pace.begins(System.nanoTime()); // with what came while it was opened
                    works();
                    started.countDown();
                } else if (syncFailed) {
                    rebuild();
                }
                step();
            } catch (IOException e) {
                fails(doing, e);
                started.countDown();
                if (closing) {
                    break;
                }
                inlets.gate().pause(() -> closing, retryNanos);
            }
        }
        if (!batch.isEmpty() || inlets.queuedBytes() > 0) {
            troubles.begin("lost", "the process ends while the log can't be written: what was not on disk is lost");
        }
        try {
            closeSegment();
        } catch (IOException e) {
            troubles.begin("write", "the newest segment can't be closed: " + e);
        }
    }

    private void openLog() throws IOException {
        files.lock();
        Optional<Checkpoint> newest = checkpoints.newest();
        boolean synced = settings.durability() != Durability.NONE;
        Recovery.Recovered log = recovery.recover(newest, synced, clock.millis());
        tree = log.tree();
        segments.set(log.segments());
        opened(log.open());
        segments.grown(log.open().end());
        lastMillis = log.open().header().madeAtMillis();
        counts.found(tree.size());
        log.torn().ifPresent(torn -> troubles.past("torn-tail", torn.describe()));
        if (log.open().header().synced() != synced) {
            nextSegment(tree);
        }
    }

    private void opened(OpenSegment segment) {
        open = Optional.of(segment);
        openedNanos = System.nanoTime();
    }

    /** Some of a batch, or a sleep until there is something for one. */
    private void step() throws IOException {
        OpenSegment segment = open.orElseThrow();
        if (heads.isWanted()) {
            commit(segment);
            publishHead(segment);
        }
        boolean all = gather();
        if (batch.isEmpty()) {
            rest(segment);
            works();
            return;
        }
        boolean quiet = batch.isWritten();
        write(segment);
        if (failed || closing || !all || pace.syncIsDue(System.nanoTime())) {
            commit(segment);
        } else if (quiet) {
            idle(pace.untilSync(System.nanoTime()));
        }
        works();
        if (rotationIsDue(segment)) {
            commit(segment);
            rotate(segment);
        }
        gatherMore();
    }

    /** Everything is on disk, or under {@link Durability#NONE} written. */
    private void rest(OpenSegment segment) throws IOException {
        if (rotationIsDue(segment)) {
            rotate(segment);
        } else if (closing) {
            publishHead(segment);
            finished = true;
        } else {
            idle(untilRotation());
            pace.begins(System.nanoTime());
            gatherMore();
        }
    }

    private void idle(long nanos) {
        inlets.gate().idle(() -> closing || heads.isWanted() || inlets.haveWork(), nanos);
        pace.gathers(System.nanoTime());
    }

    private void gatherMore() {
        long nanos = pace.untilWrite(System.nanoTime(), !batch.isEmpty());
        if (nanos > 0) {
            inlets.gate().doze(() -> closing || inlets.haveUrgentWork(), nanos);
        }
    }

    /** @return whether that is all there was */
    private boolean gather() {
        long now = clock.millis();
        if (now < lastMillis - CLOCK_TOLERANCE_MILLIS) {
            inlets.control()
                    .add(new ControlRecord(Instant.ofEpochMilli(now), "clock_set_back")
                            .with("milliseconds", lastMillis - now)
                            .toByteArray());
            lastMillis = now;
        }
        lastMillis = Math.max(lastMillis, now);
        return inlets.drain(batch, tree, Instant.ofEpochMilli(now), failed ? "disk" : "full");
    }

    private void write(OpenSegment segment) throws IOException {
        if (batch.isWritten()) {
            return;
        }
        busySinceNanos = System.nanoTime() | 1;
        try {
            segment.append(batch.unwritten());
        } finally {
            busySinceNanos = 0;
        }
        batch.wrote();
        pace.gathers(System.nanoTime());
    }

    /** Writes what is left of the batch, syncs it but under {@link Durability#NONE}, and tells who waits. Then there is no batch. */
    private void commit(OpenSegment segment) throws IOException {
        if (batch.isEmpty()) {
            return;
        }
        write(segment);
        if (settings.durability() != Durability.NONE) {
            sync(segment);
        }
        pace.synced(System.nanoTime());
        segments.grown(segment.end());
        counts.committed(tree.size(), batch);
        batch.clear();
        inlets.publishDurable();
    }

    private void sync(OpenSegment segment) throws IOException {
        if (segment.durableEnd() == segment.end()) {
            return;
        }
        long start = System.nanoTime();
        busySinceNanos = start | 1;
        try {
            segment.force();
        } catch (IOException e) {
            syncFailed = true;
            throw new IOException("sync: " + e.getMessage(), e);
        } finally {
            busySinceNanos = 0;
        }
        observer.synced(System.nanoTime() - start);
    }

    private void rebuild() throws IOException {
        OpenSegment broken = open.orElseThrow();
        Sha256Tree durable = recovery.reread(broken.header(), broken.durableEnd());
        long lost = tree.size() - durable.size() - batch.records();
        nextSegment(durable);
        batch.appendTo(durable);
        batch.unwrite();
        tree = durable;
        syncFailed = false;
        counts.found(durable.size() - batch.records());
        if (lost > 0) {
            Instant now = clock.instant();
            inlets.control().add(GapRecord.of(now, now, lost, "sync-failed"));
        }
    }

    private boolean rotationIsDue(OpenSegment segment) {
        return !segment.isEmpty()
                && (segment.end() >= settings.segmentBytes()
                        || System.nanoTime() - openedNanos >= settings.segmentAgeNanos());
    }

    private void rotate(OpenSegment segment) throws IOException {
        publishHead(segment);
        nextSegment(tree);
    }

    /** Goes on in a new segment, which begins after this tree. */
    private void nextSegment(Sha256Tree after) throws IOException {
        SegmentHeader header = open.orElseThrow().header();
        OpenSegment next = recovery.create(SegmentHeader.after(
                after, header.logId(), header.number() + 1, clock.millis(), settings.durability() != Durability.NONE));
        segments.add(new SegmentList.Segment(next.header(), next.end()));
        try {
            closeSegment();
        } catch (IOException e) { // what was in it is synced or written anew; nothing hangs on this
            troubles.past("close", "segment " + header.number() + " could not be closed: " + e.getMessage());
        }
        opened(next);
    }

    private void closeSegment() throws IOException {
        if (open.isPresent()) {
            open.get().close();
        }
    }

    /** Hands on what all records up to here hash to; there is no batch. */
    private void publishHead(OpenSegment segment) throws IOException {
        sync(segment);
        heads.publish(new TreeHead(tree.size(), tree.root()));
    }

    private long untilRotation() {
        long age = System.nanoTime() - openedNanos;
        return Math.max(1, Math.min(NANOS_PER_SECOND, settings.segmentAgeNanos() - age));
    }

    private void fails(String trouble, IOException e) {
        troubles.begin(trouble, message(e));
        if (!failed) {
            failed = true;
            inlets.tellTrouble();
        }
    }

    private void works() {
        if (failed) {
            failed = false;
            troubles.end("open", "the log is open at record " + tree.size());
            troubles.end("write", "the log is written again");
            inlets.tellTrouble();
        }
    }

    private String message(IOException e) {
        if (e instanceof DamagedLog) {
            return String.valueOf(e.getMessage());
        }
        return files.describe("") + ": " + e + ". Nothing is lost that was on disk; it is tried again all the time";
    }

    /** The segments' list, for tests. */
    List<SegmentList.Segment> segments() {
        return segments.all();
    }
}
