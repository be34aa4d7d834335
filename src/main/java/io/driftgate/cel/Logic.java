package io.driftgate.cel;

import static io.driftgate.cel.CelPredicate.ERROR;
import static io.driftgate.cel.CelPredicate.FALSE;
import static io.driftgate.cel.CelPredicate.TRUE;

/**
 * Logic as CEL has it: {@code &&} and {@code ||} ask all operands in any order, and one that decides absorbs the errors of the
 * others (cel-spec, Logical Operators).
 */
final class Logic {
    private Logic() {}

    static final class And extends Node.Bool {
        private final Node.Bool[] operands;

        And(Node.Bool[] operands) {
            this.operands = operands;
        }

        @Override
        int test(CelFrame frame) {
            int result = TRUE;
            for (Node.Bool operand : operands) {
                int value = operand.test(frame);
                if (value == FALSE) {
                    return FALSE;
                }
                if (value == ERROR) {
                    result = ERROR;
                }
            }
            return result;
        }
    }

    static final class Or extends Node.Bool {
        private final Node.Bool[] operands;

        Or(Node.Bool[] operands) {
            this.operands = operands;
        }

        @Override
        int test(CelFrame frame) {
            int result = FALSE;
            for (Node.Bool operand : operands) {
                int value = operand.test(frame);
                if (value == TRUE) {
                    return TRUE;
                }
                if (value == ERROR) {
                    result = ERROR;
                }
            }
            return result;
        }
    }

    static final class Not extends Node.Bool {
        private final Node.Bool operand;

        Not(Node.Bool operand) {
            this.operand = operand;
        }

        @Override
        int test(CelFrame frame) {
            int value = operand.test(frame);
            return value == ERROR ? ERROR : TRUE - value;
        }
    }

    static final class BoolChoice extends Node.Bool {
        private final Node.Bool condition;
        private final Node.Bool yes;
        private final Node.Bool no;

        BoolChoice(Node.Bool condition, Node.Bool yes, Node.Bool no) {
            this.condition = condition;
            this.yes = yes;
            this.no = no;
        }

        @Override
        int test(CelFrame frame) {
            int value = condition.test(frame);
            return value == TRUE ? yes.test(frame) : value == FALSE ? no.test(frame) : ERROR;
        }
    }

    static final class IntChoice extends Node.Int {
        private final Node.Bool condition;
        private final Node.Int yes;
        private final Node.Int no;

        IntChoice(Node.Bool condition, Node.Int yes, Node.Int no) {
            this.condition = condition;
            this.yes = yes;
            this.no = no;
        }

        @Override
        long value(CelFrame frame) {
            int value = condition.test(frame);
            return value == TRUE ? yes.value(frame) : value == FALSE ? no.value(frame) : frame.fail();
        }
    }

    static final class DoubleChoice extends Node.Real {
        private final Node.Bool condition;
        private final Node.Real yes;
        private final Node.Real no;

        DoubleChoice(Node.Bool condition, Node.Real yes, Node.Real no) {
            this.condition = condition;
            this.yes = yes;
            this.no = no;
        }

        @Override
        double value(CelFrame frame) {
            int value = condition.test(frame);
            return value == TRUE ? yes.value(frame) : value == FALSE ? no.value(frame) : frame.fail();
        }
    }

    static final class TextChoice extends Node.Text {
        private final Node.Bool condition;
        private final Node.Text yes;
        private final Node.Text no;

        TextChoice(Node.Bool condition, Node.Text yes, Node.Text no) {
            this.condition = condition;
            this.yes = yes;
            this.no = no;
        }

        @Override
        void load(CelFrame frame) {
            int value = condition.test(frame);
            if (value == ERROR) {
                frame.fail();
            } else {
                (value == TRUE ? yes : no).load(frame);
            }
        }
    }
}
