package io.driftgate.canary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.canary.TwoArms.Behaviour;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Seeded traffic; longer runs and more kinds of it: {@code benchmarks/canary-evidence}. */
class CanaryEvidenceTest {
    private static final Behaviour USUAL = Behaviour.USUAL;

    private static void assertFound(Measure measure, Behaviour canary, int panes) {
        for (int seed = 0; seed < 5; seed++) {
            TwoArms arms = new TwoArms(seed, TwoArms.SETTINGS);
            for (int i = 0; i < 40; i++) {
                assertFalse(arms.pane(400, 0.1, USUAL, USUAL).aborts());
            }
            int found = arms.panesToAbort(panes, 400, 0.1, USUAL, canary);
            assertTrue(found > 0, () -> measure + " not found");
            assertEquals(measure, arms.pane(400, 0.1, USUAL, canary).leading().measure());
        }
    }

    @Test
    void findsWhatIsWorse() {
        assertFound(Measure.ERRORS, USUAL.withErrors(0.1), 12);
        assertFound(Measure.VIOLATIONS, USUAL.withViolations(0.15), 12);
        assertFound(Measure.LATENCY, USUAL.slower(1.6), 25);
        assertFound(Measure.PREDICTIONS, USUAL.shifted(0.8), 25);
        assertFound(Measure.PREDICTIONS, USUAL.shifted(-0.8), 25);
        assertFound(Measure.PREDICTIONS, USUAL.approving(0.3), 25);
    }

    @Test
    void whatIsBetterOrAsGoodIsLetBe() {
        Behaviour better = USUAL.withErrors(0).withViolations(0).slower(0.5);
        assertEquals(-1, new TwoArms(1, TwoArms.SETTINGS).panesToAbort(300, 400, 0.1, USUAL.withErrors(0.05), better));
    }

    @Test
    void whatIsWithinTheToleranceIsLetBe() {
        Behaviour slightly =
                USUAL.withErrors(0.005).withViolations(0.014).slower(1.08).shifted(0.03);
        for (int seed = 0; seed < 3; seed++) {
            assertEquals(-1, new TwoArms(seed, TwoArms.SETTINGS).panesToAbort(600, 400, 0.3, USUAL, slightly));
        }
    }

    @Test
    void anEqualCanaryIsAbortedAsRarelyAsPromised() {
        int aborted = 0;
        int runs = 100;
        for (int seed = 0; seed < runs; seed++) {
            TwoArms arms = new TwoArms(seed, TwoArms.settings(0.3, TwoArms.NONE));
            aborted += arms.panesToAbort(100, 80, 0.25, USUAL.withErrors(0.03), USUAL.withErrors(0.03)) > 0 ? 1 : 0;
        }
        int seen = aborted;
        assertTrue(aborted <= 0.3 * runs, () -> seen + " of " + runs);
    }

    @Test
    void trafficThatChangesForBothIsNoDifference() {
        TwoArms arms = new TwoArms(3, TwoArms.SETTINGS);
        for (int i = 0; i < 400; i++) {
            double wave = Math.sin(i / 20.0);
            Behaviour now = USUAL.withErrors(0.05 + 0.04 * wave)
                    .slower(1 + 0.5 * wave)
                    .shifted(wave)
                    .approving(0.6 + 0.3 * wave);
            assertFalse(arms.pane(400, 0.2, now, now).aborts(), "pane " + i);
        }
    }

    @Test
    void aFailureOfEverythingIsFoundInSeconds() {
        TwoArms arms = new TwoArms(4, TwoArms.SETTINGS);
        int found = arms.panesToAbort(3, 200, 0.05, USUAL, USUAL.withErrors(1));
        assertTrue(found >= 1 && found <= 2, () -> found + " panes");
    }

    @Test
    void oneHeavyUserIsNoEvidence() {
        SplittableRandom random = new SplittableRandom(6);
        TwoArms arms = new TwoArms(6, TwoArms.SETTINGS);
        Behaviour failing = USUAL.withErrors(0.5);
        for (int i = 0; i < 200; i++) {
            for (int request = 0; request < 8; request++) {
                arms.request(true, 0x1234567L, failing);
            }
            for (int request = 0; request < 400; request++) {
                arms.request(random.nextInt(10) == 0, random.nextLong(), USUAL);
            }
            CanaryReport report = arms.endPane();
            assertFalse(report.aborts(), "pane " + i + " " + report);
        }
    }

    /** Zipf's law gives the heaviest of the canary's 20 tenants more than a quarter of its requests. */
    @Test
    void whatAFewTenantsDoIsSeldomTakenForTheCanary() {
        int aborted = 0;
        int runs = 60;
        for (int seed = 0; seed < runs; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            TwoArms arms = new TwoArms(seed, TwoArms.settings(0.3));
            Behaviour[] tenants = new Behaviour[100];
            double[] upTo = new double[tenants.length];
            long[] keys = random.longs(tenants.length).toArray();
            boolean[] inCanary = new boolean[tenants.length];
            for (int i = 0; i < tenants.length; i++) {
                Behaviour own =
                        USUAL.slower(Math.exp(0.3 * random.nextGaussian())).shifted(0.7 * random.nextGaussian());
                tenants[i] = random.nextInt(10) == 0 ? own.withErrors(0.4) : own;
                inCanary[i] = random.nextInt(5) == 0;
                upTo[i] = (i == 0 ? 0 : upTo[i - 1]) + Math.pow(i + 1, -1.2);
            }
            boolean found = false;
            for (int pane = 0; pane < 100 && !found; pane++) {
                for (int request = 0; request < 60; request++) {
                    int at = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
                    int tenant = at < 0 ? -at - 1 : at;
                    arms.request(inCanary[tenant], keys[tenant], tenants[tenant]);
                }
                found = arms.endPane().aborts();
            }
            aborted += found ? 1 : 0;
        }
        int seen = aborted;
        assertTrue(aborted <= 0.3 * runs, () -> seen + " of " + runs);
    }

    @Test
    void ofTwoUsersNothingCanBeSaid() {
        TwoArms arms = new TwoArms(9, TwoArms.SETTINGS);
        SplittableRandom random = new SplittableRandom(9);
        CanaryReport report = null;
        for (int i = 0; i < 50; i++) {
            for (int request = 0; request < 20; request++) {
                arms.request(true, request % 2 == 0 ? 0x1234567L : 0x7654321L, USUAL.withErrors(1));
                arms.request(false, random.nextLong(), USUAL);
            }
            report = arms.endPane();
            assertFalse(report.aborts(), "pane " + i);
        }
        assertEquals(2, report.users(), 0.01);
        assertTrue(report.hasTooFewUsers());
        assertEquals(Double.POSITIVE_INFINITY, report.leading().dispersion());
    }

    @Test
    void usersOfTheirOwnAreMany() {
        TwoArms arms = new TwoArms(10, TwoArms.SETTINGS);
        CanaryReport report = null;
        for (int i = 0; i < 50; i++) {
            report = arms.pane(400, 0.1, USUAL, USUAL);
        }
        assertFalse(report.hasTooFewUsers());
        assertTrue(report.users() > 150 && report.users() <= 256, report::toString);
        MeasureReport latency = report.measures().stream()
                .filter(each -> each.measure() == Measure.LATENCY)
                .findFirst()
                .orElseThrow();
        assertTrue(latency.dispersion() < 1.6, latency::toString);
    }

    @Test
    void pausesOfOneServerAreNoEvidence() {
        TwoArms arms = new TwoArms(7, TwoArms.SETTINGS);
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 400; i++) {
            Behaviour stable = random.nextInt(12) == 0 ? USUAL.slower(4) : USUAL;
            Behaviour canary = random.nextInt(12) == 0 ? USUAL.slower(4) : USUAL;
            assertFalse(arms.pane(300, 0.2, stable, canary).aborts(), "pane " + i);
        }
    }

    @Test
    void goesOnWithWhatAnEarlierProcessHadFound() {
        TwoArms arms = new TwoArms(8, TwoArms.SETTINGS);
        CanaryReport before = null;
        for (int i = 0; i < 40; i++) {
            before = arms.pane(400, 0.1, USUAL, USUAL.withErrors(0.02));
        }
        Map<Measure, Double> carried = new EnumMap<>(Measure.class);
        before.measures().forEach(each -> carried.put(each.measure(), each.logE()));
        CanaryEvidence next = new CanaryEvidence(TwoArms.SETTINGS, carried);
        Canary plans = Canary.of("credit", TwoArms.SETTINGS);
        CanaryReport after = next.endPane(
                new io.driftgate.sketch.Tally(plans.stable()).cut(),
                new io.driftgate.sketch.Tally(plans.canary()).cut());
        assertEquals(before.logE(), after.logE(), 1e-9);
    }
}
