package io.driftgate.control;

import java.time.Instant;
import java.util.List;

/**
 * Who is told of {@linkplain ControlEvent events}. Called on the control plane's threads, several at once: an implementation is
 * thread-safe, returns quickly and does not throw.
 */
@FunctionalInterface
public interface ControlEvents {
    /** Tells nobody. */
    ControlEvents NONE = (at, event) -> {};

    void on(Instant at, ControlEvent event);

    /** Tells each of these, in order. */
    static ControlEvents all(List<ControlEvents> each) {
        List<ControlEvents> listeners = List.copyOf(each);
        return (at, event) -> listeners.forEach(listener -> listener.on(at, event));
    }
}
