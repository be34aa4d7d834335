package io.driftgate.testing;

import java.io.IOException;

/** What {@link TestUpstream} does with one request; ready-made ones are in {@link Answers}. */
@FunctionalInterface
public interface Answer {
    /**
     * Writes the answer, or whatever the test wants instead.
     *
     * @return whether the connection stays open
     */
    boolean write(ReceivedRequest request, Wire out) throws IOException, InterruptedException;

    /** Whether it starts before the request's body was read; then {@link ReceivedRequest#body()} is empty and the connection ends. */
    default boolean beforeBody() {
        return false;
    }
}
