package io.driftgate.testing;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another thread or process does. A wait ends as soon as it is done, so it may be as long as the slowest machine needs. */
public final class Await {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_MILLIS = 2;

    private Await() {}

    /** Holds for as long as a wait may last, for a test that does something again and again until it shows. */
    public static BooleanSupplier patience() {
        long start = System.nanoTime();
        return () -> System.nanoTime() - start <= PATIENCE_NANOS;
    }

    /**
     * Waits until something holds.
     *
     * @param instead what is so as long as it does not hold, for the failure's message
     */
    public static void until(BooleanSupplier holds, Supplier<String> instead) throws InterruptedException {
        BooleanSupplier patience = patience();
        while (!holds.getAsBoolean()) {
            if (!patience.getAsBoolean()) {
                throw new AssertionError(
                        "still, after " + TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS) + " s: " + instead.get());
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
