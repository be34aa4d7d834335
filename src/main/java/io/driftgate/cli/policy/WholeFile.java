package io.driftgate.cli.policy;

import io.driftgate.source.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes files whole or not at all: a reader never sees half of one. Stateless. */
final class WholeFile {
    private WholeFile() {}

    /** Replaces what stands there; a problem when that can't be done. */
    static void write(Path file, String text, Problems problems) {
        Path target = file.toAbsolutePath();
        Path draft = target.resolveSibling(
                "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            if (Files.isDirectory(target)) {
                problems.fileError(file.toString(), "is a directory", "name a file");
                return;
            }
            Files.writeString(
                    draft, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            problems.fileError(file.toString(), "can't be written: " + reason(e), "");
            try {
                Files.deleteIfExists(draft);
            } catch (IOException leftover) {
                problems.fileError(draft.toString(), "can't be removed: " + reason(leftover), "");
            }
        }
    }

    /** What a user is told of a failure; the exceptions of missing and forbidden files only name the file. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        return e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    }
}
