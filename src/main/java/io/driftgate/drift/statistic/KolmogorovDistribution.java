package io.driftgate.drift.statistic;

/**
 * The distribution of the two-sided Kolmogorov-Smirnov distance D_n of n draws from a continuous distribution: P(D_n &gt;= x).
 * Stateless, any thread.
 *
 * <p>No one formula is both fast and precise everywhere, so this follows the regions of R. Simard, P. L'Ecuyer: Computing the
 * two-sided Kolmogorov-Smirnov distribution, Journal of Statistical Software 39 (2011):
 *
 * <pre>
 * nx &lt;= 1, nx &gt;= n - 1                  closed forms of Ruben and Gambino
 * x &gt;= ½                                twice the one-sided tail, exact there
 * n &lt;= 140, nx² &lt;= 4                    the matrix of Marsaglia, Tsang and Wang (2003), exact
 * n &lt;= 140, nx² &gt; 4;  n &gt; 140, nx² &gt;= 2.2   twice the one-sided tail (Miller), off by less than the tail's fourth power
 * else n &lt;= 100,000, n x^1.5 &lt;= 1.4     the matrix
 * else                                  the expansion of W. Pelz and I. J. Good (1976) to n^-3/2, off by 1e-6 or less
 * </pre>
 *
 * <p>{@code scipy.stats.kstwo.sf} splits at the same points, so its values are met to 1e-9 even where the expansion's own error is larger.
 */
public final class KolmogorovDistribution {
    private static final int EXACT_ROWS = 140;
    private static final int MATRIX_ROWS = 100_000;
    private static final int SUMMED_ROWS = 1_000_000;
    private static final double HALF_PI_ROOT = Math.sqrt(Math.PI / 2);
    private static final double PI_2 = Math.PI * Math.PI;
    private static final double NEGLIGIBLE = 370;

    private KolmogorovDistribution() {}

    /**
     * P(D_n &gt;= x).
     *
     * @param n 1 or more
     */
    public static double survival(double x, long n) {
        if (n < 1) {
            throw new IllegalArgumentException("no distribution of " + n + " draws");
        }
        double nx = n * x;
        double nxx = nx * x;
        if (nx <= 0.5) {
            return 1;
        }
        if (x >= 1 || nxx >= NEGLIGIBLE) {
            return 0;
        }
        if (nx <= 1) {
            return 1 - smallest(nx, n);
        }
        if (nx >= n - 1) {
            return 2 * Math.pow(1 - x, (double) n);
        }
        if (x >= 0.5) {
            return clip(2 * oneSided(x, n));
        }
        if (n <= EXACT_ROWS ? nxx > 4 : nxx >= 2.2) {
            return clip(2 * oneSided(x, n));
        }
        if (n <= EXACT_ROWS || (n <= MATRIX_ROWS && nx * Math.sqrt(x) <= 1.4)) {
            return clip(1 - matrix(x, (int) n));
        }
        return clip(1 - expansion(Math.sqrt((double) n) * x, (double) n));
    }

    /**
     * P(D_n &gt;= x) in constant time, for an effective size that need not be whole: the expansion up to nx² = 4, then twice
     * Smirnov's exp(-(6nx + 1)² / 18n) of the one-sided tail. Off by less than 5e-4 from 20 draws on.
     *
     * @param n positive
     */
    public static double approximateSurvival(double x, double n) {
        double nxx = n * x * x;
        if (n * x <= 0.5) {
            return 1;
        }
        return nxx <= 4 ? clip(1 - expansion(Math.sqrt(nxx), n)) : clip(2 * smirnov(x, n));
    }

    private static double clip(double p) {
        return Math.min(1, Math.max(0, p));
    }

    /** P(D_n &lt; x) = n! (2x - 1/n)^n for 1/2n &lt;= x &lt;= 1/n. */
    private static double smallest(double nx, long n) {
        double log = 0;
        for (long i = 1; i <= n; i++) {
            log += Math.log(i * (2 * nx - 1) / n);
            if (log < -800) {
                return 0;
            }
        }
        return Math.exp(log);
    }

    /** P(D_n+ &gt;= x) = x Σ_j C(n, j) (x + j/n)^(j-1) (1 - x - j/n)^(n-j), over j &lt;= n (1 - x). */
    private static double oneSided(double x, long n) {
        if (n > SUMMED_ROWS) {
            return smirnov(x, (double) n);
        }
        double sum = 0;
        double logChoose = 0;
        long last = (long) Math.floor(n * (1 - x));
        for (long j = 0; j <= last; j++) {
            double rest = 1 - x - (double) j / n;
            if (rest > 0) {
                double reached = x + (double) j / n;
                sum += Math.exp(logChoose + (j - 1) * Math.log(reached) + (n - j) * Math.log(rest));
            }
            logChoose += Math.log((double) (n - j) / (j + 1));
        }
        return x * sum;
    }

    private static double smirnov(double x, double n) {
        double root = 6 * n * x + 1;
        return Math.exp(-root * root / (18 * n));
    }

    /** P(D_n &lt; x), as n!/n^n times the middle element of a matrix's n-th power; Marsaglia, Tsang, Wang, 2003. */
    private static double matrix(double x, int n) {
        int k = (int) Math.floor(n * x) + 1;
        int size = 2 * k - 1;
        double h = k - n * x;
        double[] reciprocalFactorial = new double[size + 1];
        reciprocalFactorial[0] = 1;
        for (int i = 1; i <= size; i++) {
            reciprocalFactorial[i] = reciprocalFactorial[i - 1] / i;
        }
        double[] base = new double[size * size];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column <= Math.min(row + 1, size - 1); column++) {
                double corner = 1;
                if (column == 0) {
                    corner -= Math.pow(h, row + 1);
                }
                if (row == size - 1) {
                    corner -= Math.pow(h, size - column);
                }
                if (column == 0 && row == size - 1 && 2 * h > 1) {
                    corner += Math.pow(2 * h - 1, size);
                }
                base[row * size + column] = corner * reciprocalFactorial[row - column + 1];
            }
        }
        Scaled power = new Scaled(base, 0).power(n, size);
        double result = power.values[(k - 1) * size + k - 1];
        double log = 0;
        for (int i = 1; i <= n; i++) {
            log += Math.log((double) i / n);
        }
        return result <= 0 ? 0 : Math.exp(Math.log(result) + power.exponent * Math.log(2) + log);
    }

    /** A square matrix times 2^exponent, so that its powers don't overflow. */
    private static final class Scaled {
        private final double[] values;
        private final int exponent;

        Scaled(double[] values, int exponent) {
            this.values = values;
            this.exponent = exponent;
        }

        Scaled power(int n, int size) {
            if (n == 1) {
                return this;
            }
            Scaled half = power(n / 2, size);
            Scaled square = half.times(half, size);
            return n % 2 == 0 ? square : square.times(this, size);
        }

        private Scaled times(Scaled other, int size) {
            double[] product = new double[size * size];
            for (int row = 0; row < size; row++) {
                for (int inner = 0; inner < size; inner++) {
                    double factor = values[row * size + inner];
                    for (int column = 0; factor != 0 && column < size; column++) {
                        product[row * size + column] += factor * other.values[inner * size + column];
                    }
                }
            }
            int shift = Math.getExponent(product[size / 2 * size + size / 2]);
            for (int i = 0; i < product.length; i++) {
                product[i] = Math.scalb(product[i], -shift);
            }
            return new Scaled(product, exponent + other.exponent + shift);
        }
    }

    /** K0 + K1/n^½ + K2/n + K3/n^(3/2) at z = x √n; Simard and L'Ecuyer, section 3.1.4. */
    private static double expansion(double z, double n) {
        double z2 = z * z;
        double z4 = z2 * z2;
        double z6 = z4 * z2;
        double k0 = 0;
        double k1 = 0;
        double k2 = 0;
        double k3 = 0;
        for (int k = 0; ; k++) {
            double u = PI_2 * (k + 0.5) * (k + 0.5); // π²(k + ½)², of k and of -k - 1
            double half = 2 * Math.exp(-u / (2 * z2));
            k0 += half;
            k1 += half * (u - z2);
            k2 += half * (6 * z6 + 2 * z4 + u * (2 * z4 - 5 * z2) + u * u * (1 - 2 * z2));
            k3 += half
                    * (u * u * u * (5 - 30 * z2)
                            + u * u * (-60 * z2 + 212 * z4)
                            + u * (135 * z4 - 96 * z6)
                            - 30 * z6
                            - 90 * z4 * z4);
            double v = PI_2 * k * k;
            double whole = k == 0 ? 0 : 2 * Math.exp(-v / (2 * z2));
            k2 -= whole * 2 * z4 * v;
            k3 += whole * 30 * z4 * (3 * v * z2 - v * v);
            if (u / (2 * z2) > 60) {
                break;
            }
        }
        double root = Math.sqrt(n);
        return HALF_PI_ROOT
                * (k0 / z + k1 / (6 * z4 * root) + k2 / (72 * z6 * z * n) + k3 / (6480 * z6 * z4 * n * root));
    }
}
