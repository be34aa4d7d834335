package io.driftgate.audit.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checkpoints as files {@code <origin>-<size>} of a directory, which several logs may share. The newest {@value #KEPT} of a log are kept, as far as they
 * may be removed there.
 */
final class DirectorySink implements CheckpointSink {
    static final int KEPT = 1_000;

    private static final int SIZE_DIGITS = 20;

    private final Path directory;
    private final String prefix;
    private final int kept;

    /** @param kept how many of the newest are kept */
    DirectorySink(Path directory, String origin, int kept) {
        this.directory = directory;
        this.kept = kept;
        this.prefix = origin.replaceAll("[^A-Za-z0-9._-]", "_") + "-";
    }

    @Override
    public String name() {
        return "directory";
    }

    @Override
    public void send(long size, String note) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve(prefix + AuditDirectory.checkpointName(size));
        if (Files.exists(file)) {
            if (!text(Files.readString(file)).equals(text(note))) {
                throw new IOException(file
                        + " holds another checkpoint over as many records: the log's past was changed, or two"
                        + " logs share the origin");
            }
            return;
        }
        CheckpointStore.replace(file, note);
        List<Path> own;
        try (Stream<Path> files = Files.list(directory)) {
            own = files.filter(this::isOwn).sorted().toList();
        }
        for (Path old : own.subList(0, Math.max(0, own.size() - kept))) {
            try {
                Files.deleteIfExists(old);
            } catch (IOException e) {
                return; // whoever holds them may forbid it
            }
        }
    }

    /** What is signed; the signatures are others once the key is replaced. */
    private static String text(String note) {
        int end = note.indexOf("\n\n");
        return end < 0 ? note : note.substring(0, end);
    }

    private boolean isOwn(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(prefix)
                && name.length() == prefix.length() + SIZE_DIGITS
                && name.substring(prefix.length()).chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
