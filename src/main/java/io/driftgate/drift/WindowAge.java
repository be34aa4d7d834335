package io.driftgate.drift;

/**
 * How old the rows are that a verdict rests on, to within a pane, at the moment of the evaluation.
 *
 * @param newestNanos since the last row, be it in the window still or not
 * @param oldestNanos of the oldest row in the window; 0 when it is empty
 * @param withoutVerdictNanos for how long the verdict has been INSUFFICIENT; 0 when it is not
 */
public record WindowAge(long newestNanos, long oldestNanos, long withoutVerdictNanos) {
    static final WindowAge NONE = new WindowAge(0, 0, 0);
}
