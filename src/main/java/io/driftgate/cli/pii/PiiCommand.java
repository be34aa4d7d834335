package io.driftgate.cli.pii;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code driftgate pii}: what people do with the PII scanner outside of a running gateway. */
@Command(
        name = "pii",
        description = "Finds personal data and secrets in one's own data.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = ScanCommand.class)
public final class PiiCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: pii scan");
    }
}
