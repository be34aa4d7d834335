package io.driftgate.policy;

import com.google.re2j.Pattern;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.TextSet;
import java.util.Arrays;
import java.util.List;

/**
 * What must hold for a row: the nodes that a rule compiles to. Immutable, any thread. The package's documentation has the
 * table of what each does with an absent, null or misplaced value.
 */
sealed interface Condition {
    boolean isViolatedBy(FeatureRow row);

    /** A list or an object stands where a single value belongs. */
    private static boolean isComposite(byte kind) {
        return kind == FeatureRow.LIST || kind == FeatureRow.OBJECT;
    }

    /** No value, which only {@code required} and {@code notNull} mind. */
    private static boolean isMissing(byte kind) {
        return kind == FeatureRow.ABSENT || kind == FeatureRow.NULL;
    }

    private static boolean isNumber(byte kind) {
        return kind == FeatureRow.INT || kind == FeatureRow.FLOAT;
    }

    /** Every condition of a rule that states several. */
    final class AllOf implements Condition {
        private final Condition[] conditions;

        AllOf(List<Condition> conditions) {
            this.conditions = conditions.toArray(Condition[]::new);
        }

        @Override
        public boolean isViolatedBy(FeatureRow row) {
            for (Condition condition : conditions) {
                if (condition.isViolatedBy(row)) {
                    return true;
                }
            }
            return false;
        }
    }

    record Required(int slot) implements Condition {
        @Override
        public boolean isViolatedBy(FeatureRow row) {
            byte kind = row.kind(slot);
            return kind == FeatureRow.ABSENT || isComposite(kind);
        }
    }

    record NotNull(int slot) implements Condition {
        @Override
        public boolean isViolatedBy(FeatureRow row) {
            byte kind = row.kind(slot);
            return kind == FeatureRow.NULL || isComposite(kind);
        }
    }

    record NotEmpty(int slot) implements Condition {
        @Override
        public boolean isViolatedBy(FeatureRow row) {
            byte kind = row.kind(slot);
            if (kind == FeatureRow.TEXT) {
                return row.textFrom(slot) == row.textTo(slot);
            }
            return !isMissing(kind);
        }
    }

    record Forbidden(int slot) implements Condition {
        @Override
        public boolean isViolatedBy(FeatureRow row) {
            return row.kind(slot) != FeatureRow.ABSENT;
        }
    }

    /** Bounds are inclusive; an open end is an infinity. */
    record Between(int slot, double low, double high) implements Condition {
        @Override
        public boolean isViolatedBy(FeatureRow row) {
            byte kind = row.kind(slot);
            if (isNumber(kind)) {
                double value = row.number(slot);
                return !(value >= low && value <= high);
            }
            return !isMissing(kind);
        }
    }

    /** {@code kinds} has the bit {@code 1 << kind} of each allowed kind. */
    record OfType(int slot, int kinds) implements Condition {
        static final int INT = 1 << FeatureRow.INT;
        static final int NUMBER = INT | 1 << FeatureRow.FLOAT;
        static final int BOOL = 1 << FeatureRow.BOOL;
        static final int STRING = 1 << FeatureRow.TEXT;

        @Override
        public boolean isViolatedBy(FeatureRow row) {
            byte kind = row.kind(slot);
            return (kinds & 1 << kind) == 0 && !isMissing(kind);
        }
    }

    /** {@code sorted} ascends and holds no {@code -0.0}. */
    final class InNumbers implements Condition {
        private final int slot;
        private final double[] sorted;

        InNumbers(int slot, double[] sorted) {
            this.slot = slot;
            this.sorted = sorted.clone();
        }

        @Override
        public boolean isViolatedBy(FeatureRow row) {
            byte kind = row.kind(slot);
            if (isNumber(kind)) {
                // -0.0 + 0.0 is 0.0, which binary search takes for another number than -0.0.
                return Arrays.binarySearch(sorted, row.number(slot) + 0.0) < 0;
            }
            return !isMissing(kind);
        }
    }

    record InTexts(int slot, TextSet texts) implements Condition {
        @Override
        public boolean isViolatedBy(FeatureRow row) {
            byte kind = row.kind(slot);
            if (kind == FeatureRow.TEXT) {
                return !texts.contains(row.textBuffer(slot), row.textFrom(slot), row.textTo(slot));
            }
            return !isMissing(kind);
        }
    }

    /** A bool that must be {@code allowed}. */
    record IsBool(int slot, boolean allowed) implements Condition {
        @Override
        public boolean isViolatedBy(FeatureRow row) {
            byte kind = row.kind(slot);
            if (kind == FeatureRow.BOOL) {
                return row.number(slot) != 0 != allowed;
            }
            return !isMissing(kind);
        }
    }

    /** The whole text matches. The one node that allocates: re2j takes no part of an array. */
    record Matches(int slot, Pattern pattern) implements Condition {
        /** re2j is linear, yet slow; what a feature holds is short, so a longer text is a violation and not a pause. */
        static final int MAX_TEXT_BYTES = 16 << 10;

        @Override
        public boolean isViolatedBy(FeatureRow row) {
            byte kind = row.kind(slot);
            if (kind != FeatureRow.TEXT) {
                return !isMissing(kind);
            }
            int from = row.textFrom(slot);
            int to = row.textTo(slot);
            return to - from > MAX_TEXT_BYTES || !pattern.matches(Arrays.copyOfRange(row.textBuffer(slot), from, to));
        }
    }

    record NoUnknownFeatures() implements Condition {
        @Override
        public boolean isViolatedBy(FeatureRow row) {
            return row.hasUnknown();
        }
    }
}
