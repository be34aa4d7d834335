package io.driftgate.audit.log;

import io.driftgate.audit.AuditSettings;
import io.driftgate.audit.KeySource;
import io.driftgate.audit.note.Checkpoint;
import io.driftgate.audit.note.MalformedNote;
import io.driftgate.audit.note.NoteSigner;
import io.driftgate.audit.note.SigningKey;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The second thread: asks the writer for a tree head when records have come and it is time, signs it, keeps it, hands it to the exporters. Between, it
 * looks after {@linkplain SegmentRetention old segments} and the {@linkplain LogWatch log's health}.
 */
final class Checkpointer implements Runnable {
    private static final long MAX_TICK_MILLIS = 1_000;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final AuditSettings.Checkpoints settings;
    private final Clock clock;
    private final LogWriter writer;
    private final WriterGate gate;
    private final HeadSlot heads;
    private final CheckpointStore store;
    private final SegmentList segments;
    private final SegmentRetention retention;
    private final LogWatch watch;
    private final Troubles troubles;
    private final AuditObserver observer;
    private final List<ExportQueue> exports;
    private final long tickMillis;

    private List<NoteSigner> signers = List.of();
    private long askedNanos;

    private volatile long size;
    private volatile long atMillis;

    Checkpointer(
            AuditSettings.Checkpoints settings,
            Clock clock,
            LogWriter writer,
            WriterGate gate,
            HeadSlot heads,
            CheckpointStore store,
            SegmentList segments,
            SegmentRetention retention,
            LogWatch watch,
            Troubles troubles,
            AuditObserver observer,
            List<ExportQueue> exports) {
        this.settings = settings;
        this.clock = clock;
        this.writer = writer;
        this.gate = gate;
        this.heads = heads;
        this.store = store;
        this.segments = segments;
        this.retention = retention;
        this.watch = watch;
        this.troubles = troubles;
        this.observer = observer;
        this.exports = exports;
        this.tickMillis = Math.max(1, Math.min(MAX_TICK_MILLIS, settings.everyNanos() / NANOS_PER_MILLI / 2));
        this.askedNanos = System.nanoTime();
    }

    /** Number of records that the newest checkpoint covers. */
    long size() {
        return size;
    }

    /** When it was made; 0 when this process has made none. */
    long atMillis() {
        return atMillis;
    }

    @Override
    public void run() {
        try {
            while (true) {
                boolean last = heads.isFinished();
                Optional<TreeHead> head = heads.take(tickMillis);
                if (head.isEmpty() && last) {
                    return;
                }
                guarded(head);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A fault in one round must not end all checkpoints, and retention with them. */
    private void guarded(Optional<TreeHead> head) {
        try {
            head.ifPresent(this::checkpoint);
            tick();
        } catch (RuntimeException e) {
            troubles.begin("checkpoint", "no checkpoint, by a fault of Driftgate's own: " + e);
        }
    }

    private void tick() {
        watch.tick();
        retention.tick(size);
        if (writer.counts().size() > size && System.nanoTime() - askedNanos >= settings.everyNanos()) {
            askedNanos = System.nanoTime();
            heads.want();
            gate.wake();
        }
    }

    private void checkpoint(TreeHead head) {
        if (head.size() == size || head.size() == 0) {
            return;
        }
        try {
            String note =
                    NoteSigner.sign(new Checkpoint(settings.origin(), head.size(), head.root()).text(), signers());
            store.write(head.size(), note);
            size = head.size();
            atMillis = clock.millis();
            exports.forEach(export -> export.offer(head.size(), note));
            troubles.end("checkpoint", "checkpoints are made again");
            Set<Long> starts = new HashSet<>();
            segments.all().forEach(segment -> starts.add(segment.firstIndex()));
            store.prune(starts);
        } catch (IOException | MalformedNote e) {
            troubles.begin(
                    "checkpoint",
                    "no checkpoint over " + head.size() + " records: " + e.getMessage()
                            + ". Records are written meanwhile, but changes to them could not be told");
        }
    }

    private List<NoteSigner> signers() throws IOException, MalformedNote {
        if (signers.isEmpty()) {
            List<NoteSigner> made = new ArrayList<>();
            made.add(new NoteSigner(settings.origin(), key(settings.key(), true)));
            if (settings.previousKey().isPresent()) {
                made.add(new NoteSigner(
                        settings.origin(), key(settings.previousKey().get(), false)));
            }
            for (NoteSigner each : made) {
                store.addPublicKey(each.verifier().text());
                observer.note(
                        "checkpoints are signed by the key " + each.verifier().text());
            }
            signers = List.copyOf(made);
        }
        return signers;
    }

    /** @param make whether a file that is missing is made */
    private static SigningKey key(KeySource source, boolean make) throws IOException, MalformedNote {
        if (source instanceof KeySource.File file) {
            return make ? SigningKey.open(file.path(), new SecureRandom()) : SigningKey.read(file.path());
        }
        String name = ((KeySource.Environment) source).name();
        String text = System.getenv(name);
        if (text == null) {
            throw new IOException("the environment variable " + name + " of audit.checkpoints is not set");
        }
        return SigningKey.parse(text);
    }
}
