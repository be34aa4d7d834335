package io.driftgate.canary;

import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.PredictionFields;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.Tally;
import io.driftgate.sketch.TallyPlan;

/**
 * What is counted of one version's answers while it is compared with another. Immutable, any thread; counting allocates nothing.
 *
 * <pre>
 * counts   series x group: how many   then latency bins   value bins   label places
 * sums     series x group: sum of scores, and the series' sum of squares
 * </pre>
 *
 * A series' score is 1 for an error or a violation and 0 for none, else the number of the bin. Groups are of users, by the hash of the
 * sticky key, and show whether those of one group resemble each other. Labels are counted by a hash, so that nobody has to name
 * classes and no answer makes a table grow. Of an answer with several rows one is counted.
 */
public final class CanaryPlan implements TallyPlan {
    /** Of users. */
    static final int GROUPS = 256;

    /** Where labels are counted. */
    static final int LABELS = 64;

    /** What has scores. */
    enum Series {
        ERRORS,
        VIOLATIONS,
        LATENCY,
        VALUES,
        LABELS
    }

    /** Nanoseconds from 16 µs to 4.6 minutes. */
    static final LogBins LATENCY_BINS = LogBins.positive(14, 38);

    /** From 1.5e-5 to 4.3e9, and the same below 0. */
    static final LogBins VALUE_BINS = LogBins.signed(-16, 32);

    private static final int SERIES = Series.values().length;
    static final int FIRST_LATENCY = SERIES * GROUPS;
    static final int FIRST_VALUE = FIRST_LATENCY + LATENCY_BINS.bins();
    static final int FIRST_LABEL = FIRST_VALUE + VALUE_BINS.bins();
    private static final int COUNTS = FIRST_LABEL + LABELS;
    private static final int GROUP_SHIFT = 56;
    private static final int LABEL_SHIFT = 58;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final String key;

    CanaryPlan(String model, String version) {
        this.key = model + "/" + version + "/canary";
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public int counts() {
        return COUNTS;
    }

    @Override
    public int sums() {
        return SERIES * (GROUPS + 1);
    }

    /**
     * Counts a request that was sent to the model server.
     *
     * @param keyHash of its sticky key, or a random one
     */
    public void answered(long keyHash, boolean error, Tally tally) {
        score(Series.ERRORS, keyHash, error ? 1 : 0, tally);
    }

    /** Counts a request that the version's policy has judged. */
    public void judged(long keyHash, boolean violation, Tally tally) {
        score(Series.VIOLATIONS, keyHash, violation ? 1 : 0, tally);
        tally.endRequest();
    }

    /** Counts the time that an answer took. */
    public void took(long keyHash, long nanos, Tally tally) {
        int bin = LATENCY_BINS.bin((double) nanos);
        tally.count(FIRST_LATENCY + bin);
        score(Series.LATENCY, keyHash, bin, tally);
    }

    /** Counts what one row of an answer predicts: its number, else its largest score, and its label. */
    public void predicted(long keyHash, FeatureRow prediction, Tally tally) {
        int field = prediction.isNumber(PredictionFields.VALUE) ? PredictionFields.VALUE : PredictionFields.TOP_SCORE;
        if (prediction.isNumber(field)) {
            int bin = VALUE_BINS.bin(prediction.number(field));
            tally.count(FIRST_VALUE + bin);
            score(Series.VALUES, keyHash, bin - VALUE_BINS.bins() / 2, tally);
        }
        if (prediction.kind(PredictionFields.LABEL) == FeatureRow.TEXT) {
            int place = place(
                    prediction.textBuffer(PredictionFields.LABEL),
                    prediction.textFrom(PredictionFields.LABEL),
                    prediction.textTo(PredictionFields.LABEL));
            tally.count(FIRST_LABEL + place);
            score(Series.LABELS, keyHash, place, tally);
        }
    }

    @SuppressWarnings("EnumOrdinal") // an array access on the hot path; the order never leaves the process
    private static void score(Series series, long keyHash, double score, Tally tally) {
        int group = (int) ((keyHash * GOLDEN) >>> GROUP_SHIFT);
        int row = series.ordinal();
        tally.count(row * GROUPS + group);
        if (score != 0) {
            tally.add(row * (GROUPS + 1) + group, score);
            tally.add(row * (GROUPS + 1) + GROUPS, score * score);
        }
    }

    /** FNV-1a over the bytes, mixed. */
    static int place(byte[] text, int from, int to) {
        long hash = 0xcbf29ce484222325L;
        for (int i = from; i < to; i++) {
            hash = (hash ^ (text[i] & 0xff)) * 0x100000001b3L;
        }
        return (int) (((hash ^ (hash >>> 32)) * GOLDEN) >>> LABEL_SHIFT);
    }

    // ---- reading a pane

    static double count(PaneCounts pane, Series series, int group) {
        return pane.count(series.ordinal() * GROUPS + group);
    }

    static double count(PaneCounts pane, Series series) {
        double all = 0;
        for (int group = 0; group < GROUPS; group++) {
            all += count(pane, series, group);
        }
        return all;
    }

    static double sum(PaneCounts pane, Series series, int group) {
        return pane.sum(series.ordinal() * (GROUPS + 1) + group);
    }

    static double sum(PaneCounts pane, Series series) {
        double all = 0;
        for (int group = 0; group < GROUPS; group++) {
            all += sum(pane, series, group);
        }
        return all;
    }

    static double squares(PaneCounts pane, Series series) {
        return pane.sum(series.ordinal() * (GROUPS + 1) + GROUPS);
    }
}
