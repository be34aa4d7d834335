package io.driftgate.cli.audit;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code driftgate audit}: what auditors do with an audit log, without the gateway that wrote it. */
@Command(
        name = "audit",
        description = "Checks and reads audit logs; changes nothing.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            VerifyCommand.class,
            ShowCommand.class,
            ExportCommand.class,
            WhyCommand.class,
            ProveCommand.class,
            CheckProofCommand.class
        })
public final class AuditCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "say what to do: audit verify, show, export, why, prove or check-proof");
    }
}
