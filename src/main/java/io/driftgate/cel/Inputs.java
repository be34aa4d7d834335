package io.driftgate.cel;

import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.Headers;

/** Reads of features, headers and registers. A feature that is absent, null or of another kind than its type is an error. */
final class Inputs {
    /** Above it a double no longer tells neighbouring ints apart, and an int feature comes in a double. */
    static final double MAX_EXACT_INT = 1L << 53;

    private Inputs() {}

    /** Whether a double holds an int and no neighbour of it. Asked of the int: as a double, 2^53 + 1 is 2^53 already. */
    static boolean isExact(long value) {
        return value >= -(1L << 53) && value <= 1L << 53;
    }

    /** Whether the row has an int there that a double holds exactly. */
    static boolean isInt(FeatureRow row, int slot) {
        return row.kind(slot) == FeatureRow.INT && Math.abs(row.number(slot)) <= MAX_EXACT_INT;
    }

    static final class OfBool extends Node.Bool {
        private final int record;
        private final int slot;

        OfBool(CelPredicate.Read at) {
            record = at.record();
            slot = at.slot();
        }

        @Override
        int test(CelFrame frame) {
            FeatureRow row = frame.record(record);
            return row.kind(slot) == FeatureRow.BOOL ? (int) row.number(slot) : CelPredicate.ERROR;
        }
    }

    static final class OfInt extends Node.Int {
        final CelPredicate.Read at;

        OfInt(CelPredicate.Read at) {
            this.at = at;
        }

        @Override
        long value(CelFrame frame) {
            FeatureRow row = frame.record(at.record());
            return isInt(row, at.slot()) ? (long) row.number(at.slot()) : frame.fail();
        }
    }

    static final class OfDouble extends Node.Real {
        final CelPredicate.Read at;
        private final int record;
        private final int slot;

        OfDouble(CelPredicate.Read at) {
            this.at = at;
            record = at.record();
            slot = at.slot();
        }

        @Override
        double value(CelFrame frame) {
            FeatureRow row = frame.record(record);
            return row.isNumber(slot) ? row.number(slot) : frame.fail();
        }
    }

    static final class OfText extends Node.Text {
        final CelPredicate.Read at;

        OfText(CelPredicate.Read at) {
            this.at = at;
        }

        @Override
        void load(CelFrame frame) {
            FeatureRow row = frame.record(at.record());
            int slot = at.slot();
            if (row.kind(slot) == FeatureRow.TEXT) {
                frame.text(row.textBuffer(slot), row.textFrom(slot), row.textTo(slot));
            } else {
                frame.fail();
            }
        }
    }

    /** {@code has(features.x)}: there, and not null. */
    static final class Has extends Node.Bool {
        private final CelPredicate.Read at;

        Has(CelPredicate.Read at) {
            this.at = at;
        }

        @Override
        int test(CelFrame frame) {
            byte kind = frame.record(at.record()).kind(at.slot());
            return kind == FeatureRow.ABSENT || kind == FeatureRow.NULL ? CelPredicate.FALSE : CelPredicate.TRUE;
        }
    }

    /** {@code request.headers['x']}: an error when there is none, several, or one that is no UTF-8. */
    static final class Header extends Node.Text {
        private final byte[] name;

        Header(byte[] name) {
            this.name = name;
        }

        @Override
        void load(CelFrame frame) {
            Headers headers = frame.headers();
            int field = headers.find(name);
            if (field < 0) {
                frame.fail();
            } else {
                frame.text(headers.buffer(), headers.from(field), headers.to(field));
            }
        }
    }

    /** {@code 'x' in request.headers}: once or several times. */
    static final class HasHeader extends Node.Bool {
        private final byte[] name;

        HasHeader(byte[] name) {
            this.name = name;
        }

        @Override
        int test(CelFrame frame) {
            return frame.headers().find(name) == Headers.NONE ? CelPredicate.FALSE : CelPredicate.TRUE;
        }
    }

    static final class BoolRegister extends Node.Bool {
        private final int register;

        BoolRegister(int register) {
            this.register = register;
        }

        @Override
        int test(CelFrame frame) {
            return (int) frame.longs[register];
        }
    }

    static final class IntRegister extends Node.Int {
        private final int register;

        IntRegister(int register) {
            this.register = register;
        }

        @Override
        long value(CelFrame frame) {
            return frame.longs[register];
        }
    }

    static final class DoubleRegister extends Node.Real {
        private final int register;

        DoubleRegister(int register) {
            this.register = register;
        }

        @Override
        double value(CelFrame frame) {
            return Double.longBitsToDouble(frame.longs[register]);
        }
    }

    static final class TextRegister extends Node.Text {
        private final int register;

        TextRegister(int register) {
            this.register = register;
        }

        @Override
        void load(CelFrame frame) {
            frame.text(frame.buffers[register], frame.froms[register], frame.tos[register]);
        }
    }
}
