package io.driftgate.delivery;

import io.driftgate.alert.Message;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts one message within a deadline that covers everything: name resolution, connecting, TLS, and the answer with its body. Thread-safe; one
 * serves all sinks.
 *
 * <p>Redirects are not followed, since a signed body or a routing key must not go where somebody else says. A name that is slow
 * to resolve holds one daemon thread, however often it is tried. The answer's body is read up to {@value #MAX_ANSWER_BYTES} bytes.
 */
public final class Poster {
    static final int MAX_ANSWER_BYTES = 4096;

    private static final int MAX_EXCERPT_CHARS = 200;
    private static final long MAX_DEFER_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final Executor RESOLVING = task -> {
        Thread thread = new Thread(task, "driftgate-alert-resolve");
        thread.setDaemon(true);
        thread.start();
    };

    private final Resolver resolver;
    private final Clock clock;
    private HttpClient client; // made with the first message

    /** Resolutions that have not ended, by host. */
    private final Map<String, CompletableFuture<Void>> resolving = new ConcurrentHashMap<>();

    public Poster(Clock clock) {
        this(InetAddress::getAllByName, clock);
    }

    /** With other names; for tests. */
    public Poster(Resolver resolver, Clock clock) {
        this.resolver = resolver;
        this.clock = clock;
    }

    /** It reads the platform's certificates, which no start of a process should wait for. */
    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
        }
        return client;
    }

    /**
     * One attempt.
     *
     * @return an answer of 2xx
     * @throws NotDelivered when there is no such answer
     */
    Reply post(Message message, long timeoutNanos) throws NotDelivered, InterruptedException {
        long deadline = System.nanoTime() + timeoutNanos;
        URI target = message.target();
        if (isDirect(target)) {
            await(resolve(target.getHost()), deadline, "the name " + target.getHost() + " is not resolved in time");
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .timeout(Duration.ofNanos(timeoutNanos))
                .POST(HttpRequest.BodyPublishers.ofByteArray(message.body()));
        message.headers().forEach(request::header);
        CompletableFuture<HttpResponse<byte[]>> answer =
                client().sendAsync(request.build(), head -> new BoundedBody(MAX_ANSWER_BYTES));
        try {
            return judge(message, await(answer, deadline, "no answer in time"));
        } finally {
            answer.cancel(true);
        }
    }

    /** A proxy resolves names for us, and where there is one we may not be able to. */
    private static boolean isDirect(URI target) {
        ProxySelector proxies = ProxySelector.getDefault();
        return proxies == null || proxies.select(target).stream().allMatch(proxy -> proxy.type() == Proxy.Type.DIRECT);
    }

    /** The client resolves the name again, and finds the answer in the platform's cache. */
    private CompletableFuture<Void> resolve(String host) {
        return resolving.computeIfAbsent(host, name -> {
            CompletableFuture<Void> done = new CompletableFuture<>();
            RESOLVING.execute(() -> {
                try {
                    resolver.resolve(name);
                    resolving.remove(name);
                    done.complete(null);
                } catch (UnknownHostException | RuntimeException e) {
                    resolving.remove(name);
                    done.completeExceptionally(e);
                }
            });
            return done;
        });
    }

    private static <T> T await(CompletableFuture<T> future, long deadline, String late)
            throws NotDelivered, InterruptedException {
        try {
            return future.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new NotDelivered(late, e);
        } catch (ExecutionException e) {
            // The client keeps the same time; which of the two clocks is first says nothing about the sink.
            String why = e.getCause() instanceof HttpTimeoutException ? late : describe(e.getCause());
            throw new NotDelivered(why, e.getCause());
        }
    }

    private static String describe(Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return "the name can't be resolved: " + cause.getMessage();
        }
        if (cause instanceof ConnectException && cause.getMessage() == null) {
            return "it can't be connected to";
        }
        String message = cause instanceof IOException ? String.valueOf(cause.getMessage()) : cause.toString();
        return "null".equals(message) ? cause.getClass().getSimpleName() : message;
    }

    private Reply judge(Message message, HttpResponse<byte[]> answer) throws NotDelivered {
        int status = answer.statusCode();
        Reply reply = new Reply(status, excerpt(message, answer.body()));
        if (status >= 200 && status < 300) {
            return reply;
        }
        if (status >= 300 && status < 400) {
            throw new NotDelivered("it answered " + status + ", and redirects are not followed; put the final URL");
        }
        boolean mayPass = status == 408 || status == 429 || status >= 500;
        if (!mayPass) {
            throw new NotDelivered.Rejected("it answered " + reply);
        }
        Optional<Long> after = answer.headers().firstValue("retry-after").flatMap(this::afterNanos);
        if (after.isPresent()) {
            throw new NotDelivered.Deferred("it answered " + reply, after.get());
        }
        throw new NotDelivered("it answered " + reply);
    }

    /** RFC 9110, section 10.2.3: seconds or a date; at most an hour, whatever it says. */
    private Optional<Long> afterNanos(String value) {
        try {
            if (value.matches("\\d{1,9}")) {
                return Optional.of(Math.min(MAX_DEFER_NANOS, TimeUnit.SECONDS.toNanos(Long.parseLong(value))));
            }
            Duration until = Duration.between(
                    clock.instant(),
                    ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
                            .toInstant());
            long nanos = until.compareTo(Duration.ofNanos(MAX_DEFER_NANOS)) > 0 ? MAX_DEFER_NANOS : until.toNanos();
            return Optional.of(Math.max(0, nanos));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static String excerpt(Message message, byte[] body) {
        String text =
                message.withoutSecrets(new String(body, StandardCharsets.UTF_8)).strip();
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length() && out.length() < MAX_EXCERPT_CHARS; i++) {
            char c = text.charAt(i);
            out.append(c >= ' ' && c < 127 ? c : ' ');
        }
        return out.toString().strip();
    }
}
