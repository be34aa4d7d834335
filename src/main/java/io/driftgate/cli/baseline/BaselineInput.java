package io.driftgate.cli.baseline;

import io.driftgate.sketch.Baseline;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the files that the commands are given. */
final class BaselineInput {
    private BaselineInput() {}

    /** Reads a baseline; adds a problem and is empty when that fails. */
    static Optional<Baseline> read(Path file, Problems problems) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > Baseline.MAX_BYTES) {
                problems.fileError(file.toString(), "is larger than " + Baseline.MAX_BYTES + " bytes", "");
                return Optional.empty();
            }
            return Baseline.read(Files.readAllBytes(file), file.toString(), problems);
        } catch (IOException e) {
            problems.fileError(file.toString(), "can't be read: " + reason(e), "");
            return Optional.empty();
        }
    }

    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        return e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    }
}
