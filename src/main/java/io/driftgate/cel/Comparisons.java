package io.driftgate.cel;

import static io.driftgate.cel.CelPredicate.ERROR;
import static io.driftgate.cel.CelPredicate.FALSE;
import static io.driftgate.cel.CelPredicate.TRUE;

import io.driftgate.feature.FeatureRow;
import java.util.Arrays;

/** {@code == != < <= > >=}, each by its set of {@link Order}s. What policies write most, a feature beside a constant, has nodes of its own. */
final class Comparisons {
    private Comparisons() {}

    static Node.Bool of(int comparison, Node.Int left, Node.Int right) {
        if (left instanceof Inputs.OfInt feature
                && right instanceof Constants.OfInt constant
                && Inputs.isExact(constant.value)) {
            return new IntFeatureWithConstant(comparison, feature.at, constant.value);
        }
        if (left instanceof Constants.OfInt && right instanceof Inputs.OfInt) {
            return of(Order.swapped(comparison), right, left);
        }
        return new Ints(comparison, left, right);
    }

    static Node.Bool of(int comparison, Node.Real left, Node.Real right) {
        if (left instanceof Inputs.OfDouble feature && right instanceof Constants.OfDouble constant) {
            return new DoubleFeatureWithConstant(comparison, feature.at, constant.value);
        }
        if (left instanceof Constants.OfDouble && right instanceof Inputs.OfDouble) {
            return of(Order.swapped(comparison), right, left);
        }
        return new Doubles(comparison, left, right);
    }

    static Node.Bool of(int comparison, Node.Text left, Node.Text right) {
        boolean equality = comparison == Order.EQUAL || comparison == Order.NOT_EQUAL;
        if (equality && right instanceof Constants.OfText constant) {
            return left instanceof Inputs.OfText feature
                    ? new TextFeatureIs(comparison == Order.EQUAL, feature.at, constant.utf8)
                    : new TextIs(comparison == Order.EQUAL, left, constant.utf8);
        }
        if (equality && left instanceof Constants.OfText) {
            return of(comparison, right, left);
        }
        return new Texts(comparison, left, right);
    }

    static final class Bools extends Node.Bool {
        private final int comparison;
        private final Node.Bool left;
        private final Node.Bool right;

        Bools(int comparison, Node.Bool left, Node.Bool right) {
            this.comparison = comparison;
            this.left = left;
            this.right = right;
        }

        @Override
        int test(CelFrame frame) {
            int a = left.test(frame);
            if (a == ERROR) {
                return ERROR;
            }
            int b = right.test(frame);
            return b == ERROR ? ERROR : Order.test(comparison, Order.of((long) a, (long) b));
        }
    }

    private static final class Ints extends Node.Bool {
        private final int comparison;
        private final Node.Int left;
        private final Node.Int right;

        Ints(int comparison, Node.Int left, Node.Int right) {
            this.comparison = comparison;
            this.left = left;
            this.right = right;
        }

        @Override
        int test(CelFrame frame) {
            long a = left.value(frame);
            if (frame.takeFailure()) {
                return ERROR;
            }
            long b = right.value(frame);
            return frame.takeFailure() ? ERROR : Order.test(comparison, Order.of(a, b));
        }
    }

    private static final class Doubles extends Node.Bool {
        private final int comparison;
        private final Node.Real left;
        private final Node.Real right;

        Doubles(int comparison, Node.Real left, Node.Real right) {
            this.comparison = comparison;
            this.left = left;
            this.right = right;
        }

        @Override
        int test(CelFrame frame) {
            double a = left.value(frame);
            if (frame.takeFailure()) {
                return ERROR;
            }
            double b = right.value(frame);
            return frame.takeFailure() ? ERROR : Order.test(comparison, Order.of(a, b));
        }
    }

    /** An int beside a double. */
    static final class Mixed extends Node.Bool {
        private final int comparison;
        private final Node.Int left;
        private final Node.Real right;

        Mixed(int comparison, Node.Int left, Node.Real right) {
            this.comparison = comparison;
            this.left = left;
            this.right = right;
        }

        @Override
        int test(CelFrame frame) {
            long a = left.value(frame);
            if (frame.takeFailure()) {
                return ERROR;
            }
            double b = right.value(frame);
            return frame.takeFailure() ? ERROR : Order.test(comparison, Order.of(a, b));
        }
    }

    private static final class Texts extends Node.Bool {
        private final int comparison;
        private final Node.Text left;
        private final Node.Text right;

        Texts(int comparison, Node.Text left, Node.Text right) {
            this.comparison = comparison;
            this.left = left;
            this.right = right;
        }

        @Override
        int test(CelFrame frame) {
            left.load(frame);
            if (frame.takeFailure()) {
                return ERROR;
            }
            byte[] buffer = frame.buffer;
            int from = frame.from;
            int to = frame.to;
            right.load(frame);
            if (frame.takeFailure() || !frame.spendText(Math.min(to - from, frame.to - frame.from))) {
                return ERROR;
            }
            return Order.test(comparison, Order.of(buffer, from, to, frame.buffer, frame.from, frame.to));
        }
    }

    private static final class IntFeatureWithConstant extends Node.Bool {
        private final int comparison;
        private final int record;
        private final int slot;
        private final double constant;

        IntFeatureWithConstant(int comparison, CelPredicate.Read at, long constant) {
            this.comparison = comparison;
            this.record = at.record();
            this.slot = at.slot();
            this.constant = constant;
        }

        @Override
        int test(CelFrame frame) {
            FeatureRow row = frame.record(record);
            return Inputs.isInt(row, slot) ? Order.test(comparison, Order.of(row.number(slot), constant)) : ERROR;
        }
    }

    private static final class DoubleFeatureWithConstant extends Node.Bool {
        private final int comparison;
        private final int record;
        private final int slot;
        private final double constant;

        DoubleFeatureWithConstant(int comparison, CelPredicate.Read at, double constant) {
            this.comparison = comparison;
            this.record = at.record();
            this.slot = at.slot();
            this.constant = constant;
        }

        @Override
        int test(CelFrame frame) {
            FeatureRow row = frame.record(record);
            return row.isNumber(slot) ? Order.test(comparison, Order.of(row.number(slot), constant)) : ERROR;
        }
    }

    private static final class TextFeatureIs extends Node.Bool {
        private final boolean equal;
        private final int record;
        private final int slot;
        private final byte[] constant;

        TextFeatureIs(boolean equal, CelPredicate.Read at, byte[] constant) {
            this.equal = equal;
            this.record = at.record();
            this.slot = at.slot();
            this.constant = constant;
        }

        @Override
        int test(CelFrame frame) {
            FeatureRow row = frame.record(record);
            if (row.kind(slot) != FeatureRow.TEXT) {
                return ERROR;
            }
            return row.textEquals(slot, constant) == equal ? TRUE : FALSE;
        }
    }

    private static final class TextIs extends Node.Bool {
        private final boolean equal;
        private final Node.Text text;
        private final byte[] constant;

        TextIs(boolean equal, Node.Text text, byte[] constant) {
            this.equal = equal;
            this.text = text;
            this.constant = constant;
        }

        @Override
        int test(CelFrame frame) {
            text.load(frame);
            if (frame.takeFailure()) {
                return ERROR;
            }
            return Arrays.equals(frame.buffer, frame.from, frame.to, constant, 0, constant.length) == equal
                    ? TRUE
                    : FALSE;
        }
    }
}
