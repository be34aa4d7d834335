package io.driftgate.alert;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Somewhere alerts go.
 *
 * @param url exactly one of this and {@code secretUrl} is there
 * @param secretUrl where the URL is, for a URL that whoever knows it may post to
 * @param secret PagerDuty's routing key, or the key that messages are signed with
 * @param authorization value of the {@code Authorization} header
 * @param timeoutNanos of one attempt, name resolution included
 */
public record Sink(
        String name,
        Type type,
        Optional<URI> url,
        Optional<Secret> secretUrl,
        Optional<Secret> secret,
        Optional<Secret> authorization,
        long timeoutNanos) {
    /** The shapes of messages. */
    public enum Type {
        /** Events API v2. */
        PAGERDUTY,
        /** Incoming webhook. */
        SLACK,
        /** CloudEvents 1.0, structured JSON. */
        WEBHOOK,
        /** A drift report for whoever starts a training. */
        RETRAIN;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Sink {
        if (url.isPresent() == secretUrl.isPresent()) {
            throw new IllegalArgumentException("one of url and secretUrl");
        }
    }

    /**
     * Where to post now.
     *
     * @throws IOException when the URL's secret can't be read, or is no URL; the message does not hold it
     */
    public URI target() throws IOException {
        if (url.isPresent()) {
            return url.get();
        }
        Secret place = secretUrl.orElseThrow();
        return parse(place.read()).orElseThrow(() -> new IOException(place + " holds no http or https URL"));
    }

    /** For people: scheme, host and port, never a path or a query, which may hold a token. */
    public String place() {
        return url.map(Sink::origin).orElseGet(() -> "the URL in " + secretUrl.orElseThrow());
    }

    static String origin(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    /** An absolute http or https URL with a host, and without a user or a fragment. */
    static Optional<URI> parse(String text) {
        try {
            URI url = new URI(text);
            boolean http = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
            boolean sound =
                    http && url.getHost() != null && url.getRawUserInfo() == null && url.getRawFragment() == null;
            return sound ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
