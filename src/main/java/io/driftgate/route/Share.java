package io.driftgate.route;

/**
 * A share of the traffic, taken by the hash of a sticky key under a salt of its own, so that the users of one share are no more likely
 * than others to be in another, or on a canary. Growing the share only takes keys. Immutable.
 */
public final class Share {
    private final long salt;
    private final double fraction;

    /**
     * Makes a share.
     *
     * @param name what the salt comes from: shares of the same name take the same keys
     * @param fraction from 0, which takes none, to 1, which takes all
     */
    public Share(String name, double fraction) {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException("a share is from 0 to 1, not " + fraction);
        }
        this.salt = Hashes.of("share " + name);
        this.fraction = fraction;
    }

    /** Whether the key with this hash is in, see {@link Hashes}. */
    public boolean takes(long keyHash) {
        return Hashes.unit(Hashes.mix(keyHash ^ salt)) < fraction;
    }
}
