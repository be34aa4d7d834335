package io.driftgate.delivery;

import java.net.UnknownHostException;

/** Finds out whether a name has an address. */
@FunctionalInterface
public interface Resolver {
    /** Returns once there is an address; may block for as long as it likes, and ignore an interrupt. */
    void resolve(String host) throws UnknownHostException;
}
