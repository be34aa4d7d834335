package io.driftgate.cel;

import static io.driftgate.cel.CelPredicate.ERROR;
import static io.driftgate.cel.CelPredicate.FALSE;
import static io.driftgate.cel.CelPredicate.TRUE;

import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.TextSet;
import java.util.Arrays;

/**
 * {@code in}: over constants by a set or a binary search, over other lists one element after the other. An element that is an error
 * makes the result one, unless another element is found.
 */
final class Membership {
    private Membership() {}

    static final class TextInConstants extends Node.Bool {
        private final Node.Text text;
        private final TextSet set;

        TextInConstants(Node.Text text, TextSet set) {
            this.text = text;
            this.set = set;
        }

        @Override
        int test(CelFrame frame) {
            text.load(frame);
            if (frame.takeFailure() || !frame.spendText(frame.to - frame.from)) {
                return ERROR;
            }
            return set.contains(frame.buffer, frame.from, frame.to) ? TRUE : FALSE;
        }
    }

    static final class TextFeatureInConstants extends Node.Bool {
        private final int record;
        private final int slot;
        private final TextSet set;

        TextFeatureInConstants(CelPredicate.Read at, TextSet set) {
            this.record = at.record();
            this.slot = at.slot();
            this.set = set;
        }

        @Override
        int test(CelFrame frame) {
            FeatureRow row = frame.record(record);
            if (row.kind(slot) != FeatureRow.TEXT) {
                return ERROR;
            }
            int from = row.textFrom(slot);
            int to = row.textTo(slot);
            if (!frame.spendText(to - from)) {
                return ERROR;
            }
            return set.contains(row.textBuffer(slot), from, to) ? TRUE : FALSE;
        }
    }

    static final class IntInConstants extends Node.Bool {
        private final Node.Int number;
        private final long[] sorted;

        IntInConstants(Node.Int number, long[] constants) {
            this.number = number;
            this.sorted = constants.clone();
            Arrays.sort(sorted);
        }

        @Override
        int test(CelFrame frame) {
            long value = number.value(frame);
            if (frame.takeFailure()) {
                return ERROR;
            }
            return Arrays.binarySearch(sorted, value) >= 0 ? TRUE : FALSE;
        }
    }

    static final class DoubleInConstants extends Node.Bool {
        private final Node.Real number;
        private final double[] sorted;

        /** @param constants without NaN */
        DoubleInConstants(Node.Real number, double[] constants) {
            this.number = number;
            this.sorted = constants.clone();
            for (int i = 0; i < sorted.length; i++) {
                sorted[i] += 0.0; // makes -0.0 a 0.0, which binary search tells apart and CEL does not
            }
            Arrays.sort(sorted);
        }

        @Override
        int test(CelFrame frame) {
            double value = number.value(frame);
            if (frame.takeFailure()) {
                return ERROR;
            }
            return !Double.isNaN(value) && Arrays.binarySearch(sorted, value + 0.0) >= 0 ? TRUE : FALSE;
        }
    }

    /** Any scalar in any list; an int and a double may meet. */
    static final class InList extends Node.Bool {
        private final Kind kind;
        private final Node needle;
        private final Node.Sequence list;

        InList(Kind kind, Node needle, Node.Sequence list) {
            this.kind = kind;
            this.needle = needle;
            this.list = list;
        }

        @Override
        int test(CelFrame frame) {
            return switch (kind) {
                case INT -> intIn(frame);
                case DOUBLE -> doubleIn(frame);
                case TEXT -> textIn(frame);
                default -> boolIn(frame);
            };
        }

        /** The list that has the elements, paid for; null when it is an error. */
        private Node.Sequence open(CelFrame frame) {
            Node.Sequence found = list.resolve(frame);
            return frame.takeFailure() || found == null || !frame.spend(found.size(frame)) ? null : found;
        }

        private int boolIn(CelFrame frame) {
            int value = ((Node.Bool) needle).test(frame);
            Node.Sequence found = value == ERROR ? null : open(frame);
            if (found == null) {
                return ERROR;
            }
            int result = FALSE;
            for (int i = 0, size = found.size(frame); i < size; i++) {
                int element = found.boolAt(frame, i);
                if (element == value) {
                    return TRUE;
                }
                if (element == ERROR) {
                    result = ERROR;
                }
            }
            return result;
        }

        private int intIn(CelFrame frame) {
            long value = ((Node.Int) needle).value(frame);
            Node.Sequence found = frame.takeFailure() ? null : open(frame);
            if (found == null) {
                return ERROR;
            }
            int result = FALSE;
            for (int i = 0, size = found.size(frame); i < size; i++) {
                int order = found.element == Kind.INT
                        ? Order.of(value, found.intAt(frame, i))
                        : Order.of(value, found.doubleAt(frame, i));
                if (frame.takeFailure()) {
                    result = ERROR;
                } else if (order == Order.EQUAL) {
                    return TRUE;
                }
            }
            return result;
        }

        private int doubleIn(CelFrame frame) {
            double value = ((Node.Real) needle).value(frame);
            Node.Sequence found = frame.takeFailure() ? null : open(frame);
            if (found == null) {
                return ERROR;
            }
            int result = FALSE;
            for (int i = 0, size = found.size(frame); i < size; i++) {
                int order = found.element == Kind.INT
                        ? Order.of(found.intAt(frame, i), value)
                        : Order.of(found.doubleAt(frame, i), value);
                if (frame.takeFailure()) {
                    result = ERROR;
                } else if (order == Order.EQUAL) {
                    return TRUE;
                }
            }
            return result;
        }

        private int textIn(CelFrame frame) {
            ((Node.Text) needle).load(frame);
            byte[] buffer = frame.buffer;
            int from = frame.from;
            int to = frame.to;
            Node.Sequence found = frame.takeFailure() ? null : open(frame);
            if (found == null) {
                return ERROR;
            }
            int result = FALSE;
            for (int i = 0, size = found.size(frame); i < size; i++) {
                found.textAt(frame, i);
                if (frame.takeFailure()) {
                    result = ERROR;
                } else if (to - from == frame.to - frame.from) {
                    if (!frame.spendText(to - from)) {
                        return ERROR;
                    }
                    if (Arrays.equals(buffer, from, to, frame.buffer, frame.from, frame.to)) {
                        return TRUE;
                    }
                }
            }
            return result;
        }
    }
}
