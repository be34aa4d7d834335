package io.driftgate.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftgate.cli.ExitCode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code driftgate ctl list}. */
@Command(
        name = "list",
        description = "Lists what is set, who set it, why, until when, and what it does now. Needs no token.",
        mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "MODEL", description = "only this one's")
    private Optional<String> model;

    @ParentCommand
    private CtlCommand ctl;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            AdminClient.Answer answer = new AdminClient(ctl.admin().admin()).list(model);
            if (ctl.admin().json()) {
                out.println(answer.text());
                return ExitCode.DONE;
            }
            List<JsonNode> all = new ArrayList<>();
            answer.json().path("overrides").forEach(all::add);
            all.forEach(each -> OverrideTable.print(each, out));
            if (all.isEmpty()) {
                out.println("nothing is overridden"
                        + model.map(name -> " for " + name).orElse(""));
            }
            answer.json()
                    .path("warnings")
                    .forEach(warning -> err.println("warning: " + Printable.of(warning.asText(""))));
            return ExitCode.DONE;
        } catch (AdminClient.Failed e) {
            err.println("ctl list: " + e.getMessage());
            return ExitCode.PROBLEM;
        }
    }
}
