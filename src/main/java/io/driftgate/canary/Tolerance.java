package io.driftgate.canary;

/**
 * How much worse than stable a canary may be and still be as good.
 *
 * @param errors share of requests by which its errors may exceed the stable version's, 0 to 1
 * @param violations the same of violations
 * @param latency factor that its answers may take longer, at least 1
 * @param predictions share of answers by which its predictions may lie elsewhere, above or below any value, or in any class
 */
public record Tolerance(double errors, double violations, double latency, double predictions) {
    public static final Tolerance DEFAULT = new Tolerance(0.005, 0.005, 1.1, 0.02);

    public Tolerance {
        if (!(isShare(errors) && isShare(violations) && isShare(predictions) && latency >= 1)) {
            throw new IllegalArgumentException("tolerance of shares is from 0 to below 1, of latency at least 1");
        }
    }

    private static boolean isShare(double value) {
        return value >= 0 && value < 1;
    }
}
