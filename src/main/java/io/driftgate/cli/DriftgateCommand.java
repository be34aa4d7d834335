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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
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
        String[] whole = withDefaultCommand(arguments);
        Optional<Serving> serving = Serving.plainly(List.of(whole));
        return serving.isPresent() ? serve(serving.get(), server) : parse(server, whole);
    }

    private static int serve(Serving serving, Server server) {
        try {
            return serving.run(server, System.err::println);
        } catch (RuntimeException e) {
            System.err.println("serve: " + describe(e));
            return ExitCode.PROBLEM;
        }
    }

    private static int parse(Server server, String... whole) {
        CommandLine all = commandLine(server, whole);
        PrintWriter out = all.getOut(); // made now, it is that of every command
        PrintWriter err = all.getErr();
        int exitCode = all.execute(whole);
        out.flush(); // what ends in no line break would not go out by itself
        err.flush();
        return exitCode;
    }

    /**
     * Understands these arguments: with the one command that they name, or with all where they name none, so that help lists them and a
     * misspelt one is told what is like it. To make them all takes a good part of the time that serving takes to start.
     */
    static CommandLine commandLine(Server server, String... arguments) {
        Map<String, Supplier<Object>> commands = commands(server);
        CommandLine made = new CommandLine(new DriftgateCommand());
        Supplier<Object> named = arguments.length == 0 ? null : commands.get(arguments[0]);
        if (named == null) {
            commands.values().forEach(command -> made.addSubcommand(command.get()));
        } else {
            made.addSubcommand(named.get());
        }
        return made.setCaseInsensitiveEnumValuesAllowed(true).setExecutionExceptionHandler((error, command, parsed) -> {
            command.getErr().println(command.getCommandName() + ": " + describe(error));
            return ExitCode.PROBLEM;
        });
    }

    /** By name, in the order of the help. */
    private static Map<String, Supplier<Object>> commands(Server server) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("serve", () -> new ServeCommand(server));
        commands.put("check", CheckCommand::new);
        commands.put("baseline", BaselineCommand::new);
        commands.put("drift", DriftCommand::new);
        commands.put("backtest", BacktestCommand::new);
        commands.put("policy", PolicyCommand::new);
        commands.put("pii", PiiCommand::new);
        commands.put("gate", GateCommand::new);
        commands.put("audit", AuditCommand::new);
        commands.put("alert", AlertCommand::new);
        commands.put("ctl", CtlCommand::new);
        commands.put("demo", () -> new DemoCommand(server));
        commands.put("version", VersionCommand::new);
        return commands;
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
