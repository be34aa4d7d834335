package io.driftgate.cli.audit;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code driftgate audit show}. */
@Command(
        name = "show",
        description = "Prints records of a log, oldest first, one in each line.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:a part of the log can't be read", "2:the command line is wrong"},
        footer = {"", "Records are shown as they stand there; 'audit verify' says whether they were changed."})
final class ShowCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "the log's directory, or a copy of it; default: audit.dir of --config")
    private Optional<Path> directory;

    @Mixin
    private LogOption log;

    @Mixin
    private RecordFilter filter;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "TEXT",
            description = "text (default), jsonl, csv")
    private RecordForm form;

    @Spec
    private CommandSpec spec;

    private final OutputStream out;

    ShowCommand() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    ShowCommand(OutputStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        return new RecordPrinter(log.directory(directory), filter, form)
                .print(out, spec.commandLine().getErr());
    }
}
