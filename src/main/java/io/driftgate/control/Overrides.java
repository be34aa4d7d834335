package io.driftgate.control;

import io.driftgate.control.ManualOverride.FrozenRoute;
import io.driftgate.route.RouteReason;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.source.Spelling;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Sets, lists, releases and ends overrides. Thread-safe; changes run one at a time, under the {@link Publisher}'s lock.
 *
 * <p>A change is on disk before it is in force, and in force when the call returns: requests that arrive from then on are under it.
 * An override ends at its time by the wall clock, or after its duration by the monotonic one, whichever comes first: a clock that is
 * set back makes none last longer. Across a restart there is the wall clock alone, and an override lasts at most its whole duration
 * again.
 */
public final class Overrides implements AutoCloseable {
    /** More than an incident needs, and few enough to read. */
    public static final int MAX_OVERRIDES = 1_000;

    private static final Logger LOG = Logger.getLogger(Overrides.class);
    private static final long MAX_TICK_NANOS = 1_000_000_000L;
    private static final long MIN_TICK_NANOS = 1_000_000L;
    private static final String ID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";
    private static final int ID_LENGTH = 8;
    private static final int MAX_NAMED = 30;

    /** Who set what nobody asked for. */
    private static final String ITSELF = "driftgate";

    private final Publisher publisher;
    private final BiPredicate<String, String> ready;
    private final OverrideStore store;
    private final ControlMeters meters;
    private final ControlEvents events;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final SecureRandom random = new SecureRandom();
    private final Object telling = new Object();
    private final Ticker ticker = new Ticker("driftgate-overrides", this::tick);

    /** By id, of those that expire. Touched under the publisher's lock only. */
    private final Map<String, Long> deadlines = new HashMap<>();

    private volatile Supplier<List<String>> unrecorded = List::of;

    /** @param ready whether a model's version, by name, answers its probe: told of a pin, which is set all the same */
    public Overrides(
            Publisher publisher,
            BiPredicate<String, String> ready,
            ControlMeters meters,
            ControlEvents events,
            Clock clock) {
        this(publisher, ready, meters, events, clock, System::nanoTime);
    }

    Overrides(
            Publisher publisher,
            BiPredicate<String, String> ready,
            ControlMeters meters,
            ControlEvents events,
            Clock clock,
            LongSupplier nanoTime) {
        this.publisher = publisher;
        this.ready = ready;
        this.store = publisher.overrides();
        this.meters = meters;
        this.events = events;
        this.clock = clock;
        this.nanoTime = nanoTime;
        store.all().forEach(this::watch);
        store.expiredMeanwhile().forEach(this::tellExpired);
        for (OverrideStatus status : list()) {
            LOG.warnf("%s, %s", describe(status.override()), status.effect());
        }
        tellMeters();
    }

    /** One change after the other, so that the last one told is the last one made: each comes when it has left the publisher's lock. */
    private void tellMeters() {
        synchronized (telling) {
            meters.overrides(store.all());
        }
    }

    /** While there are reasons why changes would be on no record, none is made, but for an expiry and what may be {@code unsaved}. */
    public void refuseWhile(Supplier<List<String>> reasons) {
        unrecorded = reasons;
    }

    /** Starts to end what expires. */
    public void start() {
        ticker.start();
    }

    /** All of them, the oldest first, each with what it does now. */
    public List<OverrideStatus> list() {
        return publisher.overrideStatuses().stream().map(this::withReadiness).toList();
    }

    /** Nothing is failed over from a pinned version, so a person should know when it does not answer. */
    private OverrideStatus withReadiness(OverrideStatus status) {
        ManualOverride override = status.override();
        if (override.kind() != OverrideKind.PIN
                || !status.inForce()
                || ready.test(override.model(), override.version())) {
            return status;
        }
        return new OverrideStatus(override, true, status.effect() + ", which does not answer its probe");
    }

    /** What is wrong with where they are kept. */
    public List<String> problems() {
        return store.problems();
    }

    // ---- setting

    /** Puts an override in force. */
    public OverrideStatus set(OverrideRequest request) throws OverrideRefused {
        request.check();
        List<ManualOverride> changed = new ArrayList<>();
        publisher.override((loaded, inForce) -> {
            Instant now = clock.instant();
            ManualOverride next = make(request, loaded, inForce, now);
            List<ManualOverride> like =
                    store.all().stream().filter(next::isLike).toList();
            if (!like.isEmpty() && !request.replace()) {
                ManualOverride there = like.get(0);
                throw OverrideRefused.conflict(
                        "there is a " + describe(there),
                        "release " + there.id() + " first, or ask for the new one in its place (replace)");
            }
            List<ManualOverride> all = new ArrayList<>(store.all());
            all.removeAll(like);
            if (all.size() >= MAX_OVERRIDES) {
                throw OverrideRefused.conflict(
                        "there are " + MAX_OVERRIDES + " overrides already", "release those that nobody needs");
            }
            all.add(next);
            save(all, request.unsaved());
            like.forEach(each -> deadlines.remove(each.id()));
            watch(next);
            changed.addAll(like);
            changed.add(next);
        });
        ManualOverride set = changed.remove(changed.size() - 1);
        for (ManualOverride replaced : changed) {
            tell("released", replaced, set.who(), "replaced by " + set.id() + ": " + set.why());
        }
        OverrideStatus status = list().stream()
                .filter(each -> each.override().equals(set))
                .findFirst()
                .orElseGet(() -> new OverrideStatus(set, false, "no effect: it was released or has expired at once"));
        tell("set", set, set.who(), set.why());
        LOG.warnf("%s is set, %s", describe(set), status.effect());
        tellMeters();
        return status;
    }

    /**
     * Quarantines a version until a person releases it, in the name of the gateway itself. In force even where it can't be written:
     * a restart would then forget it.
     *
     * @return whether it is quarantined now
     */
    public boolean hold(String model, String version, String why) {
        try {
            set(new OverrideRequest(
                    OverrideKind.QUARANTINE, model, version, "", ITSELF, why, Optional.empty(), false, true));
            return true;
        } catch (OverrideRefused e) {
            LOG.warnf("model %s: %s can't be held: %s", model, version, e.getMessage());
            return publisher.isQuarantined(model, version);
        }
    }

    /** Ends the quarantine of a version, if the gateway itself had set it. In force even where it can't be written. */
    public void endHold(String model, String version, String why) {
        for (ManualOverride each : store.all()) {
            if (each.kind() == OverrideKind.QUARANTINE
                    && each.who().equals(ITSELF)
                    && each.model().equals(model)
                    && each.version().equals(version)) {
                try {
                    release(each.id(), ITSELF, why, true);
                } catch (OverrideRefused e) {
                    LOG.warnf("model %s: the quarantine of %s can't be ended: %s", model, version, e.getMessage());
                }
            }
        }
    }

    /** Quarantines in the name of the gateway itself. */
    public Quarantine quarantine() {
        return new Quarantine() {
            @Override
            public boolean set(String model, String version, String why) {
                return hold(model, version, why);
            }

            @Override
            public void end(String model, String version, String why) {
                endHold(model, version, why);
            }
        };
    }

    private ManualOverride make(OverrideRequest request, Snapshot loaded, Snapshot inForce, Instant now)
            throws OverrideRefused {
        List<String> known = loaded.models().stream().map(Model::name).toList();
        Model model = loaded.model(request.model())
                .orElseThrow(() -> OverrideRefused.invalid(
                        "model", "there is no model '" + request.model() + "'", hint(request.model(), known)));
        if (request.kind().hasVersion()) {
            checkVersion(request, model, inForce.model(model.name()).orElseThrow());
        }
        if (request.kind() == OverrideKind.BYPASS) {
            checkRule(request, model);
        }
        return new ManualOverride(
                newId(),
                request.kind(),
                request.model(),
                request.version(),
                request.rule(),
                request.who(),
                request.why(),
                now,
                request.lasts().map(now::plus),
                request.kind() == OverrideKind.FREEZE
                        ? Optional.of(freeze(inForce.model(model.name()).orElseThrow()))
                        : Optional.empty());
    }

    private static void checkVersion(OverrideRequest request, Model model, Model inForce) throws OverrideRefused {
        List<String> versions =
                model.versions().stream().map(ModelVersion::name).toList();
        if (!versions.contains(request.version())) {
            throw OverrideRefused.invalid(
                    "version",
                    "model " + model.name() + " has no version '" + request.version() + "'",
                    hint(request.version(), versions));
        }
        Optional<String> obstacle = OverrideStatus.obstacle(inForce, request.version());
        if (request.kind() == OverrideKind.PIN && obstacle.isPresent()) {
            boolean gates = OverrideStatus.obstacle(model, request.version()).isPresent();
            throw OverrideRefused.conflict(
                    obstacle.get(),
                    gates
                            ? "a pin never reaches a version that its gates hold back: mend its card, or change the"
                                    + " gates"
                            : "release its quarantine first, see the list of overrides");
        }
    }

    private static void checkRule(OverrideRequest request, Model model) throws OverrideRefused {
        List<String> rules = new ArrayList<>(OverrideStatus.ruleIds(model));
        model.pii().entities().forEach(entity -> rules.add(ManualOverride.PII_PREFIX + entity));
        if (rules.contains(request.rule())) {
            return;
        }
        String asEntity = ManualOverride.PII_PREFIX + request.rule();
        throw OverrideRefused.invalid(
                "rule",
                "model " + model.name() + " has no rule '" + request.rule() + "'",
                rules.contains(asEntity)
                        ? "it is " + asEntity
                        : rules.isEmpty() ? "it has no rules at all" : hint(request.rule(), rules));
    }

    /** The nearest of the names, and all of them where they are not too many. */
    private static String hint(String name, List<String> known) {
        String all = "there are: " + String.join(", ", known.subList(0, Math.min(known.size(), MAX_NAMED)))
                + (known.size() > MAX_NAMED ? ", …" : "");
        String nearest = Spelling.hint(name, known, "");
        return nearest.isEmpty() ? all : nearest + " " + all;
    }

    private static FrozenRoute freeze(Model inForce) throws OverrideRefused {
        Map<String, Double> weights = new LinkedHashMap<>();
        for (int i = 0; i < inForce.versions().size(); i++) {
            if (inForce.route().weight(i) > 0) {
                weights.put(inForce.versions().get(i).name(), inForce.route().weight(i));
            }
        }
        if (weights.isEmpty()) {
            throw OverrideRefused.conflict(
                    "no version of " + inForce.name() + " may answer, so there is no route to freeze",
                    "see its gates and the list of overrides");
        }
        RouteReason reason = inForce.route().reason();
        // A frozen route is no pin: a version that does not answer is failed over.
        return new FrozenRoute(weights, reason == RouteReason.PIN ? RouteReason.WEIGHT : reason);
    }

    // ---- releasing

    /**
     * Ends an override.
     *
     * @param unsaved whether it shall end even if that can't be written, so that a restart brings it back
     */
    public ManualOverride release(String id, String who, String why, boolean unsaved) throws OverrideRefused {
        OverrideRequest.checkText("who", who, OverrideRequest.MAX_WHO, "name the person that asks for it");
        OverrideRequest.checkText("why", why, OverrideRequest.MAX_WHY, "say why it is not needed any more");
        List<ManualOverride> released = new ArrayList<>();
        publisher.override((loaded, inForce) -> {
            ManualOverride there = store.all().stream()
                    .filter(each -> each.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> OverrideRefused.unknown(
                            "there is no such override", "it was released, or has expired; see the list of overrides"));
            List<ManualOverride> left = new ArrayList<>(store.all());
            left.remove(there);
            save(left, unsaved);
            deadlines.remove(id);
            released.add(there);
        });
        ManualOverride gone = released.get(0);
        tell("released", gone, who, why);
        LOG.warnf("%s is released by %s: %s", describe(gone), who, why);
        tellMeters();
        return gone;
    }

    private void save(List<ManualOverride> all, boolean unsaved) throws OverrideRefused {
        if (unsaved) {
            store.replaceEvenIfUnwritten(all);
            return;
        }
        List<String> reasons = unrecorded.get();
        if (!reasons.isEmpty()) {
            throw OverrideRefused.unsaved(
                    reasons.get(0) + "; so nothing was changed",
                    "let the audit log be written again, or ask for a change that it may miss (unsaved)");
        }
        try {
            store.replace(all);
        } catch (IOException e) {
            throw OverrideRefused.unsaved(
                    store + " can't be written (" + e + "), so nothing was changed",
                    StateFile.remedy(e) + ", or ask for a change that a restart forgets (unsaved)");
        }
    }

    // ---- expiring

    private void watch(ManualOverride override) {
        override.until().ifPresent(until -> {
            Duration whole = Duration.between(override.since(), until);
            Duration left = Duration.between(clock.instant(), until);
            Duration most = left.compareTo(whole) < 0 ? left : whole;
            deadlines.put(override.id(), nanoTime.getAsLong() + most.toNanos());
        });
    }

    private boolean isOver(ManualOverride override, Instant now, long nowNanos) {
        Long deadline = deadlines.get(override.id());
        return override.isExpired(now) || (deadline != null && nowNanos - deadline >= 0);
    }

    /**
     * Ends what has expired.
     *
     * @return nanoseconds until the next one does, a second at most
     */
    long tick() {
        List<ManualOverride> over = new ArrayList<>();
        long[] wait = {MAX_TICK_NANOS};
        try {
            if (store.all().stream().anyMatch(each -> each.until().isPresent())) {
                publisher.override((loaded, inForce) -> {
                    Instant now = clock.instant();
                    long nowNanos = nanoTime.getAsLong();
                    List<ManualOverride> left = new ArrayList<>();
                    for (ManualOverride each : store.all()) {
                        if (isOver(each, now, nowNanos)) {
                            over.add(each);
                            deadlines.remove(each.id());
                        } else {
                            left.add(each);
                        }
                    }
                    if (!over.isEmpty()) {
                        store.replaceEvenIfUnwritten(left); // it is over by time, whatever a disk says
                    }
                    deadlines.values().forEach(deadline -> wait[0] = Math.min(wait[0], deadline - nowNanos));
                });
            }
        } catch (OverrideRefused e) {
            throw new IllegalStateException("nothing refuses an expiry", e);
        }
        over.forEach(this::tellExpired);
        if (!over.isEmpty()) {
            tellMeters();
        }
        return Math.max(wait[0], MIN_TICK_NANOS);
    }

    // ---- telling

    private void tellExpired(ManualOverride override) {
        tell("expired", override, override.who(), override.why());
        LOG.warnf("%s has expired", describe(override));
    }

    private void tell(String change, ManualOverride override, String who, String why) {
        events.on(
                clock.instant(),
                new ControlEvent.OverrideChanged(
                        override.id(),
                        change,
                        override.kind().label(),
                        override.model(),
                        override.version(),
                        override.rule(),
                        who,
                        why,
                        override.until()));
    }

    private static String describe(ManualOverride override) {
        return override.sentence() + " (" + override.id() + ") by " + override.who()
                + override.until().map(until -> " until " + until).orElse("") + ": " + override.why();
    }

    private String newId() {
        StringBuilder id = new StringBuilder("ov-");
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
        }
        return id.toString();
    }

    /** Ends no override: they outlive the process. */
    @Override
    public void close() {
        ticker.close();
    }
}
