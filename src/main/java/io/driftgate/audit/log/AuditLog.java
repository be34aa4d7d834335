package io.driftgate.audit.log;

import io.driftgate.audit.AuditSettings;
import io.driftgate.audit.OnFull;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The log. Thread-safe. */
public final class AuditLog implements AutoCloseable {
    /** The largest record. */
    public static final int MAX_RECORD_BYTES = 1 << 20;

    private final AuditSettings settings;
    private final Clock clock;
    private final WriterGate gate = new WriterGate();
    private final ControlQueue control = new ControlQueue();
    private final List<AuditLane> lanes = new CopyOnWriteArrayList<>();
    private final ByteBuffer batch = ByteBuffer.allocate(MAX_RECORD_BYTES);
    private volatile boolean failed;
    private volatile boolean closed;

    private AuditLog(AuditSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Opens the log's directory, makes it whole after a crash, and starts the writer. What can't be opened does not keep the process from
     * starting: it is told to the observer, {@link #failed()} is true, and it is tried again until it works.
     */
    public static AuditLog open(AuditSettings settings, Clock clock, AuditObserver observer) {
        AuditLog log = new AuditLog(settings, clock);
        Thread writer = new Thread(log::run, "driftgate-audit");
        writer.setDaemon(true);
        writer.start();
        return log;
    }

    /**
     * One per event loop.
     *
     * @param onDurable called by the writer after a group commit in which a record of this lane became durable, and when the log fails or works again; it must only
     *     schedule
     */
    public AuditLane lane(Runnable onDurable) {
        AuditLane lane = new AuditLane(settings.laneBytes(), onDurable, gate, clock);
        lanes.add(lane);
        return lane;
    }

    /** Appends a record from a control-plane thread. False when there is no room, which is counted. */
    public boolean control(byte[] record) {
        boolean added = control.add(record) > 0;
        gate.appended(false);
        return added;
    }

    /** Whether governed requests may be served; false while the log is failed under {@link OnFull#REFUSE}. */
    public boolean accepts() {
        return !failed || settings.onFull() == OnFull.DROP;
    }

    /** Whether nothing can be written just now. Answers that are held for a decision to become durable wait in vain: refuse or let them go, as {@link OnFull} says. */
    public boolean failed() {
        return failed;
    }

    public AuditSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        closed = true;
        gate.wake();
    }

    private boolean pending() {
        return closed || !control.isEmpty() || lanes.stream().anyMatch(lane -> lane.queuedBytes() > 0);
    }

    private void run() {
        while (!closed) {
            gate.idle(this::pending, 1_000_000_000L);
            for (AuditLane lane : lanes) {
                for (int length = lane.nextLength(); length > 0; length = lane.nextLength()) {
                    batch.clear();
                    lane.take(batch, length);
                }
                lane.publishDurable();
            }
            while (!control.isEmpty()) {
                control.remove();
            }
        }
    }
}
