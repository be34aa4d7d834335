package io.driftgate.control;

import static io.driftgate.control.Installation.MODEL;
import static io.driftgate.control.Installation.model;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.policy.Enforcement;
import io.driftgate.route.Route;
import io.driftgate.route.RouteReason;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverridesTest {
    private static final String THREE = """
        models:
          credit-risk:
            schema: {age: int, income: float}
            versions:
              v3: {upstream: "http://127.0.0.1:9103", policy: credit-risk@v2}
              v2: {upstream: "http://127.0.0.1:9102", policy: credit-risk@v2, baseline: v2.json}
              v1: {upstream: "http://127.0.0.1:9101", policy: none}
            route: {weights: {v2: 95, v3: 5}, fallback: [v1, v3]}
            pii: {EMAIL_ADDRESS: BLOCK, PHONE_NUMBER: SHADOW, fields: {note: {EMAIL_ADDRESS: MASK}}}
        """;

    @TempDir
    Path directory;

    private Installation installation;
    private final List<ControlEvent.OverrideChanged> told = new ArrayList<>();
    private long nanosSetBack;
    private String down = "";
    private Publisher publisher;
    private Overrides overrides;

    @BeforeEach
    void install() throws InvalidConfiguration {
        installation = new Installation(directory);
        installation.configure(THREE);
        start();
    }

    private void start() throws InvalidConfiguration {
        publisher = installation.start();
        overrides = new Overrides(
                publisher,
                (model, version) -> !version.equals(down),
                installation.meters,
                (at, event) -> told.add((ControlEvent.OverrideChanged) event),
                installation.clock,
                () -> installation.clock.nanoTime() + nanosSetBack);
    }

    private OverrideStatus set(OverrideKind kind, String what, String... lasts) throws OverrideRefused {
        return overrides.set(request(kind, what, lasts));
    }

    private static OverrideRequest request(OverrideKind kind, String what, String... lasts) {
        return new OverrideRequest(
                kind,
                MODEL,
                kind.hasVersion() ? what : "",
                kind == OverrideKind.BYPASS ? what : "",
                "ann",
                "INC-42",
                lasts.length == 0 ? Optional.empty() : Optional.of(Duration.parse(lasts[0])),
                false,
                false);
    }

    private void release(OverrideStatus status) throws OverrideRefused {
        overrides.release(status.override().id(), "bob", "over", false);
    }

    private OverrideRefused refused(OverrideKind kind, String what, String... lasts) {
        return assertThrows(OverrideRefused.class, () -> set(kind, what, lasts));
    }

    /** Such as {@code v2 95 v3 5 weight}. */
    private String route() {
        Model model = model(publisher);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < model.versions().size(); i++) {
            if (model.route().weight(i) > 0) {
                out.append(model.versions().get(i).name())
                        .append(' ')
                        .append(Math.round(100 * model.route().share(i)))
                        .append(' ');
            }
        }
        return out + model.route().reason().label();
    }

    private List<String> chain() {
        Model model = model(publisher);
        return model.fallback().stream()
                .map(version -> model.versions().get(version).name())
                .toList();
    }

    private boolean drift(String to) {
        return publisher.route(publisher.holder().current(), MODEL, Optional.of(to), "drift");
    }

    private String effect(OverrideStatus of) {
        return overrides.list().stream()
                .filter(each -> each.override().id().equals(of.override().id()))
                .findFirst()
                .orElseThrow()
                .effect();
    }

    // ---- pin

    @Test
    void aPinTakesAllTrafficUntilItIsReleased() throws OverrideRefused {
        OverrideStatus pin = set(OverrideKind.PIN, "v1");

        assertEquals("v1 100 pin", route());
        assertEquals("in force: all traffic goes to v1", pin.effect());
        assertTrue(pin.override().id().matches("ov-[2-9a-z]{8}"), pin.override().id());
        release(pin);
        assertEquals("v3 5 v2 95 weight", route());
        assertEquals(List.of(), overrides.list());
    }

    @Test
    void aPinToAVersionThatIsDownIsSetAndSaysSo() throws OverrideRefused {
        down = "v1";

        OverrideStatus pin = set(OverrideKind.PIN, "v1");

        assertEquals("v1 100 pin", route());
        assertEquals("in force: all traffic goes to v1, which does not answer its probe", pin.effect());
        down = "";
        assertEquals("in force: all traffic goes to v1", effect(pin));
    }

    @Test
    void tellsWhenTrafficMoved() throws OverrideRefused {
        assertEquals(installation.clock.instant(), publisher.routedSince(MODEL));
        Instant start = installation.clock.instant();
        installation.clock.advance(Duration.ofMinutes(1));
        set(OverrideKind.BYPASS, "age-range", "PT1H");
        assertEquals(start, publisher.routedSince(MODEL), "a bypass moves nothing");

        OverrideStatus pin = set(OverrideKind.PIN, "v1");
        assertEquals(installation.clock.instant(), publisher.routedSince(MODEL));
        installation.clock.advance(Duration.ofMinutes(1));
        release(pin);
        assertEquals(installation.clock.instant(), publisher.routedSince(MODEL));
    }

    @Test
    void aPinBeatsDriftInBothDirections() throws OverrideRefused {
        assertTrue(drift("v1"));
        OverrideStatus pin = set(OverrideKind.PIN, "v2");

        assertEquals("v2 100 pin", route());
        assertFalse(drift("v3"), "pinned");
        release(pin);
        assertEquals("v1 100 drift", route(), "the switch is still there");
    }

    @Test
    void aPinNeverReachesAQuarantinedVersion() throws OverrideRefused {
        OverrideStatus quarantine = set(OverrideKind.QUARANTINE, "v1");

        OverrideRefused refused = refused(OverrideKind.PIN, "v1");

        assertEquals(OverrideRefused.Reason.CONFLICT, refused.reason());
        assertEquals("version v1 is held back: it is quarantined", refused.getMessage());
        release(quarantine);
        OverrideStatus pin = set(OverrideKind.PIN, "v1");
        set(OverrideKind.QUARANTINE, "v1");
        assertEquals("v3 5 v2 95 weight", route());
        assertEquals(
                "no effect: version v1 is held back: it is quarantined; traffic goes to v3 5 %, v2 95 %", effect(pin));
        assertTrue(drift("v3"), "a pin without effect keeps nothing from moving");
    }

    @Test
    void aPinNeverReachesAVersionThatItsGatesHoldBack() {
        Model model = model(publisher);
        List<ModelVersion> held = new ArrayList<>(model.versions());
        held.set(2, held.get(2).withHeld("gate accuracy fails"));
        Model gated = model.with(held, model.route(), model.fallback());
        ManualOverride pin = new ManualOverride(
                "ov-22222222",
                OverrideKind.PIN,
                MODEL,
                "v1",
                "",
                "ann",
                "INC",
                installation.clock.instant(),
                Optional.empty(),
                Optional.empty());

        Model composed = Composition.of(gated, Optional.empty(), List.of(pin));

        assertEquals(RouteReason.WEIGHT, composed.route().reason());
        assertEquals(0, composed.route().weight(2));
        assertEquals(List.of(0), composed.fallback());
    }

    // ---- quarantine

    @Test
    void aQuarantineTakesAVersionOutOfWeightsAndChain() throws OverrideRefused {
        OverrideStatus quarantine = set(OverrideKind.QUARANTINE, "v3");

        assertEquals("v2 100 weight", route());
        assertEquals(List.of("v1"), chain());
        assertFalse(drift("v3"));
        release(quarantine);
        assertEquals(List.of("v1", "v3"), chain());
    }

    @Test
    void aQuarantineOfTheSwitchsTargetSendsTrafficOn() throws OverrideRefused {
        assertTrue(drift("v1"));

        OverrideStatus quarantine = set(OverrideKind.QUARANTINE, "v1");

        assertEquals("v3 100 drift", route());
        assertTrue(drift("v3"), "the drift loop makes it a switch of its own");
        release(quarantine);
        assertEquals("v3 100 drift", route());
    }

    @Test
    void aQuarantineOfThePrimaryEndsNoSwitch() throws OverrideRefused {
        assertTrue(drift("v1"));

        set(OverrideKind.QUARANTINE, "v2");
        publisher.reload();

        assertEquals("v1 100 drift", route());
    }

    @Test
    void trafficFallsBackWhenNoWeightIsLeft() throws OverrideRefused {
        set(OverrideKind.QUARANTINE, "v2");
        assertEquals("v3 100 weight", route());

        OverrideStatus last = set(OverrideKind.QUARANTINE, "v3");
        assertEquals("v1 100 fallback", route());
        assertEquals("in force: traffic goes to v1 100 %", last.effect());

        OverrideStatus all = set(OverrideKind.QUARANTINE, "v1");
        assertEquals(Route.NONE, model(publisher).route().primary());
        assertEquals("in force: no version is left: every request is answered 503", all.effect());
        assertEquals(List.of(), publisher.notReadyReasons(), "the process's other models are served");
    }

    // ---- freeze

    @Test
    void aFreezeKeepsTheRouteOverDriftAndReloads() throws OverrideRefused {
        OverrideStatus freeze = set(OverrideKind.FREEZE, "");

        assertFalse(drift("v1"));
        installation.configure(THREE.replace("v2: 95, v3: 5", "v2: 50, v3: 50"));
        publisher.reload();
        assertEquals("v3 5 v2 95 weight", route());
        assertEquals("in force: traffic stays on v3 5 %, v2 95 %; the files say v3 50 %, v2 50 %", effect(freeze));
        release(freeze);
        assertEquals("v3 50 v2 50 weight", route());
    }

    @Test
    void aFreezeKeepsASwitchAndAQuarantineStillCounts() throws OverrideRefused {
        assertTrue(drift("v1"));
        OverrideStatus freeze = set(OverrideKind.FREEZE, "");

        assertFalse(publisher.route(publisher.holder().current(), MODEL, Optional.empty(), "cleared"));
        assertEquals("v1 100 drift", route());
        set(OverrideKind.QUARANTINE, "v1");
        assertEquals("v3 100 drift", route());
        assertEquals("no effect: no version that it holds may answer; traffic goes to v3 100 %", effect(freeze));
    }

    @Test
    void aPinBeatsAFreeze() throws OverrideRefused {
        OverrideStatus freeze = set(OverrideKind.FREEZE, "");
        OverrideStatus pin = set(OverrideKind.PIN, "v1");

        assertEquals("v1 100 pin", route());
        assertEquals("no effect: the model is pinned to v1 (" + pin.override().id() + ")", effect(freeze));
    }

    // ---- bypass

    @Test
    void aBypassedRuleOnlyCounts() throws OverrideRefused {
        OverrideStatus bypass = set(OverrideKind.BYPASS, "age-range", "PT2H");

        for (int version = 0; version < 2; version++) {
            assertEquals(
                    Enforcement.SHADOW,
                    model(publisher).versions().get(version).policy().rule(0).enforcement());
        }
        assertEquals("in force: age-range only counts", bypass.effect());
        release(bypass);
        assertEquals(
                Enforcement.DENY,
                model(publisher).versions().get(0).policy().rule(0).enforcement());
    }

    @Test
    void aBypassedEntityOnlyCountsInEveryField() throws OverrideRefused {
        assertTrue(model(publisher).pii().acts("EMAIL_ADDRESS"));

        OverrideStatus bypass = set(OverrideKind.BYPASS, "pii:EMAIL_ADDRESS", "PT2H");

        assertFalse(model(publisher).pii().acts("EMAIL_ADDRESS"));
        assertTrue(model(publisher).pii().entities().contains("EMAIL_ADDRESS"));
        release(bypass);
        assertTrue(model(publisher).pii().acts("EMAIL_ADDRESS"));
        assertEquals(
                "no effect: pii:PHONE_NUMBER only counts as it is",
                set(OverrideKind.BYPASS, "pii:PHONE_NUMBER", "PT2H").effect());
    }

    @Test
    void aBypassHasToExpireWithinADay() {
        assertEquals("for", refused(OverrideKind.BYPASS, "age-range").field());
        assertEquals("for", refused(OverrideKind.BYPASS, "age-range", "PT25H").field());
        assertEquals("for", refused(OverrideKind.BYPASS, "age-range", "PT0S").field());
        assertEquals("for", refused(OverrideKind.PIN, "v1", "P400D").field());
    }

    // ---- what is refused

    @Test
    void namesTheFieldThatIsWrong() {
        OverrideRefused rule = refused(OverrideKind.BYPASS, "age-rang", "PT1H");
        assertEquals("rule", rule.field());
        assertTrue(rule.hint().contains("age-range"), rule.hint());
        assertEquals(
                "it is pii:EMAIL_ADDRESS",
                refused(OverrideKind.BYPASS, "EMAIL_ADDRESS", "PT1H").hint());
        OverrideRefused version = refused(OverrideKind.PIN, "v9");
        assertEquals("version", version.field());
        assertTrue(version.hint().contains("v1"), version.hint());
        assertEquals("version", refused(OverrideKind.QUARANTINE, "").field());
        for (String why : List.of("", " ", "two\nlines", "bell\u0007", "\u202eback", "\ud83d", "x".repeat(1001))) {
            assertEquals("why", refusedText("ann", why).field(), why);
        }
        assertEquals("who", refusedText("", "INC").field());
        assertEquals("who", refusedText("x".repeat(129), "INC").field());
        OverrideRefused model = assertThrows(
                OverrideRefused.class,
                () -> overrides.set(new OverrideRequest(
                        OverrideKind.FREEZE, "credit", "", "", "ann", "INC", Optional.empty(), false, false)));
        assertEquals("model", model.field());
        assertTrue(model.hint().contains(MODEL), model.hint());
        assertEquals(List.of(), overrides.list());
        assertEquals(List.of(), told);
    }

    private OverrideRefused refusedText(String who, String why) {
        return assertThrows(
                OverrideRefused.class,
                () -> overrides.set(new OverrideRequest(
                        OverrideKind.FREEZE, MODEL, "", "", who, why, Optional.empty(), false, false)));
    }

    @Test
    void aLikeOneIsReplacedOnlyIfAskedTo() throws OverrideRefused {
        OverrideStatus first = set(OverrideKind.PIN, "v1");
        OverrideRefused conflict = refused(OverrideKind.PIN, "v3");
        assertEquals(OverrideRefused.Reason.CONFLICT, conflict.reason());
        assertTrue(conflict.hint().contains(first.override().id()), conflict.hint());

        overrides.set(
                new OverrideRequest(OverrideKind.PIN, MODEL, "v3", "", "bob", "better", Optional.empty(), true, false));

        assertEquals("v3 100 pin", route());
        assertEquals(1, overrides.list().size());
        assertEquals(
                List.of("set", "released", "set"),
                told.stream().map(ControlEvent.OverrideChanged::change).toList());
    }

    @Test
    void nothingIsInForceThatCantBeWritten() throws OverrideRefused, IOException {
        Path state = directory.resolve("state");
        deleteAll(state);
        Files.writeString(state, "a file where the directory should be");

        assertEquals(
                OverrideRefused.Reason.UNSAVED, refused(OverrideKind.PIN, "v1").reason());
        assertEquals("v3 5 v2 95 weight", route());

        OverrideStatus pin = overrides.set(
                new OverrideRequest(OverrideKind.PIN, MODEL, "v1", "", "ann", "INC", Optional.empty(), false, true));
        assertEquals("v1 100 pin", route());
        assertEquals(1, overrides.problems().size());
        publisher.retryState();
        assertEquals(1, installation.meters.stateProblems);
        assertEquals(
                OverrideRefused.Reason.UNSAVED,
                assertThrows(OverrideRefused.class, () -> release(pin)).reason());
        Files.delete(state);
        publisher.retryState();
        assertEquals(0, installation.meters.stateProblems);
        release(pin);
    }

    @Test
    void nothingIsInForceThatIsOnNoRecord() throws OverrideRefused {
        OverrideStatus pin = set(OverrideKind.PIN, "v1", "PT1M");
        List<String> reasons = new ArrayList<>(List.of("the audit log takes no records"));
        overrides.refuseWhile(() -> reasons);
        OverrideRefused refused = refused(OverrideKind.QUARANTINE, "v2");
        assertEquals(OverrideRefused.Reason.UNSAVED, refused.reason());
        assertEquals("the audit log takes no records; so nothing was changed", refused.getMessage());
        assertThrows(OverrideRefused.class, () -> release(pin));
        assertEquals(List.of(pin), overrides.list());
        assertTrue(overrides.hold(MODEL, "v2", "the gateway's own are not for a disk to refuse"));
        installation.clock.advance(Duration.ofMinutes(2));
        overrides.tick();
        assertEquals(1, overrides.list().size(), "an expiry is not refused");
        reasons.clear();
        set(OverrideKind.PIN, "v1");
        assertEquals("v1 100 pin", route());
    }

    private static void deleteAll(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    // ---- time

    @Test
    void endsAtItsTime() throws OverrideRefused {
        set(OverrideKind.PIN, "v1", "PT30M");
        set(OverrideKind.BYPASS, "age-range", "PT1H");
        installation.clock.advance(Duration.ofMinutes(30).minusNanos(1));
        overrides.tick();
        Snapshot before = publisher.holder().current();
        assertEquals("v1 100 pin", route());

        installation.clock.advance(Duration.ofNanos(1));
        overrides.tick();

        assertEquals("v3 5 v2 95 weight", route());
        assertEquals(1, overrides.list().size());
        assertEquals("expired", told.get(2).change());
        assertEquals("ann", told.get(2).who());
        assertEquals(1, installation.meters.overrides.size());
        Snapshot after = publisher.holder().current();
        overrides.tick();
        assertSame(after, publisher.holder().current(), "nothing is published for nothing");
        assertNotSame(before, after);
    }

    @Test
    void aClockThatIsSetBackMakesNoneLastLonger() throws OverrideRefused {
        set(OverrideKind.BYPASS, "age-range", "PT1H");
        installation.clock.advance(Duration.ofHours(-5));
        nanosSetBack = Duration.ofHours(5).toNanos();
        overrides.tick();
        assertEquals(1, overrides.list().size());

        installation.clock.advance(Duration.ofHours(1));
        overrides.tick();

        assertEquals(List.of(), overrides.list());
    }

    @Test
    void afterARestartWithTheClockSetBackItLastsItsWholeTimeAgainAtMost() throws OverrideRefused, InvalidConfiguration {
        set(OverrideKind.BYPASS, "age-range", "PT1H");
        installation.clock.advance(Duration.ofHours(-5));
        start();
        assertEquals(1, overrides.list().size());

        installation.clock.advance(Duration.ofHours(1));
        overrides.tick();

        assertEquals(List.of(), overrides.list());
    }

    @Test
    void aRestartForgetsNothingButWhatExpired() throws OverrideRefused, InvalidConfiguration {
        set(OverrideKind.PIN, "v1");
        set(OverrideKind.BYPASS, "age-range", "PT1H");
        installation.clock.advance(Duration.ofHours(2));

        start();

        assertEquals("v1 100 pin", route());
        assertEquals(1, overrides.list().size());
        assertEquals(
                Enforcement.DENY,
                model(publisher).versions().get(0).policy().rule(0).enforcement());
        assertEquals("expired", told.get(told.size() - 1).change());
    }

    // ---- reloads

    @Test
    void staysListedWhenAReloadTakesWhatItIsAbout() throws OverrideRefused {
        OverrideStatus pin = set(OverrideKind.PIN, "v1");
        OverrideStatus bypass = set(OverrideKind.BYPASS, "pii:EMAIL_ADDRESS", "PT1H");

        installation.configure(Installation.VERSIONS.replace("v1:", "v0:") + "    route: {weights: {v2: 100}}\n");
        assertEquals(Publisher.Status.APPLIED, publisher.reload().status());

        assertEquals("no effect: version v1 is gone; traffic goes to v2 100 %", effect(pin));
        assertEquals("no effect: the model has no rule pii:EMAIL_ADDRESS any more", effect(bypass));
        installation.configure(THREE);
        publisher.reload();
        assertEquals("v1 100 pin", route(), "it is in force again when the version is back");
    }

    @Test
    void tellsWhoAndWhy() throws OverrideRefused {
        OverrideStatus pin = set(OverrideKind.PIN, "v1");
        release(pin);

        assertEquals("set", told.get(0).change());
        assertEquals("ann", told.get(0).who());
        assertEquals("INC-42", told.get(0).why());
        assertEquals("released", told.get(1).change());
        assertEquals("bob", told.get(1).who());
        assertEquals("over", told.get(1).why());
        assertEquals(
                OverrideRefused.Reason.UNKNOWN,
                assertThrows(OverrideRefused.class, () -> release(pin)).reason());
    }
}
