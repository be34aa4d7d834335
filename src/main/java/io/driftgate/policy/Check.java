package io.driftgate.policy;

import io.driftgate.cel.BoundedMatch;
import io.driftgate.cel.CelPredicate;
import io.driftgate.cel.WorkBudget;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.TextSet;
import java.util.Arrays;

/**
 * What must hold of one value that is there and isn't null: of a feature, a prediction, a header, or an element of a list.
 * Immutable, any thread. Allocates nothing, except in {@link Matches}.
 */
sealed interface Check {
    /**
     * Asks about a value as {@link FeatureRow} describes it.
     *
     * @param kind neither {@code ABSENT} nor {@code NULL}
     * @param number the number of a number, 0 or 1 of a bool, the count of a list's elements
     * @param buffer the text of a text is {@code buffer[from, to)}
     * @param budget what expensive checks draw on
     * @return one of {@link Outcome}'s
     */
    int test(byte kind, double number, byte[] buffer, int from, int to, WorkBudget budget);

    private static int holdsIf(boolean holds) {
        return holds ? Outcome.HOLDS : Outcome.VIOLATED;
    }

    private static boolean isNumber(byte kind) {
        return kind == FeatureRow.INT || kind == FeatureRow.FLOAT;
    }

    /** Nothing may stand here. */
    record Nothing() implements Check {
        @Override
        public int test(byte kind, double number, byte[] buffer, int from, int to, WorkBudget budget) {
            return Outcome.VIOLATED;
        }
    }

    /** {@code kinds} has the bit {@code 1 << kind} of each allowed kind; {@code otherwise} is what comes of the others. */
    record OfKinds(int kinds, int otherwise) implements Check {
        static final int INT = 1 << FeatureRow.INT;
        static final int NUMBER = INT | 1 << FeatureRow.FLOAT;
        static final int BOOL = 1 << FeatureRow.BOOL;
        static final int STRING = 1 << FeatureRow.TEXT;
        static final int LIST = 1 << FeatureRow.LIST;

        /** What has one value, or none. */
        static final int SCALAR = NUMBER | BOOL | STRING;

        @Override
        public int test(byte kind, double number, byte[] buffer, int from, int to, WorkBudget budget) {
            return (kinds & 1 << kind) != 0 ? Outcome.HOLDS : otherwise;
        }
    }

    /** Both bounds inclusive; an open end is an infinity, and an exclusive bound the next double inside. */
    record Range(double low, double high) implements Check {
        @Override
        public int test(byte kind, double number, byte[] buffer, int from, int to, WorkBudget budget) {
            if (!isNumber(kind)) {
                return Outcome.WRONG_KIND;
            }
            return holdsIf(number >= low && number <= high);
        }
    }

    /**
     * A whole multiple of {@code step}, as near as doubles tell: 0.3 is one of 0.1, although 0.3 / 0.1 is below 3. From 2^53 steps on,
     * doubles don't tell any more, and everything is one.
     */
    record MultipleOf(double step) implements Check {
        /** Rounding of the value, of the step and of their product: half a unit in the last place each, and some to spare. */
        private static final double TOLERANCE = 0x1p-51;

        private static final double MOST = 0x1p53;

        @Override
        public int test(byte kind, double number, byte[] buffer, int from, int to, WorkBudget budget) {
            if (!isNumber(kind)) {
                return Outcome.WRONG_KIND;
            }
            double steps = number / step;
            if (Math.abs(steps) >= MOST) {
                return Outcome.HOLDS;
            }
            return holdsIf(Math.abs(Math.rint(steps) * step - number) <= TOLERANCE * Math.abs(number));
        }
    }

    /** {@code wanted}: is one of them; otherwise: is none of them. */
    final class InNumbers implements Check {
        private final double[] sorted;
        private final boolean wanted;

        /** @param sorted ascends and holds no {@code -0.0} */
        InNumbers(double[] sorted, boolean wanted) {
            this.sorted = sorted.clone();
            this.wanted = wanted;
        }

        @Override
        public int test(byte kind, double number, byte[] buffer, int from, int to, WorkBudget budget) {
            if (!isNumber(kind)) {
                return Outcome.WRONG_KIND;
            }
            // -0.0 + 0.0 is 0.0, which binary search takes for another number than -0.0.
            return holdsIf(Arrays.binarySearch(sorted, number + 0.0) >= 0 == wanted);
        }
    }

    /** As {@link InNumbers}. */
    record InTexts(TextSet texts, boolean wanted) implements Check {
        @Override
        public int test(byte kind, double number, byte[] buffer, int from, int to, WorkBudget budget) {
            if (kind != FeatureRow.TEXT) {
                return Outcome.WRONG_KIND;
            }
            return holdsIf(texts.contains(buffer, from, to) == wanted);
        }
    }

    /** A bool that must be {@code allowed}. */
    record IsBool(boolean allowed) implements Check {
        @Override
        public int test(byte kind, double number, byte[] buffer, int from, int to, WorkBudget budget) {
            if (kind != FeatureRow.BOOL) {
                return Outcome.WRONG_KIND;
            }
            return holdsIf(number != 0 == allowed);
        }
    }

    /** A text that isn't "", or a list that isn't []. {@code of} is the one or the other: {@code TEXT} or {@code LIST}. */
    record NotEmpty(byte of) implements Check {
        @Override
        public int test(byte kind, double number, byte[] buffer, int from, int to, WorkBudget budget) {
            if (kind != of) {
                return Outcome.WRONG_KIND;
            }
            return holdsIf(kind == FeatureRow.TEXT ? from < to : number > 0);
        }
    }

    /** Code points of a text, or elements of a list, as in {@link NotEmpty}; both bounds inclusive. */
    record Length(byte of, long shortest, long longest) implements Check {
        @Override
        public int test(byte kind, double number, byte[] buffer, int from, int to, WorkBudget budget) {
            if (kind != of) {
                return Outcome.WRONG_KIND;
            }
            double length = kind == FeatureRow.LIST ? number : codePoints(buffer, from, to);
            return holdsIf(length >= shortest && length <= longest);
        }

        /** In UTF-8 every byte but those of the form 10xxxxxx begins a code point. */
        private static int codePoints(byte[] buffer, int from, int to) {
            int count = 0;
            for (int i = from; i < to; i++) {
                count += (buffer[i] & 0xC0) == 0x80 ? 0 : 1;
            }
            return count;
        }
    }

    /** The whole text matches, or doesn't. Allocates. */
    record Matches(BoundedMatch match, boolean wanted) implements Check {
        @Override
        public int test(byte kind, double number, byte[] buffer, int from, int to, WorkBudget budget) {
            if (kind != FeatureRow.TEXT) {
                return Outcome.WRONG_KIND;
            }
            int found = match.test(buffer, from, to, budget);
            return found == CelPredicate.ERROR ? Outcome.ERROR : holdsIf(found == CelPredicate.TRUE == wanted);
        }
    }

    final class StartsWith implements Check {
        private final byte[] start;

        StartsWith(byte[] start) {
            this.start = start.clone();
        }

        @Override
        public int test(byte kind, double number, byte[] buffer, int from, int to, WorkBudget budget) {
            if (kind != FeatureRow.TEXT) {
                return Outcome.WRONG_KIND;
            }
            return holdsIf(to - from >= start.length
                    && Arrays.equals(buffer, from, from + start.length, start, 0, start.length));
        }
    }

    final class EndsWith implements Check {
        private final byte[] end;

        EndsWith(byte[] end) {
            this.end = end.clone();
        }

        @Override
        public int test(byte kind, double number, byte[] buffer, int from, int to, WorkBudget budget) {
            if (kind != FeatureRow.TEXT) {
                return Outcome.WRONG_KIND;
            }
            return holdsIf(to - from >= end.length && Arrays.equals(buffer, to - end.length, to, end, 0, end.length));
        }
    }

    /**
     * The text holds {@code part} somewhere, or nowhere. Knuth, Morris and Pratt's search: a text is read once whatever stands in it,
     * so nobody can send one that takes the product of both lengths.
     */
    final class Contains implements Check {
        private final byte[] part;
        private final int[] borders;
        private final boolean wanted;

        /** @param part not empty */
        Contains(byte[] part, boolean wanted) {
            this.part = part.clone();
            this.wanted = wanted;
            borders = new int[part.length];
            for (int i = 1, border = 0; i < part.length; i++) {
                border = extended(border, part[i]);
                borders[i] = border;
            }
        }

        @Override
        public int test(byte kind, double number, byte[] buffer, int from, int to, WorkBudget budget) {
            if (kind != FeatureRow.TEXT) {
                return Outcome.WRONG_KIND;
            }
            return holdsIf(stands(buffer, from, to) == wanted);
        }

        private boolean stands(byte[] buffer, int from, int to) {
            int matched = 0;
            for (int i = from; i < to; i++) {
                matched = extended(matched, buffer[i]);
                if (matched == part.length) {
                    return true;
                }
            }
            return false;
        }

        /** How much of {@code part} has been matched after one more byte. */
        private int extended(int matched, byte next) {
            int length = matched;
            while (length > 0 && part[length] != next) {
                length = borders[length - 1];
            }
            return part[length] == next ? length + 1 : 0;
        }
    }
}
