package io.driftgate.sketch;

import io.driftgate.feature.FeatureRow;
import io.driftgate.source.Problems;
import java.util.ArrayList;
import java.util.List;

/**
 * The second pass over training data: columns that have found their bins count every row, and a sample of whole rows is kept for
 * pairs. All rows come before {@link #finish}. One thread.
 */
final class CountedColumns {
    private final List<ColumnProfiler> columns;
    private final RowSample sample;
    private final char[] codes;
    private long rows;

    /** What came out. */
    record Profiles(List<FeatureProfile> features, List<PairProfile> pairs) {}

    /**
     * Starts.
     *
     * @param sampleRows rows that are kept at most
     * @param sampleSize codes of them, 2 bytes each, that are kept at most
     */
    CountedColumns(List<ColumnProfiler> columns, int sampleRows, long sampleSize) {
        this.columns = columns;
        int width = columns.stream().mapToInt(ColumnProfiler::width).sum();
        sample = new RowSample(width, (int) Math.min(sampleRows, sampleSize / width));
        codes = new char[width];
    }

    void add(FeatureRow row) {
        int at = 0;
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).count(row, i, codes, at);
            at += columns.get(i).width();
        }
        sample.add(codes);
        rows++;
    }

    long rows() {
        return rows;
    }

    /** The profiles of all columns in their order, and the pairs that are chosen. */
    Profiles finish(PairChoice choice, String file, Problems problems) {
        List<FeatureProfile> features = new ArrayList<>();
        List<PairFinder.Codes> sampled = new ArrayList<>();
        int at = 0;
        for (ColumnProfiler column : columns) {
            List<FeatureProfile> made = column.profiles();
            for (int i = 0; i < made.size(); i++) {
                int profile = i;
                int place = at + i;
                sampled.add(row -> column.bin(profile, sample.code(row, place)));
            }
            features.addAll(made);
            at += column.width();
        }
        List<PairProfile> pairs = choice.equals(PairChoice.NONE)
                ? List.of()
                : new PairFinder(features, sample.rows(), sampled).find(choice, file, problems);
        return new Profiles(features, pairs);
    }
}
