package io.driftgate.admin;

import io.driftgate.control.Publisher;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether this instance should get traffic: its port is bound, no model is denied, and it isn't draining. A rejected reload does
 * not count, since the last good snapshot serves on; nor does a model server that is away, which more instances won't mend.
 */
@Readiness
@Singleton
public final class ReadyCheck implements HealthCheck {
    private final Publisher publisher;
    private final ServingPort port;

    ReadyCheck(Publisher publisher, ServingPort port) {
        this.publisher = publisher;
        this.port = port;
    }

    @Override
    public HealthCheckResponse call() {
        List<String> reasons = new ArrayList<>(publisher.notReadyReasons());
        Optional<InetSocketAddress> address = port.address();
        if (address.isEmpty()) {
            reasons.add("the serving port is not bound");
        }
        HealthCheckResponseBuilder response = HealthCheckResponse.named("driftgate")
                .status(reasons.isEmpty())
                .withData("snapshot", publisher.holder().current().digest());
        address.ifPresent(bound -> response.withData("listen", bound.getHostString() + ":" + bound.getPort()));
        for (int i = 0; i < reasons.size(); i++) {
            response.withData("reason." + (i + 1), reasons.get(i));
        }
        return response.build();
    }
}
