package io.driftgate.cli.audit;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which log. */
final class LogOption {
    @Parameters(paramLabel = "DIR", description = "the log's directory, audit.dir of driftgate.yaml, or a copy of it")
    private Path directory;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** @throws ParameterException if there is no such directory */
    Path directory() {
        if (!Files.isDirectory(directory)) {
            throw new ParameterException(spec.commandLine(), directory + " is no directory");
        }
        return directory;
    }
}
