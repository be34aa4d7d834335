package io.driftgate.cli;

import io.driftgate.cli.alert.AlertCommand;
import io.driftgate.cli.audit.AuditCommand;
import io.driftgate.cli.backtest.BacktestCommand;
import io.driftgate.cli.baseline.BaselineCommand;
import io.driftgate.cli.ctl.CtlCommand;
import io.driftgate.cli.demo.DemoCommand;
import io.driftgate.cli.drift.DriftCommand;
import io.driftgate.cli.gate.GateCommand;
import io.driftgate.cli.pii.PiiCommand;
import io.driftgate.cli.policy.PolicyCommand;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command {@code driftgate}; without a subcommand it serves. */
@Command(
        name = "driftgate",
        description = "An inference-gateway sidecar: governs requests, measures drift, reroutes on it.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Lines.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the command found or met a problem",
            "2:the command line or driftgate.yaml is wrong; nothing was started"
        },
        footer = {"", "Without a command, serve runs: 'driftgate --config F' is 'driftgate serve --config F'."})
public final class DriftgateCommand implements Runnable {
    private static final Set<String> OWN_OPTIONS = Set.of("-h", "--help", "-V", "--version");

    @picocli.CommandLine.Spec
    private picocli.CommandLine.Model.CommandSpec spec;

    private DriftgateCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** Parses and runs; the result is the process's exit code. */
    public static int execute(Server server, String... arguments) {
        CommandLine all = commandLine(server);
        PrintWriter out = all.getOut(); // made now, it is that of every command
        PrintWriter err = all.getErr();
        int exitCode = all.execute(withDefaultCommand(arguments));
        out.flush(); // what ends in no line break would not go out by itself
        err.flush();
        return exitCode;
    }

    static CommandLine commandLine(Server server) {
        return new CommandLine(new DriftgateCommand())
                .addSubcommand(new ServeCommand(server))
                .addSubcommand(new CheckCommand())
                .addSubcommand(new BaselineCommand())
                .addSubcommand(new DriftCommand())
                .addSubcommand(new BacktestCommand())
                .addSubcommand(new PolicyCommand())
                .addSubcommand(new PiiCommand())
                .addSubcommand(new GateCommand())
                .addSubcommand(new AuditCommand())
                .addSubcommand(new AlertCommand())
                .addSubcommand(new CtlCommand())
                .addSubcommand(new DemoCommand(server))
                .addSubcommand(new VersionCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((error, command, parsed) -> {
                    command.getErr().println(command.getCommandName() + ": " + describe(error));
                    return ExitCode.PROBLEM;
                });
    }

    /** Puts {@code serve} where the command is left out. */
    static String[] withDefaultCommand(String... arguments) {
        if (arguments.length > 0 && (!arguments[0].startsWith("-") || OWN_OPTIONS.contains(arguments[0]))) {
            return arguments;
        }
        List<String> all = new ArrayList<>(List.of("serve"));
        all.addAll(List.of(arguments));
        return all.toArray(String[]::new);
    }

    private static String describe(Throwable error) {
        return error.getMessage() == null ? error.toString() : error.getMessage();
    }
}
