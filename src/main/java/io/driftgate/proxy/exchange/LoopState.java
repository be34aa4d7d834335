package io.driftgate.proxy.exchange;

import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.RowBlock;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.Settings;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.snapshot.SnapshotHolder;
import io.driftgate.telemetry.DataPlaneMeters;
import io.driftgate.telemetry.VersionMeters;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;

/**
 * What one event loop owns: the snapshot as it sees it, sketch shards, the guard's scratch. Confined to its loop, so nothing in here
 * is locked or volatile.
 */
public final class LoopState {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final SnapshotHolder holder;
    private final DataPlaneMeters meters;
    private final Admission admission;
    private final String via;
    private final Upstreams upstreams;
    private final AuditTrail audit;
    private final Guard guard;
    private final AnswerScan answerScan;
    private final OwnFields ownFields = new OwnFields();
    private final SplittableRandom random;
    private final Shards shards = new Shards();
    private final HeapCopy requestCopy = new HeapCopy();
    private final HeapCopy answerCopy = new HeapCopy();
    private final PassedPredictions passedPredictions = new PassedPredictions(requestCopy, answerCopy);
    private final Map<ShedReason, DataPlaneMeters.Count> shed = new EnumMap<>(ShedReason.class);

    private Bound bound;
    private long nowNanos = System.nanoTime();

    /**
     * Makes the state of one loop.
     *
     * @param via this process's name in Via headers: a request that carries it already has come round in a loop
     * @param eventLoop runs what other threads give it on the loop
     */
    public LoopState(
            SnapshotHolder holder,
            DataPlaneMeters meters,
            Admission admission,
            String via,
            Upstreams upstreams,
            SplittableRandom random,
            Optional<AuditAccess> audit,
            Executor eventLoop) {
        this.holder = holder;
        this.meters = meters;
        this.admission = admission;
        this.via = via;
        this.upstreams = upstreams;
        this.random = random;
        this.audit = audit.map(access -> new AuditTrail(access, eventLoop)).orElse(AuditTrail.off());
        this.guard = new Guard(this.audit.notes());
        this.answerScan = new AnswerScan(this.audit.notes());
        for (ShedReason reason : ShedReason.values()) {
            shed.put(reason, meters.shed(reason.label()));
        }
    }

    /** A snapshot with all that this loop resolved for it. An exchange pins one. */
    static final class Bound {
        final Snapshot snapshot;
        final ModelState[] models;

        /** For requests that are for no model. */
        final VersionMeters unmatched;

        Bound(Snapshot snapshot, DataPlaneMeters meters, Shards shards) {
            this.snapshot = snapshot;
            int maxRows = snapshot.settings().limits().maxRows();
            models = new ModelState[snapshot.models().size()];
            for (int i = 0; i < models.length; i++) {
                Model model = snapshot.models().get(i);
                models[i] = new ModelState(model, maxRows, meters, shards);
            }
            unmatched = meters.version("", "");
        }
    }

    /** The snapshot in force. Binding a new one costs once, on the first request that sees it. */
    @SuppressWarnings(
            "ReferenceEquality") // a snapshot is replaced as a whole: identity is what changes, and is free to compare
    Bound bound() {
        Snapshot current = holder.current();
        if (bound == null || bound.snapshot != current) {
            bound = new Bound(current, meters, shards);
        }
        return bound;
    }

    public Settings settings() {
        return holder.current().settings();
    }

    /**
     * Hands over what was counted since the last cut. What the snapshot no longer names is handed over a last time and forgotten.
     */
    public Map<String, PaneCounts> cut() {
        return shards.cut(bound().snapshot);
    }

    /** Hands over the rows since the last time of versions that learn. */
    public Map<String, RowBlock> rows() {
        return shards.rows(bound().snapshot);
    }

    public Admission admission() {
        return admission;
    }

    public void countShed(ShedReason reason) {
        shed.get(reason).add(1);
    }

    /** Where the wire's own meters come from. */
    public DataPlaneMeters meters() {
        return meters;
    }

    AuditTrail audit() {
        return audit;
    }

    Guard guard() {
        return guard;
    }

    /** Of the request's body that is looked at. */
    HeapCopy requestCopy() {
        return requestCopy;
    }

    /** Of the answer's body that is looked at. */
    HeapCopy answerCopy() {
        return answerCopy;
    }

    PassedPredictions passedPredictions() {
        return passedPredictions;
    }

    AnswerScan answerScan() {
        return answerScan;
    }

    OwnFields ownFields() {
        ownFields.clear();
        return ownFields;
    }

    Upstreams upstreams() {
        return upstreams;
    }

    String via() {
        return via;
    }

    /** 16 hexadecimal digits. */
    public String newRequestId() {
        return toHex(random.nextLong());
    }

    long newHash() {
        return random.nextLong();
    }

    /** The time of the last tick: coarse, cheap, for deadlines. */
    public long tickNanos() {
        return nowNanos;
    }

    public void tick(long now) {
        nowNanos = now;
    }

    private static String toHex(long value) {
        byte[] digits = new byte[16];
        for (int i = 0; i < 16; i++) {
            digits[i] = HEX[(int) (value >>> (60 - 4 * i)) & 15];
        }
        return new String(digits, StandardCharsets.ISO_8859_1);
    }
}
