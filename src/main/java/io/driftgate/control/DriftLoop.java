package io.driftgate.control;

import io.driftgate.control.GuardedSteps.Step;
import io.driftgate.drift.DriftReport;
import io.driftgate.drift.DriftSentence;
import io.driftgate.drift.DriftSettings;
import io.driftgate.drift.Reroute;
import io.driftgate.drift.RerouteDecision;
import io.driftgate.drift.RerouteSettings;
import io.driftgate.drift.SwitchStage;
import io.driftgate.drift.SwitchStep;
import io.driftgate.drift.Verdict;
import io.driftgate.route.Route;
import io.driftgate.sketch.LearnPlan;
import io.driftgate.sketch.PaneSource;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.windowgate.WindowAction;
import io.driftgate.windowgate.WindowGate;
import io.driftgate.windowgate.WindowGateResult;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Closes the loop from traffic to route. At the end of every pane it takes the counts from the event loops, lets each baseline's
 * monitor judge its window, and moves a model's traffic when its primary's verdict asks for it.
 *
 * <pre>
 * tick (end of the next pane, at most 1 s):  cut -> monitors whose pane is over -> decide for every model -> metrics
 * </pre>
 *
 * <p>One daemon thread runs everything but the queries, which read immutable values from any thread. The thread survives
 * whatever a tick throws, and it never waits longer than {@value #MAX_WAIT_MILLIS} ms for the event loops.
 */
public final class DriftLoop implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DriftLoop.class);
    private static final long MAX_TICK_NANOS = 1_000_000_000L;
    private static final long MIN_TICK_NANOS = 1_000_000L;
    private static final long MAX_WAIT_MILLIS = 1_000;
    private static final long START_UP_NANOS = 60_000_000_000L;

    /** How often windows are saved: what a crash makes a window lose at most. */
    private static final long SAVE_NANOS = 60_000_000_000L;

    private final Publisher publisher;
    private final PaneCollector panes;
    private final UpstreamProber prober;
    private final ControlMeters meters;
    private final ControlEvents events;
    private final Quarantine quarantine;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private final Ticker ticker = new Ticker("driftgate-drift-loop", this::tick);

    /** Touched by the loop's thread only. */
    private final Map<String, ModelDrift> models = new LinkedHashMap<>();

    private final GuardedSteps steps;
    private final WindowGateRounds gates;
    private final CanaryRounds canaries;

    /** Likewise. */
    private final WindowStore windows;

    private long savedAtNanos;

    /** Likewise. */
    private final SwitchTimes times;

    /** Likewise. */
    private final MissingVerdicts missing;

    /** Likewise. */
    private final StaleBaselines stale;

    private final Learner learner;

    private volatile PaneSink sink = PaneSink.NONE;
    private volatile Map<String, Map<String, DriftReport>> reports = Map.of();
    private final Map<String, String> notes = new ConcurrentHashMap<>();

    public DriftLoop(
            Publisher publisher,
            PaneSource source,
            UpstreamProber prober,
            ControlMeters meters,
            ControlEvents events,
            Quarantine quarantine,
            Clock clock) {
        this(
                publisher,
                source,
                prober,
                meters,
                events,
                quarantine,
                clock,
                System::nanoTime,
                work -> DaemonThreads.named("driftgate-learner").newThread(work).start());
    }

    /**
     * {@code clock} dates reports, {@code nanoTime} paces panes: a step of the wall clock must not stretch or skip one.
     *
     * @param builder runs what takes longer than a tick may
     */
    DriftLoop(
            Publisher publisher,
            PaneSource source,
            UpstreamProber prober,
            ControlMeters meters,
            ControlEvents events,
            Quarantine quarantine,
            Clock clock,
            LongSupplier nanoTime,
            Executor builder) {
        this.publisher = publisher;
        this.panes = new PaneCollector(source);
        this.prober = prober;
        this.meters = meters;
        this.events = events;
        this.quarantine = quarantine;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        this.savedAtNanos = startNanos;
        this.windows = WindowStore.open(publisher.stateDirectory(), clock);
        this.times = new SwitchTimes(clock.instant(), startNanos);
        this.gates = new WindowGateRounds(publisher, meters, events);
        this.canaries = new CanaryRounds(publisher, prober, gates, quarantine, meters, events);
        this.missing = new MissingVerdicts(events);
        this.stale = new StaleBaselines(meters, events);
        this.learner = new Learner(source, meters, events, builder);
        this.steps = new GuardedSteps(clock, nanoTime);
        publisher.alsoOfState(this::stateProblems);
        publisher.alsoWarn(steps::problems);
    }

    /** Of the files that the loop keeps. Any thread. */
    private List<String> stateProblems() {
        List<String> problems = new ArrayList<>(windows.problems());
        problems.addAll(learner.problems());
        return problems;
    }

    /** Hands panes to this one as well. Before the start. */
    public void alsoTo(PaneSink other) {
        sink = other;
    }

    public void start() {
        ticker.start();
    }

    /** The last evaluation by version name; empty map for a model without baselines or before the first pane. */
    public Map<String, DriftReport> reports(String model) {
        return reports.getOrDefault(model, Map.of());
    }

    /** What the last windows said of a model's window gates, by version name; empty map for a model without any. */
    public Map<String, List<WindowGateResult>> windowGates(String model) {
        return gates.results(model);
    }

    /** Where a model's canary is; empty for a model without one. */
    public Optional<CanaryStatus> canary(String model) {
        return canaries.status(model);
    }

    /** The weights in force now, and why; empty for a model that there isn't. */
    public Optional<RouteStatus> route(String model) {
        return publisher.holder().current().models().stream()
                .filter(each -> each.name().equals(model))
                .findFirst()
                .map(this::status);
    }

    /** Why traffic stays where it is although the verdict asks for a move; empty when it doesn't. */
    public Optional<String> note(String model) {
        return Optional.ofNullable(notes.get(model));
    }

    /**
     * Has a version learn its baseline anew, at a person's word: the rows so far and the file go, and the files are loaded again.
     *
     * @return what the load did
     * @throws OverrideRefused when the version learns none, or the file can't be removed; nothing has changed
     */
    public Publisher.Result relearn(String model, String version, String who, String why) throws OverrideRefused {
        LearnPlan plan = publisher.unlearn(model, version, who, why);
        learner.forget(plan);
        return publisher.reload();
    }

    /** How far a version is with learning its baseline; empty when it does not learn. */
    public Optional<LearningStatus> learning(String model, String version) {
        return learner.status(model, version);
    }

    /**
     * One round.
     *
     * @return nanoseconds until the next one
     */
    long tick() throws InterruptedException {
        Snapshot snapshot = publisher.holder().current();
        long nowNanos = nanoTime.getAsLong();
        Instant now = clock.instant();
        follow(snapshot, nowNanos, now);
        List<Model> due = snapshot.models().stream()
                .filter(model -> dueInNanos(model.name(), nowNanos) <= 0)
                .toList();
        if (!due.isEmpty() && panes.collect(keys(), TimeUnit.MILLISECONDS.toNanos(MAX_WAIT_MILLIS))) {
            due.forEach(model -> endPane(snapshot, model, nowNanos, now));
        }
        publishReports();
        if (nowNanos - savedAtNanos >= SAVE_NANOS) {
            savedAtNanos = nowNanos;
            saveWindows();
        }
        inTurn(snapshot, Step.MISSING_VERDICT, model -> watchMissing(model, now));
        missing.keepOnly(models.keySet());
        publisher.retryState();
        inTurn(snapshot, Step.ROUTE, model -> decide(snapshot, model));
        inTurn(snapshot, Step.ROLLOUT, model -> canaries.decide(snapshot, model, nowNanos, now));
        canaries.publishStatuses();
        publisher.holder().current().models().forEach(model -> {
            meters.routeWeights(model.name(), status(model));
            meters.refusing(
                    model.name(),
                    model.mode() == Model.Mode.ENFORCE && model.refusing().isPresent());
            meters.evaluationFailing(model.name(), steps.failing().contains(model.name()));
        });
        // Behind all that moves traffic, which must not depend on them.
        stale.watch(snapshot, now);
        learner.round(snapshot, nowNanos, now);
        return nextTickNanos();
    }

    private void inTurn(Snapshot snapshot, Step step, Consumer<Model> what) {
        snapshot.models().forEach(model -> steps.run(model.name(), step, () -> what.accept(model)));
    }

    /** When the pane of a model ends, or may be tried again where that failed; never for one of which nothing is measured. */
    private long dueInNanos(String model, long nowNanos) {
        if (models.containsKey(model)) {
            return Math.max(models.get(model).dueInNanos(nowNanos), steps.retryInNanos(model, Step.DRIFT));
        }
        return gates.has(model)
                ? Math.max(gates.dueInNanos(model, nowNanos), steps.retryInNanos(model, Step.WINDOW_GATES))
                : Math.max(canaries.dueInNanos(model, nowNanos), steps.retryInNanos(model, Step.COMPARISON));
    }

    private void endPane(Snapshot snapshot, Model model, long nowNanos, Instant now) {
        String name = model.name();
        if (models.containsKey(name) && !models.get(name).isPaneOver(panes, nowNanos)) {
            return;
        }
        // Gates before drift, which takes the panes of the sketches that they look at too.
        steps.run(name, Step.WINDOW_GATES, () -> gates.endPane(model, panes, nowNanos, now));
        steps.run(name, Step.COMPARISON, () -> canaries.endPane(model, panes, snapshot, nowNanos, now));
        if (models.containsKey(name)) {
            steps.run(name, Step.DRIFT, () -> endDriftPane(model, nowNanos, now));
        }
    }

    private void endDriftPane(Model model, long nowNanos, Instant now) {
        Map<String, DriftReport> before = reports(model.name());
        models.get(model.name()).endPane(model, panes, sink, nowNanos, now, (version, report) -> {
            meters.driftStatistics(model.name(), version, report);
            Optional<Verdict> earlier = Optional.ofNullable(before.get(version)).map(DriftReport::verdict);
            if (!earlier.equals(Optional.of(report.verdict()))) {
                events.on(now, new ControlEvent.VerdictChanged(model.name(), version, earlier, report));
            }
        });
    }

    private void watchMissing(Model model, Instant now) {
        String version = nameOf(model, primary(model, publisher.switchOf(model.name())));
        missing.watch(model, version, Optional.ofNullable(reports(model.name()).get(version)), now);
    }

    /** Moves traffic if the verdict on the primary's baseline asks for it and a version is ready to take it. */
    private void decide(Snapshot snapshot, Model model) {
        Optional<Switch> inForce = publisher.switchOf(model.name());
        boolean governed = model.drift().isPresent() || inForce.isPresent() || gates.has(model.name());
        if (!governed || model.denied().isPresent() || !prober.knows(model)) {
            note(model, Optional.empty());
            return;
        }
        if (steps.fails(model.name(), Step.DRIFT_SETUP) || steps.fails(model.name(), Step.GATES_SETUP)) {
            // What there is says nothing of these files: neither a switch nor a refusal may begin, or end, by that.
            note(model, Optional.of("its drift windows or window gates could not be set up"));
            return;
        }
        RerouteDecision.Situation situation = situation(model, inForce);
        RerouteDecision decision = RerouteDecision.of(situation);
        SwitchStep step = step(model, inForce, situation, decision);
        boolean moves = decision.action() == RerouteDecision.Action.SWITCH || step.action() != SwitchStep.Action.STAY;
        Optional<String> heldByPerson = publisher.heldByPerson(model.name());
        boolean nowhereToGo = decision.reason() == RerouteDecision.Reason.NO_FALLBACK_READY && heldByPerson.isEmpty();
        gates.publish(snapshot, model, nameOf(model, situation.primary()), nowhereToGo);
        if (moves && heldByPerson.isPresent()) {
            note(model, heldByPerson);
            return;
        }
        if (decision.action() == RerouteDecision.Action.SWITCH) {
            move(snapshot, model, Optional.of(nameOf(model, decision.target())), decision.reason());
            return;
        }
        switch (step.action()) {
            case STAY ->
                note(model, WhyKept.of(step, decision.reason(), situation).or(() -> learnedDrift(model, situation)));
            case STAGE -> {
                stage(snapshot, model, step.stage(), step.share(), label(decision.reason()));
                note(model, WhyKept.of(step, decision.reason(), situation));
            }
            case HOLD -> hold(snapshot, model, inForce.orElseThrow(), situation);
            case RETURN -> {
                int primary = situation.primary();
                if (decision.reason() == RerouteDecision.Reason.NO_FALLBACK_READY && isStartingUp(inForce)) {
                    note(
                            model,
                            Optional.of("the version that drift moved it to, before the restart, is not ready yet"));
                    return;
                }
                // Where nothing is ready at all, as when a whole pod starts, there is nothing better to return to.
                if (primary == Route.NONE || situation.ready().get(primary)) {
                    move(snapshot, model, Optional.empty(), decision.reason());
                } else {
                    note(model, Optional.of("neither a fallback nor the primary is ready"));
                }
            }
        }
    }

    private SwitchStep step(
            Model model, Optional<Switch> inForce, RerouteDecision.Situation situation, RerouteDecision decision) {
        if (inForce.isEmpty()) {
            return new SwitchStep(SwitchStep.Action.STAY, SwitchStage.AWAY, 0);
        }
        Switch present = inForce.get();
        return SwitchStep.next(
                new SwitchStep.State(
                        present.stage(),
                        present.share(),
                        times.elapsedNanos(present, nanoTime.getAsLong()),
                        situation.verdict(),
                        publisher.isQuarantined(model.name(), present.from())),
                decision,
                rerouting(model));
    }

    private static RerouteSettings rerouting(Model model) {
        return model.drift().map(DriftSettings::rerouting).orElse(RerouteSettings.atOnce(Reroute.ALWAYS));
    }

    private void stage(Snapshot snapshot, Model model, SwitchStage stage, double share, String reason) {
        Switch before = publisher.switchOf(model.name()).orElseThrow();
        if (publisher.stage(snapshot, model.name(), stage, share, reason)) {
            times.follow(publisher.switchOf(model.name()), nanoTime.getAsLong());
            LOG.warnf(
                    "model %s: %s now has %.1f %% of the traffic that left %s, which is %s, reason %s",
                    model.name(), before.to(), 100 * share, before.from(), label(stage), reason);
        }
    }

    /** A quarantine that can't be set leaves traffic where it is: it is tried again at the next tick. */
    private void hold(Snapshot snapshot, Model model, Switch present, RerouteDecision.Situation situation) {
        String why = "its input drifted at " + present.since() + " and fits again; drift.onClear is hold";
        if (!publisher.isQuarantined(model.name(), present.from())
                && !quarantine.set(model.name(), present.from(), why)) {
            note(model, Optional.of("the input fits " + present.from() + " again, and it can't be quarantined"));
            return;
        }
        RerouteDecision.Reason cleared = RerouteDecision.Reason.CLEARED;
        stage(snapshot, model, SwitchStage.HELD, 1, label(cleared));
        SwitchStep held = new SwitchStep(SwitchStep.Action.STAY, SwitchStage.HELD, 1);
        note(model, WhyKept.of(held, cleared, situation));
    }

    /**
     * Whether model servers that were started together with this process may still be loading. A switch from before the restart
     * waits for its version meanwhile: the primary's being ready first is no evidence that its input fits again.
     */
    private boolean isStartingUp(Optional<Switch> inForce) {
        return inForce.filter(times::isFromBefore).isPresent() && nanoTime.getAsLong() - startNanos < START_UP_NANOS;
    }

    private RerouteDecision.Situation situation(Model model, Optional<Switch> inForce) {
        int primary = primary(model, inForce);
        ModelDrift drift = models.get(model.name());
        List<Boolean> ready = new ArrayList<>(prober.ready(model).values());
        for (int version = 0; version < ready.size(); version++) {
            // A fallback whose own gates fail on the same traffic is none.
            boolean fits = version == primary || !gates.holdsBack(model, nameOf(model, version));
            ready.set(version, ready.get(version) && model.mayAnswer(version) && fits);
        }
        return new RerouteDecision.Situation(
                primary,
                isLearned(model, primary) || drift == null ? Optional.empty() : drift.verdict(nameOf(model, primary)),
                model.fallback(),
                ready,
                inForce.map(change -> Publisher.indexOf(model, change.to())).orElse(RerouteDecision.NONE),
                rerouting(model).reroute(),
                gates.failing(model, nameOf(model, primary), WindowAction.FALLBACK)
                        .map(WindowGate::id),
                better(model, primary));
    }

    /**
     * By version, whether its own baseline fits the traffic better than the primary's, by the margin. Evidence grows with the rows that it
     * is of, so that of two alarms neither says which fits better: where it decides, one that is in drift itself does not.
     */
    private List<Boolean> better(Model model, int primary) {
        Map<String, DriftReport> last = reports(model.name());
        OptionalDouble misfit = misfit(last.get(nameOf(model, primary)));
        double most = misfit.orElse(0) * (1 - rerouting(model).margin());
        return model.versions().stream()
                .map(version -> {
                    OptionalDouble other = misfit(last.get(version.name()));
                    return misfit.isPresent()
                            && !version.isLearned()
                            && other.isPresent()
                            && other.getAsDouble() <= most
                            && (last.get(version.name()).evidence().isEmpty() || other.getAsDouble() < 1);
                })
                .toList();
    }

    /** Learned traffic is nobody's word for what a version fits. */
    private static boolean isLearned(Model model, int version) {
        return version != Route.NONE && model.versions().get(version).isLearned();
    }

    private Optional<String> learnedDrift(Model model, RerouteDecision.Situation situation) {
        int primary = situation.primary();
        boolean drifted = isLearned(model, primary)
                && models.containsKey(model.name())
                && models.get(model.name()).verdict(nameOf(model, primary)).equals(Optional.of(Verdict.DRIFT));
        return drifted
                ? Optional.of("the input drifted from a baseline that was learned, which moves no traffic")
                : Optional.empty();
    }

    private static OptionalDouble misfit(DriftReport report) {
        return report == null ? OptionalDouble.empty() : report.misfit();
    }

    /** The version whose baseline decides: while a switch is in force, the one that traffic left, be it held back by now or not. */
    private static int primary(Model model, Optional<Switch> inForce) {
        return inForce.map(change -> Publisher.indexOf(model, change.from())).orElseGet(model::primary);
    }

    private void move(Snapshot snapshot, Model model, Optional<String> to, RerouteDecision.Reason reason) {
        Optional<Switch> inForce = publisher.switchOf(model.name());
        String primary = nameOf(model, primary(model, inForce));
        String from = inForce.map(Switch::to).orElse(primary);
        String label = label(reason);
        if (publisher.route(snapshot, model.name(), to, label, made -> begun(model, inForce, made))) {
            times.follow(publisher.switchOf(model.name()), nanoTime.getAsLong());
            note(model, Optional.empty());
            LOG.warnf(
                    "model %s: traffic moves from %s to %s, reason %s%s",
                    model.name(), from, to.orElse(primary), label, evidence(model, primary));
        }
    }

    /** A switch that goes on to another fallback is as far as it was; a new one begins. */
    private Switch begun(Model model, Optional<Switch> inForce, Switch made) {
        long rows = models.containsKey(model.name()) ? models.get(model.name()).alarmRows(made.from()) : 0;
        if (inForce.isPresent()) {
            Switch before = inForce.get();
            return made.at(before.stage(), before.share(), before.stageSince()).ofRows(before.alarmRows());
        }
        SwitchStep first = SwitchStep.first(rerouting(model));
        return made.at(first.stage(), first.share(), made.since()).ofRows(rows);
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** What the primary's window says, and the feature that is furthest beyond its thresholds, or nearest to them. */
    private String evidence(Model model, String primary) {
        DriftReport report = reports(model.name()).get(primary);
        if (report == null) {
            return "";
        }
        String says = "; " + primary + " says " + report.verdict() + " over " + report.samples() + " rows, ";
        return says + DriftSentence.of(report);
    }

    /** Remembers why traffic stays, and logs it when that changes. */
    private void note(Model model, Optional<String> why) {
        String before = why.isEmpty() ? notes.remove(model.name()) : notes.put(model.name(), why.get());
        if (why.isPresent() && !why.get().equals(before)) {
            LOG.warnf(
                    "model %s: traffic stays on %s: %s",
                    model.name(), nameOf(model, model.route().primary()), why.get());
        }
    }

    private void follow(Snapshot snapshot, long nowNanos, Instant now) {
        Set<String> names = snapshot.models().stream().map(Model::name).collect(Collectors.toSet());
        models.keySet().retainAll(names);
        inTurn(snapshot, Step.DRIFT_SETUP, model -> followDrift(model, nowNanos, now));
        windows.keepOnly(snapshot.models().stream()
                .filter(model -> model.denied().isPresent() || steps.fails(model.name(), Step.DRIFT_SETUP))
                .map(Model::name)
                .toList()); // any other version that comes later begins with a window of its own
        gates.keepOnly(names);
        inTurn(snapshot, Step.GATES_SETUP, model -> gates.follow(model, nowNanos, now));
        inTurn(snapshot, Step.CANARY_SETUP, model -> canaries.follow(snapshot, model, nowNanos, now));
        Set<String> gone = canaries.known();
        gone.removeAll(names);
        gone.forEach(model -> steps.run(model, Step.CANARY_SETUP, () -> canaries.end(snapshot, model)));
        notes.keySet().retainAll(names);
        names.addAll(gone);
        steps.keepOnly(names);
    }

    private void followDrift(Model model, long nowNanos, Instant now) {
        ModelDrift drift = models.getOrDefault(model.name(), new ModelDrift(windows));
        drift.follow(model, publisher.switchOf(model.name()), nowNanos, now);
        if (drift.isEmpty()) {
            models.remove(model.name());
        } else {
            models.put(model.name(), drift);
        }
    }

    private Map<String, Integer> keys() {
        Map<String, Integer> bins = new HashMap<>();
        models.values().forEach(drift -> drift.keys(bins));
        gates.keys(bins);
        canaries.keys(bins);
        return bins;
    }

    private void publishReports() {
        Map<String, Map<String, DriftReport>> next = new HashMap<>();
        models.forEach((name, drift) -> next.put(name, drift.reports()));
        reports = Map.copyOf(next);
        gates.publishResults();
    }

    private long nextTickNanos() {
        long nowNanos = nanoTime.getAsLong();
        long next = MAX_TICK_NANOS;
        for (String model : models.keySet()) {
            next = Math.min(next, dueInNanos(model, nowNanos));
        }
        for (String model : gates.models()) {
            next = Math.min(next, dueInNanos(model, nowNanos));
        }
        for (String model : canaries.models()) {
            next = Math.min(next, dueInNanos(model, nowNanos));
        }
        return Math.max(next, MIN_TICK_NANOS);
    }

    private RouteStatus status(Model model) {
        Map<String, Double> configured = new LinkedHashMap<>();
        Map<String, Double> inForce = new LinkedHashMap<>();
        for (int i = 0; i < model.versions().size(); i++) {
            String version = model.versions().get(i).name();
            configured.put(version, model.configured().weight(i));
            inForce.put(version, model.route().weight(i));
        }
        return new RouteStatus(
                model.name(),
                nameOf(model, model.primary()),
                nameOf(model, model.route().primary()),
                model.route().reason(),
                publisher.routedSince(model.name()),
                Collections.unmodifiableMap(configured),
                Collections.unmodifiableMap(inForce),
                prober.ready(model),
                model.fallback().stream().map(i -> nameOf(model, i)).toList());
    }

    private static String nameOf(Model model, int version) {
        return version == Route.NONE ? "" : model.versions().get(version).name();
    }

    /** A window without a pane is nothing to remember, and none to put in the place of a former process's. */
    private void saveWindows() {
        List<WindowMemory> held = new ArrayList<>();
        Instant now = clock.instant();
        models.forEach((name, drift) -> drift.remember(name, now, held));
        if (held.stream().anyMatch(window -> !window.monitor().panes().isEmpty())) {
            windows.save(held, now);
        }
    }

    @Override
    public void close() {
        close(Ticker.MAX_JOIN_MILLIS);
    }

    /** A tick that does not end in time may still move windows and canaries: they stay as they were saved last. */
    void close(long maxMillis) {
        if (!ticker.close(maxMillis)) {
            LOG.warn("A tick of the drift loop does not end: drift windows stay as they were saved last");
            return;
        }
        saveWindows();
        canaries.save();
    }
}
