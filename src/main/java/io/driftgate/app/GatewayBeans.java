package io.driftgate.app;

import io.driftgate.admin.ServingPort;
import io.driftgate.config.ConfigLoader;
import io.driftgate.control.DriftLoop;
import io.driftgate.control.Overrides;
import io.driftgate.control.Publisher;
import io.driftgate.control.alert.AlertCenter;
import io.driftgate.control.stream.PaneStreams;
import io.driftgate.telemetry.DisagreementLogs;
import io.driftgate.telemetry.LiveFigures;
import io.prometheus.client.CollectorRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Lends the gateway's parts to the admin API. The gateway listens before the admin port opens and ends after it closed. */
@Singleton
final class GatewayBeans {
    /** Where {@code driftgate.yaml} is. */
    static final String CONFIG = "driftgate.config";
    /** Number of event loops; 0 takes one per processor. */
    static final String LOOPS = "driftgate.loops";

    /** All is up but the admin port, which opens next. */
    void start(@Observes StartupEvent event, Gateway gateway, GuardedProbe probe) {
        gateway.operate(probe);
    }

    @Produces
    @Singleton
    Listening listening(
            @ConfigProperty(name = CONFIG) Path config, @ConfigProperty(name = LOOPS, defaultValue = "0") int loops) {
        return Listening.known().orElseGet(() -> {
            ConfigLoader.Loaded loaded = new ConfigLoader(Clock.systemUTC()).load(config);
            return Listening.start(config, loaded, loops);
        });
    }

    /** Takes the place of Quarkus's own. */
    @Produces
    @Singleton
    CollectorRegistry metrics(Listening listening) {
        return listening.metrics();
    }

    @Produces
    @Singleton
    Gateway gateway(Listening listening) {
        return listening.gateway();
    }

    void stop(@Disposes Gateway gateway) {
        gateway.close();
    }

    @Produces
    @Singleton
    Publisher publisher(Gateway gateway) {
        return gateway.publisher();
    }

    @Produces
    @Singleton
    DriftLoop driftLoop(Gateway gateway) {
        return gateway.driftLoop();
    }

    @Produces
    @Singleton
    Overrides overrides(Gateway gateway) {
        return gateway.overrides();
    }

    @Produces
    @Singleton
    DisagreementLogs disagreements(Gateway gateway) {
        return gateway.disagreements();
    }

    @Produces
    @Singleton
    AlertCenter alerts(Gateway gateway) {
        return gateway.alerts();
    }

    @Produces
    @Singleton
    PaneStreams paneStreams(Gateway gateway) {
        return gateway.paneStreams();
    }

    @Produces
    @Singleton
    LiveFigures live(Gateway gateway) {
        return gateway.live();
    }

    @Produces
    @Singleton
    ServingPort servingPort(Gateway gateway) {
        return gateway.servingPort();
    }
}
