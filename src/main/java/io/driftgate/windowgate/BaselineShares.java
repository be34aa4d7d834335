package io.driftgate.windowgate;

import io.driftgate.sketch.CategoricalProfile;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.NumericProfile;
import java.util.function.IntToLongFunction;

/** Shares that bins can tell, of the training data or of a window. */
final class BaselineShares {
    private BaselineShares() {}

    static double of(FeatureProfile profile, WindowCheck check) {
        long rows = profile.rows();
        return switch (check) {
            case MISSING_SHARE -> (double) profile.count(FeatureProfile.MISSING) / rows;
            case ZERO_SHARE -> (double) profile.count(((NumericProfile) profile).zeroBin()) / rows;
            case MODE_SHARE -> share(largest(profile, profile::count), values(profile, profile::count));
            case UNSEEN_SHARE -> share(unseen(profile, profile::count), values(profile, profile::count));
            default -> throw new IllegalArgumentException(check.label());
        };
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    /** Rows with a value. */
    static long values(FeatureProfile profile, IntToLongFunction counts) {
        long values = 0;
        for (int bin = FeatureProfile.MISSING + 1; bin < profile.bins(); bin++) {
            values += counts.applyAsLong(bin);
        }
        return values;
    }

    /** Rows in the fullest bin. */
    static long largest(FeatureProfile profile, IntToLongFunction counts) {
        long largest = 0;
        for (int bin = FeatureProfile.MISSING + 1; bin < profile.bins(); bin++) {
            largest = Math.max(largest, counts.applyAsLong(bin));
        }
        return largest;
    }

    /** Rows with a value that the training data has no bin for, or none of its rows can have had. */
    static long unseen(FeatureProfile profile, IntToLongFunction counts) {
        if (!(profile instanceof NumericProfile numeric)) {
            return counts.applyAsLong(CategoricalProfile.OTHER);
        }
        long outside = 0;
        for (int bin = FeatureProfile.MISSING + 1; bin < profile.bins(); bin++) {
            outside += numeric.isBelow(bin) || numeric.isAbove(bin) ? counts.applyAsLong(bin) : 0;
        }
        return outside;
    }
}
