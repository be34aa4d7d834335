package io.driftgate.audit.log;

import io.driftgate.audit.note.Checkpoint;
import io.driftgate.audit.note.MalformedNote;
import io.driftgate.audit.note.SignedNote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The log's own checkpoints. A file is there as a whole or not at all. */
final class CheckpointStore {
    /** So many of the newest are kept, and of the others those at the start of a segment. */
    static final int KEPT = 256;

    private static final int MAX_NOTE_BYTES = 1 << 16;

    private final Path directory;
    private final Path folder;

    CheckpointStore(Path directory) {
        this.directory = directory;
        this.folder = directory.resolve(AuditDirectory.CHECKPOINTS);
    }

    /**
     * The newest checkpoint that can be read. Whether its signature is right is for {@code verify} to say: the key may have been replaced
     * since.
     */
    Optional<Checkpoint> newest() throws IOException {
        List<Path> files = new ArrayList<>(AuditDirectory.checkpoints(directory));
        for (int i = files.size() - 1; i >= 0; i--) {
            try {
                if (Files.size(files.get(i)) <= MAX_NOTE_BYTES) {
                    String note = Files.readString(files.get(i));
                    return Optional.of(Checkpoint.parse(SignedNote.parse(note).text()));
                }
            } catch (MalformedNote | MalformedInputException e) {
                // No crash leaves such a file, and an older one holds too; verify names it.
            }
        }
        return Optional.empty();
    }

    void write(long size, String note) throws IOException {
        Files.createDirectories(folder);
        replace(folder.resolve(AuditDirectory.checkpointName(size)), note);
    }

    /** Removes checkpoints that nobody needs, and what a crash left of one. */
    void prune(Set<Long> segmentStarts) throws IOException {
        try (DirectoryStream<Path> halves = Files.newDirectoryStream(folder, "*" + AuditDirectory.NEXT)) {
            for (Path half : halves) {
                Files.deleteIfExists(half);
            }
        }
        List<Path> files = AuditDirectory.checkpoints(directory);
        for (Path file : files.subList(0, Math.max(0, files.size() - KEPT))) {
            if (!segmentStarts.contains(Long.parseLong(file.getFileName().toString()))) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Adds a public key to the file of those that sign or signed, unless it is in it. */
    void addPublicKey(String vkey) throws IOException {
        Path file = directory.resolve(AuditDirectory.PUBLIC_KEYS);
        String known = Files.exists(file) ? Files.readString(file) : "";
        if (known.lines().noneMatch(vkey::equals)) {
            replace(file, known + vkey + "\n");
        }
    }

    static void replace(Path file, String content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + AuditDirectory.NEXT);
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
