package io.driftgate.sketch;

import java.util.List;

/**
 * Which pairs of features a baseline counts.
 *
 * @param most at most this many, those that depend on each other most; without {@code named}
 * @param named these and no others, where there are any
 */
public record PairChoice(int most, List<Named> named) {
    /** All pairs of eleven features are counted by default; of more features, the most dependent ones. */
    public static final int DEFAULT_MOST = 64;

    /** No baseline has more: a row's cost and a pane's size grow with them. */
    public static final int MAX = 4096;

    public static final PairChoice AUTO = new PairChoice(DEFAULT_MOST, List.of());
    public static final PairChoice NONE = new PairChoice(0, List.of());

    /** Two features, in the order that the pair has. */
    public record Named(String first, String second) {}

    public PairChoice {
        named = List.copyOf(named);
        if (most < 0 || most > MAX || named.size() > MAX) {
            throw new IllegalArgumentException("from 0 to " + MAX + " pairs");
        }
    }
}
