package io.driftgate.cli.audit;

import io.driftgate.audit.log.AuditDirectory;
import io.driftgate.audit.note.MalformedNote;
import io.driftgate.audit.verify.HeldCheckpoint;
import io.driftgate.cli.ExitCode;
import io.driftgate.cli.OutputLines;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code driftgate audit prove}. */
@Command(
        name = "prove",
        description = "Prints a proof that a record is in the log, or that the log continues what it was once.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:there is no such proof: the log has no such record, or is not that of the checkpoint",
            "2:the command line is wrong, or a file can't be read"
        },
        footer = {
            "",
            "The proof is one line of JSON, with record and checkpoint in it, for 'audit check-proof'; it shows this record",
            "and no other. A record's ID is its index, which 'audit show' prints first."
        })
final class ProveCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "the log's directory, or a copy of it; default: audit.dir of --config")
    private Optional<Path> directory;

    @Mixin
    private LogOption log;

    @ArgGroup(multiplicity = "1")
    private Subject subject;

    /** What is to be proved. */
    static final class Subject {
        @Option(names = "--record", paramLabel = "ID", description = "that this record is in the log")
        private Long record;

        @Option(
                names = "--since",
                paramLabel = "FILE",
                description = "that the log begins with what this checkpoint was made of")
        private Path since;
    }

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "prove it against this checkpoint; default: the directory's newest")
    private Optional<Path> checkpoint;

    @Spec
    private CommandSpec spec;

    private final OutputStream out;

    ProveCommand() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    ProveCommand(OutputStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        Path dir = log.directory(directory);
        Path file = checkpoint
                .or(() -> newest(dir))
                .orElseThrow(() -> usage(dir + " holds no checkpoint: name one with --checkpoint"));
        HeldCheckpoint against = read(file);
        OutputLines lines = new OutputLines(out);
        try {
            LogProof proof = new LogProof(dir, against);
            if (subject.record != null) {
                proof.inclusion(subject.record, lines);
            } else {
                proof.consistency(read(subject.since), lines);
            }
        } catch (BadProof e) {
            spec.commandLine().getErr().println("prove: " + e.getMessage());
            return ExitCode.PROBLEM;
        }
        lines.flush();
        return ExitCode.DONE;
    }

    private Optional<Path> newest(Path dir) {
        try {
            return AuditDirectory.newestCheckpoint(dir);
        } catch (IOException e) {
            throw usage(dir + " can't be read");
        }
    }

    private HeldCheckpoint read(Path file) {
        try {
            return HeldCheckpoint.read(file, List.of());
        } catch (IOException e) {
            throw usage(file + " can't be read");
        } catch (MalformedNote e) {
            throw usage(file + ": " + e.getMessage());
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
