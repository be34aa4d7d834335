package io.driftgate.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * One file of the state directory. Replaced as a whole (written beside, forced to disk, moved over, the directory forced), so that
 * a crash leaves the old or the new one; never written over one that nobody could read. Not thread-safe.
 */
final class StateFile {
    private static final Logger LOG = Logger.getLogger(StateFile.class);

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path directory;
    private final Path file;
    private final boolean ownerOnly;

    /** A corrupt file stands where we write, and could not be moved aside. */
    private boolean inTheWay;

    StateFile(Path directory, String name) {
        this(directory, name, false);
    }

    private StateFile(Path directory, String name, boolean ownerOnly) {
        this.directory = directory;
        this.file = directory.resolve(name);
        this.ownerOnly = ownerOnly;
    }

    /** One that nobody but its owner may read, where the file system knows owners. */
    static StateFile ofOwner(Path directory, String name) {
        return new StateFile(directory, name, true);
    }

    /**
     * The bytes; empty when there is no such file.
     *
     * @throws IOException when there is one that can't be read
     */
    Optional<byte[]> read() throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (Files.isDirectory(directory)) {
                throw e;
            }
            return Optional
                    .empty(); // without a directory there is nothing to lose; the first write says that it can't be
            // made
        }
    }

    /**
     * Moves the file aside, so that the next write does not destroy what a person may still want to read.
     *
     * @return what became of it, for people
     */
    String keepAside() {
        try {
            Path aside = directory.resolve(file.getFileName() + ".corrupt");
            for (int i = 2; Files.exists(aside); i++) {
                aside = directory.resolve(file.getFileName() + ".corrupt-" + i);
            }
            Files.move(file, aside);
            return "it was moved to " + aside;
        } catch (IOException e) {
            inTheWay = true;
            return "it could not be moved aside (" + e + "), and nothing is written until it is";
        }
    }

    /** Makes the directory where it is missing. The bytes are on disk when this returns; when it throws, the former ones are. */
    void write(byte[] content) throws IOException {
        inTheWay &= Files.exists(file);
        if (inTheWay) {
            throw new IOException("the corrupt file of the former process is in the way");
        }
        Files.createDirectories(directory);
        Path next = directory.resolve(file.getFileName() + ".next");
        if (Files.isRegularFile(next, LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(next); // a former process's, which would keep its mode
        }
        Set<OpenOption> options =
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        try (FileChannel channel = FileChannel.open(next, options, mode())) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceDirectory();
    }

    private FileAttribute<?>[] mode() throws IOException {
        boolean isKnown = Files.getFileStore(directory).supportsFileAttributeView(PosixFileAttributeView.class);
        return ownerOnly && isKnown ? new FileAttribute<?>[] {OWNER_ONLY} : new FileAttribute<?>[0];
    }

    /** What a person is to do about a file that can't be written: a full disk is no matter of permissions. */
    static String remedy(Throwable cause) {
        String said = String.valueOf(cause.getMessage());
        return said.contains("No space left on device") || said.contains("quota exceeded")
                ? "free space on the disk of the directory of state:"
                : "make the directory of state: writable for this process";
    }

    /** The same as a sentence. */
    static String remedySentence(Throwable cause) {
        String remedy = remedy(cause);
        return Character.toUpperCase(remedy.charAt(0)) + remedy.substring(1);
    }

    /** Makes the move itself durable. Not every file system lets a directory be opened; those that don't order it themselves. */
    private void forceDirectory() {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.debugf("%s can't be forced: %s", directory, e);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
