package io.driftgate.cli.audit;

import io.driftgate.cli.ExitCode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code driftgate audit export}. */
@Command(
        name = "export",
        description = "Writes records of a log for other programs, oldest first.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:a part of the log can't be read", "2:the command line is wrong"},
        footer = {
            "",
            "jsonl has all of a record. csv has the columns that people put into tables, and all of it as JSON in the last;",
            "cells that a spreadsheet would take for a formula begin with an apostrophe."
        })
final class ExportCommand implements Callable<Integer> {
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
            defaultValue = "JSONL",
            description = "jsonl (default), csv, text")
    private RecordForm form;

    @Option(names = "--out", paramLabel = "FILE", description = "write there; default: standard output")
    private Optional<Path> file;

    @Spec
    private CommandSpec spec;

    private final OutputStream out;

    ExportCommand() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    ExportCommand(OutputStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        RecordPrinter printer = new RecordPrinter(log.directory(directory), filter, form);
        if (file.isEmpty()) {
            return printer.print(out, spec.commandLine().getErr());
        }
        try (OutputStream to = Files.newOutputStream(file.get())) {
            return printer.print(to, spec.commandLine().getErr());
        } catch (IOException e) {
            spec.commandLine().getErr().println(file.get() + " can't be written: " + e.getMessage());
            return ExitCode.USAGE;
        }
    }
}
