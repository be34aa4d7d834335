package io.driftgate.app;

import io.driftgate.control.Probe;
import io.driftgate.snapshot.Upstream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A probe that is made after whoever uses it. What is asked before then waits. Thread-safe. */
final class LaterProbe implements Probe {
    private final CompletableFuture<Probe> made = new CompletableFuture<>();

    void is(Probe probe) {
        made.complete(probe);
    }

    @Override
    public boolean ready(Upstream upstream, String path) throws IOException, InterruptedException {
        return made.join().ready(upstream, path);
    }

    @Override
    public List<String> served(Upstream upstream, String path) throws IOException, InterruptedException {
        return made.join().served(upstream, path);
    }
}
