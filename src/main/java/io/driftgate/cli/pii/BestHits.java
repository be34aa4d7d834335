package io.driftgate.cli.pii;

import io.driftgate.pii.pattern.Hits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Of findings that overlap, the one to report: the higher score, then the longer, then the earlier. One thread. */
final class BestHits {
    private int[] kept = new int[64];
    private int size;

    /** How many of the hits stay. */
    int size() {
        return size;
    }

    /** Which one, as its number in the hits; in order of their starts. */
    int get(int index) {
        return kept[index];
    }

    void choose(Hits hits) {
        if (kept.length < hits.size()) {
            kept = new int[Math.max(hits.size(), 2 * kept.length)];
        }
        size = 0;
        int first = 0;
        while (first < hits.size()) {
            int end = hits.to(first);
            int after = first + 1;
            while (after < hits.size() && hits.from(after) < end) {
                end = Math.max(end, hits.to(after++));
            }
            if (after == first + 1) {
                kept[size++] = first;
            } else {
                chooseAmong(hits, first, after);
            }
            first = after;
        }
    }

    private void chooseAmong(Hits hits, int first, int after) {
        List<Integer> ranked = new ArrayList<>();
        for (int hit = first; hit < after; hit++) {
            ranked.add(hit);
        }
        ranked.sort(Comparator.comparingInt((Integer hit) -> -hits.score(hit))
                .thenComparingInt(hit -> hits.from(hit) - hits.to(hit))
                .thenComparingInt(hit -> hits.from(hit)));
        TreeMap<Integer, Integer> byStart = new TreeMap<>();
        for (int hit : ranked) {
            var before = byStart.floorEntry(hits.from(hit));
            var next = byStart.ceilingEntry(hits.from(hit));
            boolean free = (before == null || hits.to(before.getValue()) <= hits.from(hit))
                    && (next == null || hits.from(next.getValue()) >= hits.to(hit));
            if (free) {
                byStart.put(hits.from(hit), hit);
            }
        }
        byStart.values().forEach(hit -> kept[size++] = hit);
    }
}
