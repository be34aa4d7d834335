package io.driftgate.canary;

import io.driftgate.canary.TwoArms.Behaviour;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * Prints the figures of {@code benchmarks/canary-evidence.md}; run by {@code benchmarks/canary-evidence}. Seeded.
 *
 * <pre>
 * aborts TRAFFIC RUNS PANES REQUESTS SHARE PROBABILITY   how many canaries that are as good are aborted, on traffic that is
 *                                                        strict, equal, waves, tolerance, users, tenants, few or pauses
 * delays-of-users RUNS REQUESTS SHARE                    the same where users differ
 * delays RUNS REQUESTS SHARE GOOD                        panes to the abort of one that is worse after so many good panes
 * </pre>
 */
public final class CanarySimulation {
    private static final Behaviour USUAL = Behaviour.USUAL;
    private static final int AT_MOST = 2000;

    /** A pane of both. */
    private interface Traffic {
        CanaryReport pane(TwoArms arms, int pane, int requests, double share);
    }

    private CanarySimulation() {}

    public static void main(String[] args) {
        switch (args[0]) {
            case "aborts" ->
                aborts(
                        args[1],
                        Integer.parseInt(args[2]),
                        Integer.parseInt(args[3]),
                        Integer.parseInt(args[4]),
                        Double.parseDouble(args[5]),
                        Double.parseDouble(args[6]));
            case "delays" ->
                delays(
                        Integer.parseInt(args[1]),
                        Integer.parseInt(args[2]),
                        Double.parseDouble(args[3]),
                        Integer.parseInt(args[4]));
            case "delays-of-users" ->
                delaysOfUsers(Integer.parseInt(args[1]), Integer.parseInt(args[2]), Double.parseDouble(args[3]));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void aborts(String name, int runs, int panes, int requests, double share, double probability) {
        int aborted = 0;
        for (int run = 0; run < runs; run++) {
            boolean strict = name.equals("strict");
            TwoArms arms = new TwoArms(run, TwoArms.settings(probability, strict ? TwoArms.NONE : Tolerance.DEFAULT));
            Traffic traffic = traffic(name, run);
            for (int pane = 0; pane < panes; pane++) {
                if (traffic.pane(arms, pane, requests, share).aborts()) {
                    aborted++;
                    break;
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %.0f %% | %d | %.2f | %d of %d | %.3f |%n",
                name,
                requests,
                100 * share,
                panes,
                probability,
                aborted,
                runs,
                (double) aborted / runs);
    }

    private static Traffic traffic(String name, int seed) {
        return switch (name) {
            case "equal", "strict" -> (arms, pane, requests, share) -> arms.pane(requests, share, USUAL, USUAL);
            case "waves" -> CanarySimulation::waves;
            case "tolerance" -> {
                Tolerance most = Tolerance.DEFAULT;
                Behaviour worst = USUAL.withErrors(USUAL.errors() + most.errors())
                        .withViolations(USUAL.violations() + most.violations())
                        .slower(most.latency())
                        .shifted(0.05);
                yield (arms, pane, requests, share) -> arms.pane(requests, share, USUAL, worst);
            }
            case "users" -> new Users(seed, 2_000, 1, UnaryOperator.identity());
            case "tenants" -> new Users(seed, 200, 1.2, UnaryOperator.identity());
            case "few" -> new Users(seed, 50, 1.2, UnaryOperator.identity());
            case "pauses" -> {
                SplittableRandom random = new SplittableRandom(seed);
                yield (arms, pane, requests, share) ->
                        arms.pane(requests, share, paused(random, USUAL), paused(random, USUAL));
            }
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static CanaryReport waves(TwoArms arms, int pane, int requests, double share) {
        double wave = Math.sin(pane / 20.0);
        Behaviour now = USUAL.withErrors(0.03 + 0.029 * wave)
                .slower(1 + 0.5 * wave)
                .shifted(wave)
                .approving(0.6 + 0.3 * wave);
        return arms.pane(requests, share, now, now);
    }

    /** One pane in twenty in which a server takes three times as long and a tenth of its requests fail. */
    private static Behaviour paused(SplittableRandom random, Behaviour usual) {
        return random.nextInt(20) == 0 ? usual.slower(3).withErrors(0.1) : usual;
    }

    /**
     * Users who ask as often as Zipf's law says, and always go to the same version. One in twenty is of a kind whose requests fail four times in
     * ten; each has a time and a prediction of his own.
     */
    private static final class Users implements Traffic {
        private final SplittableRandom random;
        private final double[] upTo;
        private final long[] keys;
        private final double[] place;
        private final Behaviour[] behaviours;

        private final UnaryOperator<Behaviour> ofCanary;

        /** @param ofCanary what the canary makes of a user's behaviour */
        Users(int seed, int users, double exponent, UnaryOperator<Behaviour> ofCanary) {
            this.ofCanary = ofCanary;
            random = new SplittableRandom(seed);
            upTo = new double[users];
            keys = new long[users];
            place = new double[users];
            behaviours = new Behaviour[users];
            double sum = 0;
            for (int i = 0; i < users; i++) {
                sum += 1 / Math.pow(i + 1, exponent);
                upTo[i] = sum;
                keys[i] = random.nextLong();
                place[i] = random.nextDouble();
                Behaviour own = USUAL.slower(Math.exp(0.3 * random.nextGaussian()))
                        .shifted(0.7 * random.nextGaussian())
                        .approving(random.nextDouble());
                behaviours[i] = random.nextInt(20) == 0 ? own.withErrors(0.4) : own;
            }
        }

        @Override
        public CanaryReport pane(TwoArms arms, int pane, int requests, double share) {
            for (int i = 0; i < requests; i++) {
                int user = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
                user = user < 0 ? -user - 1 : user;
                boolean toCanary = place[user] < share;
                arms.request(toCanary, keys[user], toCanary ? ofCanary.apply(behaviours[user]) : behaviours[user]);
            }
            return arms.endPane();
        }
    }

    private static void delays(int runs, int requests, double share, int good) {
        delay("errors 0.1 to 1 %", USUAL.withErrors(0.01), runs, requests, share, good);
        delay("errors 0.1 to 5 %", USUAL.withErrors(0.05), runs, requests, share, good);
        delay("errors 0.1 to 50 %", USUAL.withErrors(0.5), runs, requests, share, good);
        delay("violations 1 to 5 %", USUAL.withViolations(0.05), runs, requests, share, good);
        delay("latency x 1.3", USUAL.slower(1.3), runs, requests, share, good);
        delay("latency x 2", USUAL.slower(2), runs, requests, share, good);
        delay("prediction + 0.25 sd", USUAL.shifted(0.25), runs, requests, share, good);
        delay("prediction + 0.5 sd", USUAL.shifted(0.5), runs, requests, share, good);
        delay("label 70 to 60 %", USUAL.approving(0.6), runs, requests, share, good);
    }

    private static void delaysOfUsers(int runs, int requests, double share) {
        for (String name : List.of("users", "tenants")) {
            ofUsers(name, "errors and 20 %", b -> b.withErrors(b.errors() + 0.2), runs, requests, share);
            ofUsers(name, "errors and 50 %", b -> b.withErrors(0.5 + b.errors() / 2), runs, requests, share);
            ofUsers(name, "latency x 2", b -> b.slower(2 * b.slowness()), runs, requests, share);
            ofUsers(name, "prediction + 1 sd", b -> b.shifted(1 + b.shift()), runs, requests, share);
        }
    }

    private static void ofUsers(
            String name, String change, UnaryOperator<Behaviour> worse, int runs, int requests, double share) {
        List<Integer> found = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            TwoArms arms = new TwoArms(run, TwoArms.SETTINGS);
            Traffic traffic = name.equals("users") ? new Users(run, 2_000, 1, worse) : new Users(run, 200, 1.2, worse);
            int panes = 1;
            while (panes < 360 && !traffic.pane(arms, panes, requests, share).aborts()) {
                panes++;
            }
            found.add(panes);
        }
        Collections.sort(found);
        int median = found.get(runs / 2);
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %d | %.0f %% | %s | %d of %d |%n",
                name,
                change,
                requests,
                100 * share,
                median >= 360 ? "> 360" : median + " (" + Math.round(median * requests * share) + ")",
                found.stream().filter(each -> each < 360).count(),
                runs);
    }

    private static void delay(String change, Behaviour worse, int runs, int requests, double share, int good) {
        List<Integer> found = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            TwoArms arms = new TwoArms(run, TwoArms.SETTINGS);
            arms.panesToAbort(good, requests, share, USUAL, USUAL);
            int panes = arms.panesToAbort(AT_MOST, requests, share, USUAL, worse);
            found.add(panes < 0 ? AT_MOST : panes);
        }
        Collections.sort(found);
        int median = found.get(runs / 2);
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %.0f %% | %d | %s | %s |%n",
                change,
                requests,
                100 * share,
                good,
                median >= AT_MOST ? "> " + AT_MOST : median + " (" + Math.round(median * requests * share) + ")",
                found.get(runs * 9 / 10) >= AT_MOST ? "> " + AT_MOST : found.get(runs * 9 / 10));
    }
}
