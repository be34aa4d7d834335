package io.driftgate.sketch;

import io.driftgate.feature.FeatureRow;
import java.util.Arrays;

/** The bins of one text feature's descriptors, bound to its slot. What is no text is missing in all of them. Immutable. */
final class TextBins {
    private final int slot;
    private final double[][] edges = new double[TextDescriptor.values().length][];
    private final int[] offsets = new int[edges.length];
    private final int[] scriptBins = new int[TextScan.SCRIPTS.size()];

    TextBins(int slot) {
        this.slot = slot;
        Arrays.fill(offsets, -1);
    }

    /** Adds a descriptor while the plan is made. */
    void add(TextDescriptor descriptor, FeatureProfile profile, int offset) {
        int at = descriptor.ordinal();
        offsets[at] = offset;
        if (profile instanceof NumericProfile numeric) {
            edges[at] = edges(numeric);
        } else if (profile instanceof CategoricalProfile scripts) {
            for (int i = 0; i < scriptBins.length; i++) {
                int value = scripts.values().indexOf(TextScan.SCRIPTS.get(i));
                scriptBins[i] = value < 0 ? CategoricalProfile.OTHER : CategoricalProfile.FIRST + value;
            }
        }
    }

    /** The lower bound of all bins, then the largest value of each. */
    static double[] edges(NumericProfile profile) {
        double[] edges = new double[profile.inRange() + 1];
        edges[0] = Math.nextDown(profile.lowest()); // what is not above it is below
        for (int bin = 0; bin < profile.inRange(); bin++) {
            edges[1 + bin] = profile.upper(bin);
        }
        return edges;
    }

    /** Counts the descriptors of one row's text. Allocates nothing. */
    void record(FeatureRow row, SketchShard shard) {
        TextScan scan = shard.scan;
        boolean text = row.kind(slot) == FeatureRow.TEXT;
        if (text) {
            scan.scan(row.textBuffer(slot), row.textFrom(slot), row.textTo(slot));
        }
        number(TextDescriptor.LENGTH, text, scan.length(), shard);
        number(TextDescriptor.NON_LETTER, text, scan.nonLetterShare(), shard);
        number(TextDescriptor.TOKENS, text, scan.tokens(), shard);
        int at = TextDescriptor.SCRIPT.ordinal();
        if (offsets[at] >= 0) {
            shard.count(offsets[at] + (text ? scriptBins[scan.script()] : FeatureProfile.MISSING));
        }
    }

    private void number(TextDescriptor descriptor, boolean text, double value, SketchShard shard) {
        int at = descriptor.ordinal();
        if (offsets[at] >= 0) {
            int bin = text
                    ? NumericProfile.BELOW + SketchPlan.edgesBelow(edges[at], 0, edges[at].length, value)
                    : FeatureProfile.MISSING;
            shard.count(offsets[at] + bin);
        }
    }
}
