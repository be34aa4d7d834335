package io.driftgate.snapshot;

import java.time.Duration;
import java.time.Instant;

/**
 * Since when a version's baseline grows old: since the version was trained, where anything says when that was.
 *
 * @param source what says so
 */
public record BaselineAge(Instant since, Source source) {
    /** In this order. */
    public enum Source {
        /** {@code trainedAt} of the baseline. */
        TRAINED_AT("trained-at"),
        /** {@code training.timestamp} of the model card. */
        CARD("card"),
        /** {@code builtAt} of the baseline: data may be older than what is built from it. */
        BUILT_AT("built-at");

        private final String label;

        Source(String label) {
            this.label = label;
        }

        /** As the admin API writes it. */
        public String label() {
            return label;
        }
    }

    /** Never negative: a clock may be behind another. */
    public Duration at(Instant now) {
        return now.isBefore(since) ? Duration.ZERO : Duration.between(since, now);
    }

    /** Whether it is older than this. */
    public boolean isStale(Instant now, long staleNanos) {
        return at(now).compareTo(Duration.ofNanos(staleNanos)) > 0;
    }

    /** What happened at {@link #since}, and how long ago; for people. */
    public String sentence(Instant now) {
        long days = at(now).toDays();
        String ago = (days == 1 ? "1 day" : days + " days") + " ago";
        return source == Source.BUILT_AT
                ? "was built " + ago + ", and nothing says when its version was trained"
                : "is of a version that was trained " + ago + (source == Source.CARD ? ", as its card says" : "");
    }
}
