package io.driftgate.control;

import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.SnapshotHolder;
import io.driftgate.snapshot.Upstream;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Knows which versions can answer, by probing every version of every model, the idle fallbacks above all: traffic must not be
 * moved to a server that nobody has heard from. Where gates are in force it also asks which version a server serves, when it becomes
 * ready and every {@value #PROBES_PER_QUESTION} probes, and tells {@link Listener} each time.
 *
 * <pre>
 * unknown (not ready) --1 success--> ready --2 failures in a row--> not ready --1 success--> ready
 * </pre>
 *
 * <p>Thread-safe to ask. One daemon thread starts a round every interval; a few more wait for answers. A version whose last
 * probe is still running is not probed a second time, so slow servers can't pile up work.
 */
public final class UpstreamProber implements AutoCloseable {
    public static final long INTERVAL_NANOS = 1_000_000_000L;

    private static final Logger LOG = Logger.getLogger(UpstreamProber.class);
    private static final int FAILURES_TO_GO_DOWN = 2;
    private static final int MAX_CONCURRENT = 16;
    private static final int PROBES_PER_QUESTION = 10;

    private final SnapshotHolder holder;
    private final Probe probe;
    private final Listener listener;
    private final Ticker ticker;
    private final ThreadPoolExecutor probing = new ThreadPoolExecutor(
            MAX_CONCURRENT,
            MAX_CONCURRENT,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            DaemonThreads.named("driftgate-probe"));
    private final Map<Key, Target> targets = new ConcurrentHashMap<>();

    /** Who is told which versions a server serves; on the prober's threads, several at once. */
    @FunctionalInterface
    public interface Listener {
        /** {@code served} is empty when the server doesn't say. */
        void served(String model, String version, Upstream by, List<String> served);
    }

    private record Key(String model, String version) {}

    /** One version's server. A version that moves to another server becomes another target, of which nothing is known. */
    private static final class Target {
        private final Upstream upstream;
        private final String path;
        private final AtomicBoolean running = new AtomicBoolean();
        private volatile boolean ready;
        private volatile boolean known;
        private int failures; // written by one probe at a time, see running
        private int probesToQuestion; // likewise

        Target(Upstream upstream, String path) {
            this.upstream = upstream;
            this.path = path;
        }

        boolean isFor(ModelVersion version) {
            return upstream.equals(version.upstream()) && path.equals(version.readyPath());
        }
    }

    public UpstreamProber(SnapshotHolder holder, Probe probe, Listener listener, long intervalNanos) {
        this.holder = holder;
        this.probe = probe;
        this.listener = listener;
        probing.allowCoreThreadTimeOut(true);
        ticker = new Ticker("driftgate-prober", () -> {
            round(probing);
            return intervalNanos;
        });
    }

    /** Starts probing, the first round at once. */
    public void start() {
        ticker.start();
    }

    /** Whether the version answered its last probes; false while it has not been probed. */
    public boolean ready(String model, String version) {
        Target target = targets.get(new Key(model, version));
        return target != null && target.ready;
    }

    /** Whether every version of the model, as it is now, has been probed at least once. */
    public boolean knows(Model model) {
        return model.versions().stream().allMatch(version -> {
            Target target = targets.get(new Key(model.name(), version.name()));
            return target != null && target.isFor(version) && target.known;
        });
    }

    /** {@link #ready(String, String)} of all versions, by name in file order. */
    public Map<String, Boolean> ready(Model model) {
        Map<String, Boolean> ready = new LinkedHashMap<>();
        for (ModelVersion version : model.versions()) {
            ready.put(version.name(), ready(model.name(), version.name()));
        }
        return ready;
    }

    /** Probes every version of the snapshot in force once, on {@code executor}. */
    void round(Executor executor) {
        Map<Key, Target> next = new HashMap<>();
        Map<Key, String> questions = new HashMap<>();
        for (Model model : holder.current().models()) {
            for (ModelVersion version : model.versions()) {
                Key key = new Key(model.name(), version.name());
                Target known = targets.get(key);
                boolean same = known != null && known.isFor(version);
                next.put(key, same ? known : new Target(version.upstream(), version.readyPath()));
                version.release().ifPresent(release -> questions.put(key, version.versionPath()));
            }
        }
        targets.putAll(next);
        targets.keySet().retainAll(next.keySet());
        next.forEach((key, target) -> {
            if (target.running.compareAndSet(false, true)) {
                executor.execute(() -> probe(key, target, Optional.ofNullable(questions.get(key))));
            }
        });
    }

    /** {@code question}: where it tells what it serves, an empty path when nowhere; empty when nobody wants to know. */
    private void probe(Key key, Target target, Optional<String> question) {
        try {
            boolean answered = probe.ready(target.upstream, target.path);
            boolean back = answered && !target.ready;
            if (answered && question.isPresent() && (back || --target.probesToQuestion <= 0)) {
                ask(key, target, question.get());
            }
            record(key, target, answered, "it does not answer 2xx");
        } catch (IOException | RuntimeException e) {
            record(key, target, false, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed; what is known stays
        } finally {
            target.running.set(false);
        }
    }

    /** Before a server counts as ready: its gates then know at once what it serves. */
    private void ask(Key key, Target target, String path) throws InterruptedException {
        target.probesToQuestion = PROBES_PER_QUESTION;
        try {
            List<String> served = path.isEmpty() ? List.of() : probe.served(target.upstream, path);
            listener.served(key.model(), key.version(), target.upstream, served);
        } catch (IOException | RuntimeException e) {
            LOG.debugf(e, "model %s: version %s does not tell what it serves", key.model(), key.version());
            target.probesToQuestion = 1; // what is known stays; ask again
        }
    }

    private static void record(Key key, Target target, boolean answered, String whyNot) {
        boolean first = !target.known;
        if (answered) {
            target.failures = 0;
            if (!target.ready) {
                LOG.infof("model %s: version %s is ready at %s", key.model(), key.version(), target.upstream);
            }
            target.ready = true;
            target.known = true;
            return;
        }
        target.failures++;
        boolean goesDown = target.ready && target.failures >= FAILURES_TO_GO_DOWN;
        if (goesDown || first) {
            LOG.warnf(
                    "model %s: version %s is not ready at %s%s: %s",
                    key.model(), key.version(), target.upstream, target.path, whyNot);
        }
        if (goesDown) {
            target.ready = false;
        }
        target.known = true;
    }

    @Override
    public void close() {
        ticker.close();
        probing.shutdownNow();
    }
}
