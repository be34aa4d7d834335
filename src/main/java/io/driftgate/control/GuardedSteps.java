package io.driftgate.control;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Runs the steps of a round for one model after the other, so that one model's trouble keeps no other from being judged, nor one step
 * of a model another. A step that fails is tried again no sooner than a second later. The log has the trouble once when it begins,
 * with the exception, and once when it ends; {@link #problems} has it meanwhile. Owned by one thread, except the queries.
 */
final class GuardedSteps {
    private static final Logger LOG = Logger.getLogger(GuardedSteps.class);
    private static final long RETRY_NANOS = 1_000_000_000L;

    /** What is done for a model. */
    enum Step {
        GATES_SETUP("its window gates could not be set up"),
        CANARY_SETUP("its canary could not be set up"),
        DRIFT_SETUP("its drift windows could not be set up"),
        WINDOW_GATES("its window gates could not be judged"),
        COMPARISON("its canary could not be compared"),
        DRIFT("drift could not be evaluated"),
        MISSING_VERDICT("its missing verdict could not be told of"),
        ROUTE("its route could not be decided"),
        ROLLOUT("its canary could not be stepped");

        private final String failed;

        Step(String failed) {
            this.failed = failed;
        }
    }

    private record Key(String model, Step step) {}

    private record Trouble(Instant since, long failedAtNanos, String cause) {}

    private final Clock clock;
    private final LongSupplier nanoTime;

    /** At most one for each step of a model; replaced as a whole, for the queries. */
    private volatile Map<Key, Trouble> troubles = Map.of();

    GuardedSteps(Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Runs a step, unless it failed less than a second ago. */
    void run(String model, Step step, Runnable what) {
        Key key = new Key(model, step);
        if (retryInNanos(model, step) > 0) {
            return;
        }
        try {
            what.run();
        } catch (RuntimeException e) {
            failed(key, e);
            return;
        }
        if (troubles.containsKey(key)) {
            Map<Key, Trouble> next = new LinkedHashMap<>(troubles);
            Trouble over = next.remove(key);
            troubles = next;
            LOG.infof("model %s: works again; since %s %s", model, over.since(), step.failed);
        }
    }

    private void failed(Key key, RuntimeException e) {
        Trouble before = troubles.get(key);
        Instant since = before == null ? clock.instant().truncatedTo(ChronoUnit.SECONDS) : before.since();
        Map<Key, Trouble> next = new LinkedHashMap<>(troubles);
        next.put(key, new Trouble(since, nanoTime.getAsLong(), e.toString()));
        troubles = next;
        if (before == null) {
            LOG.errorf(e, "model %s: %s; it is tried again once a second", key.model(), key.step().failed);
        }
    }

    /** Nanoseconds until a step that failed may run again; not positive when it may. */
    long retryInNanos(String model, Step step) {
        Trouble trouble = troubles.get(new Key(model, step));
        return trouble == null ? 0 : trouble.failedAtNanos() + RETRY_NANOS - nanoTime.getAsLong();
    }

    /** Whether a step failed when it was run last. */
    boolean fails(String model, Step step) {
        return troubles.containsKey(new Key(model, step));
    }

    /** Forgets all other models. */
    void keepOnly(Collection<String> models) {
        if (!troubles.keySet().stream().map(Key::model).allMatch(models::contains)) {
            Map<Key, Trouble> next = new LinkedHashMap<>(troubles);
            next.keySet().removeIf(key -> !models.contains(key.model()));
            troubles = next;
        }
    }

    /** Models of which a step fails. Any thread. */
    Set<String> failing() {
        return troubles.keySet().stream().map(Key::model).collect(Collectors.toSet());
    }

    /** What fails, for people. Any thread. */
    List<String> problems() {
        return troubles.entrySet().stream()
                .map(each -> "model " + each.getKey().model() + ": since "
                        + each.getValue().since() + " " + each.getKey().step().failed + " ("
                        + each.getValue().cause() + "); the log has the stack trace")
                .toList();
    }
}
