package io.driftgate.route;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The weights in force for one model's versions and the choice among them by weighted rendezvous hashing: version i scores
 * {@code -w_i / ln(u_i)} with u_i uniform in (0,1) from the hash of sticky key and version, and the highest score wins.
 * P(i) = w_i / sum(w). Growing one weight raises only that version's scores, so it only ever takes keys and moves none between
 * the others, for any number of versions. (Schindelhauer, Schomaker: Weighted Distributed Hash Tables, SPAA 2005.) Immutable.
 */
public final class Route {
    private final double[] weights;
    private final long[] salts;
    private final double total;
    private final RouteReason override;
    private final int only;

    /**
     * Makes a route.
     *
     * @param versions names; a version's hash depends on its name alone, so order and neighbours don't matter
     * @param weights one per version, finite, at least 0, in any unit; all zero means that no version may answer
     * @param override {@code WEIGHT} when the weights are the file's, else what took their place
     */
    public Route(String[] versions, double[] weights, RouteReason override) {
        if (versions.length != weights.length) {
            throw new IllegalArgumentException("a weight for each version");
        }
        this.weights = weights.clone();
        this.override = override;
        this.salts = new long[versions.length];
        double sum = 0;
        int positive = 0;
        int last = NONE;
        for (int i = 0; i < versions.length; i++) {
            if (!(weights[i] >= 0) || Double.isInfinite(weights[i])) {
                throw new IllegalArgumentException("weight of " + versions[i] + ": " + weights[i]);
            }
            salts[i] = Hashes.of(versions[i]);
            sum += weights[i];
            if (weights[i] > 0) {
                positive++;
                last = i;
            }
        }
        this.total = sum;
        this.only = positive == 1 ? last : NONE;
    }

    /** No version may answer. */
    public static final int NONE = -1;

    /** The version for a sticky key's hash, see {@link Hashes}; {@link #NONE} when all weights are 0. */
    public int choose(long keyHash) {
        if (total == 0 || only != NONE) {
            return only;
        }
        int best = NONE;
        double bestScore = -1;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                double score = -weights[i] / Math.log(Hashes.unit(Hashes.mix(keyHash ^ salts[i])));
                if (score > bestScore) {
                    best = i;
                    bestScore = score;
                }
            }
        }
        return best;
    }

    /** A version at random, by weight. */
    public int chooseAny() {
        return only != NONE ? only : choose(ThreadLocalRandom.current().nextLong());
    }

    /** The version of largest weight, the first of equals: the primary; {@link #NONE} when all weights are 0. */
    public int primary() {
        int best = NONE;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0 && (best == NONE || weights[i] > weights[best])) {
                best = i;
            }
        }
        return best;
    }

    public double weight(int version) {
        return weights[version];
    }

    /** The version's share of the traffic, from 0 to 1. */
    public double share(int version) {
        return total == 0 ? 0 : weights[version] / total;
    }

    /** Why the weights are as they are. */
    public RouteReason reason() {
        return override;
    }

    @Override
    public String toString() {
        return "Route" + Arrays.toString(weights) + " by " + override.label();
    }
}
