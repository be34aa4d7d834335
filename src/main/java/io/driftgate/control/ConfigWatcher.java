package io.driftgate.control;

import io.driftgate.config.ConfigLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Notices that a file of the configuration changed, and asks for a reload. It compares contents and not times or events: a
 * mounted ConfigMap changes by swapping the link {@code ..data}, which touches no file that we read, and file events don't
 * cross every kind of mount. It compares with what the last load saw, so that a change during a load is not missed, and a file
 * that was missing is noticed when it appears.
 *
 * <p>A change counts once two looks in a row saw the same contents: half of a policy can be a valid policy with fewer rules, so a
 * file that somebody still writes must not be loaded.
 *
 * <p>When the date changes, the files are loaded again although they are the same, for rules expire.
 *
 * <p>One daemon thread. Costs one read and one SHA-256 of every file per interval.
 */
public final class ConfigWatcher implements AutoCloseable {
    public static final long INTERVAL_NANOS = 1_000_000_000L;

    /** Between the look that sees a change and the one that confirms it. */
    static final long SETTLING_NANOS = 250_000_000L;

    private final Publisher publisher;
    private final long intervalNanos;

    /** What the last look saw while it differed from what is loaded; empty when nothing differed. The ticker's thread only. */
    private Map<Path, String> unsettled = Map.of();

    private final Ticker ticker = new Ticker("driftgate-config-watcher", this::look);

    public ConfigWatcher(Publisher publisher, long intervalNanos) {
        this.publisher = publisher;
        this.intervalNanos = intervalNanos;
    }

    public void start() {
        ticker.start();
    }

    /**
     * One look; reloads when what differs from the last load is what the look before saw too, or nothing differs but the date.
     *
     * @return nanoseconds until the next one
     */
    long look() {
        Map<Path, String> loaded = publisher.fingerprints();
        Map<Path, String> seen = new HashMap<>();
        loaded.keySet().forEach(path -> seen.put(path, ConfigLoader.fingerprint(path)));
        boolean changed = !seen.equals(loaded);
        if (changed && !seen.equals(unsettled)) {
            unsettled = seen;
            return Math.min(SETTLING_NANOS, intervalNanos);
        }
        unsettled = Map.of();
        if (changed || publisher.isOfAnotherDay()) {
            publisher.reload();
        }
        return intervalNanos;
    }

    @Override
    public void close() {
        ticker.close();
    }
}
