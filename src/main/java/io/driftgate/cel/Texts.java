package io.driftgate.cel;

import static io.driftgate.cel.CelPredicate.ERROR;
import static io.driftgate.cel.CelPredicate.FALSE;
import static io.driftgate.cel.CelPredicate.TRUE;

import com.google.re2j.Pattern;
import io.driftgate.feature.CodePoints;
import java.util.Arrays;

/** Functions of texts, over UTF-8. */
final class Texts {
    private Texts() {}

    enum Search {
        CONTAINS(TextTest.Kind.CONTAINS),
        STARTS_WITH(TextTest.Kind.STARTS_WITH),
        ENDS_WITH(TextTest.Kind.ENDS_WITH);

        /** The same as a fact. */
        final TextTest.Kind test;

        Search(TextTest.Kind test) {
            this.test = test;
        }
    }

    /** {@code contains}, {@code startsWith}, {@code endsWith}. */
    static final class Find extends Node.Bool {
        private final Search search;
        private final Node.Text text;
        private final Node.Text needle;

        Find(Search search, Node.Text text, Node.Text needle) {
            this.search = search;
            this.text = text;
            this.needle = needle;
        }

        @Override
        int test(CelFrame frame) {
            text.load(frame);
            if (frame.takeFailure()) {
                return ERROR;
            }
            byte[] buffer = frame.buffer;
            int from = frame.from;
            int to = frame.to;
            needle.load(frame);
            if (frame.takeFailure()) {
                return ERROR;
            }
            int length = frame.to - frame.from;
            if (length > to - from) {
                return FALSE;
            }
            return switch (search) {
                case STARTS_WITH -> same(frame, buffer, from, length);
                case ENDS_WITH -> same(frame, buffer, to - length, length);
                case CONTAINS -> contains(frame, buffer, from, to);
            };
        }

        private static int same(CelFrame frame, byte[] buffer, int from, int length) {
            if (!frame.spendText(length)) {
                return ERROR;
            }
            return Arrays.equals(buffer, from, from + length, frame.buffer, frame.from, frame.to) ? TRUE : FALSE;
        }

        /** Plain search. What it compares beyond first bytes is paid for, so a hostile pair of texts ends in an error, not in a stall. */
        private static int contains(CelFrame frame, byte[] buffer, int from, int to) {
            byte[] needle = frame.buffer;
            int start = frame.from;
            int length = frame.to - start;
            if (length == 0) {
                return TRUE;
            }
            if (!frame.spendText(to - from)) {
                return ERROR;
            }
            byte first = needle[start];
            for (int at = from, last = to - length; at <= last; at++) {
                if (buffer[at] == first) {
                    int mismatch = Arrays.mismatch(buffer, at, at + length, needle, start, start + length);
                    if (mismatch < 0) {
                        return TRUE;
                    }
                    if (!frame.spend(1 + (mismatch >> 4))) {
                        return ERROR;
                    }
                }
            }
            return FALSE;
        }
    }

    /** {@code matches}: RE2's search, anywhere in the text. Allocates. */
    static final class Matches extends Node.Bool {
        private final Node.Text text;
        private final BoundedMatch match;

        Matches(Node.Text text, Pattern pattern) {
            this.text = text;
            this.match = new BoundedMatch(pattern, false);
        }

        @Override
        int test(CelFrame frame) {
            text.load(frame);
            return frame.takeFailure() ? ERROR : match.test(frame.buffer, frame.from, frame.to, frame.budget());
        }
    }

    /** {@code size}: code points. */
    static final class Size extends Node.Int {
        private final Node.Text text;

        Size(Node.Text text) {
            this.text = text;
        }

        @Override
        long value(CelFrame frame) {
            text.load(frame);
            if (frame.failed || !frame.spendText(frame.to - frame.from)) {
                return frame.fail();
            }
            return CodePoints.count(frame.buffer, frame.from, frame.to);
        }
    }

    /** {@code a + b}, in the frame's scratch. */
    static final class Concatenation extends Node.Text {
        private final Node.Text left;
        private final Node.Text right;

        Concatenation(Node.Text left, Node.Text right) {
            this.left = left;
            this.right = right;
        }

        @Override
        void load(CelFrame frame) {
            left.load(frame);
            if (frame.failed) {
                return;
            }
            byte[] buffer = frame.buffer;
            int from = frame.from;
            int length = frame.to - from;
            right.load(frame);
            if (frame.failed) {
                return;
            }
            int more = frame.to - frame.from;
            if (length > CelFrame.MAX_SCRATCH || more > CelFrame.MAX_SCRATCH || !frame.spendText(length + more)) {
                frame.fail();
                return;
            }
            int start = frame.reserve(length + more);
            if (start < 0) {
                frame.fail();
                return;
            }
            byte[] scratch = frame.scratch();
            System.arraycopy(buffer, from, scratch, start, length);
            System.arraycopy(frame.buffer, frame.from, scratch, start + length, more);
            frame.text(scratch, start, start + length + more);
        }
    }

    /** {@code lowerAscii} and {@code upperAscii}: changes the 26 letters and nothing else. */
    static final class CaseFold extends Node.Text {
        private final boolean upper;
        private final Node.Text text;

        CaseFold(boolean upper, Node.Text text) {
            this.upper = upper;
            this.text = text;
        }

        @Override
        void load(CelFrame frame) {
            text.load(frame);
            if (frame.failed) {
                return;
            }
            int length = frame.to - frame.from;
            int start = frame.spendText(length) ? frame.reserve(length) : -1;
            if (start < 0) {
                frame.fail();
                return;
            }
            byte[] scratch = frame.scratch();
            byte first = (byte) (upper ? 'a' : 'A');
            for (int i = 0; i < length; i++) {
                byte b = frame.buffer[frame.from + i];
                scratch[start + i] = b >= first && b < first + 26 ? (byte) (b ^ 0x20) : b;
            }
            frame.text(scratch, start, start + length);
        }
    }

    /** {@code string(int)}: in decimal. */
    static final class OfInt extends Node.Text {
        private static final int MAX_DIGITS = 20;
        private final Node.Int number;

        OfInt(Node.Int number) {
            this.number = number;
        }

        @Override
        void load(CelFrame frame) {
            long value = number.value(frame);
            int start = frame.failed ? -1 : frame.reserve(MAX_DIGITS);
            if (start < 0) {
                frame.fail();
                return;
            }
            byte[] scratch = frame.scratch();
            int end = start + MAX_DIGITS;
            int at = end;
            long rest = value;
            do {
                scratch[--at] = (byte) ('0' + Math.abs(rest % 10));
                rest /= 10;
            } while (rest != 0);
            if (value < 0) {
                scratch[--at] = '-';
            }
            frame.text(scratch, at, end);
        }
    }

    /** {@code string(bool)}: {@code true} or {@code false}. */
    static final class OfBool extends Node.Text {
        private static final byte[][] WORDS = {{'f', 'a', 'l', 's', 'e'}, {'t', 'r', 'u', 'e'}};
        private final Node.Bool operand;

        OfBool(Node.Bool operand) {
            this.operand = operand;
        }

        @Override
        void load(CelFrame frame) {
            int value = operand.test(frame);
            if (value == ERROR) {
                frame.fail();
            } else {
                frame.text(WORDS[value], 0, WORDS[value].length);
            }
        }
    }

    /** {@code int(string)}: decimal ASCII digits after at most one sign; everything else is an error. */
    static final class ToInt extends Node.Int {
        private final Node.Text text;

        ToInt(Node.Text text) {
            this.text = text;
        }

        @Override
        long value(CelFrame frame) {
            text.load(frame);
            if (frame.failed || !frame.spendText(frame.to - frame.from)) {
                return frame.fail();
            }
            byte[] buffer = frame.buffer;
            int at = frame.from;
            boolean signed = at < frame.to && (buffer[at] == '-' || buffer[at] == '+');
            boolean negative = signed && buffer[at] == '-';
            at += signed ? 1 : 0;
            if (at == frame.to) {
                return frame.fail();
            }
            long value = 0; // negated: there is one more negative number than positive ones
            for (; at < frame.to; at++) {
                int digit = buffer[at] - '0';
                if (digit < 0 || digit > 9 || value < Long.MIN_VALUE / 10) {
                    return frame.fail();
                }
                value = value * 10 - digit;
                if (value > 0) {
                    return frame.fail(); // wrapped around
                }
            }
            return negative ? value : value == Long.MIN_VALUE ? frame.fail() : -value;
        }
    }
}
