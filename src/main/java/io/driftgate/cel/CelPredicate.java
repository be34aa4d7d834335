package io.driftgate.cel;

import java.util.List;

/** A compiled boolean expression. Immutable, any thread; evaluation allocates nothing, except in {@code matches} and string building. */
public interface CelPredicate {
    int FALSE = 0;
    int TRUE = 1;
    /** CEL's error: a value that is absent or of another type, an overflow, a division by zero, an index out of bounds. */
    int ERROR = 2;

    /** Evaluates to {@link #FALSE}, {@link #TRUE} or {@link #ERROR}. Never throws for any input. */
    int test(CelFrame frame);

    /** A place that the expression reads. */
    record Read(int record, int slot) {}

    /** The slots that the expression reads, each once, in the order of the text. */
    List<Read> reads();
}
