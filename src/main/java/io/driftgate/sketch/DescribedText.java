package io.driftgate.sketch;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureRow;
import java.util.ArrayList;
import java.util.List;

/**
 * Learns a column of free text: how often its values occur, and its {@link TextDescriptor}s. Those are part of the baseline when
 * they were asked for, or when more than one row in {@value #OTHER_SHARE} has a value that is not counted by itself.
 */
final class DescribedText implements ColumnProfiler {
    static final int OTHER_SHARE = 10;

    /** Places of the derived profiles behind that of the values. */
    private static final int LENGTH = 1;

    private static final int NON_LETTER = 2;
    private static final int SCRIPT = 3;
    private static final int TOKENS = 4;

    private final Feature feature;
    private final boolean forced;
    private final TextColumn values;
    private final NumericColumn length;
    private final NumericColumn nonLetter;
    private final NumericColumn tokens;
    private final long[] scripts = new long[TextScan.SCRIPTS.size()];
    private final TextScan scan = new TextScan();
    private long missing;

    DescribedText(Feature feature, boolean forced, int bins, int sampleSize, long seed) {
        this.feature = feature;
        this.forced = forced;
        values = new TextColumn(feature);
        length = column(TextDescriptor.LENGTH, bins, sampleSize, seed);
        nonLetter = column(TextDescriptor.NON_LETTER, bins, sampleSize, seed);
        tokens = column(TextDescriptor.TOKENS, bins, sampleSize, seed);
    }

    private NumericColumn column(TextDescriptor descriptor, int bins, int sampleSize, long seed) {
        Feature derived = new Feature(descriptor.nameFor(feature.name()), descriptor.type());
        return new NumericColumn(derived, bins, sampleSize, seed);
    }

    @Override
    public void learn(FeatureRow row, int slot) {
        if (row.kind(slot) == FeatureRow.TEXT) {
            scan.scan(row.textBuffer(slot), row.textFrom(slot), row.textTo(slot));
            length.learn(scan.length());
            nonLetter.learn(scan.nonLetterShare());
            tokens.learn(scan.tokens());
        }
        values.learn(row, slot);
    }

    @Override
    public int width() {
        return 1 + TextDescriptor.values().length;
    }

    @Override
    public void count(FeatureRow row, int slot, char[] codes, int at) {
        values.count(row, slot, codes, at);
        if (row.kind(slot) != FeatureRow.TEXT) {
            missing++;
            codes[at + LENGTH] = length.countMissing();
            codes[at + NON_LETTER] = nonLetter.countMissing();
            codes[at + SCRIPT] = FeatureProfile.MISSING;
            codes[at + TOKENS] = tokens.countMissing();
            return;
        }
        scan.scan(row.textBuffer(slot), row.textFrom(slot), row.textTo(slot));
        codes[at + LENGTH] = length.count(scan.length());
        codes[at + NON_LETTER] = nonLetter.count(scan.nonLetterShare());
        codes[at + SCRIPT] = (char) (CategoricalProfile.FIRST + scan.script());
        codes[at + TOKENS] = tokens.count(scan.tokens());
        scripts[scan.script()]++;
    }

    @Override
    public int bin(int profile, char code) {
        return profile == 0 ? values.bin(0, code) : code;
    }

    @Override
    public List<FeatureProfile> profiles() {
        List<FeatureProfile> profiles = new ArrayList<>(values.profiles());
        FeatureProfile counted = profiles.get(0);
        long present = counted.rows() - counted.count(FeatureProfile.MISSING);
        if (forced || counted.count(CategoricalProfile.OTHER) > present / OTHER_SHARE) {
            profiles.addAll(length.profiles());
            profiles.addAll(nonLetter.profiles());
            profiles.add(new CategoricalProfile(
                    TextDescriptor.SCRIPT.nameFor(feature.name()),
                    TextDescriptor.SCRIPT.type(),
                    missing,
                    0,
                    TextScan.SCRIPTS,
                    scripts));
            profiles.addAll(tokens.profiles());
        }
        return profiles;
    }
}
