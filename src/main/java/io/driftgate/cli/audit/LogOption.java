package io.driftgate.cli.audit;

import io.driftgate.audit.AuditSettings;
import io.driftgate.cli.ConfigOption;
import io.driftgate.config.ConfigLoader;
import io.driftgate.source.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which log: a directory that was named, or else audit.dir of a configuration. */
final class LogOption {
    @Mixin
    private ConfigOption config;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** @throws ParameterException if there is no such directory, or the configuration names none */
    Path directory(Optional<Path> named) {
        Path directory = named.orElseGet(this::configured);
        if (!Files.isDirectory(directory)) {
            throw usage(directory + " is no directory");
        }
        return directory;
    }

    private Path configured() {
        Path file = config.resolve();
        ConfigLoader.Loaded loaded = new ConfigLoader(Clock.systemUTC()).load(file);
        if (loaded.snapshot().isEmpty()) {
            loaded.problems().stream()
                    .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                    .forEach(problem -> spec.commandLine().getErr().println(problem.render()));
            throw usage("name the log's directory, or a driftgate.yaml that can be loaded");
        }
        return loaded.snapshot()
                .get()
                .settings()
                .audit()
                .map(AuditSettings::dir)
                .orElseThrow(() -> usage(file + " has no audit:, so name the log's directory"));
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
