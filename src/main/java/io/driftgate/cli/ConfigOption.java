package io.driftgate.cli;

import java.nio.file.Path;
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
        return resolve(System.getenv().getOrDefault(VARIABLE, ""));
    }

    Path resolve(String variable) {
        if (file != null) {
            return file;
        }
        return variable.isEmpty() ? OTHERWISE : Path.of(variable);
    }
}
