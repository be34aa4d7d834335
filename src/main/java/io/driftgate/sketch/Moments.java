package io.driftgate.sketch;

/**
 * Mean and standard deviation of a column whose range is known, to about the last digits of a double however many values there
 * are: sums of (x - shift) / scale and of its square with Neumaier's compensation (Rundungsfehleranalyse einiger Verfahren zur
 * Summation endlicher Summen, 1974), where scale is a power of two that keeps every term within [-2, 2], so nothing overflows, and
 * shift is a guess of the mean, so nothing cancels. One thread.
 */
final class Moments {
    private final double min;
    private final double max;
    private final double shift;
    private final double scale;
    private final Sum sum = new Sum();
    private final Sum squares = new Sum();
    private long values;

    /**
     * Prepares.
     *
     * @param shift a guess of the mean, from min to max
     */
    Moments(double min, double max, double shift) {
        this.min = min;
        this.max = max;
        this.shift = shift;
        // Halves, as the range itself may overflow; at least the smallest scale whose inverse is finite.
        double half = Math.max(max / 2 - shift / 2, shift / 2 - min / 2);
        scale = Math.scalb(1.0, Math.max(-1020, half == 0 ? 0 : Math.min(1022, Math.getExponent(half) + 1)));
    }

    void add(double value) {
        double term = value / scale - shift / scale;
        sum.add(term);
        squares.add(term * term);
        values++;
    }

    double mean() {
        double mean = shift + sum.value() / values * scale;
        return Math.max(min, Math.min(max, mean));
    }

    double standardDeviation() {
        if (min == max) {
            return 0;
        }
        double mean = sum.value() / values;
        return Math.sqrt(Math.max(0, squares.value() / values - mean * mean)) * scale;
    }

    private static final class Sum {
        private double sum;
        private double lost;

        void add(double term) {
            double next = sum + term;
            lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
            sum = next;
        }

        double value() {
            return sum + lost;
        }
    }
}
