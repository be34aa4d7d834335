package io.driftgate.cli.policy;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code driftgate policy}: what people do with policies outside of a running gateway. */
@Command(
        name = "policy",
        description = "Tests policies, explains decisions, and writes first policies.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TestCommand.class,
            ExplainCommand.class,
            FromMlflowCommand.class,
            FromDataCommand.class,
            FromExpectationsCommand.class
        })
public final class PolicyCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "say what to do: policy test, explain, from-mlflow, from-data or from-expectations");
    }
}
