package io.driftgate.telemetry;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/**
 * What the versions are doing now, for reports: the data plane's own meters, and how fast they grow. Somebody samples it about once a
 * second; a minute of samples is kept of each version. Thread-safe.
 */
public final class LiveFigures {
    private static final long WINDOW_NANOS = 60_000_000_000L;
    private static final long SPACING_NANOS = 1_000_000_000L;
    private static final double HOUR_NANOS = 3_600e9;

    private record Key(String model, String version) {}

    private record Sample(long atNanos, long count) {}

    private final BiFunction<String, String, VersionMeters> meters;
    private final LongSupplier nanoTime;
    private final Map<Key, Deque<Sample>> samples = new HashMap<>();

    /** {@code meters}: those of a model's version. */
    LiveFigures(BiFunction<String, String, VersionMeters> meters, LongSupplier nanoTime) {
        this.meters = meters;
        this.nanoTime = nanoTime;
    }

    /** Notes how many requests each of a model's versions has answered; others of the model are forgotten. */
    public synchronized void sample(String model, Collection<String> versions) {
        samples.keySet().removeIf(key -> key.model().equals(model) && !versions.contains(key.version()));
        long now = nanoTime.getAsLong();
        for (String version : versions) {
            Deque<Sample> kept = samples.computeIfAbsent(new Key(model, version), key -> new ArrayDeque<>());
            if (kept.isEmpty() || now - kept.getLast().atNanos() >= SPACING_NANOS) {
                kept.addLast(new Sample(now, meters.apply(model, version).count()));
            }
            while (kept.size() > 1 && now - kept.getFirst().atNanos() > WINDOW_NANOS) {
                kept.removeFirst();
            }
        }
    }

    /** Forgets all other models. */
    public synchronized void retain(Collection<String> models) {
        samples.keySet().removeIf(key -> !models.contains(key.model()));
    }

    /** What a version did so far. */
    public synchronized VersionFigures of(String model, String version) {
        VersionMeters recorded = meters.apply(model, version);
        Deque<Sample> kept = samples.getOrDefault(new Key(model, version), new ArrayDeque<>());
        double perHour = 0;
        if (!kept.isEmpty()) {
            long elapsed = nanoTime.getAsLong() - kept.getFirst().atNanos();
            long answered = recorded.count() - kept.getFirst().count();
            perHour = elapsed > 0 ? answered * HOUR_NANOS / Math.max(elapsed, SPACING_NANOS) : 0;
        }
        return recorded.figures(perHour);
    }
}
