package io.driftgate.sketch;

/** What a {@link Tally} counts. Its key says all that its layout depends on, so that equal keys mean equal layouts. */
public interface TallyPlan {
    /** Names the tally: model, purpose and layout. */
    String key();

    /** Number of counts. */
    int counts();

    /** Number of sums. */
    int sums();
}
