package io.driftgate.cli.drift;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code driftgate drift}. */
@Command(
        name = "drift",
        description = "Judges streams of panes.",
        mixinStandardHelpOptions = true,
        subcommands = MergeCommand.class)
public final class DriftCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** The command is composed with others. */
    public DriftCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: drift merge");
    }
}
