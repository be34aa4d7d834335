package io.driftgate.control;

import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.PaneSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Cuts the event loops' shards and holds the counts, by sketch key, until the pane of the model that they belong to ends. Models
 * differ in the length of their panes, and a cut takes every shard, so a cut may hold a part of a longer pane.
 *
 * <p>At most one cut is under way. One that is slow is waited for at the next tick, and its counts are late, not lost; one that
 * fails is said aloud, and the panes go on without it. Owned by the drift loop's thread.
 */
final class PaneCollector {
    private static final Logger LOG = Logger.getLogger(PaneCollector.class);

    private final PaneSource source;
    private final Map<String, PaneCounts> held = new HashMap<>();
    private CompletableFuture<Map<String, List<PaneCounts>>> underWay;
    private boolean slow;
    private boolean failing;

    PaneCollector(PaneSource source) {
        this.source = source;
    }

    /**
     * Takes what the event loops counted since the last time.
     *
     * @param bins number of bins by the keys that anybody waits for; counts of other keys are dropped
     * @return false when the cut is still under way after {@code timeoutNanos}: panes can't end yet
     */
    boolean collect(Map<String, Integer> bins, long timeoutNanos) throws InterruptedException {
        held.keySet().retainAll(bins.keySet());
        try {
            if (underWay == null) {
                underWay = source.cut().toCompletableFuture();
            }
            hold(underWay.get(timeoutNanos, TimeUnit.NANOSECONDS), bins);
            if (slow || failing) {
                LOG.info("The event loops hand over their counts again");
            }
            slow = false;
            failing = false;
        } catch (TimeoutException e) {
            if (!slow) {
                LOG.warnf(
                        "The event loops did not hand over their counts within %d ms; drift is evaluated when they do",
                        TimeUnit.NANOSECONDS.toMillis(timeoutNanos));
            }
            slow = true;
            return false;
        } catch (ExecutionException | RuntimeException e) {
            if (!failing) {
                LOG.error("The event loops could not hand over their counts: they miss from the drift window", e);
            }
            failing = true;
        }
        underWay = null;
        return true;
    }

    /** Hands over what was held for a key, and holds nothing for it any more. */
    PaneCounts take(String key, int bins) {
        PaneCounts counts = held.remove(key);
        return counts == null ? PaneCounts.merge(bins, List.of()) : counts;
    }

    /** The same, and goes on holding it: another window takes it as well. */
    PaneCounts peek(String key, int bins) {
        PaneCounts counts = held.get(key);
        return counts == null ? PaneCounts.merge(bins, List.of()) : counts;
    }

    /** Holds nothing any more for these keys. */
    void drop(Set<String> keys) {
        held.keySet().removeAll(keys);
    }

    /** Rows that are held for a key. */
    long rows(String key) {
        PaneCounts counts = held.get(key);
        return counts == null ? 0 : counts.rows();
    }

    private void hold(Map<String, List<PaneCounts>> cut, Map<String, Integer> bins) {
        for (Map.Entry<String, List<PaneCounts>> entry : cut.entrySet()) {
            Integer expected = bins.get(entry.getKey());
            if (expected != null && !entry.getValue().isEmpty()) {
                PaneCounts sum = PaneCounts.merge(expected, entry.getValue());
                held.merge(entry.getKey(), sum, PaneCounts::plus);
            }
        }
    }

    /** The keys that counts are held for; for tests of boundedness. */
    Set<String> heldKeys() {
        return Set.copyOf(held.keySet());
    }
}
