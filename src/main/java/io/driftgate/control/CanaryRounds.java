package io.driftgate.control;

import io.driftgate.canary.Canary;
import io.driftgate.canary.CanaryEvidence;
import io.driftgate.canary.CanaryPlan;
import io.driftgate.canary.CanaryReport;
import io.driftgate.canary.CanarySettings;
import io.driftgate.canary.Rollout;
import io.driftgate.route.RouteReason;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.Snapshot;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The canaries of all models: has them compared with stable at the end of a pane, and gives them more traffic, or none. Owned by the drift loop's
 * thread, except {@link #status}, which any thread may ask.
 *
 * <p>What is decided is on disk before it is in force. How far a step is, is saved once a minute besides.
 */
final class CanaryRounds {
    private static final Logger LOG = Logger.getLogger(CanaryRounds.class);
    private static final long SAVE_NANOS = 60_000_000_000L;

    private final Publisher publisher;
    private final UpstreamProber prober;
    private final WindowGateRounds gates;
    private final Quarantine quarantine;
    private final ControlMeters meters;
    private final ControlEvents events;
    private final Map<String, Watch> watches = new LinkedHashMap<>();
    private volatile Map<String, CanaryStatus> statuses = Map.of();

    /** One model's. */
    private static final class Watch {
        private final CanarySettings settings;
        private final Canary canary;
        private final CanaryEvidence evidence;
        private Rollout rollout;
        private Optional<CanaryReport> report = Optional.empty();
        private Optional<String> paused = Optional.empty();
        private long paneEndedNanos;
        private long savedNanos;
        private int tooFewUsersAtStep = -1;

        private Watch(Canary canary, Rollout rollout, long nowNanos) {
            this.settings = canary.settings();
            this.canary = canary;
            this.rollout = rollout;
            this.evidence = new CanaryEvidence(settings, rollout.evidence());
            this.paneEndedNanos = nowNanos;
            this.savedNanos = nowNanos;
        }

        private CanaryStatus status() {
            return new CanaryStatus(settings, rollout, report, paused);
        }
    }

    CanaryRounds(
            Publisher publisher,
            UpstreamProber prober,
            WindowGateRounds gates,
            Quarantine quarantine,
            ControlMeters meters,
            ControlEvents events) {
        this.publisher = publisher;
        this.prober = prober;
        this.gates = gates;
        this.quarantine = quarantine;
        this.meters = meters;
        this.events = events;
    }

    /** Where a model's canary is; empty for a model without one. */
    Optional<CanaryStatus> status(String model) {
        return Optional.ofNullable(statuses.get(model));
    }

    void publishStatuses() {
        Map<String, CanaryStatus> next = new HashMap<>();
        watches.forEach((model, watch) -> {
            next.put(model, watch.status());
            meters.canary(model, Optional.of(watch.status()));
        });
        statuses.keySet().stream()
                .filter(model -> !next.containsKey(model))
                .forEach(model -> meters.canary(model, Optional.empty()));
        statuses = Map.copyOf(next);
    }

    /** Those with a canary that is compared. */
    Set<String> models() {
        return watches.keySet();
    }

    /** When the pane of a model ends, where nothing else says when it does; never for one without a canary. */
    long dueInNanos(String model, long nowNanos) {
        Watch watch = watches.get(model);
        return watch == null ? Long.MAX_VALUE : watch.paneEndedNanos + watch.settings.paneNanos() - nowNanos;
    }

    void keys(Map<String, Integer> bins) {
        watches.values().forEach(watch -> watch.canary.tallies().forEach(plan -> bins.put(plan.key(), plan.counts())));
    }

    // ---- following the files

    /** Follows a snapshot's model, with a canary or without. */
    void follow(Snapshot snapshot, Model model, long nowNanos, Instant now) {
        if (model.canary().isPresent()) {
            follow(snapshot, model, model.canary().get(), nowNanos, now);
        } else {
            end(snapshot, model.name());
        }
    }

    /** Models of which there is a rollout, in the files or not. */
    Set<String> known() {
        Set<String> known = new HashSet<>(publisher.rollouts().keySet());
        known.addAll(watches.keySet());
        return known;
    }

    /** Ends the rollout of a model that has no canary any more, if there is one. */
    void end(Snapshot snapshot, String model) {
        if (known().contains(model)) {
            Optional.ofNullable(publisher.rollouts().get(model))
                    .ifPresent(rollout -> release(model, rollout, "the file has no such canary any more"));
            publisher.rollout(snapshot, model, Optional.empty());
            watches.remove(model);
        }
    }

    private void follow(Snapshot snapshot, Model model, Canary canary, long nowNanos, Instant now) {
        Watch present = watches.get(model.name());
        CanarySettings settings = canary.settings();
        if (present != null && present.settings.equals(settings)) {
            return;
        }
        if (present != null && present.rollout.isOf(settings)) { // other panes, the same rollout
            watches.put(model.name(), new Watch(canary, present.rollout, nowNanos));
            return;
        }
        Optional<Rollout> stored = Optional.ofNullable(publisher.rollouts().get(model.name()));
        if (stored.isPresent() && stored.get().isOf(settings)) {
            watches.put(model.name(), new Watch(canary, stored.get(), nowNanos));
            return;
        }
        stored.ifPresent(before -> release(model.name(), before, "the file's route changed"));
        begin(snapshot, model, canary, nowNanos, now, "the file's route is new");
    }

    private void begin(Snapshot snapshot, Model model, Canary canary, long nowNanos, Instant now, String why) {
        Rollout first = Rollout.first(canary.settings(), now, why);
        if (publisher.rollout(snapshot, model.name(), Optional.of(first))) {
            watches.put(model.name(), new Watch(canary, first, nowNanos));
        }
    }

    private void release(String model, Rollout rollout, String why) {
        if (rollout.quarantined()) {
            quarantine.end(model, rollout.version(), why);
        }
    }

    // ---- at the end of a pane

    void endPane(Model model, PaneCollector panes, Snapshot snapshot, long nowNanos, Instant now) {
        Watch watch = watches.get(model.name());
        if (watch == null) {
            return;
        }
        long nanos = Math.min(nowNanos - watch.paneEndedNanos, 2 * watch.settings.paneNanos());
        watch.paneEndedNanos = nowNanos;
        PaneCounts stable = take(panes, watch.canary.stable());
        PaneCounts canary = take(panes, watch.canary.canary());
        watch.paused = whyPaused(model, watch);
        if (watch.paused.isPresent()) {
            return;
        }
        CanaryReport report = watch.evidence.endPane(stable, canary);
        watch.report = Optional.of(report);
        Optional<String> held = publisher.heldByPerson(model.name());
        watch.paused = held;
        watch.rollout = held.isPresent()
                ? watch.rollout.after(0, 0, 0, report)
                : watch.rollout.after(nanos, canary.requests(), stable.requests(), report);
        if (held.isPresent()) {
            return;
        }
        if (report.aborts()) {
            abort(snapshot, model, watch, report, now);
        } else if (watch.rollout.isDone(watch.settings) && report.hasTooFewUsers()) {
            waitForUsers(model, watch, report);
        } else if (watch.rollout.isDone(watch.settings) && !report.warns()) {
            step(snapshot, model, watch, now);
        } else if (nowNanos - watch.savedNanos >= SAVE_NANOS) {
            watch.savedNanos = nowNanos;
            publisher.rollout(snapshot, model.name(), Optional.of(watch.rollout));
        }
    }

    private static void waitForUsers(Model model, Watch watch, CanaryReport report) {
        String why = String.format(
                Locale.ROOT,
                "nearly all requests of one version are of %.1f users, who can't tell what it does from what they do:"
                        + " take a larger step, or no sticky key",
                report.users());
        if (watch.tooFewUsersAtStep != watch.rollout.step()) {
            watch.tooFewUsersAtStep = watch.rollout.step();
            LOG.warnf("model %s: canary %s does not go on: %s", model.name(), watch.settings.version(), why);
        }
        watch.paused = Optional.of(why);
    }

    private static PaneCounts take(PaneCollector panes, CanaryPlan plan) {
        return panes.take(plan.key(), plan.counts());
    }

    /** Why the pane compares nothing; empty when it does. */
    private Optional<String> whyPaused(Model model, Watch watch) {
        if (!watch.rollout.isOpen()) {
            return Optional.of("it is over: " + watch.rollout.stage().label());
        }
        if (publisher.switchOf(model.name()).isPresent()) {
            return Optional.of("a drift switch is in force");
        }
        if (!watch.rollout.serving()) {
            return Optional.of(whyNotServing(model, watch).orElse("it begins with the next pane"));
        }
        if (model.route().reason() == RouteReason.PIN || model.route().reason() == RouteReason.FALLBACK) {
            return Optional.of(
                    "the weights are not in force: " + model.route().reason().label());
        }
        int stable = Publisher.indexOf(model, watch.settings.against());
        return model.mayAnswer(stable)
                ? Optional.empty()
                : Optional.of(watch.settings.against() + " is held back, so there is nothing to compare it with");
    }

    private void abort(Snapshot snapshot, Model model, Watch watch, CanaryReport report, Instant now) {
        double share = watch.rollout.share(watch.settings);
        String why = CanaryText.of(report, watch.settings.version(), watch.settings.against());
        Rollout aborted = watch.rollout.aborted(now, why);
        if (!publisher.rollout(snapshot, model.name(), Optional.of(aborted))) {
            return;
        }
        watch.rollout = aborted;
        LOG.errorf("model %s: canary %s is aborted: its %s", model.name(), watch.settings.version(), why);
        events.on(
                now,
                new ControlEvent.CanaryAborted(
                        model.name(), watch.settings.version(), watch.settings.against(), share, report));
    }

    private void step(Snapshot snapshot, Model model, Watch watch, Instant now) {
        String why = "it held for its time at " + percent(watch.rollout.share(watch.settings));
        Rollout next = watch.rollout.next(watch.settings, now, why);
        if (!publisher.rollout(snapshot, model.name(), Optional.of(next))) {
            return;
        }
        watch.rollout = next;
        if (next.stage() == Rollout.Stage.PROMOTED) {
            LOG.warnf("model %s: canary %s is promoted and has all the traffic", model.name(), next.version());
            events.on(now, new ControlEvent.CanaryPromoted(model.name(), next.version(), watch.settings.against()));
        } else {
            tellStep(model, watch, now);
        }
    }

    private void tellStep(Model model, Watch watch, Instant now) {
        double share = watch.rollout.share(watch.settings);
        LOG.warnf(
                "model %s: canary %s has %s of the traffic: %s",
                model.name(), watch.settings.version(), percent(share), watch.rollout.why());
        events.on(
                now,
                new ControlEvent.CanaryStep(
                        model.name(),
                        watch.settings.version(),
                        watch.settings.against(),
                        watch.rollout.step(),
                        share,
                        watch.rollout.why()));
    }

    private static String percent(double share) {
        return BigDecimal.valueOf(Math.round(10_000 * share), 2)
                        .stripTrailingZeros()
                        .toPlainString() + " %";
    }

    // ---- at every tick

    /** Gives a canary its share once it is ready and nothing holds it back, and takes it while it isn't; ends what a person released. */
    void decide(Snapshot snapshot, Model model, long nowNanos, Instant now) {
        Watch watch = watches.get(model.name());
        if (watch == null || model.denied().isPresent()) {
            return;
        }
        if (watch.rollout.stage() == Rollout.Stage.ABORTED) {
            followAborted(snapshot, model, watch, nowNanos, now);
        } else if (watch.rollout.isOpen() && prober.knows(model)) {
            Optional<String> not = whyNotServing(model, watch);
            if (not.isEmpty() != watch.rollout.serving()) {
                serve(snapshot, model, watch, not, now);
            }
        }
    }

    private void serve(Snapshot snapshot, Model model, Watch watch, Optional<String> not, Instant now) {
        Rollout next = watch.rollout.serving(not.isEmpty(), not.orElse("it is ready"));
        if (publisher.rollout(snapshot, model.name(), Optional.of(next))) {
            watch.rollout = next;
            tellStep(model, watch, now);
        }
    }

    private Optional<String> whyNotServing(Model model, Watch watch) {
        String version = watch.settings.version();
        int index = Publisher.indexOf(model, version);
        if (!model.mayAnswer(index)) {
            return Optional.of(
                    "it is held back: " + model.versions().get(index).held().orElseThrow());
        }
        if (!prober.ready(model).getOrDefault(version, false)) {
            return Optional.of("it is not ready");
        }
        return gates.holdsBack(model, version) ? Optional.of("a window gate of its own fails") : Optional.empty();
    }

    private void followAborted(Snapshot snapshot, Model model, Watch watch, long nowNanos, Instant now) {
        String version = watch.settings.version();
        boolean isQuarantined = publisher.isQuarantined(model.name(), version);
        if (watch.rollout.quarantined() && !isQuarantined) {
            begin(snapshot, model, watch.canary, nowNanos, now, "a person released it");
        } else if (!watch.rollout.quarantined()
                && (isQuarantined || quarantine.set(model.name(), version, "aborted: its " + watch.rollout.why()))) {
            Rollout held = watch.rollout.quarantined(true);
            if (publisher.rollout(snapshot, model.name(), Optional.of(held))) {
                watch.rollout = held;
            }
        }
    }

    /** Keeps how far each is. */
    void save() {
        Snapshot snapshot = publisher.holder().current();
        watches.forEach((model, watch) -> {
            if (watch.rollout.isOf(watch.settings)) {
                publisher.rollout(snapshot, model, Optional.of(watch.rollout));
            }
        });
    }
}
