package io.driftgate.app;

import io.driftgate.cli.ExitCode;
import io.driftgate.config.ConfigLoader;
import io.driftgate.control.InvalidConfiguration;
import io.driftgate.source.Problem;
import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * A gateway that takes requests before Quarkus runs, which takes most of a start and which no request needs.
 *
 * @param metrics where its meters are exposed, and Quarkus's own beside them
 */
record Listening(Gateway gateway, CollectorRegistry metrics) {
    /** Where Quarkus's beans, which nobody can hand an argument, find what this process has started. */
    private static final AtomicReference<Listening> OF_PROCESS = new AtomicReference<>();

    /**
     * Starts listening. (Quarkus exposes the meters of Prometheus's simple client, for which Micrometer's only registry is deprecated.)
     *
     * @param loaded what was read from {@code config} just now
     * @param loops number of event loops; 0 takes one per processor
     * @throws StartFailure when there is nothing to serve, or the port or the state directory is taken
     */
    @SuppressWarnings("deprecation")
    static Listening start(Path config, ConfigLoader.Loaded loaded, int loops) {
        CollectorRegistry metrics = new CollectorRegistry(true);
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, metrics, Clock.SYSTEM);
        meters.throwExceptionOnRegistrationFailure();
        try {
            return new Listening(Gateway.listen(config, loaded, meters, loops), metrics);
        } catch (InvalidConfiguration e) {
            String problems = e.problems().stream().map(Problem::render).collect(Collectors.joining("\n"));
            throw new StartFailure(ExitCode.USAGE, problems, e);
        } catch (IOException e) {
            throw new StartFailure(ExitCode.PROBLEM, String.valueOf(e.getMessage()), e);
        }
    }

    /** Lets the beans find this. */
    void ofProcess() {
        OF_PROCESS.set(this);
    }

    /** What was last made known; empty where Quarkus runs without {@code serve}, as in its tests. */
    static Optional<Listening> known() {
        return Optional.ofNullable(OF_PROCESS.get());
    }
}
