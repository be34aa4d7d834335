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
    private final Share diverted;
    private final double fraction;
    private final int to;

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
        this.diverted = null;
        this.fraction = 0;
        this.to = NONE;
    }

    private Route(Route from, int to, Share diverted, double fraction, RouteReason override) {
        this.weights = from.weights;
        this.salts = from.salts;
        this.total = from.total;
        this.only = from.only;
        this.override = override;
        this.diverted = diverted;
        this.fraction = fraction;
        this.to = to;
    }

    /**
     * This route, but a share of all traffic goes to one version, whatever the weights say; the rest is split by them. Which keys
     * those are has nothing to do with the versions that the weights give them, see {@link Share}.
     *
     * @param name of the share: under the same name, a larger fraction only takes keys
     */
    public Route divert(int to, String name, double fraction, RouteReason reason) {
        if (total == 0 || to < 0 || to >= weights.length) {
            throw new IllegalArgumentException("nothing to divert, or nowhere to");
        }
        return new Route(this, to, new Share(name, fraction), fraction, reason);
    }

    /** No version may answer. */
    public static final int NONE = -1;

    /** The version for a sticky key's hash, see {@link Hashes}; {@link #NONE} when all weights are 0. */
    public int choose(long keyHash) {
        if (diverted != null && diverted.takes(keyHash)) {
            return to;
        }
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
        return only != NONE && diverted == null
                ? only
                : choose(ThreadLocalRandom.current().nextLong());
    }

    /** The version of largest weight, the first of equals: the primary; {@link #NONE} when all weights are 0. */
    public int primary() {
        int best = NONE;
        for (int i = 0; i < weights.length; i++) {
            if (weight(i) > 0 && (best == NONE || weight(i) > weight(best))) {
                best = i;
            }
        }
        return best;
    }

    /** What was given, or of a route that diverts a part, per cent of the traffic. */
    public double weight(int version) {
        return diverted == null ? weights[version] : 100 * share(version);
    }

    /** The version's share of the traffic, from 0 to 1. */
    public double share(int version) {
        double share = total == 0 ? 0 : weights[version] / total;
        return diverted == null ? share : (1 - fraction) * share + (version == to ? fraction : 0);
    }

    /** Why the weights are as they are. */
    public RouteReason reason() {
        return override;
    }

    @Override
    public String toString() {
        String rest = diverted == null ? "" : ", " + fraction + " to " + to;
        return "Route" + Arrays.toString(weights) + rest + " by " + override.label();
    }
}
