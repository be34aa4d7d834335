package io.driftgate.audit.log;

import io.driftgate.audit.AuditSettings;
import io.driftgate.audit.log.SegmentList.Segment;
import io.driftgate.audit.record.ControlRecord;
import java.io.IOException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Removes old segments. In three steps, so that whoever verifies the log can tell retention from theft: a record says which segments will go; a
 * checkpoint covers the record; the files go, the oldest first. The checkpointer's thread only.
 */
final class SegmentRetention {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    /**
     * What is to go.
     *
     * @param until number of the first segment that stays
     * @param size the number of records there were when the record about it was on disk; 0 before that
     */
    private record Removal(long until, long ticket, long size) {}

    private final AuditSettings.Retention settings;
    private final LogFiles files;
    private final SegmentList segments;
    private final Inlets inlets;
    private final LogWriter writer;
    private final Troubles troubles;
    private final Clock clock;
    private Optional<Removal> removal = Optional.empty();

    SegmentRetention(
            AuditSettings.Retention settings,
            LogFiles files,
            SegmentList segments,
            Inlets inlets,
            LogWriter writer,
            Troubles troubles,
            Clock clock) {
        this.settings = settings;
        this.files = files;
        this.segments = segments;
        this.inlets = inlets;
        this.writer = writer;
        this.troubles = troubles;
        this.clock = clock;
    }

    /** @param covered number of records that the newest checkpoint covers */
    void tick(long covered) {
        if (removal.isEmpty()) {
            removal = plan(covered);
            return;
        }
        Removal planned = removal.get();
        if (planned.size() == 0) {
            if (inlets.controlDurable() >= planned.ticket()) {
                removal = Optional.of(new Removal(
                        planned.until(), planned.ticket(), writer.counts().size()));
            }
        } else if (covered >= planned.size()) {
            try {
                remove(planned);
                removal = Optional.empty();
                troubles.end("retention", "old segments are removed again");
            } catch (IOException e) {
                troubles.begin("retention", "old segments can't be removed: " + e);
            }
        }
    }

    private Optional<Removal> plan(long covered) {
        List<Segment> all = segments.all();
        long now = clock.millis();
        long bytes = segments.bytes();
        long removedBytes = 0;
        String reason = "";
        int count = 0;
        while (count < all.size() - 1) {
            Segment next = all.get(count + 1);
            boolean old =
                    settings.ageNanos() > 0 && (now - next.madeAtMillis()) > settings.ageNanos() / NANOS_PER_MILLI;
            boolean many = settings.bytes() > 0 && bytes - removedBytes > settings.bytes();
            if (!(old || many) || next.firstIndex() > covered) {
                break;
            }
            reason = old ? "age" : "bytes";
            removedBytes += all.get(count).bytes();
            count++;
        }
        if (count == 0) {
            return Optional.empty();
        }
        Segment stays = all.get(count);
        long ticket = inlets.addControl(new ControlRecord(clock.instant(), "segments_removed")
                .with("reason", reason)
                .with("segments", count)
                .with("bytes", removedBytes)
                .with("firstIndex", all.get(0).firstIndex())
                .with("lastIndex", stays.firstIndex() - 1)
                .with("firstRetained", stays.firstIndex())
                .with("root", HexFormat.of().formatHex(stays.root()))
                .toByteArray());
        return ticket < 0 ? Optional.empty() : Optional.of(new Removal(stays.number(), ticket, 0));
    }

    private void remove(Removal planned) throws IOException {
        for (Segment segment : segments.all()) {
            if (segment.number() >= planned.until()) {
                break;
            }
            files.delete(AuditDirectory.segmentName(segment.number()));
            files.forceDirectory(); // one after the other: no crash leaves a hole
            segments.removeFirst();
        }
    }
}
