package io.driftgate.control;

import io.driftgate.config.ConfigLoader;
import java.nio.file.Path;
import java.util.Map;

/**
 * Notices that a file of the configuration changed, and asks for a reload. It compares contents and not times or events: a
 * mounted ConfigMap changes by swapping the link {@code ..data}, which touches no file that we read, and file events don't
 * cross every kind of mount. It compares with what the last load saw, so that a change during a load is not missed, and a file
 * that was missing is noticed when it appears.
 *
 * <p>One daemon thread. Costs one read and one SHA-256 of every file per interval.
 */
public final class ConfigWatcher implements AutoCloseable {
    public static final long INTERVAL_NANOS = 1_000_000_000L;

    private final Publisher publisher;
    private final long intervalNanos;
    private final Ticker ticker = new Ticker("driftgate-config-watcher", this::look);

    public ConfigWatcher(Publisher publisher, long intervalNanos) {
        this.publisher = publisher;
        this.intervalNanos = intervalNanos;
    }

    public void start() {
        ticker.start();
    }

    /**
     * One look; reloads when anything differs from what the last load saw.
     *
     * @return nanoseconds until the next one
     */
    long look() {
        if (changed(publisher.fingerprints())) {
            publisher.reload();
        }
        return intervalNanos;
    }

    private static boolean changed(Map<Path, String> seen) {
        return seen.entrySet().stream()
                .anyMatch(entry -> !ConfigLoader.fingerprint(entry.getKey()).equals(entry.getValue()));
    }

    @Override
    public void close() {
        ticker.close();
    }
}
