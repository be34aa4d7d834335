package io.driftgate.alert;

/**
 * When a rate is an alert: at {@code rate} or above, over a window with at least {@code min} events; it is over below {@code clear}.
 *
 * @param rate events for each request
 * @param clear lower than {@code rate}, so that a rate about the threshold doesn't flap
 * @param min events in the window below which nothing is wrong, whatever the rate
 */
public record RateSettings(double rate, double clear, long min, long windowNanos) {
    public static final RateSettings DEFAULT = new RateSettings(0.05, 0.025, 50, 300_000_000_000L);

    public RateSettings {
        if (!(clear >= 0 && clear < rate)) {
            throw new IllegalArgumentException("clear is below rate: " + clear + ", " + rate);
        }
    }
}
