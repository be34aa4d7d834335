package io.driftgate.cel;

/** Numbers: ints of 64 bits whose overflow is an error, and IEEE doubles. */
final class Arithmetic {
    private Arithmetic() {}

    enum Operator {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        MODULO
    }

    static Node.Int of(Operator operator, Node.Int left, Node.Int right) {
        return switch (operator) {
            case ADD -> new IntAdd(left, right);
            case SUBTRACT -> new IntSubtract(left, right);
            case MULTIPLY -> new IntMultiply(left, right);
            case DIVIDE -> new IntDivide(left, right);
            case MODULO -> new IntModulo(left, right);
        };
    }

    /** Doubles have no modulo. */
    static Node.Real of(Operator operator, Node.Real left, Node.Real right) {
        return switch (operator) {
            case ADD -> new DoubleAdd(left, right);
            case SUBTRACT -> new DoubleSubtract(left, right);
            case MULTIPLY -> new DoubleMultiply(left, right);
            case DIVIDE -> new DoubleDivide(left, right);
            case MODULO -> throw new IllegalArgumentException(operator.name());
        };
    }

    private abstract static class IntBinary extends Node.Int {
        private final Node.Int left;
        private final Node.Int right;

        IntBinary(Node.Int left, Node.Int right) {
            this.left = left;
            this.right = right;
        }

        @Override
        final long value(CelFrame frame) {
            long a = left.value(frame);
            if (frame.failed) {
                return 0;
            }
            long b = right.value(frame);
            return frame.failed ? 0 : apply(frame, a, b);
        }

        abstract long apply(CelFrame frame, long a, long b);
    }

    private static final class IntAdd extends IntBinary {
        IntAdd(Node.Int left, Node.Int right) {
            super(left, right);
        }

        @Override
        long apply(CelFrame frame, long a, long b) {
            long sum = a + b;
            return ((a ^ sum) & (b ^ sum)) < 0 ? frame.fail() : sum;
        }
    }

    private static final class IntSubtract extends IntBinary {
        IntSubtract(Node.Int left, Node.Int right) {
            super(left, right);
        }

        @Override
        long apply(CelFrame frame, long a, long b) {
            long difference = a - b;
            return ((a ^ b) & (a ^ difference)) < 0 ? frame.fail() : difference;
        }
    }

    private static final class IntMultiply extends IntBinary {
        IntMultiply(Node.Int left, Node.Int right) {
            super(left, right);
        }

        @Override
        long apply(CelFrame frame, long a, long b) {
            long product = a * b;
            return Math.multiplyHigh(a, b) == product >> 63 ? product : frame.fail();
        }
    }

    private static final class IntDivide extends IntBinary {
        IntDivide(Node.Int left, Node.Int right) {
            super(left, right);
        }

        @Override
        long apply(CelFrame frame, long a, long b) {
            return b == 0 || (b == -1 && a == Long.MIN_VALUE) ? frame.fail() : a / b;
        }
    }

    private static final class IntModulo extends IntBinary {
        IntModulo(Node.Int left, Node.Int right) {
            super(left, right);
        }

        @Override
        long apply(CelFrame frame, long a, long b) {
            return b == 0 ? frame.fail() : a % b;
        }
    }

    static final class IntNegate extends Node.Int {
        private final Node.Int operand;

        IntNegate(Node.Int operand) {
            this.operand = operand;
        }

        @Override
        long value(CelFrame frame) {
            long value = operand.value(frame);
            return value == Long.MIN_VALUE ? frame.fail() : -value;
        }
    }

    private static final class DoubleAdd extends Node.Real {
        private final Node.Real left;
        private final Node.Real right;

        DoubleAdd(Node.Real left, Node.Real right) {
            this.left = left;
            this.right = right;
        }

        @Override
        double value(CelFrame frame) {
            double a = left.value(frame);
            return frame.failed ? 0 : a + right.value(frame);
        }
    }

    private static final class DoubleSubtract extends Node.Real {
        private final Node.Real left;
        private final Node.Real right;

        DoubleSubtract(Node.Real left, Node.Real right) {
            this.left = left;
            this.right = right;
        }

        @Override
        double value(CelFrame frame) {
            double a = left.value(frame);
            return frame.failed ? 0 : a - right.value(frame);
        }
    }

    private static final class DoubleMultiply extends Node.Real {
        private final Node.Real left;
        private final Node.Real right;

        DoubleMultiply(Node.Real left, Node.Real right) {
            this.left = left;
            this.right = right;
        }

        @Override
        double value(CelFrame frame) {
            double a = left.value(frame);
            return frame.failed ? 0 : a * right.value(frame);
        }
    }

    private static final class DoubleDivide extends Node.Real {
        private final Node.Real left;
        private final Node.Real right;

        DoubleDivide(Node.Real left, Node.Real right) {
            this.left = left;
            this.right = right;
        }

        @Override
        double value(CelFrame frame) {
            double a = left.value(frame);
            return frame.failed ? 0 : a / right.value(frame);
        }
    }

    static final class DoubleNegate extends Node.Real {
        private final Node.Real operand;

        DoubleNegate(Node.Real operand) {
            this.operand = operand;
        }

        @Override
        double value(CelFrame frame) {
            return -operand.value(frame);
        }
    }

    /** {@code double(int)}: the nearest one. */
    static final class IntToDouble extends Node.Real {
        private final Node.Int operand;

        IntToDouble(Node.Int operand) {
            this.operand = operand;
        }

        @Override
        double value(CelFrame frame) {
            return operand.value(frame);
        }
    }

    /** {@code int(double)}: towards zero; an error outside of the ints. */
    static final class DoubleToInt extends Node.Int {
        private static final double LIMIT = 0x1p63;
        private final Node.Real operand;

        DoubleToInt(Node.Real operand) {
            this.operand = operand;
        }

        @Override
        long value(CelFrame frame) {
            double value = operand.value(frame);
            return value > -LIMIT && value < LIMIT ? (long) value : frame.fail();
        }
    }
}
