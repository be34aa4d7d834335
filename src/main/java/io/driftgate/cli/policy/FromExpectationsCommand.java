package io.driftgate.cli.policy;

import io.driftgate.cli.ExitCode;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code driftgate policy from-expectations}. */
@Command(
        name = "from-expectations",
        description = "Writes a first policy from a suite of Great Expectations, for a person to edit.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:written",
            "1:the suite is invalid, or the files can't be written",
            "2:the command line is wrong"
        },
        footer = {"", "Expectations that have no form here stay as comments, and are counted on standard error."})
final class FromExpectationsCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "SUITE.json", description = "of release 0.x or 1.x")
    private Path file;

    @Mixin
    private DraftOutput output;

    @Spec
    private CommandSpec spec;

    FromExpectationsCommand() {}

    @Override
    public Integer call() {
        output.check(spec);
        PrintWriter err = spec.commandLine().getErr();
        Problems problems = new Problems();
        Optional<ExpectationsDraft.Read> suite = YamlReader.read(file, file.toString(), problems)
                .flatMap(root -> ExpectationsDraft.read(root, String.valueOf(file.getFileName()), problems));
        if (suite.isEmpty()) {
            err.print(problems.render());
            err.flush();
            return ExitCode.PROBLEM;
        }
        int exitCode = output.deliver(suite.get().draft(), spec, problems);
        if (suite.get().leftOut() > 0) {
            err.println(suite.get().leftOut()
                    + (suite.get().leftOut() == 1 ? " expectation has" : " expectations have")
                    + " no form here; the comments at the end of the policy name them");
            err.flush();
        }
        return exitCode;
    }
}
