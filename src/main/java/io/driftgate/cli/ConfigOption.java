package io.driftgate.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which {@code driftgate.yaml} a command works on. */
public final class ConfigOption {
    static final String VARIABLE = "DRIFTGATE_CONFIG";
    static final Path OTHERWISE = Path.of("/etc/driftgate/driftgate.yaml");

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "driftgate.yaml; otherwise $" + VARIABLE + ", otherwise /etc/driftgate/driftgate.yaml")
    private Path file;

    /** The file that the option names, or else the environment, or else the default. */
    public Path resolve() {
        return resolve(Optional.ofNullable(file));
    }

    Path resolve(String variable) {
        return resolve(Optional.ofNullable(file), variable);
    }

    /** As {@link #resolve()}, for an option that was read elsewhere. */
    static Path resolve(Optional<Path> file) {
        return resolve(file, System.getenv().getOrDefault(VARIABLE, ""));
    }

    private static Path resolve(Optional<Path> file, String variable) {
        return file.orElseGet(() -> variable.isEmpty() ? OTHERWISE : Path.of(variable));
    }
}
