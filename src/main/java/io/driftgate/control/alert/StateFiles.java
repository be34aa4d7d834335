package io.driftgate.control.alert;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** How alerts' state is written: beside, forced to disk, moved over. A crash leaves the old file or the new one. */
final class StateFiles {
    static final String UNFINISHED = ".next";

    private static final Logger LOG = Logger.getLogger(StateFiles.class);

    private StateFiles() {}

    static void write(Path file, byte[] content) throws IOException {
        Path directory = file.getParent();
        Files.createDirectories(directory);
        Path next = directory.resolve(file.getFileName() + UNFINISHED);
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(directory);
    }

    /** Not every file system lets a directory be opened; those that don't order a move themselves. */
    private static void force(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.debugf("%s can't be forced: %s", directory, e);
        }
    }

    /** The files of a directory by name; none when there is no such directory. */
    static List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** Moves a file into a directory, whose oldest files go where there are more than {@code kept}. */
    static void putAside(Path file, Path directory, int kept) {
        try {
            Files.createDirectories(directory);
            Files.move(file, directory.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            List<Path> aside = list(directory);
            for (int i = 0; i < aside.size() - kept; i++) {
                Files.deleteIfExists(aside.get(i));
            }
        } catch (IOException e) {
            LOG.warnf("%s could not be put aside into %s: %s", file, directory, e);
        }
    }
}
