package io.driftgate.admin;

import java.net.InetSocketAddress;
import java.util.Optional;

/** What the admin port needs to know of the data plane, which it can't see itself. Thread-safe. */
public interface ServingPort {
    /** Where requests are accepted; empty before the port is bound and after it is closed. */
    Optional<InetSocketAddress> address();
}
