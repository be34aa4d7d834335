package io.driftgate.control;

import io.driftgate.canary.Canary;
import io.driftgate.canary.CanarySettings;
import io.driftgate.canary.Rollout;
import io.driftgate.config.ConfigLoader;
import io.driftgate.drift.SwitchStage;
import io.driftgate.route.Route;
import io.driftgate.sketch.LearnPlan;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.Settings;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.snapshot.SnapshotHolder;
import io.driftgate.snapshot.Upstream;
import io.driftgate.source.Position;
import io.driftgate.source.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/**
 * The only writer of the snapshot: files x gates x overrides, or drift switches. Thread-safe; a reload, a switch and an
 * override never interleave.
 *
 * <p>Invariants: there is always a snapshot in force. A reload either replaces it as a whole or leaves it as it is: a load with
 * any error is rejected. (At start a broken policy or baseline denies its model only, since there is no better snapshot to keep.)
 * A switch that is in force stays in force over reloads and restarts, until the drift loop takes it back or a reload takes away
 * what it stands on.
 */
public final class Publisher {
    private static final Logger LOG = Logger.getLogger(Publisher.class);

    private final ConfigLoader loader;
    private final Path file;
    private final ControlMeters meters;
    private final ControlEvents events;
    private final Clock clock;
    private final SwitchStore switches;
    private final GateJudge gates;
    private final OverrideStore overrides;
    private final WindowGateStore windowGates;
    private final CanaryStore canaries;
    private final SnapshotHolder holder;
    private final Settings settingsAtStart;
    private final Instant startedAt;

    private volatile Result lastResult;
    private volatile Instant lastSuccess;
    private volatile Map<Path, String> fingerprints;
    private volatile Map<String, Instant> movedAt = Map.of();
    private volatile boolean draining;
    private volatile Supplier<List<String>> alsoNotReady = List::of;
    private volatile Supplier<List<String>> alsoOfState = List::of;
    private volatile Supplier<List<String>> alsoWarn = List::of;

    /** The last good load: what the snapshot in force is composed of. */
    private Snapshot loaded;

    /** The day of the last load, whatever became of it, and of the one whose snapshot is in force. */
    private volatile LocalDate loadedOn;

    private LocalDate inForceSince;

    public enum Status {
        APPLIED,
        UNCHANGED,
        REJECTED
    }

    /** What a reload did. {@code digest} is that of the snapshot in force afterwards. */
    public record Result(Status status, String digest, List<Problem> problems, Instant at) {
        public Result {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Loads for the first time, and is then as below.
     *
     * @throws InvalidConfiguration when there is nothing to serve
     */
    public Publisher(ConfigLoader loader, Path file, ControlMeters meters, ControlEvents events, Clock clock)
            throws InvalidConfiguration {
        this(loader, file, loader.load(file), meters, events, clock);
    }

    /**
     * Opens the state directory that the configuration names, and puts its switches in force.
     *
     * @param first what {@code loader} has read from {@code file} a moment ago; a change since then is found by the watcher
     * @throws InvalidConfiguration when there is nothing to serve
     */
    public Publisher(
            ConfigLoader loader,
            Path file,
            ConfigLoader.Loaded first,
            ControlMeters meters,
            ControlEvents events,
            Clock clock)
            throws InvalidConfiguration {
        this.loader = loader;
        this.file = file;
        this.meters = meters;
        this.events = events;
        this.clock = clock;
        this.startedAt = clock.instant();
        log(first.problems());
        loaded = first.snapshot().orElseThrow(() -> new InvalidConfiguration(first.problems()));
        this.settingsAtStart = loaded.settings();
        this.switches = SwitchStore.open(settingsAtStart.state());
        this.overrides = OverrideStore.open(settingsAtStart.state(), startedAt);
        this.windowGates = WindowGateStore.open(settingsAtStart.state());
        this.canaries = CanaryStore.open(settingsAtStart.state());
        this.fingerprints = first.fingerprints();
        this.loadedOn = LocalDate.ofInstant(startedAt, clock.getZone());
        this.inForceSince = loadedOn;
        this.lastSuccess = startedAt;
        this.gates = new GateJudge(meters, events, clock);
        endSwitches();
        this.holder = new SnapshotHolder(composed());
        gates.tell(holder.current());
        this.lastResult = new Result(Status.APPLIED, loaded.digest(), first.problems(), startedAt);
        tellMeters(Status.APPLIED, !first.hasErrors());
        watchExpiry(false);
    }

    public SnapshotHolder holder() {
        return holder;
    }

    /**
     * Loads the files again and publishes them if they are valid. On another day than the last one, also those that have not changed: the
     * date decides which rules and waivers have expired. For waivers it does so under the last good files too.
     */
    public synchronized Result reload() {
        LocalDate today = LocalDate.now(clock);
        boolean newDay = !today.equals(loadedOn);
        loadedOn = today;
        ConfigLoader.Loaded read = loader.load(file);
        fingerprints = read.fingerprints();
        Snapshot inForce = holder.current();
        List<Problem> problems = new ArrayList<>(read.problems());
        Status status;
        if (read.snapshot().map(Snapshot::digest).equals(Optional.of(inForce.digest())) && today.equals(inForceSince)) {
            status = Status.UNCHANGED;
        } else if (read.hasErrors() || read.snapshot().isEmpty()) {
            status = Status.REJECTED;
            LOG.errorf(
                    "%s was not applied: %d problem(s). Driftgate goes on under the configuration %.12s of %s",
                    file, problems.size(), inForce.digest(), inForce.loadedAt());
            log(problems);
            if (newDay) {
                publish(); // the date decides about waivers, whatever has become of the files
            }
        } else {
            status = Status.APPLIED;
            Snapshot next = read.snapshot().get();
            inForceSince = today;
            problems.addAll(restartNeeded(next.settings()));
            loaded = next;
            endSwitches();
            publish();
            LOG.infof("%s is applied: configuration %.12s", file, next.digest());
            log(problems);
        }
        Instant now = clock.instant();
        lastSuccess = status == Status.REJECTED ? lastSuccess : now;
        lastResult = new Result(status, holder.current().digest(), problems, now);
        tellMeters(status, !read.hasErrors());
        watchExpiry(newDay && status == Status.REJECTED);
        return lastResult;
    }

    /** Whether the date has changed since the last load, so that it is time for another one. */
    public boolean isOfAnotherDay() {
        return !LocalDate.now(clock).equals(loadedOn);
    }

    /** {@code log}: whether owners are to be named here; a load that is applied has warned of the same rules already. */
    private void watchExpiry(boolean log) {
        List<RuleExpiry> rules = RuleExpiry.of(holder.current(), loadedOn);
        meters.expiringRules(rules);
        events.on(clock.instant(), new ControlEvent.RulesExpiring(rules));
        if (log) {
            rules.forEach(rule -> LOG.warn(rule.sentence()));
        }
    }

    /**
     * Moves a model's traffic to one version, canaries included, or back to its configured weights. On disk before it is in
     * force, so that a crash in between does not forget it.
     *
     * @param judged the snapshot that the decision was made under; a reload since then voids it, for the versions, the weights
     *     or the baseline may be others now, and the next tick decides anew
     * @param to empty gives the configured weights back
     * @param reason for the metric, see {@link ControlMeters#switched}
     * @return whether anything changed
     */
    public boolean route(Snapshot judged, String model, Optional<String> to, String reason) {
        return route(judged, model, to, reason, made -> made);
    }

    /** As above; {@code begun} says of a new switch at what stage it begins. */
    synchronized boolean route(
            Snapshot judged, String model, Optional<String> to, String reason, UnaryOperator<Switch> begun) {
        Snapshot snapshot = holder.current();
        if (!judged.digest().equals(snapshot.digest())) {
            return false;
        }
        Optional<Model> found = snapshot.model(model);
        Optional<Switch> present = switches.of(model);
        if (found.isEmpty()
                || present.map(Switch::to).equals(to)
                || heldByPerson(model).isPresent()) {
            return false;
        }
        Optional<String> primary = present.map(Switch::from).or(() -> primary(found.get()));
        if (primary.isEmpty()
                || (to.isPresent()
                        && OverrideStatus.obstacle(found.get(), to.get()).isPresent())) {
            return false;
        }
        Instant now = clock.instant();
        String from = present.map(Switch::to).orElse(primary.get());
        if (to.isPresent()) {
            switches.put(begun.apply(new Switch(model, primary.get(), to.get(), now)));
        } else {
            returned(model, now);
        }
        publish();
        switched(model, from, to.orElse(primary.get()), reason);
        return true;
    }

    /**
     * Takes a switch in force to another stage, or its version to another share. On disk before it is in force.
     *
     * @param judged as of {@link #route}
     * @param reason for the audit log
     * @return whether it did
     */
    synchronized boolean stage(Snapshot judged, String model, SwitchStage stage, double share, String reason) {
        Snapshot snapshot = holder.current();
        Optional<Switch> present = switches.of(model);
        if (!judged.digest().equals(snapshot.digest())
                || present.isEmpty()
                || heldByPerson(model).isPresent()) {
            return false;
        }
        Instant now = clock.instant();
        Switch next = present.get().at(stage, share, now);
        switches.put(next);
        publish();
        events.on(now, new ControlEvent.SwitchStaged(model, next.from(), next.to(), stage, share, reason));
        return true;
    }

    /**
     * What a model server says that it serves, which gates may depend on.
     *
     * @param served empty when it doesn't say
     */
    public synchronized void served(String model, String version, Upstream by, List<String> served) {
        if (gates.learn(model, version, by, served)) {
            publish();
        }
    }

    /** What a version's model server said last that it serves, where gates are in force; empty when it was not asked. */
    public synchronized Optional<List<String>> served(Model model, ModelVersion version) {
        return gates.served(model, version);
    }

    /** Where state is kept, as it was configured at start. */
    Path stateDirectory() {
        return settingsAtStart.state();
    }

    /** The drift switch that is in force for a model. */
    public Optional<Switch> switchOf(String model) {
        return switches.of(model);
    }

    /** What a restart must not forget of a model's window gates. */
    WindowGateState windowGatesOf(String model) {
        return windowGates.of(model);
    }

    /**
     * Keeps which window gates of a model fail, and has its requests refused, or no longer. On disk before it is in force.
     *
     * @param judged the snapshot that this was found under; a reload since then voids it
     */
    synchronized void windowGates(Snapshot judged, String model, WindowGateState state) {
        Snapshot snapshot = holder.current();
        if (!judged.digest().equals(snapshot.digest())) {
            return;
        }
        Optional<String> before = snapshot.model(model).flatMap(Model::refusing);
        if (!windowGates.put(model, state) && before.equals(state.refusing())) {
            return;
        }
        if (!before.equals(state.refusing())) {
            publish();
            if (snapshot.model(model).map(Model::mode).equals(Optional.of(Model.Mode.OBSERVE))) {
                return; // requests pass, each noted as one that would have been refused
            }
            Instant now = clock.instant();
            before.ifPresent(gate -> {
                LOG.warnf("model %s: window gate %s no longer refuses requests", model, gate);
                events.on(now, new ControlEvent.RefusalChanged(model, gate, false));
            });
            state.refusing().ifPresent(gate -> {
                LOG.errorf("model %s: window gate %s refuses all requests from now on", model, gate);
                events.on(now, new ControlEvent.RefusalChanged(model, gate, true));
            });
        }
    }

    /** How far canaries are, by model. */
    Map<String, Rollout> rollouts() {
        return canaries.all();
    }

    /**
     * Keeps how far a model's canary is, and gives it what that says. On disk before it is in force.
     *
     * @param judged the snapshot that this was found under; a reload since then voids it
     * @param rollout empty when there is none any more
     * @return false when a reload voided it
     */
    synchronized boolean rollout(Snapshot judged, String model, Optional<Rollout> rollout) {
        Snapshot snapshot = holder.current();
        if (!judged.digest().equals(snapshot.digest())) {
            return false;
        }
        Optional<Rollout> before = canaries.of(model);
        canaries.put(model, rollout);
        Optional<CanarySettings> settings =
                snapshot.model(model).flatMap(Model::canary).map(Canary::settings);
        if (settings.isPresent()
                && !before.map(each -> each.share(settings.get()))
                        .equals(rollout.map(each -> each.share(settings.get())))) {
            publish();
        }
        return true;
    }

    /** The overrides of what the files say. */
    OverrideStore overrides() {
        return overrides;
    }

    /** Why nothing but a person moves the model's traffic; empty when something may. A pin or a freeze without effect holds nothing. */
    Optional<String> heldByPerson(String model) {
        Snapshot current = holder.current();
        List<ManualOverride> all = overrides.all();
        return all.stream()
                .filter(each -> each.model().equals(model))
                .filter(each -> each.kind() == OverrideKind.PIN || each.kind() == OverrideKind.FREEZE)
                .filter(each -> OverrideStatus.of(each, current, current, all).inForce())
                .findFirst()
                .map(each ->
                        "there is a " + each.sentence() + " by " + each.who() + " (" + each.id() + "): " + each.why());
    }

    /** Whether a quarantine holds a version back. */
    boolean isQuarantined(String model, String version) {
        return overrides.all().stream()
                .anyMatch(each -> each.kind() == OverrideKind.QUARANTINE
                        && each.model().equals(model)
                        && each.version().equals(version));
    }

    /** A change of the overrides. */
    @FunctionalInterface
    interface OverrideChange {
        /**
         * Changes the store.
         *
         * @param loaded what the files and gates say
         * @param inForce what is in force until this returns
         */
        void apply(Snapshot loaded, Snapshot inForce) throws OverrideRefused;
    }

    /** Changes overrides while nothing else changes what is served, and puts in force what they say then. */
    synchronized void override(OverrideChange change) throws OverrideRefused {
        List<ManualOverride> before = overrides.all();
        Snapshot then = holder.current();
        change.apply(judged(), then);
        if (!overrides.all().equals(before)) {
            publish();
            Map<String, Instant> changed = new LinkedHashMap<>(movedAt);
            for (Model model : holder.current().models()) {
                if (!then.model(model.name())
                        .map(Model::route)
                        .map(Route::toString)
                        .equals(Optional.of(model.route().toString()))) {
                    changed.put(model.name(), clock.instant());
                }
            }
            movedAt = Map.copyOf(changed);
        }
    }

    /** All overrides, the oldest first, each with what it does as things are. */
    synchronized List<OverrideStatus> overrideStatuses() {
        Snapshot judged = judged();
        List<ManualOverride> all = overrides.all();
        return all.stream()
                .map(each -> OverrideStatus.of(each, judged, holder.current(), all))
                .toList();
    }

    /** When the model's traffic last moved by drift or by an override; the process's start when it has not. */
    public Instant routedSince(String model) {
        Instant moved = movedAt.getOrDefault(model, Instant.MIN);
        Instant switched = switches.of(model).map(Switch::since).orElse(Instant.MIN);
        Instant last = moved.isAfter(switched) ? moved : switched;
        return last.equals(Instant.MIN) ? startedAt : last;
    }

    /** The last load, the one at start included. */
    public Result lastResult() {
        return lastResult;
    }

    /** When the files were last seen to be valid and in force. */
    public Instant lastSuccess() {
        return lastSuccess;
    }

    /** What the last load, whatever became of it, read and looked for: with its SHA-256, or empty when it could not be read. */
    public Map<Path, String> fingerprints() {
        return fingerprints;
    }

    /** From now on the process is not ready. */
    public void beginDrain() {
        draining = true;
    }

    /** Further reasons why the process should get no traffic. */
    public void alsoNotReady(Supplier<List<String>> reasons) {
        alsoNotReady = reasons;
    }

    /** Further problems of the state directory. */
    void alsoOfState(Supplier<List<String>> problems) {
        alsoOfState = problems;
    }

    /** Further things that an operator should know. */
    void alsoWarn(Supplier<List<String>> warnings) {
        alsoWarn = warnings;
    }

    /** Removes what a version learned from live traffic, at a person's word; the next load finds that it is gone. */
    synchronized LearnPlan unlearn(String model, String version, String who, String why) throws OverrideRefused {
        OverrideRequest.checkText("who", who, OverrideRequest.MAX_WHO, "name the person that asks for it");
        OverrideRequest.checkText("why", why, OverrideRequest.MAX_WHY, "say why it has to learn anew");
        Model found = holder.current()
                .model(model)
                .orElseThrow(() -> OverrideRefused.unknown("there is no model '" + model + "'", ""));
        int index = indexOf(found, version);
        if (index < 0) {
            throw OverrideRefused.unknown("model " + model + " has no version '" + version + "'", "");
        }
        LearnPlan plan = found.versions()
                .get(index)
                .learnPlan()
                .orElseThrow(() -> OverrideRefused.conflict(
                        "version " + version + " learns no baseline",
                        "baseline: learn in driftgate.yaml says that it does"));
        try {
            Files.deleteIfExists(plan.file());
        } catch (IOException e) {
            throw OverrideRefused.unsaved(
                    plan.file() + " can't be removed: " + e, "make the directory of state: writable");
        }
        LOG.warnf("model %s: version %s learns its baseline anew, at the word of %s: %s", model, version, who, why);
        events.on(clock.instant(), new ControlEvent.RelearnAsked(model, version, who, why));
        return plan;
    }

    /** Why the process should get no traffic; empty when it is ready. */
    public List<String> notReadyReasons() {
        List<String> reasons = new ArrayList<>(alsoNotReady.get());
        if (draining) {
            reasons.add("draining");
        }
        for (Model model : holder.current().models()) {
            model.denied().ifPresent(why -> reasons.add("model " + model.name() + " is denied: " + why));
            reasons.addAll(GateJudge.notReady(model));
        }
        return reasons;
    }

    /** What an operator should know although the process is ready: a rejected reload, trouble with the state directory or the drift loop. */
    public List<String> warnings() {
        List<String> warnings = stateProblems();
        warnings.addAll(alsoWarn.get());
        Result last = lastResult;
        if (last.status() == Status.REJECTED) {
            warnings.add("the configuration on disk was rejected at " + last.at() + " with "
                    + last.problems().size() + " problem(s)");
        }
        return warnings;
    }

    /** What is wrong with the state directory. */
    List<String> stateProblems() {
        List<String> problems = new ArrayList<>(switches.problems());
        problems.addAll(overrides.problems());
        problems.addAll(windowGates.problems());
        problems.addAll(alsoOfState.get());
        problems.addAll(canaries.problems());
        return problems;
    }

    /** Tries again to write what could not be written. */
    void retryState() {
        switches.retry();
        overrides.retry();
        windowGates.retry();
        canaries.retry();
        meters.stateProblems(stateProblems().size());
    }

    /** Ends the switches that what is loaded takes away the ground of. */
    private void endSwitches() {
        for (Switch change : switches.all()) {
            obstacle(loaded, change).ifPresent(gone -> {
                LOG.warnf(
                        "model %s: the drift switch from %s to %s ends, since %s",
                        change.model(), change.from(), change.to(), gone);
                returned(change.model(), clock.instant());
                switched(change.model(), change.to(), change.from(), "config");
            });
        }
    }

    private void publish() {
        holder.publish(composed());
        gates.tell(holder.current());
    }

    /** What is loaded, as its gates judge it. */
    private Snapshot judged() {
        return loaded.withModels(loaded.models().stream().map(gates::judge).toList());
    }

    /** What is loaded, under gates, overrides and switches. */
    private Snapshot composed() {
        return loaded.withModels(loaded.models().stream()
                .map(model -> Composition.of(
                                gates.judge(model),
                                switches.of(model.name()),
                                overrides.of(model.name()),
                                canaries.of(model.name()))
                        .withRefusing(windowGates.of(model.name()).refusing().filter(model.windowGates()::mayRefuse)))
                .toList());
    }

    /** Why a switch can't stand under this configuration; empty when it can. Whether it should stand, the drift loop decides. */
    private Optional<String> obstacle(Snapshot snapshot, Switch change) {
        Optional<Model> found = snapshot.model(change.model());
        if (found.isEmpty()) {
            return Optional.of("the model is gone");
        }
        if (indexOf(found.get(), change.to()) < 0) {
            return Optional.of("version " + change.to() + " is gone");
        }
        // It may also have been made while gates or a quarantine held that one back; neither ends a switch.
        Optional<String> primary = primary(found.get());
        Model judged = gates.judge(found.get());
        Model composed =
                Composition.of(judged, Optional.empty(), overrides.of(change.model()), canaries.of(change.model()));
        boolean stands = List.of(primary, primary(judged), primary(composed)).contains(Optional.of(change.from()));
        return stands ? Optional.empty() : Optional.of("the primary is now " + primary.orElse("none"));
    }

    private void returned(String model, Instant now) {
        switches.remove(model);
        Map<String, Instant> changed = new LinkedHashMap<>(movedAt);
        changed.put(model, now);
        movedAt = Map.copyOf(changed);
    }

    private static Optional<String> primary(Model model) {
        int primary = model.primary();
        return primary == Route.NONE
                ? Optional.empty()
                : Optional.of(model.versions().get(primary).name());
    }

    private void switched(String model, String from, String to, String reason) {
        meters.switched(model, from, to, reason);
        events.on(clock.instant(), new ControlEvent.Switched(model, from, to, reason));
    }

    static int indexOf(Model model, String version) {
        for (int i = 0; i < model.versions().size(); i++) {
            if (model.versions().get(i).name().equals(version)) {
                return i;
            }
        }
        return -1;
    }

    private List<Problem> restartNeeded(Settings next) {
        List<Problem> problems = new ArrayList<>();
        Settings old = settingsAtStart;
        restartNeeded("listen", old.host() + ":" + old.port(), next.host() + ":" + next.port(), problems);
        restartNeeded(
                "admin", old.adminHost() + ":" + old.adminPort(), next.adminHost() + ":" + next.adminPort(), problems);
        restartNeeded("state", old.state().toString(), next.state().toString(), problems);
        restartNeeded("env", old.env(), next.env(), problems);
        if (!old.audit().equals(next.audit())) {
            problems.add(new Problem(
                    Problem.Severity.WARNING,
                    Position.ofFile(String.valueOf(file.getFileName())),
                    "audit changed, which needs a restart",
                    "everything else is in force; the audit log goes on as it was until then",
                    ""));
        }
        return problems;
    }

    private void restartNeeded(String field, String old, String next, List<Problem> problems) {
        if (!old.equals(next)) {
            problems.add(new Problem(
                    Problem.Severity.WARNING,
                    Position.ofFile(String.valueOf(file.getFileName())),
                    field + " changed from " + old + " to " + next + ", which needs a restart",
                    "everything else is in force; " + field + " stays " + old + " until then",
                    ""));
        }
    }

    private void tellMeters(Status status, boolean valid) {
        meters.reload(status, valid);
        Snapshot snapshot = holder.current();
        if (status == Status.APPLIED) {
            meters.snapshotInfo(snapshot.digest(), snapshot.loadedAt());
            meters.retain(snapshot);
            events.on(clock.instant(), new ControlEvent.SnapshotApplied(snapshot.digest(), snapshot.fileDigests()));
        } else if (status == Status.REJECTED) {
            events.on(clock.instant(), new ControlEvent.ReloadRejected(snapshot.digest(), lastResult.problems()));
        }
    }

    private static void log(List<Problem> problems) {
        for (Problem problem : problems) {
            if (problem.severity() == Problem.Severity.ERROR) {
                LOG.error(problem.render());
            } else {
                LOG.warn(problem.render());
            }
        }
    }
}
