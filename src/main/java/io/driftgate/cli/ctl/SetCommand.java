package io.driftgate.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftgate.cli.ExitCode;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What the commands that set an override have in common. */
abstract sealed class SetCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MODEL", description = "a model of the gateway's configuration")
    private String model;

    @ParentCommand
    private CtlCommand ctl;

    @Mixin
    private ReasonOptions reason;

    @Option(names = "--replace", description = "in the place of the one that is there, without a gap between them")
    private boolean replace;

    @Spec
    private CommandSpec spec;

    private final String kind;

    private SetCommand(String kind) {
        this.kind = kind;
    }

    /** Adds what only this kind has. */
    abstract void describe(Map<String, Object> override);

    @Override
    public Integer call() {
        Map<String, Object> override = new LinkedHashMap<>();
        override.put("kind", kind);
        override.put("model", model);
        describe(override);
        override.put("who", reason.who());
        override.put("why", reason.why());
        override.put("replace", replace);
        override.put("unsaved", reason.unsaved());
        PrintWriter out = spec.commandLine().getOut();
        try {
            AdminClient.Answer answer = new AdminClient(ctl.admin().admin())
                    .set(override, ctl.admin().token());
            if (ctl.admin().json()) {
                out.println(answer.text());
            } else {
                OverrideTable.print(answer.json(), out);
            }
            return isInForce(answer.json()) ? ExitCode.DONE : ExitCode.PROBLEM;
        } catch (AdminClient.Failed e) {
            spec.commandLine().getErr().println("ctl " + kind + ": " + e.getMessage());
            return ExitCode.PROBLEM;
        }
    }

    /** What is set and changes nothing is not what anybody wanted in an incident. */
    private static boolean isInForce(JsonNode set) {
        return set.path("inForce").asBoolean(false);
    }

    /** {@code ctl freeze}. */
    @Command(
            name = "freeze",
            description = "Keeps the model's route as it is: neither drift nor a reload moves traffic.",
            mixinStandardHelpOptions = true)
    static final class Freeze extends SetCommand {
        @Option(names = "--for", paramLabel = "DURATION", description = "such as 30m or 2h; otherwise until released")
        private Optional<String> lasts;

        Freeze() {
            super("freeze");
        }

        @Override
        void describe(Map<String, Object> override) {
            lasts.ifPresent(value -> override.put("for", value));
        }
    }

    /** {@code ctl pin}. */
    @Command(
            name = "pin",
            description = "Sends all of the model's traffic to one version; nothing is failed over.",
            mixinStandardHelpOptions = true)
    static final class Pin extends SetCommand {
        @Parameters(index = "1", paramLabel = "VERSION", description = "one that its gates don't hold back")
        private String version;

        @Option(names = "--for", paramLabel = "DURATION", description = "such as 30m or 2h; otherwise until released")
        private Optional<String> lasts;

        Pin() {
            super("pin");
        }

        @Override
        void describe(Map<String, Object> override) {
            override.put("version", version);
            lasts.ifPresent(value -> override.put("for", value));
        }
    }

    /** {@code ctl quarantine}. */
    @Command(
            name = "quarantine",
            description = "Takes a version out: no weight, no fallback, no failover, no drift switch reaches it.",
            mixinStandardHelpOptions = true)
    static final class Quarantine extends SetCommand {
        @Parameters(index = "1", paramLabel = "VERSION", description = "the one that gets no traffic")
        private String version;

        @Option(names = "--for", paramLabel = "DURATION", description = "such as 30m or 2h; otherwise until released")
        private Optional<String> lasts;

        Quarantine() {
            super("quarantine");
        }

        @Override
        void describe(Map<String, Object> override) {
            override.put("version", version);
            lasts.ifPresent(value -> override.put("for", value));
        }
    }

    /** {@code ctl bypass}. */
    @Command(
            name = "bypass",
            description = "Lets one rule of the model's policies only count for a while.",
            mixinStandardHelpOptions = true)
    static final class Bypass extends SetCommand {
        @Parameters(
                index = "1",
                paramLabel = "RULE",
                description = "the rule's id, as refusals name it, or pii: and the name of an entity")
        private String rule;

        @Option(names = "--for", required = true, paramLabel = "DURATION", description = "such as 30m; at most 24h")
        private String lasts;

        Bypass() {
            super("bypass");
        }

        @Override
        void describe(Map<String, Object> override) {
            override.put("rule", rule);
            override.put("for", lasts);
        }
    }
}
