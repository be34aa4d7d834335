package io.driftgate.cli.ctl;

import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Who changes something, and why. */
final class ReasonOptions {
    @Option(
            names = "--why",
            required = true,
            paramLabel = "TEXT",
            description = "for the audit log and for whoever looks at it next, such as the incident's number")
    private String why;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            description = "who asks for it; otherwise the user of this shell. Recorded as claimed")
    private Optional<String> as;

    @Option(
            names = "--unsaved",
            description =
                    "even if the gateway can't write it to disk, so that its restart forgets it, or to its audit log")
    private boolean unsaved;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    String why() {
        return why;
    }

    String who() {
        String name = as.orElseGet(() -> System.getProperty("user.name", ""));
        if (name.isBlank() || name.equals("?")) {
            throw new ParameterException(spec.commandLine(), "this shell's user has no name: say --as NAME");
        }
        return name;
    }

    boolean unsaved() {
        return unsaved;
    }
}
