package io.driftgate.policy;

import io.driftgate.feature.FeatureRow;
import java.util.Optional;

/** What must hold for all rows of a request together. Immutable, any thread: what it adds up is in {@link BatchTotals}. */
sealed interface BatchCondition {
    /** What has to hold for a row to count, or for the batch to be asked about. */
    Optional<Condition> guard();

    /**
     * Adds the row that {@code input} shows.
     *
     * @param at the condition's place in {@code totals}
     * @return {@code HOLDS}, or {@code ERROR} when the row leaves the whole undecided
     */
    int add(PolicyInput input, BatchTotals totals, int at);

    /** Decides, after the last row. */
    int finish(PolicyInput input, BatchTotals totals, int at);

    /** The number of rows. Bounds are inclusive. */
    record RowCount(Optional<Condition> guard, double least, double most) implements BatchCondition {
        @Override
        public int add(PolicyInput input, BatchTotals totals, int at) {
            totals.addRow(at);
            return Outcome.HOLDS;
        }

        @Override
        public int finish(PolicyInput input, BatchTotals totals, int at) {
            int applies = guard.isPresent() ? guard.get().test(input) : Outcome.HOLDS;
            if (applies != Outcome.HOLDS) {
                return applies == Outcome.VIOLATED ? Outcome.HOLDS : Outcome.ERROR;
            }
            int rows = totals.rows(at);
            return rows >= least && rows <= most ? Outcome.HOLDS : Outcome.VIOLATED;
        }
    }

    /**
     * The share of missing values and the mean of a slot, over the rows for which {@code guard} holds. Bounds are inclusive, and
     * infinite where open.
     *
     * @param isAveraged whether the mean is bounded, so that a value must be a number
     * @param isAnswer whether the slot is of a model server's answer, where a value that is missing from a mean is an error
     */
    record OverRows(
            Optional<Condition> guard,
            int record,
            int slot,
            double maxMissingShare,
            boolean isAveraged,
            double low,
            double high,
            boolean isAnswer)
            implements BatchCondition {
        @Override
        public int add(PolicyInput input, BatchTotals totals, int at) {
            int applies = guard.isPresent() ? guard.get().test(input) : Outcome.HOLDS;
            if (applies != Outcome.HOLDS) {
                return applies == Outcome.VIOLATED ? Outcome.HOLDS : Outcome.ERROR;
            }
            FeatureRow row = input.record(record);
            byte kind = row.kind(slot);
            totals.addRow(at);
            if (kind == FeatureRow.ABSENT || kind == FeatureRow.NULL) {
                totals.addMissing(at);
                return isAveraged && isAnswer ? Outcome.ERROR : Outcome.HOLDS;
            }
            if (isAveraged) {
                if (kind != FeatureRow.INT && kind != FeatureRow.FLOAT) {
                    return Outcome.ERROR;
                }
                totals.addNumber(at, row.number(slot));
            }
            return Outcome.HOLDS;
        }

        @Override
        public int finish(PolicyInput input, BatchTotals totals, int at) {
            // Divided, because 29 of 100 is then the double that a file's 0.29 is; no row at all is NaN, above nothing.
            if ((double) totals.missing(at) / totals.rows(at) > maxMissingShare) {
                return Outcome.VIOLATED;
            }
            if (!isAveraged || totals.numbers(at) == 0) {
                return Outcome.HOLDS;
            }
            double mean = totals.mean(at);
            return mean >= low && mean <= high ? Outcome.HOLDS : Outcome.VIOLATED;
        }
    }
}
