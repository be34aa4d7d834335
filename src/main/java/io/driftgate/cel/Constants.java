package io.driftgate.cel;

/** Values that stand in the expression, or follow from it alone. */
final class Constants {
    private Constants() {}

    static final class OfBool extends Node.Bool {
        final boolean value;

        OfBool(boolean value) {
            this.value = value;
        }

        @Override
        int test(CelFrame frame) {
            return value ? CelPredicate.TRUE : CelPredicate.FALSE;
        }
    }

    static final class OfInt extends Node.Int {
        final long value;

        OfInt(long value) {
            this.value = value;
        }

        @Override
        long value(CelFrame frame) {
            return value;
        }
    }

    static final class OfDouble extends Node.Real {
        final double value;

        OfDouble(double value) {
            this.value = value;
        }

        @Override
        double value(CelFrame frame) {
            return value;
        }
    }

    static final class OfText extends Node.Text {
        final byte[] utf8;

        OfText(byte[] utf8) {
            this.utf8 = utf8;
        }

        @Override
        void load(CelFrame frame) {
            frame.text(utf8, 0, utf8.length);
        }
    }
}
