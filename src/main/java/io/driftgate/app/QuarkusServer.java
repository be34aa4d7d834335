package io.driftgate.app;

import io.driftgate.cli.ExitCode;
import io.driftgate.cli.LogFormat;
import io.driftgate.cli.Server;
import io.driftgate.config.ConfigLoader;
import io.driftgate.snapshot.Settings;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusBindException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the gateway, and Quarkus beside it, whose HTTP server is the admin port. The gateway listens first: what Quarkus needs to start is
 * several times what the gateway needs, and no request waits for it. Nobody is told that the process is ready before the admin port is up.
 * Once per process.
 */
public final class QuarkusServer implements Server {
    /**
     * Netty's, which Quarkus sets only when it starts, and that is after the gateway. Chunks of 4 MiB, as Netty has them by itself: Quarkus's
     * are of 64 KiB, and no larger buffer is pooled then, as bodies need. No stack trace of one buffer in 128, to find leaks: that is for
     * tests, and for whoever asks for it.
     */
    private static final Map<String, String> NETTY = Map.of(
            "io.netty.allocator.maxOrder",
            "9",
            "io.netty.allocator.disableCacheFinalizersForFastThreadLocalThreads",
            "true",
            "io.netty.leakDetection.level",
            "disabled");

    private volatile int exitCode = ExitCode.DONE;

    /** Has to be made before anything logs. */
    public QuarkusServer() {
        Logs.chooseLogManager();
    }

    @Override
    public int serve(Path config, ConfigLoader.Loaded loaded, LogFormat logFormat) {
        Settings settings = loaded.snapshot().orElseThrow().settings();
        Logs.install(logFormat);
        System.setProperty(GatewayBeans.CONFIG, config.toAbsolutePath().toString());
        NETTY.forEach((key, value) -> System.setProperty(key, System.getProperty(key, value)));
        Signals.ofProcess(); // who asks for an end while Quarkus starts gets a drain
        Listening listening;
        try {
            listening = Listening.start(config.toAbsolutePath(), loaded, loops());
        } catch (StartFailure e) {
            return exitCode(ExitCode.PROBLEM, e, settings);
        }
        listening.ofProcess();
        try {
            return runQuarkus(settings);
        } finally {
            listening.gateway().close(); // in case that Quarkus did not come up
        }
    }

    private int runQuarkus(Settings settings) {
        System.setProperty("quarkus.http.host", settings.adminHost());
        System.setProperty("quarkus.http.port", Integer.toString(settings.adminPort()));
        // Whatever keeps us from starting is told once, by us.
        System.setProperty("quarkus.log.category.\"io.quarkus.runtime.Application\".level", "OFF");
        Quarkus.run(ServeApplication.class, (code, error) -> exitCode = exitCode(code, error, settings));
        return exitCode;
    }

    /** As Quarkus would read it: a system property, or the variable {@code DRIFTGATE_LOOPS}. */
    private static int loops() {
        String asked = System.getProperty(GatewayBeans.LOOPS, System.getenv().getOrDefault("DRIFTGATE_LOOPS", "0"));
        try {
            return Integer.parseInt(asked.strip());
        } catch (NumberFormatException e) {
            throw new StartFailure(
                    ExitCode.USAGE, "driftgate: DRIFTGATE_LOOPS is '" + asked + "'; give a number of event loops", e);
        }
    }

    @Override
    public void end(int code) {
        Quarkus.asyncExit(code);
    }

    private static int exitCode(int code, Throwable error, Settings settings) {
        if (error == null) {
            return code;
        }
        Optional<StartFailure> own = cause(error, StartFailure.class);
        if (own.isPresent()) {
            System.err.println(own.get().getMessage());
            return own.get().exitCode();
        }
        if (cause(error, QuarkusBindException.class).isPresent()
                || cause(error, BindException.class).isPresent()) {
            System.err.println("driftgate: the admin port " + settings.adminHost() + ":" + settings.adminPort()
                    + " can't be bound; change admin.host or admin.port, or end what holds it");
            return ExitCode.PROBLEM;
        }
        error.printStackTrace();
        return ExitCode.PROBLEM;
    }

    private static <T extends Throwable> Optional<T> cause(Throwable error, Class<T> type) {
        for (Throwable at = error; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return Optional.of(type.cast(at));
            }
        }
        return Optional.empty();
    }
}
