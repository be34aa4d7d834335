package io.driftgate.control;

import static io.driftgate.control.Installation.MODEL;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftgate.testing.Await;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes that two people make at the same time. */
class OverridesAtOnceTest {
    @TempDir
    Path directory;

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger told = new AtomicInteger();

    @Test
    void metricsEndWithWhatIsInForce() throws Exception {
        Installation installation = new Installation(directory);
        Publisher publisher = installation.start();
        Overrides overrides = new Overrides(
                publisher, (model, version) -> true, installation.meters, (at, event) -> {}, installation.clock);
        installation.meters.beforeOverrides = this::holdTheFirst;

        Thread first = start(overrides, OverrideKind.FREEZE, "");
        entered.await();
        Thread second = start(overrides, OverrideKind.QUARANTINE, "v1");
        Await.until(
                () -> second.getState() == Thread.State.BLOCKED || !second.isAlive(),
                () -> "the second is " + second.getState());
        released.countDown();
        first.join();
        second.join();

        List<OverrideKind> kinds =
                installation.meters.overrides.stream().map(ManualOverride::kind).toList();
        assertEquals(List.of(OverrideKind.FREEZE, OverrideKind.QUARANTINE), kinds);
    }

    private void holdTheFirst() {
        if (told.getAndIncrement() == 0) {
            entered.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Thread start(Overrides overrides, OverrideKind kind, String version) {
        Thread thread = new Thread(() -> {
            try {
                overrides.set(
                        new OverrideRequest(kind, MODEL, version, "", "ann", "INC-42", Optional.empty(), false, false));
            } catch (OverrideRefused e) {
                throw new IllegalStateException(e);
            }
        });
        thread.start();
        return thread;
    }
}
