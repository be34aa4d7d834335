import java.util.Arrays;
import java.util.Locale;

/**
 * What a machine does to a loop that does nothing but shift bits: its percentiles, beside which those of a benchmark are to be read.
 * {@code java benchmarks/Noise.java MICROSECONDS SAMPLES}, such as {@code 545 16000}.
 */
final class Noise {
    private static final int TRIALS = 2_000;
    private static long value = 1;

    private Noise() {}

    public static void main(String[] arguments) {
        if (arguments.length != 2) {
            System.err.println("usage: java benchmarks/Noise.java MICROSECONDS SAMPLES");
            System.exit(2);
        }
        int steps = stepsOf(Double.parseDouble(arguments[0]));
        long[] nanos = new long[Integer.parseInt(arguments[1])];
        for (int i = 0; i < nanos.length; i++) {
            long begin = System.nanoTime();
            shift(steps);
            nanos[i] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        for (double quantile : new double[] {0, 0.5, 0.99, 0.999}) {
            System.out.printf(
                    Locale.ROOT, "p%s %.1f us%n", quantile * 100, nanos[(int) (nanos.length * quantile)] / 1e3);
        }
        System.out.println("(" + value + ")"); // so that the loop is not optimised away
    }

    /** How many steps take so long, once compiled. */
    private static int stepsOf(double micros) {
        int steps = 100_000;
        for (int i = 0; i < TRIALS; i++) {
            shift(steps);
        }
        long begin = System.nanoTime();
        for (int i = 0; i < TRIALS; i++) {
            shift(steps);
        }
        double perStep = (System.nanoTime() - begin) / (double) TRIALS / steps;
        return (int) (micros * 1000 / perStep);
    }

    private static void shift(int steps) {
        long x = value;
        for (int i = 0; i < steps; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
        }
        value = x;
    }
}
