package io.driftgate.app;

import io.driftgate.admin.ServingPort;
import io.driftgate.cli.ExitCode;
import io.driftgate.control.DriftLoop;
import io.driftgate.control.InvalidConfiguration;
import io.driftgate.control.Overrides;
import io.driftgate.control.Publisher;
import io.driftgate.control.alert.AlertCenter;
import io.driftgate.control.stream.PaneStreams;
import io.driftgate.source.Problem;
import io.driftgate.telemetry.DisagreementLogs;
import io.driftgate.telemetry.LiveFigures;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Lends the gateway's parts to the admin API. The gateway starts before the admin port opens and ends after it closed. */
@Singleton
final class GatewayBeans {
    /** Where {@code driftgate.yaml} is. */
    static final String CONFIG = "driftgate.config";
    /** Number of event loops; 0 takes one per processor. */
    static final String LOOPS = "driftgate.loops";

    /** Being asked for makes it start. */
    void start(@Observes StartupEvent event, Gateway gateway) {}

    @Produces
    @Singleton
    Gateway gateway(
            @ConfigProperty(name = CONFIG) Path config,
            @ConfigProperty(name = LOOPS, defaultValue = "0") int loops,
            MeterRegistry registry,
            GuardedProbe probe) {
        try {
            return Gateway.start(config, leaf(registry), loops, probe);
        } catch (InvalidConfiguration e) {
            String problems = e.problems().stream().map(Problem::render).collect(Collectors.joining("\n"));
            throw new StartFailure(ExitCode.USAGE, problems, e);
        } catch (IOException e) {
            throw new StartFailure(ExitCode.PROBLEM, String.valueOf(e.getMessage()), e);
        }
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

    /** The registry itself: a composite of one costs an iterator per recording. */
    private static MeterRegistry leaf(MeterRegistry registry) {
        if (registry instanceof CompositeMeterRegistry composite) {
            Optional<MeterRegistry> only = composite.getRegistries().stream().findFirst();
            return composite.getRegistries().size() == 1 ? leaf(only.get()) : registry;
        }
        return registry;
    }
}
