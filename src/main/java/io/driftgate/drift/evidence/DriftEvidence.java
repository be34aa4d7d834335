package io.driftgate.drift.evidence;

import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.PairProfile;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.SketchPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * The evidence against one baseline, pane after pane: an e-value E with expectation at most 1 while traffic comes from the
 * baseline's population. By Markov's inequality it reaches A in at most one of A panes, over all features and pairs together; what that
 * leaves unused is taken back, see {@link EvidenceSettings}. Owned by one thread.
 */
public final class DriftEvidence {
    /** Of what may be spent, the part that pairs of features get. It costs each feature ln(4 / 3) of evidence. */
    private static final double PAIR_SHARE = 0.25;

    private final EvidenceSettings settings;
    private final PaneBlocks blocks;

    /** Of all features, then of all pairs. */
    private final List<FeatureWatch> watches = new ArrayList<>();

    private final int features;
    private final int bins;
    private final int scores;

    /** All features weigh the same. */
    public DriftEvidence(SketchPlan plan, EvidenceSettings settings) {
        this(plan, settings, equal(plan.baseline().features().size()));
    }

    /**
     * Makes one without evidence.
     *
     * @param importance by feature, positive or 0, in any unit: an important feature's evidence counts for more, at the others'
     *     expense. A feature of 0 is left out. A pair weighs among pairs as the less important of its features does
     */
    public DriftEvidence(SketchPlan plan, EvidenceSettings settings, double[] importance) {
        this.settings = settings;
        blocks = new PaneBlocks(settings.lookback());
        bins = plan.bins();
        List<FeatureProfile> profiles = plan.baseline().features();
        List<PairProfile> pairs = plan.baseline().pairs();
        double[] ofPairs = new double[pairs.size()];
        for (int i = 0; i < ofPairs.length; i++) {
            ofPairs[i] = Math.min(
                    importance[profiles.indexOf(pairs.get(i).first())],
                    importance[profiles.indexOf(pairs.get(i).second())]);
        }
        double sum = Arrays.stream(importance).sum();
        double sumOfPairs = Arrays.stream(ofPairs).sum();
        double share = sumOfPairs > 0 ? PAIR_SHARE : 0;
        int next = 0;
        for (int i = 0; i < profiles.size(); i++) {
            double weight = (1 - share) * importance[i] / sum;
            FeatureWatch watch = FeatureWatch.of(profiles.get(i), plan.offset(i), next, weight, settings);
            next += watch.scores();
            watches.add(watch);
        }
        for (int i = 0; i < pairs.size(); i++) {
            double weight = share == 0 ? 0 : share * ofPairs[i] / sumOfPairs;
            FeatureWatch watch = FeatureWatch.of(pairs.get(i), plan.pairOffset(i), next, weight, settings);
            next += watch.scores();
            watches.add(watch);
        }
        features = profiles.size();
        scores = next;
    }

    private static double[] equal(int features) {
        double[] weights = new double[features];
        Arrays.fill(weights, 1);
        return weights;
    }

    /** Takes a pane and says what all panes so far say. */
    public EvidenceReport endPane(PaneCounts pane) {
        if (pane.rows() == 0) {
            blocks.addEmpty();
        } else {
            int[] counts = new int[bins];
            for (int bin = 0; bin < bins; bin++) {
                counts[bin] = (int) Math.min(Integer.MAX_VALUE, pane.count(bin));
            }
            double[] sums = new double[scores];
            for (FeatureWatch watch : watches) {
                watch.score(counts, pane.rows(), sums);
            }
            blocks.add(counts, sums, pane.rows());
        }
        List<FeatureEvidence> found =
                watches.stream().map(watch -> watch.judge(blocks)).toList();
        double threshold = settings.threshold();
        double sum = 0; // of e-values, divided by e^threshold
        for (FeatureEvidence each : found) {
            sum += Math.exp(Math.min(700, each.logE() - threshold));
        }
        return new EvidenceReport(
                threshold + Math.log(sum),
                threshold,
                found.subList(0, features),
                found.subList(features, found.size()));
    }

    /** What the evidence was collected from. */
    public EvidenceMemory remember() {
        List<double[]> dispersions = new ArrayList<>();
        watches.forEach(watch -> dispersions.addAll(watch.remember()));
        return new EvidenceMemory(blocks.remember(), dispersions);
    }

    /**
     * Goes on where another process stopped; before the first pane.
     *
     * @return false, and nothing is taken, where that watched otherwise: another release may look in other directions
     */
    public boolean restore(EvidenceMemory memory) {
        boolean fits = memory.dispersions().size() == scores
                && memory.dispersions().stream().allMatch(each -> each.length == EvidenceMemory.DISPERSION)
                && memory.blocks().stream().allMatch(block -> block.bins() == bins);
        if (fits) {
            Iterator<double[]> dispersions = memory.dispersions().iterator();
            watches.forEach(watch -> watch.restore(dispersions));
            for (EvidenceMemory.Block block : memory.blocks()) {
                double[] sums = new double[scores];
                watches.forEach(watch -> watch.rescore(block.counts(), sums));
                blocks.restore(block, sums);
            }
        }
        return fits;
    }

    /** Lets panes without rows pass, without a report. */
    public void passEmpty(long panes) {
        for (long i = 0; i < Math.min(panes, settings.lookback()); i++) {
            blocks.addEmpty();
        }
    }

    /** Forgets what was seen, not how much rows resemble each other: after an alarm, or for a return. */
    public void restart() {
        blocks.clear();
    }
}
