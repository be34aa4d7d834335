package io.driftgate.audit;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the configuration says of the audit log. Changing it takes a restart.
 *
 * @param dir holds segments, checkpoints and the lock; made when it is missing
 * @param everyNanos time between two syncs under {@link Durability#BATCH}, and between two writes under {@link Durability#NONE}
 * @param laneBytes room of one event loop's ring
 * @param segmentBytes size at which a segment ends; the record that passes it is still in it
 * @param segmentAgeNanos age at which a segment ends
 * @param fingerprintKey of the HMAC over inspected bodies; once it is destroyed no fingerprint can be matched with a body
 * @param prediction whether outcomes hold the prediction
 */
public record AuditSettings(
        Path dir,
        Durability durability,
        long everyNanos,
        OnFull onFull,
        int laneBytes,
        long segmentBytes,
        long segmentAgeNanos,
        Retention retention,
        Checkpoints checkpoints,
        KeySource fingerprintKey,
        boolean prediction) {
    private static final long BATCH_EVERY_NANOS = 50_000_000L;
    private static final long WRITE_EVERY_NANOS = 5_000_000L;
    public static final int DEFAULT_LANE_BYTES = 4 << 20;
    public static final int MIN_LANE_BYTES = 1 << 16;
    public static final int MAX_LANE_BYTES = 1 << 28;
    public static final long DEFAULT_SEGMENT_BYTES = 64L << 20;
    public static final long DEFAULT_SEGMENT_AGE_NANOS = 24 * 3_600_000_000_000L;

    public AuditSettings {
        if (laneBytes < MIN_LANE_BYTES || laneBytes > MAX_LANE_BYTES) {
            throw new IllegalArgumentException("laneBytes " + laneBytes);
        }
        if (everyNanos <= 0 || segmentBytes <= 0 || segmentAgeNanos <= 0) {
            throw new IllegalArgumentException("a duration or size is not positive");
        }
    }

    /** {@link #everyNanos()} where the configuration does not say. */
    public static long defaultEveryNanos(Durability durability) {
        return durability == Durability.BATCH ? BATCH_EVERY_NANOS : WRITE_EVERY_NANOS;
    }

    /** The defaults over these places. */
    public static AuditSettings of(Path dir, Durability durability, OnFull onFull) {
        return new AuditSettings(
                dir,
                durability,
                defaultEveryNanos(durability),
                onFull,
                DEFAULT_LANE_BYTES,
                DEFAULT_SEGMENT_BYTES,
                DEFAULT_SEGMENT_AGE_NANOS,
                Retention.FOREVER,
                new Checkpoints(
                        Checkpoints.DEFAULT_ORIGIN,
                        Checkpoints.DEFAULT_EVERY_NANOS,
                        new KeySource.File(dir.resolve("checkpoint.key")),
                        List.of()),
                new KeySource.File(dir.resolve("fingerprint.key")),
                true);
    }

    /**
     * How long segments are kept. A segment goes as a whole, and only when the newest checkpoint covers it.
     *
     * @param ageNanos since its newest record; 0 keeps it for ever
     * @param bytes of all segments together; 0 keeps any number
     */
    public record Retention(long ageNanos, long bytes) {
        public static final Retention FOREVER = new Retention(0, 0);
    }

    /**
     * Signed statements of how many records there are and what they hash to.
     *
     * @param origin name of this log in them, unique among those that one key signs
     * @param everyNanos how often one is made while records come
     * @param key Ed25519
     * @param previousKey signs as well while a key is replaced, so that those who hold either public key can check; it must be there
     */
    public record Checkpoints(
            String origin,
            long everyNanos,
            KeySource key,
            Optional<KeySource> previousKey,
            List<CheckpointExport> exports) {
        public static final String DEFAULT_ORIGIN = "driftgate";
        public static final long DEFAULT_EVERY_NANOS = 10_000_000_000L;

        public Checkpoints {
            exports = List.copyOf(exports);
        }

        /** Signed by one key. */
        public Checkpoints(String origin, long everyNanos, KeySource key, List<CheckpointExport> exports) {
            this(origin, everyNanos, key, Optional.empty(), exports);
        }
    }
}
