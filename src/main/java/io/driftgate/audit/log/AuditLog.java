package io.driftgate.audit.log;

import io.driftgate.audit.AuditSettings;
import io.driftgate.audit.CheckpointExport;
import io.driftgate.audit.OnFull;
import io.driftgate.audit.record.RecordKind;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The log as its writers see it: lanes for event loops, a queue for the control plane. Thread-safe.
 *
 * <p>Guarantees: a ticket that its lane calls {@linkplain AuditLane#durable() durable} is of a record that survives a crash of process and machine (but under
 * {@code durability: none}); a record is in the log once or, if its append was refused, not at all and counted; memory is bounded by the lanes, the control queue and one batch.
 */
public final class AuditLog implements AutoCloseable {
    /** The largest record. */
    public static final int MAX_RECORD_BYTES = 1 << 20;

    private static final long RETRY_NANOS = 1_000_000_000L;
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final long EXPORT_PAUSE_MILLIS = 500;
    private static final long START_MILLIS = 10_000;
    private static final long CLOSE_MILLIS = 10_000;
    private static final long EXPORT_CLOSE_MILLIS = 3_000;

    private final AuditSettings settings;
    private final Clock clock;
    private final Inlets inlets = new Inlets();
    private final SegmentList segments = new SegmentList();
    private final Troubles troubles;
    private final LockedFiles files;
    private final LogWriter writer;
    private final LogWatch watch;
    private final Checkpointer checkpointer;
    private final List<ExportQueue> exports = new ArrayList<>();
    private final long openedAtMillis;
    private final Thread writing;
    private final Thread checkpointing;

    private AuditLog(
            AuditSettings settings,
            Clock clock,
            AuditObserver observer,
            List<CheckpointSink> sinks,
            LogFiles disk,
            long retryNanos) {
        this.settings = settings;
        this.clock = clock;
        this.openedAtMillis = clock.millis();
        this.troubles = new Troubles(observer, inlets.control(), inlets.gate(), clock);
        this.files = new LockedFiles(disk);
        HeadSlot heads = new HeadSlot();
        CheckpointStore store = new CheckpointStore(settings.dir());
        this.writer =
                new LogWriter(settings, clock, files, observer, inlets, segments, troubles, heads, store, retryNanos);
        this.watch = new LogWatch(files, writer, inlets, troubles);
        SegmentRetention retention =
                new SegmentRetention(settings.retention(), files, segments, inlets, writer, troubles, clock);
        Map<String, Integer> ofName = new HashMap<>();
        for (CheckpointSink sink : sinks) {
            int number = ofName.merge(sink.name(), 1, Integer::sum);
            exports.add(new ExportQueue(sink, number, observer, troubles, EXPORT_PAUSE_MILLIS));
        }
        this.checkpointer = new Checkpointer(
                settings.checkpoints(),
                clock,
                writer,
                inlets.gate(),
                heads,
                store,
                segments,
                retention,
                watch,
                troubles,
                observer,
                exports);
        this.writing = daemon(writer, "driftgate-audit");
        this.checkpointing = daemon(checkpointer, "driftgate-audit-checkpoint");
    }

    /**
     * Opens the log's directory, makes it whole after a crash, and starts the writer. What can't be opened does not keep the process from
     * starting: it is told to the observer, {@link #failed()} is true, and it is tried again until it works. Nor does a disk that stands still, but for some seconds.
     *
     * @param sinks of checkpoints, besides the directory and standard output of the settings
     */
    public static AuditLog open(
            AuditSettings settings, Clock clock, AuditObserver observer, List<CheckpointSink> sinks) {
        List<CheckpointSink> all = new ArrayList<>(sinks);
        for (CheckpointExport export : settings.checkpoints().exports()) {
            if (export instanceof CheckpointExport.Directory directory) {
                all.add(new DirectorySink(
                        directory.path(), settings.checkpoints().origin(), DirectorySink.KEPT));
            } else if (export instanceof CheckpointExport.Stdout) {
                all.add(new StdoutSink(System.out));
            }
        }
        return open(settings, clock, observer, all, new DiskFiles(settings.dir()), RETRY_NANOS);
    }

    /** As above, with the sinks of the settings that need no network. */
    public static AuditLog open(AuditSettings settings, Clock clock, AuditObserver observer) {
        return open(settings, clock, observer, List.of());
    }

    static AuditLog open(
            AuditSettings settings,
            Clock clock,
            AuditObserver observer,
            List<CheckpointSink> sinks,
            LogFiles disk,
            long retryNanos) {
        AuditLog log = new AuditLog(settings, clock, observer, sinks, disk, retryNanos);
        log.writing.start();
        log.checkpointing.start();
        try {
            log.writer.awaitStart(START_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return log;
    }

    /**
     * One per event loop.
     *
     * @param onDurable called by the log's threads after a group commit in which a record of this lane became durable, and when the log fails or works again; it
     *     must only schedule
     */
    public AuditLane lane(Runnable onDurable) {
        return inlets.lane(settings.laneBytes(), onDurable, clock);
    }

    /** Appends a record from a control-plane thread. False when there is no room, which is counted. */
    public boolean control(byte[] record) {
        return inlets.addControl(record) > 0;
    }

    /** Whether governed requests may be served; false while the log is failed under {@link OnFull#REFUSE}. */
    public boolean accepts() {
        return settings.onFull() == OnFull.DROP || !failed();
    }

    /**
     * Whether nothing can be written just now. Answers that are held for a decision to become durable wait in vain: refuse or let them go, as {@link
     * OnFull} says.
     */
    public boolean failed() {
        return writer.failed() || watch.stalled();
    }

    /** What is wrong, for people. */
    public Optional<String> trouble() {
        return troubles.worst();
    }

    public AuditSettings settings() {
        return settings;
    }

    /** Number of records in the log, those of former processes included. */
    public long size() {
        return writer.counts().size();
    }

    /** Records of a kind that this process has written. */
    public long records(RecordKind kind) {
        return writer.counts().ofKind(kind);
    }

    /** Records that found no room, since the start. */
    public long dropped() {
        return inlets.dropped();
    }

    /** Bytes that wait for the writer. */
    public long queuedBytes() {
        return inlets.queuedBytes();
    }

    /** Bytes of all segments. */
    public long diskBytes() {
        return segments.bytes();
    }

    /** Seconds until the disk is full at the pace of the last ten minutes; infinite when nothing is written, not a number when it is not known. */
    public double secondsUntilFull() {
        return watch.secondsUntilFull();
    }

    /** When this log was opened, milliseconds since 1970 UTC. */
    public long openedAtMillis() {
        return openedAtMillis;
    }

    /** Number of records that the newest checkpoint of this process covers. */
    public long checkpointSize() {
        return checkpointer.size();
    }

    /** When that was made, milliseconds since 1970 UTC; 0 when there is none yet. */
    public long checkpointAtMillis() {
        return checkpointer.atMillis();
    }

    /** Writes what was appended, makes a last checkpoint, and ends. Blocks for some seconds at most, however slow the disk. */
    @Override
    public void close() {
        try {
            writer.finish();
            writing.join(CLOSE_MILLIS);
            checkpointing.join(CLOSE_MILLIS);
            long deadline = System.nanoTime() + EXPORT_CLOSE_MILLIS * NANOS_PER_MILLI;
            exports.forEach(ExportQueue::finish);
            for (ExportQueue export : exports) {
                export.join((deadline - System.nanoTime()) / NANOS_PER_MILLI);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writing.interrupt();
        checkpointing.interrupt();
        exports.forEach(ExportQueue::close);
        files.unlock();
    }

    private static Thread daemon(Runnable body, String name) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        return thread;
    }
}
