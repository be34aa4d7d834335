package io.driftgate.control;

import io.driftgate.snapshot.Upstream;
import java.io.IOException;
import java.util.List;

/** Asks one model server whether it can answer, and what it serves. */
@FunctionalInterface
public interface Probe {
    /**
     * Blocks until there is an answer, at most for about a second.
     *
     * @param path below the upstream's base path; empty asks only whether the server accepts connections
     * @return whether the server is ready; an exception means that it is not, and says why
     */
    boolean ready(Upstream upstream, String path) throws IOException, InterruptedException;

    /**
     * Asks which versions of its model the server serves; blocks likewise.
     *
     * @return empty when it doesn't say
     */
    default List<String> served(Upstream upstream, String path) throws IOException, InterruptedException {
        return List.of();
    }
}
