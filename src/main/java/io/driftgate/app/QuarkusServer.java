package io.driftgate.app;

import io.driftgate.cli.ExitCode;
import io.driftgate.cli.LogFormat;
import io.driftgate.cli.Server;
import io.driftgate.snapshot.Settings;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusBindException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.Optional;

/** Runs the gateway inside Quarkus, whose HTTP server is the admin port. Once per process. */
public final class QuarkusServer implements Server {
    private static final String NETTY_LEAK_DETECTION = "io.netty.leakDetection.level";

    private volatile int exitCode = ExitCode.DONE;

    /** Has to be made before anything logs. */
    public QuarkusServer() {
        Logs.chooseLogManager();
    }

    @Override
    public int serve(Path config, Settings settings, LogFormat logFormat) {
        Logs.install(logFormat);
        System.setProperty(GatewayBeans.CONFIG, config.toAbsolutePath().toString());
        keepNettyFromTracing();
        System.setProperty("quarkus.http.host", settings.adminHost());
        System.setProperty("quarkus.http.port", Integer.toString(settings.adminPort()));
        // Whatever keeps us from starting is told once, by us.
        System.setProperty("quarkus.log.category.\"io.quarkus.runtime.Application\".level", "OFF");
        Quarkus.run(ServeApplication.class, (code, error) -> exitCode = exitCode(code, error, settings));
        return exitCode;
    }

    /** Netty would take a stack trace of one buffer in 128, to find leaks; that is for tests, and for whoever asks for it. */
    private static void keepNettyFromTracing() {
        if (System.getProperty(NETTY_LEAK_DETECTION) == null) {
            System.setProperty(NETTY_LEAK_DETECTION, "disabled");
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
