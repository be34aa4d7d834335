package io.driftgate.cli.demo;

import io.driftgate.cli.audit.AuditCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;

/** The audit log as an auditor reads it: by {@code driftgate audit}, with checkpoints that lie elsewhere. */
final class AuditReader {
    private final Path log;
    private final Path checkpoints;

    AuditReader(Path log, Path checkpoints) {
        this.log = log;
        this.checkpoints = checkpoints;
    }

    /** What a command printed. */
    record Output(int exitCode, String text) {
        List<String> lines() {
            return text.lines().filter(line -> !line.isBlank()).toList();
        }

        String lastLine() {
            List<String> lines = lines();
            return lines.isEmpty() ? "nothing" : lines.get(lines.size() - 1);
        }

        /** The beginning of the first line that starts with a word, without directories. */
        String finding(String word) {
            return lines().stream()
                    .filter(line -> line.startsWith(word))
                    .map(line -> line.replaceFirst("[:;].*", "").replaceFirst("/\\S*/", ""))
                    .findFirst()
                    .orElse("no " + word);
        }
    }

    /** The story of one request. */
    Output why(String requestId) {
        return run("why", requestId, log.toString());
    }

    /** Whether a log is what the checkpoints were made of. */
    Output verify(Path directory) {
        return run(
                "verify",
                directory.toString(),
                "--checkpoint",
                checkpoints.toString(),
                "--public-key",
                log.resolve("checkpoint.pub").toString());
    }

    private static Output run(String... arguments) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        int code = new CommandLine(new AuditCommand()).setOut(out).setErr(out).execute(arguments);
        return new Output(code, text.toString());
    }
}
