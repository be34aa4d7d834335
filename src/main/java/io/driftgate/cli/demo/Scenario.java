package io.driftgate.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * The story that the demo tells, phase by phase, under steady traffic. Whatever it claims it has seen from outside: in answers,
 * in what reached the model servers, on the admin port. Runs on one thread; every wait is bounded.
 */
final class Scenario {
    private static final int PHASES = 11;
    private static final Wait STARTING = Wait.seconds(4, 30);
    private static final Wait NORMAL = Wait.seconds(5, 5);
    private static final Wait RELOADING = Wait.seconds(2, 10);
    private static final Wait HELD = Wait.seconds(2, 2);
    private static final Wait CHECKPOINT = Wait.seconds(3, 3);
    private static final Wait COUNTING = Wait.seconds(5, 10);
    private static final Wait TRIPPING = Wait.seconds(5, 20);
    private static final Wait RETURNING = Wait.seconds(8, 25);
    private static final Duration SETTLED = Duration.ofSeconds(1);
    private static final int CANARY_REQUESTS = 2000;
    private static final int STICKY_USERS = 300;
    private static final String EMAIL = "ann@example.org";
    private static final String CARD = "4111 1111 1111 1111";
    private static final Applicant ANN = new Applicant(42, 52_000, "new", "car");

    /** How long something takes as a rule, which is what the progress bar shows, and at most. */
    private record Wait(Duration usually, Duration most) {
        static Wait seconds(int usually, int most) {
            return new Wait(Duration.ofSeconds(usually), Duration.ofSeconds(most));
        }
    }

    private final Gateway gateway;
    private final Traffic traffic;
    private final DemoDirectory files;
    private final ModelServer v1;
    private final ModelServer v2;
    private final Screen screen;
    private final List<Check> checks = new ArrayList<>();

    Scenario(Gateway gateway, Traffic traffic, DemoDirectory files, ModelServer v1, ModelServer v2, Screen screen) {
        this.gateway = gateway;
        this.traffic = traffic;
        this.files = files;
        this.v1 = v1;
        this.v2 = v2;
        this.screen = screen;
    }

    /** Tells it all; true when everything that was expected was seen. */
    boolean run() throws IOException, InterruptedException {
        if (!await(STARTING, this::isReady, "waiting for readiness")) {
            screen.line("the gateway was not ready within " + STARTING.most().toSeconds() + " s");
            return false;
        }
        traffic.start();
        normalTraffic();
        emailIsBlocked();
        cardIsMasked();
        ageIsRefused();
        canary();
        populationShifts();
        incomeTurnsToZero();
        populationShiftsBack();
        candidateIsHeldBack();
        versionIsQuarantined();
        allIsOnRecord();
        Traffic.Tally all = traffic.tally();
        checks.add(new Check("all traffic", "no request lost", lostOf(all), all.lost() == 0 && all.sent() > 0));
        screen.table(checks);
        if (all.lost() > 0) {
            screen.line("the first lost request: " + all.firstLoss());
        }
        return checks.stream().allMatch(Check::ok);
    }

    private void normalTraffic() throws IOException, InterruptedException {
        screen.phase(1, PHASES, "normal traffic passes");
        Traffic.Tally before = traffic.tally();
        await(NORMAL, () -> false, "Open Inference, KServe and MLflow requests");
        Traffic.Tally seen = traffic.tally().since(before);
        check("normal traffic", "all answered 200 by v2", served(seen, "v2"), isServedBy(seen, "v2"));
        String score = Double.toString(ScoringModel.V2.score(ANN));
        Gateway.Answer answer = gateway.infer(RequestShape.OPEN_INFERENCE, ANN, "ann");
        check(
                "the model's own answer",
                "score " + score,
                answer.isOk() && answer.body().contains(score) ? "score " + score : statusOf(answer),
                answer.isOk() && answer.body().contains(score));
    }

    private void emailIsBlocked() throws IOException, InterruptedException {
        screen.phase(2, PHASES, "an e-mail address in a feature is blocked");
        int blocked = 0;
        boolean named = true;
        for (RequestShape shape : RequestShape.values()) {
            Gateway.Answer answer = gateway.infer(shape, ANN.withPurpose("write to " + EMAIL), "ann");
            blocked += answer.status() == 403 ? 1 : 0;
            named &= answer.body().contains("EMAIL_ADDRESS") && !answer.body().contains(EMAIL);
        }
        boolean leaked = arrived(EMAIL);
        check(
                "e-mail address",
                "403 in 3 of 3 protocols, the address nowhere",
                "403 in " + blocked + " of 3 protocols, the address "
                        + (leaked ? "at the model server" : named ? "nowhere" : "in the answer, or no entity named"),
                blocked == 3 && named && !leaked);
    }

    private void cardIsMasked() throws IOException, InterruptedException {
        screen.phase(3, PHASES, "a payment card is masked on its way");
        Gateway.Answer answer =
                gateway.infer(RequestShape.KSERVE_V1, ANN.withPurpose("paid with " + CARD + " before"), "ann");
        String arrived =
                texts().stream().filter(text -> text.startsWith("paid with ")).reduce("nothing", (first, last) -> last);
        String digits = arrived.replaceAll("[^0-9]", "");
        check(
                "payment card",
                "200, the model server reads the last 4 digits",
                statusOf(answer) + ", it read: " + arrived,
                answer.isOk() && digits.equals("1111"));
    }

    private void ageIsRefused() throws IOException, InterruptedException {
        screen.phase(4, PHASES, "an age out of range is refused");
        Gateway.Answer child = gateway.infer(RequestShape.OPEN_INFERENCE, ANN.withAge(17), "ann");
        Gateway.Answer adult = gateway.infer(RequestShape.OPEN_INFERENCE, ANN.withAge(18), "ann");
        boolean named = child.body().contains("age-range");
        check(
                "age 17, age 18",
                "403 by rule age-range, 200",
                child.status() + (named ? " by rule age-range, " : ", ") + adult.status(),
                child.status() == 403 && named && adult.isOk());
    }

    private void canary() throws IOException, InterruptedException {
        screen.phase(5, PHASES, "5 % of the users go to v1, by a changed file");
        Traffic.Tally start = traffic.tally();
        files.weights(95, 5, 0);
        boolean reloaded = await(RELOADING, () -> traffic.tally().since(start).of("v1") > 0, "waiting for the reload");
        Traffic.Tally before = traffic.tally();
        await(COUNTING, () -> traffic.tally().since(before).sent() >= CANARY_REQUESTS, "counting");
        Traffic.Tally seen = traffic.tally().since(before);
        double percent = 100 * seen.share("v1");
        check(
                "canary share",
                "3 to 7 % of " + CANARY_REQUESTS + " to v1, none lost",
                format(
                        "%.1f %% of %d, %s",
                        percent, seen.sent(), lostOf(traffic.tally().since(start))),
                reloaded
                        && percent >= 3
                        && percent <= 7
                        && traffic.tally().since(start).lost() == 0);

        Random random = new Random(7);
        int moved = 0;
        int onV1 = 0;
        for (int i = 0; i < STICKY_USERS; i++) {
            String user = "sticky-" + i;
            String first = gateway.infer(RequestShape.OPEN_INFERENCE, Population.USUAL.draw(random), user)
                    .version();
            String second = gateway.infer(RequestShape.MLFLOW, Population.USUAL.draw(random), user)
                    .version();
            moved += first.isEmpty() || !first.equals(second) ? 1 : 0;
            onV1 += first.equals("v1") ? 1 : 0;
        }
        check(
                "stickiness",
                "each of " + STICKY_USERS + " users stays on one version",
                moved + " moved, " + onV1 + " on v1",
                moved == 0 && onV1 > 0);

        files.weights(100, 0, 0);
        await(RELOADING, () -> isAllOn("v2"), "back to 100 %");
    }

    private void populationShifts() throws IOException, InterruptedException {
        screen.phase(6, PHASES, "the population shifts: younger, with half the income");
        Traffic.Tally before = traffic.tally();
        long start = System.nanoTime();
        traffic.population(Population.SHIFTED);
        boolean moved = await(TRIPPING, () -> isAllOn("v1"), "waiting for drift");
        double seconds = (System.nanoTime() - start) / 1e9;
        Gateway.Answer answer = gateway.infer(RequestShape.OPEN_INFERENCE, ANN, "ann");
        Traffic.Tally seen = traffic.tally().since(before);
        check(
                "drift",
                "all traffic on v1 for reason drift, none lost",
                moved
                        ? format(
                                "on %s for reason %s after %.1f s, %s",
                                answer.version(), answer.reason(), seconds, lostOf(seen))
                        : "still " + shares(seen) + ", " + lostOf(seen),
                moved && answer.version().equals("v1") && answer.reason().equals("drift") && seen.lost() == 0);
    }

    /** Every request is valid by itself, and the models would answer each. Both depend on the column, so neither is a way out. */
    private void incomeTurnsToZero() throws IOException, InterruptedException {
        screen.phase(7, PHASES, "the column income silently turns to zero, and neither version can do without it");
        Traffic.Tally before = traffic.tally();
        long start = System.nanoTime();
        traffic.withoutIncome(true);
        boolean refused = await(
                TRIPPING, () -> traffic.tally().since(before).refused() > 0, "waiting for gate zero-share.income");
        double refusedAfter = (System.nanoTime() - start) / 1e9;
        Gateway.Answer answer = gateway.infer(RequestShape.MLFLOW, ANN.withIncome(0), "ann");
        boolean named = answer.body().contains("zero-share.income");

        traffic.population(Population.USUAL);
        traffic.withoutIncome(false);
        start = System.nanoTime();
        boolean served = await(RETURNING, this::isServed, "waiting for it to pass");
        double servedAfter = (System.nanoTime() - start) / 1e9;
        Traffic.Tally seen = traffic.tally().since(before);
        check(
                "zero income",
                "all refused with 503 by gate zero-share.income, then served again",
                refused
                        ? format(
                                "%d%s after %.1f s, %s after %.1f s, %s",
                                answer.status(),
                                named ? " by zero-share.income" : "",
                                refusedAfter,
                                served ? "served again" : "not served again",
                                servedAfter,
                                lostOf(seen))
                        : "never refused, " + lostOf(seen),
                refused && answer.status() == 503 && named && served && seen.lost() == 0);
    }

    private void populationShiftsBack() throws IOException, InterruptedException {
        screen.phase(8, PHASES, "the population has shifted back too");
        Traffic.Tally before = traffic.tally();
        long start = System.nanoTime();
        traffic.population(Population.USUAL);
        boolean returned = await(RETURNING, () -> isAllOn("v2"), "waiting for the window to clear");
        double seconds = (System.nanoTime() - start) / 1e9;
        Traffic.Tally seen = traffic.tally().since(before);
        check(
                "recovery",
                "all traffic on v2 again, none lost",
                returned
                        ? format("on v2 after %.1f s, %s", seconds, lostOf(seen))
                        : "still " + shares(seen) + ", " + lostOf(seen),
                returned && seen.lost() == 0);
    }

    private void candidateIsHeldBack() throws IOException, InterruptedException {
        screen.phase(
                9,
                PHASES,
                "a new version, v3, gets 20 % in the file, and its gates hold it back: unfair, and not approved");
        Traffic.Tally start = traffic.tally();
        files.weights(80, 0, 20);
        boolean known = await(RELOADING, () -> isHeld(DemoDirectory.CANDIDATE), "waiting for the reload");
        Traffic.Tally before = traffic.tally();
        await(HELD, () -> false, "counting");
        Traffic.Tally held = traffic.tally().since(before);
        files.approveCandidate();
        boolean served = await(
                RELOADING, () -> traffic.tally().since(start).of("v3") > 0, "a fairer one, which two people signed");
        Traffic.Tally all = traffic.tally().since(start);
        check(
                "release gates",
                "v3 gets nothing, and its share once fair and approved",
                format(
                        "%d of %d before, %s, %s",
                        held.of("v3"), held.sent(), served ? "traffic after" : "nothing after", lostOf(all)),
                known && held.sent() > 0 && held.of("v3") == 0 && served && all.lost() == 0);
        files.weights(100, 0, 0);
        await(RELOADING, () -> isAllOn("v2"), "back to 100 %");
    }

    private boolean isHeld(String version) {
        try {
            return gateway.holdsBack(version);
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void versionIsQuarantined() throws IOException, InterruptedException {
        screen.phase(10, PHASES, "an operator takes v2 out of traffic, and lets it back");
        Traffic.Tally before = traffic.tally();
        String override = gateway.quarantine("v2", "INC-42, wrong build");
        boolean moved = !override.isEmpty() && await(RELOADING, () -> isAllOn("v1"), "waiting for v1");
        boolean released = gateway.release(override);
        boolean back = await(RELOADING, () -> isAllOn("v2"), "waiting for v2");
        Traffic.Tally seen = traffic.tally().since(before);
        check(
                "quarantine",
                "all traffic on v1, then on v2 again, none lost",
                (moved ? "on v1, " : "not on v1, ") + (back ? "then on v2, " : "then not on v2, ") + lostOf(seen),
                moved && released && back && seen.lost() == 0);
    }

    private void allIsOnRecord() throws IOException, InterruptedException {
        screen.phase(11, PHASES, "all of it is on record, and the record can't be changed unseen");
        Gateway.Answer refused = gateway.infer(RequestShape.MLFLOW, ANN.withAge(17), "ann");
        AuditReader audit = new AuditReader(files.audit(), files.heldCheckpoints());
        await(CHECKPOINT, () -> false, "waiting for a checkpoint that is held elsewhere");
        AuditReader.Output story = audit.why(refused.id());
        story.lines().forEach(line -> screen.line("     | " + line));
        boolean told = story.text().contains("age-range") && story.text().contains("403");
        AuditReader.Output whole = audit.verify(files.audit());
        AuditReader.Output forged = audit.verify(files.forgedAudit());
        check(
                "audit log",
                "a refusal's story; the log as it was written; a changed byte found",
                (told ? "refused by age-range; " : "no story; ") + whole.lastLine() + "; " + forged.finding("TAMPERED"),
                told && whole.exitCode() == 0 && forged.exitCode() == 1);
    }

    /** Watches the traffic for a moment: whether all of it is answered by a version. */
    private boolean isServed() {
        Traffic.Tally before = traffic.tally();
        try {
            Thread.sleep(SETTLED.toMillis() / 4);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        Traffic.Tally seen = traffic.tally().since(before);
        return seen.sent() > 0 && seen.refused() == 0;
    }

    /** Watches the traffic for a second: whether one version answers all of it. */
    private boolean isAllOn(String version) {
        Traffic.Tally before = traffic.tally();
        try {
            Thread.sleep(SETTLED.toMillis() / 4);
            if (!isServedBy(traffic.tally().since(before), version)) {
                return false;
            }
            Thread.sleep(SETTLED.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return isServedBy(traffic.tally().since(before), version);
    }

    private boolean isReady() {
        try {
            return gateway.isReady();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits for a condition and draws how long it takes; whether it came true in time. */
    private boolean await(Wait wait, BooleanSupplier condition, String doing) throws InterruptedException {
        long start = System.nanoTime();
        try {
            while (true) {
                long elapsedNanos = System.nanoTime() - start;
                screen.progress(elapsedNanos / (double) wait.usually().toNanos(), figures(doing));
                if (condition.getAsBoolean()) {
                    return true;
                }
                if (elapsedNanos >= wait.most().toNanos()) {
                    return false;
                }
                Thread.sleep(100);
            }
        } finally {
            screen.endProgress();
        }
    }

    private String figures(String doing) throws InterruptedException {
        Traffic.Tally tally = traffic.tally();
        if (tally.sent() == 0 || !screen.isLive()) {
            return doing;
        }
        return format("%d sent, %d lost, %s; %s", tally.sent(), tally.lost(), drift(), doing);
    }

    /** The admin API's word on v2's baseline, for the progress line only. */
    private String drift() throws InterruptedException {
        try {
            JsonNode drift = gateway.drift();
            double worstPsi = 0;
            for (JsonNode version : drift.path("versions")) {
                if (version.path("version").asText().equals("v2")) {
                    for (JsonNode feature : version.path("features")) {
                        worstPsi = Math.max(worstPsi, feature.path("psi").asDouble());
                    }
                }
            }
            return format("%s, PSI %.2f", drift.path("verdict").asText("no verdict"), worstPsi);
        } catch (IOException e) {
            return "no verdict";
        }
    }

    private void check(String what, String expected, String seen, boolean ok) {
        Check check = new Check(what, expected, seen, ok);
        checks.add(check);
        screen.check(check);
    }

    private boolean arrived(String text) {
        return texts().stream().anyMatch(seen -> seen.contains(text));
    }

    private List<String> texts() {
        List<String> texts = new ArrayList<>(v1.unusualTexts());
        texts.addAll(v2.unusualTexts());
        return texts;
    }

    private static boolean isServedBy(Traffic.Tally tally, String version) {
        return tally.lost() == 0 && tally.sent() > 0 && tally.of(version) == tally.sent();
    }

    private static String served(Traffic.Tally tally, String version) {
        return tally.of(version) + " of " + tally.sent() + " by " + version + ", " + tally.lost() + " lost";
    }

    private static String shares(Traffic.Tally tally) {
        return format("%.0f %% on v2, %.0f %% on v1", 100 * tally.share("v2"), 100 * tally.share("v1"));
    }

    private static String lostOf(Traffic.Tally tally) {
        return tally.lost() + " of " + tally.sent() + " lost";
    }

    private static String statusOf(Gateway.Answer answer) {
        return Integer.toString(answer.status());
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
