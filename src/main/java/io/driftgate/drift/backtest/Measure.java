package io.driftgate.drift.backtest;

/** A statistic that a threshold can be set on. */
public enum Measure {
    /** Population stability index on ten groups. */
    PSI,
    /** Of numbers the Kolmogorov-Smirnov distance with missing rows lowest, of others the total variation distance: as the verdict has it. */
    KS,
    /** Jensen-Shannon distance to base 2. */
    JS;

    /** The statistic's value in a window, which has rows. */
    public double of(ReplayWindow.Entry entry) {
        return switch (this) {
            case PSI -> entry.drift().psi();
            case KS -> entry.drift().ks();
            case JS -> entry.statistics().grouped().orElseThrow().jensenShannon();
        };
    }
}
