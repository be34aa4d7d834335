package io.driftgate.admin;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Whether the process should be left alone. Answering is the whole proof: nothing that a restart would not mend may fail this
 * check, since a restart drops the connections of every client.
 */
@Liveness
@Singleton
public final class LiveCheck implements HealthCheck {
    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.up("driftgate");
    }
}
