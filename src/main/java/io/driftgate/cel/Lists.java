package io.driftgate.cel;

import static io.driftgate.cel.CelPredicate.ERROR;
import static io.driftgate.cel.CelPredicate.FALSE;
import static io.driftgate.cel.CelPredicate.TRUE;

import io.driftgate.feature.FeatureRow;

/** Lists of scalars, and what is asked of one. */
final class Lists {
    private Lists() {}

    /** A feature. An element of another kind than the schema's is an error of its own. */
    static final class OfFeature extends Node.Sequence {
        private final int record;
        private final int slot;

        OfFeature(Kind element, CelPredicate.Read at) {
            super(element);
            record = at.record();
            slot = at.slot();
        }

        @Override
        Node.Sequence resolve(CelFrame frame) {
            FeatureRow row = frame.record(record);
            if (row.kind(slot) == FeatureRow.LIST && row.isListWhole(slot)) {
                return this;
            }
            frame.fail();
            return null;
        }

        @Override
        int size(CelFrame frame) {
            return frame.record(record).listSize(slot);
        }

        @Override
        int boolAt(CelFrame frame, int index) {
            FeatureRow row = frame.record(record);
            return row.elementKind(slot, index) == FeatureRow.BOOL ? (int) row.elementNumber(slot, index) : ERROR;
        }

        @Override
        long intAt(CelFrame frame, int index) {
            FeatureRow row = frame.record(record);
            double value = row.elementNumber(slot, index);
            return row.elementKind(slot, index) == FeatureRow.INT && Math.abs(value) <= Inputs.MAX_EXACT_INT
                    ? (long) value
                    : frame.fail();
        }

        @Override
        double doubleAt(CelFrame frame, int index) {
            FeatureRow row = frame.record(record);
            byte kind = row.elementKind(slot, index);
            return kind == FeatureRow.INT || kind == FeatureRow.FLOAT ? row.elementNumber(slot, index) : frame.fail();
        }

        @Override
        void textAt(CelFrame frame, int index) {
            FeatureRow row = frame.record(record);
            if (row.elementKind(slot, index) == FeatureRow.TEXT) {
                frame.text(row.elementBuffer(slot, index), row.elementFrom(slot, index), row.elementTo(slot, index));
            } else {
                frame.fail();
            }
        }
    }

    /** A literal. Elements that are not constant are worked out when the list is asked for, and kept in registers. */
    static final class Literal extends Node.Sequence {
        private final Node[] elements;
        private final boolean constant;
        private final int register;

        /** @param register the first of as many as there are elements; none is used when all are constant */
        Literal(Kind element, Node[] elements, boolean constant, int register) {
            super(element);
            this.elements = elements;
            this.constant = constant;
            this.register = register;
        }

        @Override
        Node.Sequence resolve(CelFrame frame) {
            for (int i = 0; !constant && i < elements.length; i++) {
                work(frame, elements[i], register + i);
                if (frame.failed) {
                    return null;
                }
            }
            return this;
        }

        private static void work(CelFrame frame, Node node, int register) {
            if (node instanceof Node.Text text) {
                text.load(frame);
                frame.buffers[register] = frame.buffer;
                frame.froms[register] = frame.from;
                frame.tos[register] = frame.to;
            } else if (node instanceof Node.Int number) {
                frame.longs[register] = number.value(frame);
            } else if (node instanceof Node.Real number) {
                frame.longs[register] = Double.doubleToRawLongBits(number.value(frame));
            } else {
                int value = ((Node.Bool) node).test(frame);
                frame.longs[register] = value;
                frame.failed = value == ERROR;
            }
        }

        @Override
        int size(CelFrame frame) {
            return elements.length;
        }

        @Override
        int boolAt(CelFrame frame, int index) {
            return constant ? ((Node.Bool) elements[index]).test(frame) : (int) frame.longs[register + index];
        }

        @Override
        long intAt(CelFrame frame, int index) {
            return constant ? ((Constants.OfInt) elements[index]).value : frame.longs[register + index];
        }

        @Override
        double doubleAt(CelFrame frame, int index) {
            return constant
                    ? ((Constants.OfDouble) elements[index]).value
                    : Double.longBitsToDouble(frame.longs[register + index]);
        }

        @Override
        void textAt(CelFrame frame, int index) {
            if (constant) {
                ((Constants.OfText) elements[index]).load(frame);
            } else {
                int at = register + index;
                frame.text(frame.buffers[at], frame.froms[at], frame.tos[at]);
            }
        }
    }

    /** One of two lists; {@link #resolve} gives that one, so nobody asks this for elements. */
    static final class Choice extends Node.Sequence {
        private final Node.Bool condition;
        private final Node.Sequence yes;
        private final Node.Sequence no;

        Choice(Kind element, Node.Bool condition, Node.Sequence yes, Node.Sequence no) {
            super(element);
            this.condition = condition;
            this.yes = yes;
            this.no = no;
        }

        @Override
        Node.Sequence resolve(CelFrame frame) {
            int value = condition.test(frame);
            if (value == ERROR) {
                frame.fail();
                return null;
            }
            return (value == TRUE ? yes : no).resolve(frame);
        }

        @Override
        int size(CelFrame frame) {
            throw unresolved();
        }

        @Override
        int boolAt(CelFrame frame, int index) {
            throw unresolved();
        }

        @Override
        long intAt(CelFrame frame, int index) {
            throw unresolved();
        }

        @Override
        double doubleAt(CelFrame frame, int index) {
            throw unresolved();
        }

        @Override
        void textAt(CelFrame frame, int index) {
            throw unresolved();
        }

        private static IllegalStateException unresolved() {
            return new IllegalStateException("a choice of lists has no elements of its own");
        }
    }

    static final class Size extends Node.Int {
        private final Node.Sequence list;

        Size(Node.Sequence list) {
            this.list = list;
        }

        @Override
        long value(CelFrame frame) {
            Node.Sequence found = list.resolve(frame);
            return found == null ? 0 : found.size(frame);
        }
    }

    /** {@code list[index]}, for all kinds of elements: resolves both, or leaves an error. */
    private static Node.Sequence at(CelFrame frame, Node.Sequence list, Node.Int index) {
        Node.Sequence found = list.resolve(frame);
        if (found == null) {
            return null;
        }
        long at = index.value(frame);
        if (frame.failed) {
            return null;
        }
        if (at < 0 || at >= found.size(frame)) {
            frame.fail();
            return null;
        }
        frame.index = (int) at;
        return found;
    }

    static final class BoolAt extends Node.Bool {
        private final Node.Sequence list;
        private final Node.Int index;

        BoolAt(Node.Sequence list, Node.Int index) {
            this.list = list;
            this.index = index;
        }

        @Override
        int test(CelFrame frame) {
            Node.Sequence found = at(frame, list, index);
            return frame.takeFailure() || found == null ? ERROR : found.boolAt(frame, frame.index);
        }
    }

    static final class IntAt extends Node.Int {
        private final Node.Sequence list;
        private final Node.Int index;

        IntAt(Node.Sequence list, Node.Int index) {
            this.list = list;
            this.index = index;
        }

        @Override
        long value(CelFrame frame) {
            Node.Sequence found = at(frame, list, index);
            return found == null ? 0 : found.intAt(frame, frame.index);
        }
    }

    static final class DoubleAt extends Node.Real {
        private final Node.Sequence list;
        private final Node.Int index;

        DoubleAt(Node.Sequence list, Node.Int index) {
            this.list = list;
            this.index = index;
        }

        @Override
        double value(CelFrame frame) {
            Node.Sequence found = at(frame, list, index);
            return found == null ? 0 : found.doubleAt(frame, frame.index);
        }
    }

    static final class TextAt extends Node.Text {
        private final Node.Sequence list;
        private final Node.Int index;

        TextAt(Node.Sequence list, Node.Int index) {
            this.list = list;
            this.index = index;
        }

        @Override
        void load(CelFrame frame) {
            Node.Sequence found = at(frame, list, index);
            if (found != null) {
                found.textAt(frame, frame.index);
            }
        }
    }

    /** {@code ==} and {@code !=} of two lists whose elements are of one kind. */
    static final class Equal extends Node.Bool {
        private final boolean equal;
        private final Kind element;
        private final Node.Sequence left;
        private final Node.Sequence right;

        Equal(boolean equal, Kind element, Node.Sequence left, Node.Sequence right) {
            this.equal = equal;
            this.element = element;
            this.left = left;
            this.right = right;
        }

        @Override
        int test(CelFrame frame) {
            Node.Sequence a = left.resolve(frame);
            if (frame.takeFailure() || a == null) {
                return ERROR;
            }
            Node.Sequence b = right.resolve(frame);
            if (frame.takeFailure() || b == null) {
                return ERROR;
            }
            int size = a.size(frame);
            boolean same = size == b.size(frame);
            if (same && !frame.spend(size)) {
                return ERROR;
            }
            for (int i = 0; same && i < size; i++) {
                int value = sameAt(frame, a, b, i);
                if (value == ERROR) {
                    return ERROR;
                }
                same = value == TRUE;
            }
            return same == equal ? TRUE : FALSE;
        }

        private int sameAt(CelFrame frame, Node.Sequence a, Node.Sequence b, int i) {
            int order;
            switch (element) {
                case INT -> {
                    long value = a.intAt(frame, i);
                    order = frame.failed ? 0 : Order.of(value, b.intAt(frame, i));
                }
                case DOUBLE -> {
                    double value = a.doubleAt(frame, i);
                    order = frame.failed ? 0 : Order.of(value, b.doubleAt(frame, i));
                }
                case TEXT -> {
                    a.textAt(frame, i);
                    order = frame.failed ? 0 : textOrder(frame, b, i);
                }
                default -> {
                    int x = a.boolAt(frame, i);
                    int y = b.boolAt(frame, i);
                    return x == ERROR || y == ERROR ? ERROR : x == y ? TRUE : FALSE;
                }
            }
            return frame.takeFailure() ? ERROR : Order.test(Order.EQUAL, order);
        }

        private static int textOrder(CelFrame frame, Node.Sequence b, int i) {
            byte[] buffer = frame.buffer;
            int from = frame.from;
            int to = frame.to;
            b.textAt(frame, i);
            if (!frame.failed && !frame.spendText(to - from)) {
                frame.fail();
            }
            return frame.failed ? 0 : Order.of(buffer, from, to, frame.buffer, frame.from, frame.to);
        }
    }
}
