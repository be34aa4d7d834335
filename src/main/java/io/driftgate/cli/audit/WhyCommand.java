package io.driftgate.cli.audit;

import io.driftgate.cli.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code driftgate audit why}. */
@Command(
        name = "why",
        description = "Tells the story of one request: what was decided about it, under what, and what came of it.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the log has no record of this request, or a part of it can't be read",
            "2:the command line is wrong"
        },
        footer = {"", "Records are told as they stand there; 'audit verify' says whether they were changed."})
final class WhyCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "REQUEST_ID", description = "as the header x-request-id has it")
    private String requestId;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DIR",
            description = "the log's directory, or a copy of it; default: audit.dir of --config")
    private Optional<Path> directory;

    @Mixin
    private LogOption log;

    @Spec
    private CommandSpec spec;

    WhyCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        LogRecords records = new LogRecords(log.directory(directory), err);
        RequestStory story = new RequestStory(requestId);
        records.forEach((index, record) -> {
            story.next(index, record);
            return true;
        });
        StoryText text = new StoryText(out);
        story.chapters().forEach(text::tell);
        if (story.more() > 0) {
            out.println("and " + story.more() + " records of further exchanges with this ID");
        }
        out.flush();
        if (story.chapters().isEmpty()) {
            err.println("the log has no record of request " + Terminal.safe(requestId)
                    + (story.gaps() > 0 ? "; records are missing in " + story.gaps() + " places" : ""));
            err.flush();
            return ExitCode.PROBLEM;
        }
        return records.isWhole() ? ExitCode.DONE : ExitCode.PROBLEM;
    }
}
