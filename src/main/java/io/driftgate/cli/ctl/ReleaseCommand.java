package io.driftgate.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftgate.cli.ExitCode;
import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code driftgate ctl release}. */
@Command(
        name = "release",
        description = "Ends overrides: those with these ids, and all of these models.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all of them are released",
            "1:one of them was not, or there is none; the others are released",
            "2:the command line is wrong"
        })
final class ReleaseCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "ID|MODEL",
            description = "an id as 'ctl list' shows it, or a model, for all of its overrides")
    private List<String> names;

    @ParentCommand
    private CtlCommand ctl;

    @Mixin
    private ReasonOptions reason;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        URI uri = ctl.admin().admin();
        String token = ctl.admin().token();
        Map<String, Object> body = Map.of("who", reason.who(), "why", reason.why(), "unsaved", reason.unsaved());
        AdminClient client = new AdminClient(uri);
        PrintWriter err = spec.commandLine().getErr();
        boolean all = true;
        try {
            for (Map.Entry<String, List<String>> each : ids(client).entrySet()) {
                if (each.getValue().isEmpty()) {
                    err.println("ctl release: there is no override '" + each.getKey()
                            + "', and none of a model of that name; see 'driftgate ctl list'");
                    all = false;
                }
                for (String id : each.getValue()) {
                    all &= release(client, id, body, token);
                }
            }
        } catch (AdminClient.Failed e) {
            err.println("ctl release: " + e.getMessage());
            return ExitCode.PROBLEM;
        }
        return all ? ExitCode.DONE : ExitCode.PROBLEM;
    }

    /** What each name stands for; an id goes before a model. */
    private Map<String, List<String>> ids(AdminClient client) throws AdminClient.Failed {
        JsonNode there = client.list(Optional.empty()).json().path("overrides");
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (String name : names) {
            List<String> byId = ids(there, "id", name);
            found.put(name, byId.isEmpty() ? ids(there, "model", name) : byId);
        }
        return found;
    }

    private static List<String> ids(JsonNode overrides, String field, String value) {
        List<String> ids = new ArrayList<>();
        for (JsonNode override : overrides) {
            if (override.path(field).asText("").equals(value)) {
                ids.add(override.path("id").asText(""));
            }
        }
        return ids;
    }

    private boolean release(AdminClient client, String id, Map<String, Object> body, String token) {
        PrintWriter out = spec.commandLine().getOut();
        try {
            AdminClient.Answer answer = client.release(id, body, token);
            if (ctl.admin().json()) {
                out.println(answer.text());
            } else {
                out.print("released: ");
                OverrideTable.print(answer.json(), out);
            }
            return true;
        } catch (AdminClient.Failed e) {
            spec.commandLine().getErr().println("ctl release: " + id + ": " + e.getMessage());
            return false;
        }
    }
}
