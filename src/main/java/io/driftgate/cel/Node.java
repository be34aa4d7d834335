package io.driftgate.cel;

/**
 * A compiled expression of one type. Immutable, any thread. {@link CelFrame} tells how values and errors are handed on; only
 * {@link Bool} returns its error, because logic reads on after one.
 */
abstract sealed class Node {
    /** {@link CelPredicate#FALSE}, {@code TRUE} or {@code ERROR}; leaves {@link CelFrame#failed} unset. */
    abstract static non-sealed class Bool extends Node {
        abstract int test(CelFrame frame);
    }

    abstract static non-sealed class Int extends Node {
        abstract long value(CelFrame frame);
    }

    abstract static non-sealed class Real extends Node {
        abstract double value(CelFrame frame);
    }

    /** Leaves UTF-8 in the frame. */
    abstract static non-sealed class Text extends Node {
        abstract void load(CelFrame frame);
    }

    /**
     * A list of scalars. {@link #resolve} comes first and gives the list that has the elements, which stay valid until the same
     * node is resolved again; an element may be an error of its own.
     */
    abstract static non-sealed class Sequence extends Node {
        /** Kind of the elements; null when the list is the literal {@code []}. */
        final Kind element;

        Sequence(Kind element) {
            this.element = element;
        }

        /** Null, and {@link CelFrame#failed} set, when there is no list. */
        abstract Sequence resolve(CelFrame frame);

        abstract int size(CelFrame frame);

        /** As {@link Bool#test}. */
        abstract int boolAt(CelFrame frame, int index);

        abstract long intAt(CelFrame frame, int index);

        abstract double doubleAt(CelFrame frame, int index);

        abstract void textAt(CelFrame frame, int index);

        /** Copies an element into a register; sets {@link CelFrame#failed} when it is an error. */
        final void store(CelFrame frame, int index, int register) {
            if (element == Kind.TEXT) {
                textAt(frame, index);
                frame.buffers[register] = frame.buffer;
                frame.froms[register] = frame.from;
                frame.tos[register] = frame.to;
            } else if (element == Kind.INT) {
                frame.longs[register] = intAt(frame, index);
            } else if (element == Kind.DOUBLE) {
                frame.longs[register] = Double.doubleToRawLongBits(doubleAt(frame, index));
            } else {
                int value = boolAt(frame, index);
                frame.longs[register] = value;
                frame.failed = value == CelPredicate.ERROR;
            }
        }
    }
}
