package io.driftgate.drift;

import io.driftgate.drift.evidence.DriftEvidence;
import io.driftgate.drift.evidence.EvidenceSettings;
import io.driftgate.drift.statistic.ReferenceGroups;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.WindowCounts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Prints the figures of {@code benchmarks/drift-evidence.md}; run by {@code benchmarks/drift-evidence}. Seeded. 20 features, panes
 * of 100 rows, baselines redrawn.
 *
 * <pre>
 * intervals ROWS TARGET BASELINES PANES IMMATERIAL AUTOCORRELATION    panes between false alarms
 * dependent ROWS TARGET BASELINES PANES IMMATERIAL AUTOCORRELATION    the same, of features that depend on each other
 * delays ROWS BASELINES PANES INTERVAL IMMATERIAL                     panes to an alarm, all detectors at one achieved interval
 * rotations ROWS BASELINES TARGET                                     panes to an alarm where features change together only, and the
 *                                                                     cost of watching pairs where one changes by itself
 * </pre>
 */
public final class EvidenceSimulation {
    private static final int PANE_ROWS = 100;
    private static final int LOOKBACK = 256;
    private static final int AT_MOST = 400;
    private static final int REPEATS = 5;
    private static final int BEFORE = 45;

    private interface Detector {
        /** A level that rises with the evidence. */
        double next(PaneCounts pane);

        /** Panes after an alarm in which no other is counted; the detector starts anew. */
        int pause();
    }

    private EvidenceSimulation() {}

    public static void main(String[] args) {
        switch (args[0]) {
            case "intervals", "dependent" ->
                intervals(
                        args[0].equals("dependent"),
                        Integer.parseInt(args[1]),
                        Double.parseDouble(args[2]),
                        Integer.parseInt(args[3]),
                        Integer.parseInt(args[4]),
                        Double.parseDouble(args[5]),
                        Double.parseDouble(args[6]));
            case "delays" ->
                delays(
                        Integer.parseInt(args[1]),
                        Integer.parseInt(args[2]),
                        Integer.parseInt(args[3]),
                        Double.parseDouble(args[4]),
                        Double.parseDouble(args[5]),
                        args.length < 7 || args[6].equals("pairs"));
            case "rotations" ->
                rotations(Integer.parseInt(args[1]), Integer.parseInt(args[2]), Double.parseDouble(args[3]));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void intervals(
            boolean dependent,
            int rows,
            double target,
            int baselines,
            int panes,
            double immaterial,
            double autocorrelation) {
        double[] intervals = new double[baselines];
        long alarms = 0;
        for (int b = 0; b < baselines; b++) {
            Population population = new Population(1000 + b);
            population.dependent = dependent;
            population.correlation = dependent ? 0.8 : 0;
            SketchPlan plan = population.train(rows);
            population.autocorrelation = autocorrelation;
            DriftEvidence evidence = new DriftEvidence(plan, new EvidenceSettings(target, immaterial, LOOKBACK));
            int mine = 0;
            for (int pane = 0; pane < panes; pane++) {
                if (evidence.endPane(population.pane(plan, PANE_ROWS)).alarm()) {
                    mine++;
                    evidence.restart();
                }
            }
            alarms += mine;
            intervals[b] = (double) panes / Math.max(1, mine); // without an alarm at least this long
        }
        Arrays.sort(intervals);
        double all = (double) baselines * panes / Math.max(1, alarms);
        System.out.printf(
                Locale.ROOT,
                "| %d | %.3f | %.1f | %.0f | %d | %.0f | %.2f | %.2f |%n",
                rows,
                immaterial,
                autocorrelation,
                target,
                alarms,
                all,
                all / target,
                intervals[baselines / 10] / target);
    }

    private static List<Detector> detectors(SketchPlan plan, double immaterial) {
        List<Detector> all = new ArrayList<>();
        DriftEvidence evidence = new DriftEvidence(plan, new EvidenceSettings(1000, immaterial, LOOKBACK));
        all.add(new Detector() {
            @Override
            public double next(PaneCounts pane) {
                return evidence.endPane(pane).logE();
            }

            @Override
            public int pause() {
                return 20;
            }
        });
        for (int panes : new int[] {5, 10, 20, 40}) {
            all.add(new Windowed(plan, panes, Statistic.CVM));
        }
        all.add(new Windowed(plan, 10, Statistic.KS));
        all.add(new Windowed(plan, 10, Statistic.PSI));
        return all;
    }

    private static final List<String> NAMES =
            List.of("evidence", "CvM 500", "CvM 1,000", "CvM 2,000", "CvM 4,000", "KS 1,000", "PSI 1,000");

    private enum Statistic {
        CVM,
        KS,
        PSI
    }

    /** A statistic over a sliding window, the largest of all features. */
    private static final class Windowed implements Detector {
        private final SketchPlan plan;
        private final int panes;
        private final Statistic statistic;
        private final Deque<PaneCounts> ring = new ArrayDeque<>();
        private final WindowCounts window;
        private final List<ReferenceGroups> groups = new ArrayList<>();

        Windowed(SketchPlan plan, int panes, Statistic statistic) {
            this.plan = plan;
            this.panes = panes;
            this.statistic = statistic;
            window = new WindowCounts(plan.bins());
            plan.baseline().features().forEach(profile -> groups.add(ReferenceGroups.of(profile)));
        }

        @Override
        public int pause() {
            return panes;
        }

        @Override
        public double next(PaneCounts pane) {
            ring.addLast(pane);
            window.add(pane);
            if (ring.size() > panes) {
                window.subtract(ring.removeFirst());
            }
            if (ring.size() < panes) {
                return 0;
            }
            double largest = 0;
            List<FeatureProfile> profiles = plan.baseline().features();
            for (int i = 0; i < profiles.size(); i++) {
                largest = Math.max(largest, statistic(profiles.get(i), plan.offset(i), groups.get(i)));
            }
            return largest;
        }

        private double statistic(FeatureProfile profile, int offset, ReferenceGroups grouped) {
            double n = window.rows();
            double training = profile.rows();
            double scale = n * training / (n + training);
            if (statistic == Statistic.PSI) {
                return scale * grouped.psi(grouped.merge(window, offset), window.rows());
            }
            double before = 0;
            double now = 0;
            double squares = 0;
            double distance = 0;
            for (int bin = 0; bin < profile.bins(); bin++) {
                double f = profile.count(bin) / training;
                double g = window.count(offset + bin) / n;
                before += f;
                now += g;
                squares += (before - now) * (before - now) * (training * f + n * g) / (training + n);
                distance = Math.max(distance, Math.abs(before - now));
            }
            return statistic == Statistic.CVM ? scale * squares : Math.sqrt(scale) * distance;
        }
    }

    /** With {@code paired} as the gateway runs by default: the pairs of features that {@code baseline build} chooses by itself. */
    private static void delays(int rows, int baselines, int panes, double interval, double immaterial, boolean paired) {
        int kinds = NAMES.size();
        Population[] populations = new Population[baselines];
        SketchPlan[] plans = new SketchPlan[baselines];
        float[][][] levels = new float[kinds][baselines][panes];
        int[] pauses = new int[kinds];
        for (int b = 0; b < baselines; b++) {
            populations[b] = new Population(5000 + b);
            populations[b].paired = paired;
            plans[b] = populations[b].train(rows);
            List<Detector> all = detectors(plans[b], immaterial);
            for (int pane = 0; pane < panes; pane++) {
                PaneCounts counts = populations[b].pane(plans[b], PANE_ROWS);
                for (int kind = 0; kind < kinds; kind++) {
                    levels[kind][b][pane] = (float) all.get(kind).next(counts);
                    pauses[kind] = all.get(kind).pause();
                }
            }
        }
        double[] thresholds = new double[kinds];
        for (int kind = 0; kind < kinds; kind++) {
            thresholds[kind] = threshold(levels[kind], pauses[kind], interval);
        }
        for (String change : List.of("0.25 sd", "0.5 sd", "sd x 1.25", "new category 5 %", "missing 5 %")) {
            double[][] delay = new double[kinds][baselines * REPEATS];
            for (int run = 0; run < baselines * REPEATS; run++) {
                int b = run % baselines;
                changeTo(populations[b], "");
                List<Detector> all = detectors(plans[b], immaterial);
                for (int pane = 0; pane < BEFORE; pane++) {
                    PaneCounts counts = populations[b].pane(plans[b], PANE_ROWS);
                    all.forEach(detector -> detector.next(counts));
                }
                changeTo(populations[b], change);
                int open = kinds;
                for (int pane = 1; pane <= AT_MOST && open > 0; pane++) {
                    PaneCounts counts = populations[b].pane(plans[b], PANE_ROWS);
                    for (int kind = 0; kind < kinds; kind++) {
                        if (delay[kind][run] == 0 && all.get(kind).next(counts) >= thresholds[kind]) {
                            delay[kind][run] = pane;
                            open--;
                        }
                    }
                }
            }
            int pairs = plans[0].baseline().pairs().size();
            StringBuilder line = new StringBuilder("| " + rows + " | " + pairs + " | " + change + " |");
            for (double[] each : delay) {
                double sum = 0;
                int never = 0;
                for (double panesTaken : each) {
                    sum += panesTaken == 0 ? AT_MOST : panesTaken;
                    never += panesTaken == 0 ? 1 : 0;
                }
                String mean = String.format(Locale.ROOT, never == 0 ? "%.1f" : "%.0f", sum / each.length);
                line.append(' ').append(mean);
                if (never > 0) {
                    line.append(String.format(Locale.ROOT, ", %.0f %% never", 100.0 * never / each.length));
                }
                line.append(" |");
            }
            System.out.println(line);
        }
    }

    private static void rotations(int rows, int baselines, double target) {
        for (double[] change : new double[][] {{0.8, -0.8}, {0.8, 0}, {0.5, 0}, {0, 0.5}, {0, 0.2}}) {
            System.out.printf(
                    Locale.ROOT,
                    "| %d | correlation %.1f to %.1f | %s | %s |%n",
                    rows,
                    change[0],
                    change[1],
                    delay(rows, baselines, target, change[0], change[1], "", true),
                    delay(rows, baselines, target, change[0], change[1], "", false));
        }
        for (String change : List.of("0.25 sd", "0.5 sd", "sd x 1.25", "new category 5 %", "missing 5 %")) {
            System.out.printf(
                    Locale.ROOT,
                    "| %d | %s | %s | %s |%n",
                    rows,
                    change,
                    delay(rows, baselines, target, 0, 0, change, true),
                    delay(rows, baselines, target, 0, 0, change, false));
        }
    }

    /** Mean panes to an alarm. */
    private static String delay(
            int rows, int baselines, double target, double before, double after, String change, boolean paired) {
        double sum = 0;
        int never = 0;
        for (int run = 0; run < baselines * REPEATS; run++) {
            Population population = new Population(9000 + run);
            population.paired = paired;
            population.correlation = before;
            SketchPlan plan = population.train(rows);
            DriftEvidence evidence = new DriftEvidence(plan, new EvidenceSettings(target, 0, LOOKBACK));
            for (int pane = 0; pane < BEFORE; pane++) {
                evidence.endPane(population.pane(plan, PANE_ROWS));
            }
            changeTo(population, change);
            population.correlation = after;
            int taken = 1;
            while (taken <= AT_MOST
                    && !evidence.endPane(population.pane(plan, PANE_ROWS)).alarm()) {
                taken++;
            }
            sum += Math.min(AT_MOST, taken);
            never += taken > AT_MOST ? 1 : 0;
        }
        double runs = baselines * REPEATS;
        return never == 0
                ? String.format(Locale.ROOT, "%.1f", sum / runs)
                : String.format(Locale.ROOT, "%.0f, %.0f %% never", sum / runs, 100 * never / runs);
    }

    /** The level at which alarms come every {@code interval} panes. */
    private static double threshold(float[][] levels, int pause, double interval) {
        double low = -50;
        double high = 300;
        double all = (double) levels.length * levels[0].length;
        for (int step = 0; step < 60; step++) {
            double middle = (low + high) / 2;
            int alarms = 0;
            for (float[] each : levels) {
                for (int pane = 0; pane < each.length; pane++) {
                    if (each[pane] >= middle) {
                        alarms++;
                        pane += pause;
                    }
                }
            }
            if (alarms * interval > all) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private static void changeTo(Population population, String change) {
        population.shift = change.equals("0.25 sd") ? 0.25 : change.equals("0.5 sd") ? 0.5 : 0;
        population.spread = change.startsWith("sd x") ? 1.25 : 1;
        population.unseen = change.startsWith("new") ? 0.05 : 0;
        population.missing = change.startsWith("missing") ? 0.05 : 0;
    }
}
