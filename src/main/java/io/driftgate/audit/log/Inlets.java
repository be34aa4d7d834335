package io.driftgate.audit.log;

import io.driftgate.audit.merkle.Sha256Tree;
import io.driftgate.audit.record.GapRecord;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Where records come in: the lanes of the event loops and the control plane's queue. Thread-safe; draining is the writer's. */
final class Inlets {
    private final CopyOnWriteArrayList<AuditLane> lanes = new CopyOnWriteArrayList<>();
    private final ControlQueue control = new ControlQueue();
    private final WriterGate gate = new WriterGate();
    private final AtomicLong controlDropped = new AtomicLong();

    // The writer's own.
    private long controlTold;
    private long controlTaken;
    private int firstLane;

    private volatile long controlDurable;

    AuditLane lane(int bytes, Runnable onDurable, Clock clock) {
        AuditLane lane = new AuditLane(bytes, onDurable, gate, clock);
        lanes.add(lane);
        return lane;
    }

    WriterGate gate() {
        return gate;
    }

    ControlQueue control() {
        return control;
    }

    /** @return the record's ticket for {@link #controlDurable()}; -1 when it finds no room, which is counted */
    long addControl(byte[] record) {
        long ticket = record.length == 0 || record.length > AuditLog.MAX_RECORD_BYTES ? -1 : control.add(record);
        if (ticket < 0) {
            controlDropped.incrementAndGet();
        }
        gate.appended(control.isHalfFull());
        return ticket;
    }

    long controlDurable() {
        return controlDurable;
    }

    long dropped() {
        long dropped = controlDropped.get();
        for (AuditLane lane : lanes) {
            dropped += lane.dropped();
        }
        return dropped;
    }

    long queuedBytes() {
        long queued = control.queuedBytes();
        for (AuditLane lane : lanes) {
            queued += lane.queuedBytes();
        }
        return queued;
    }

    boolean haveWork() {
        if (!control.isEmpty() || controlDropped.get() > controlTold) {
            return true;
        }
        for (int i = 0; i < lanes.size(); i++) {
            AuditLane lane = lanes.get(i);
            if (lane.queuedBytes() > 0 || lane.untold() > 0) {
                return true;
            }
        }
        return false;
    }

    boolean haveUrgentWork() {
        if (control.isHalfFull()) {
            return true;
        }
        for (int i = 0; i < lanes.size(); i++) {
            AuditLane lane = lanes.get(i);
            if (lane.queuedBytes() > lane.capacityBytes() / 2) {
                return true;
            }
        }
        return false;
    }

    /**
     * Moves into a batch what fits, lanes in turn; what found no room before is told of.
     *
     * @return whether that is all there was
     */
    boolean drain(Batch batch, Sha256Tree tree, Instant now, String reason) {
        while (!control.isEmpty()) {
            byte[] record = control.peek();
            if (!batch.fits(record.length)) {
                return false;
            }
            batch.put(record, tree);
            control.remove();
            controlTaken++;
        }
        long untold = controlDropped.get() - controlTold;
        if (untold > 0) {
            byte[] gap = GapRecord.of(now, now, untold, "control");
            if (!batch.fits(gap.length)) {
                return false;
            }
            batch.put(gap, tree);
            controlTold += untold;
        }
        int count = lanes.size();
        for (int i = 0; i < count; i++) {
            int at = (firstLane + i) % count;
            if (!drain(lanes.get(at), batch, tree, now, reason)) {
                firstLane = (at + 1) % count;
                return false;
            }
        }
        return true;
    }

    /** @return whether the lane is empty */
    private static boolean drain(AuditLane lane, Batch batch, Sha256Tree tree, Instant now, String reason) {
        for (int length = lane.nextLength(); length > 0; length = lane.nextLength()) {
            if (!batch.fits(length)) {
                return false;
            }
            batch.take(lane, length, tree);
        }
        long untold = lane.untold();
        if (untold > 0) {
            byte[] gap = GapRecord.of(now, Instant.ofEpochMilli(lane.droppedFromMillis()), untold, reason);
            if (!batch.fits(gap.length)) {
                return false;
            }
            batch.put(gap, tree);
            lane.told(untold);
        }
        return true;
    }

    void publishDurable() {
        controlDurable = controlTaken;
        for (int i = 0; i < lanes.size(); i++) {
            lanes.get(i).publishDurable();
        }
    }

    void tellTrouble() {
        lanes.forEach(AuditLane::tellTrouble);
    }
}
