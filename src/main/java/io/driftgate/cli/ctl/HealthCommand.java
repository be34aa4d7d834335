package io.driftgate.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftgate.cli.ExitCode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code driftgate ctl health}: a container's health check, for images that have no other program. */
@Command(
        name = "health",
        description = "Says whether the gateway should get traffic, and if not, why. Needs no token.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it is ready, or with --live: it is alive", "1:it is not, or it does not answer", "2:usage"})
final class HealthCommand implements Callable<Integer> {
    @Option(names = "--live", description = "ask only whether it is alive, as a check that restarts it should")
    private boolean live;

    @ParentCommand
    private CtlCommand ctl;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            AdminClient.Answer answer = new AdminClient(ctl.admin().admin()).health(live ? "live" : "ready");
            boolean up = "UP".equals(answer.json().path("status").asText(""));
            if (ctl.admin().json()) {
                out.println(answer.text());
            } else {
                out.println((up ? "" : "not ") + (live ? "alive" : "ready"));
                for (JsonNode check : answer.json().path("checks")) {
                    check.path("data").properties().stream()
                            .filter(entry -> entry.getKey().startsWith("reason"))
                            .forEach(entry -> out.println(
                                    "  " + Printable.of(entry.getValue().asText(""))));
                }
            }
            return up ? ExitCode.DONE : ExitCode.PROBLEM;
        } catch (AdminClient.Failed e) {
            spec.commandLine().getErr().println("ctl health: " + e.getMessage());
            return ExitCode.PROBLEM;
        }
    }
}
