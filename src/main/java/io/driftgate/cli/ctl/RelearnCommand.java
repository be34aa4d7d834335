package io.driftgate.cli.ctl;

import io.driftgate.cli.ExitCode;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code driftgate ctl relearn}. */
@Command(
        name = "relearn",
        description =
                "Has a version learn its baseline anew from live traffic; until it has, it has no verdict on drift.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it learns anew", "1:it does not", "2:the command line is wrong"})
final class RelearnCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MODEL", description = "a model")
    private String model;

    @Parameters(index = "1", paramLabel = "VERSION", description = "a version of it that has baseline: learn")
    private String version;

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
        try {
            AdminClient.Answer answer = new AdminClient(uri)
                    .relearn(model, version, Map.of("who", reason.who(), "why", reason.why()), token);
            boolean learning = answer.json().path("learning").asBoolean();
            spec.commandLine()
                    .getOut()
                    .println(
                            ctl.admin().json()
                                    ? answer.text()
                                    : model + " " + version
                                            + (learning
                                                    ? " learns its baseline anew"
                                                    : ": what it learned is removed, and still in force, since the"
                                                            + " files on disk have an error; see 'driftgate check'"));
            return learning ? ExitCode.DONE : ExitCode.PROBLEM;
        } catch (AdminClient.Failed e) {
            spec.commandLine().getErr().println("ctl relearn: " + e.getMessage());
            return ExitCode.PROBLEM;
        }
    }
}
