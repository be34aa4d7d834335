package io.driftgate.telemetry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The last {@value #KEPT} disagreements over one policy. Lock-free: event loops add, the admin API reads. */
public final class DisagreementLog {
    public static final int KEPT = 256;

    /** Entries carry their number, so that a writer that was overtaken by a whole round doesn't put the old over the new. */
    private record Entry(long number, Disagreement disagreement) {}

    private final AtomicReferenceArray<Entry> ring = new AtomicReferenceArray<>(KEPT);
    private final AtomicLong next = new AtomicLong();

    public void add(Disagreement disagreement) {
        Entry entry = new Entry(next.getAndIncrement(), disagreement);
        int place = (int) (entry.number % KEPT);
        Entry old = ring.get(place);
        while ((old == null || old.number < entry.number) && !ring.compareAndSet(place, old, entry)) {
            old = ring.get(place);
        }
    }

    /** A snapshot; what is added meanwhile may or may not be in it. */
    public List<Disagreement> newestFirst() {
        List<Entry> entries = new ArrayList<>(KEPT);
        for (int i = 0; i < KEPT; i++) {
            Entry entry = ring.get(i);
            if (entry != null) {
                entries.add(entry);
            }
        }
        entries.sort(Comparator.comparingLong(Entry::number).reversed());
        return entries.stream().map(Entry::disagreement).toList();
    }
}
