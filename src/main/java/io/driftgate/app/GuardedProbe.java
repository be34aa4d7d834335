package io.driftgate.app;

import io.driftgate.control.HttpProbe;
import io.driftgate.control.Probe;
import io.driftgate.snapshot.Upstream;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.eclipse.microprofile.faulttolerance.Timeout;

/**
 * The probe of the running process. Its timeout is a second line of defence: the HTTP client has one of its own, which name
 * resolution, for one, doesn't know of. No retry, since the prober asks again in a moment anyway. Thread-safe.
 */
@ApplicationScoped
public class GuardedProbe implements Probe {
    private final Probe probe = new HttpProbe(Duration.ofSeconds(1));

    @Override
    @Timeout(value = 2, unit = ChronoUnit.SECONDS)
    public boolean ready(Upstream upstream, String path) throws IOException, InterruptedException {
        return probe.ready(upstream, path);
    }

    @Override
    @Timeout(value = 2, unit = ChronoUnit.SECONDS)
    public List<String> served(Upstream upstream, String path) throws IOException, InterruptedException {
        return probe.served(upstream, path);
    }
}
