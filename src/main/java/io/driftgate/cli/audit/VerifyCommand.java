package io.driftgate.cli.audit;

import io.driftgate.audit.log.AuditDirectory;
import io.driftgate.audit.note.MalformedNote;
import io.driftgate.audit.note.NoteVerifier;
import io.driftgate.audit.verify.HeldCheckpoint;
import io.driftgate.audit.verify.LogVerifier;
import io.driftgate.audit.verify.Verification;
import io.driftgate.cli.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code driftgate audit verify}. */
@Command(
        name = "verify",
        description =
                "Reads a whole log and says whether any record was changed, removed, inserted or moved, and where.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the log is as it was written, up to the newest checkpoint",
            "1:the log was tampered with, or damaged",
            "2:the command line is wrong, a file can't be read, or a checkpoint is signed by none of the keys"
        },
        footer = {
            "",
            "What was held elsewhere decides: everything below the newest --checkpoint is found. The directory's own",
            "checkpoints help to find the place, but whoever has the signing key could have made them too. Records"
                    + " behind",
            "the newest checkpoint are counted as 'unsigned tail'. It may run while the log is written."
        })
final class VerifyCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "the log's directory, or a copy of it; default: audit.dir of --config")
    private Optional<Path> directory;

    @Mixin
    private LogOption log;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "a checkpoint that was held elsewhere, or a directory of them; may be repeated")
    private List<Path> checkpoints = new ArrayList<>();

    @Mixin
    private PublicKeyOption publicKey;

    @Spec
    private CommandSpec spec;

    VerifyCommand() {}

    @Override
    public Integer call() throws IOException {
        Path dir = log.directory(directory);
        List<NoteVerifier> given = publicKey.keys();
        Path own = dir.resolve(AuditDirectory.PUBLIC_KEYS);
        List<NoteVerifier> keys = given.isEmpty() && Files.exists(own) ? publicKey.file(own) : given;
        List<HeldCheckpoint> held = held(given, dir);
        if (held.isEmpty() && AuditDirectory.segments(dir).isEmpty()) {
            throw usage(dir + " holds no segment of an audit log");
        }
        Verification verification;
        try {
            verification = LogVerifier.verify(dir, held, keys);
        } catch (IOException e) {
            throw usage(e instanceof FileSystemException ? "can't be read: " + e : String.valueOf(e.getMessage()));
        }
        PrintWriter out = spec.commandLine().getOut();
        new VerificationText(verification, given.isEmpty(), keys.isEmpty()).print(out);
        out.flush();
        return verification.isSound() ? ExitCode.DONE : ExitCode.PROBLEM;
    }

    private List<HeldCheckpoint> held(List<NoteVerifier> keys, Path dir) throws IOException {
        List<HeldCheckpoint> held = new ArrayList<>();
        for (Path given : checkpoints) {
            List<HeldCheckpoint> read = new ArrayList<>();
            for (Path file : files(given)) {
                read.add(read(file, keys));
            }
            held.addAll(Files.isDirectory(given) ? ofThisLog(given, read, dir) : read);
        }
        for (HeldCheckpoint each : held) {
            if (!keys.isEmpty() && each.signers().isEmpty()) {
                throw usage("--checkpoint: " + each.name() + " is signed by none of the keys given by --public-key");
            }
        }
        return held;
    }

    /** Several logs may have their checkpoints in one directory. */
    private List<HeldCheckpoint> ofThisLog(Path given, List<HeldCheckpoint> all, Path dir) throws IOException {
        Set<String> origins = new TreeSet<>();
        all.forEach(each -> origins.add(each.checkpoint().origin()));
        if (origins.size() == 1) {
            return all;
        }
        Optional<Path> newest = AuditDirectory.newestCheckpoint(dir);
        String origin =
                newest.isPresent() ? read(newest.get(), List.of()).checkpoint().origin() : "";
        if (!origins.contains(origin)) {
            throw usage("--checkpoint: " + given + " holds checkpoints of " + String.join(", ", origins)
                    + "; name the file of this log's newest");
        }
        return all.stream()
                .filter(each -> each.checkpoint().origin().equals(origin))
                .toList();
    }

    /** Those of a directory that holds checkpoints; whatever else it holds may lie there hidden. */
    private List<Path> files(Path given) {
        if (!Files.isDirectory(given)) {
            return List.of(given);
        }
        try (Stream<Path> files = Files.list(given)) {
            List<Path> found = files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .filter(file -> !file.getFileName().toString().endsWith(".next"))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw usage("--checkpoint: " + given + " holds no checkpoint");
            }
            return found;
        } catch (IOException e) {
            throw usage("--checkpoint: " + given + " can't be read");
        }
    }

    private HeldCheckpoint read(Path file, List<NoteVerifier> keys) {
        try {
            return HeldCheckpoint.read(file, keys);
        } catch (IOException e) {
            throw usage("--checkpoint: " + file + " can't be read");
        } catch (MalformedNote e) {
            throw usage("--checkpoint: " + file + ": " + e.getMessage());
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
