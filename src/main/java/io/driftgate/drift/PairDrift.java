package io.driftgate.drift;

/**
 * Two features together over the window, whatever each of them does by itself.
 *
 * @param first name of one
 * @param second name of the other
 * @param statistics under the name of the pair: {@code psi} over cells of both and {@code ks} the total variation distance, each from
 *     training cells that were fitted to the window's margins
 * @param trained how strongly both go together in training: the correlation of their ranks, -1 to 1, of two numbers; Cramér's V, 0
 *     to 1, of others; NaN where one of them does not vary
 * @param now the same in the window; NaN as well where it was not evaluated
 */
public record PairDrift(String first, String second, FeatureDrift statistics, double trained, double now) {
    /** The same, judged otherwise. */
    public PairDrift withState(Verdict state) {
        return new PairDrift(first, second, statistics.withState(state), trained, now);
    }

    public String name() {
        return statistics.feature();
    }
}
