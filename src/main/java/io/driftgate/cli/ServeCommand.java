package io.driftgate.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves. Reads the configuration before anything is started, so that an invalid file is told plainly and ends with 2. */
@Command(
        name = "serve",
        description = {
            "Serves: the gateway on listen, health, metrics and the admin API on admin.",
            "An invalid driftgate.yaml exits 2. An invalid policy or baseline denies its model, and the process isn't ready.",
            "SIGTERM and SIGINT drain and exit 0; a second one exits at once. SIGHUP reloads."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:drained after a signal",
            "1:a port is taken, or the server failed",
            "2:the command line or driftgate.yaml is wrong; nothing was started"
        })
public final class ServeCommand implements Callable<Integer> {
    private final Server server;

    @Mixin
    private ConfigOption config;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "how the log is written to stderr: text or json; default text")
    private LogFormat logFormat;

    @Spec
    private CommandSpec spec;

    ServeCommand(Server server) {
        this.server = server;
    }

    @Override
    public Integer call() {
        return new Serving(config.resolve(), logFormat)
                .run(server, spec.commandLine().getErr()::println);
    }
}
