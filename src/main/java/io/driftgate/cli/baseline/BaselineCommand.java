package io.driftgate.cli.baseline;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code driftgate baseline}: training profiles. Exits 0, 1 when data, schema or baseline are wrong, 2 when the call is. */
@Command(
        name = "baseline",
        description = "Build, show and compare training profiles, which drift is measured against.",
        mixinStandardHelpOptions = true,
        subcommands = {BuildCommand.class, ShowCommand.class, DiffCommand.class})
public final class BaselineCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "say what to do: baseline build, baseline show, or baseline diff");
    }
}
