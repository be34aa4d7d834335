package io.driftgate.control.stream;

import io.driftgate.sketch.stream.PaneFormat;
import io.driftgate.sketch.stream.StreamSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Appends panes to files, each a stream of its own, and removes old ones. One daemon thread writes; a pane that finds the queue
 * full is dropped and counted, and so is one that can't be written. A file ends when an eighth of the room or of the time is used
 * up, so that removing whole files keeps both bounds.
 *
 * <pre>
 * {replica}-{time of its begin}-{start}-{number}.panes      gateway-1-20260102T030405Z-9f86d081-000001.panes
 * </pre>
 *
 * Nothing is synced: a crash of the machine loses what the system had not written yet, and leaves a torn pane at most.
 */
final class PaneFiles implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PaneFiles.class);
    private static final int QUEUED = 256;
    private static final int PARTS = 8;
    private static final long MAX_FILE_BYTES = 64L << 20;
    private static final long POLL_MILLIS = 1_000;
    private static final long PRUNE_MILLIS = 60_000;
    private static final long MAX_JOIN_MILLIS = 2_000;
    private static final byte[] END = {};
    private static final Pattern NAME =
            Pattern.compile(".+-\\d{8}T\\d{6}Z-[0-9a-f]{8}-\\d{6,}" + Pattern.quote(PaneFormat.FILE_SUFFIX));
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path directory;
    private final String replica;
    private final String start;
    private final long retentionMillis;
    private final long maxBytes;
    private final long fileBytes;
    private final PaneCount count;
    private final Clock clock;
    private final Opener opener;
    private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(QUEUED);
    private final Thread thread = new Thread(this::run, "driftgate-sketch-writer");

    /** Of the writer's thread. */
    private Optional<FileChannel> open = Optional.empty();

    private Path openPath = Path.of("");
    private long openBytes;
    private long openSinceMillis;
    private long prunedAtMillis;
    private int number;
    private boolean failing;
    private boolean pruneFailing;

    /** Makes a file that is not there yet. */
    @FunctionalInterface
    interface Opener {
        FileChannel open(Path file) throws IOException;
    }

    PaneFiles(Path directory, String replica, String start, StreamSettings settings, PaneCount count, Clock clock) {
        this(directory, replica, start, settings, count, clock, PaneFiles::create);
    }

    /** On another disk; for tests. */
    PaneFiles(
            Path directory,
            String replica,
            String start,
            StreamSettings settings,
            PaneCount count,
            Clock clock,
            Opener opener) {
        this.opener = opener;
        this.directory = directory;
        this.replica = replica;
        this.start = start;
        this.retentionMillis = TimeUnit.NANOSECONDS.toMillis(settings.retentionNanos());
        this.maxBytes = settings.maxBytes();
        this.fileBytes = Math.min(MAX_FILE_BYTES, maxBytes / PARTS);
        this.count = count;
        this.clock = clock;
    }

    private static FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    Path directory() {
        return directory;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes a pane, or drops it. Never waits. */
    void offer(byte[] pane) {
        if (!queue.offer(pane)) {
            count.dropped();
        }
    }

    private void run() {
        try {
            while (true) {
                byte[] pane = queue.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (pane == END) {
                    return;
                }
                if (pane != null) {
                    append(pane);
                }
                if (clock.millis() - prunedAtMillis >= PRUNE_MILLIS) {
                    prune(0);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    /** Writes a pane whole or not at all, and survives whatever keeps it from doing so. */
    void append(byte[] pane) {
        try {
            if (pane.length > fileBytes) {
                throw new IOException(
                        "a pane of " + pane.length + " bytes is more than an eighth of sketches.maxBytes");
            }
            FileChannel file = fileFor(pane.length);
            ByteBuffer left = ByteBuffer.wrap(pane);
            while (left.hasRemaining()) {
                file.write(left);
            }
            openBytes += pane.length;
            count.written(pane.length);
            if (failing) {
                LOG.infof("sketches: panes are written to %s again", directory);
            }
            failing = false;
        } catch (IOException | RuntimeException e) { // such as that a directory could not be listed to its end
            count.dropped();
            if (!failing) {
                LOG.errorf("sketches: panes can't be written to %s and are dropped until they can: %s", directory, e);
            }
            failing = true;
            withdraw();
        }
    }

    private FileChannel fileFor(int bytes) throws IOException {
        boolean full = openBytes + bytes > fileBytes;
        boolean old = clock.millis() - openSinceMillis >= retentionMillis / PARTS;
        if (open.isPresent() && !full && !old) {
            return open.get();
        }
        end();
        Files.createDirectories(directory);
        prune(fileBytes);
        number++;
        openPath = directory.resolve(String.format(
                Locale.ROOT,
                "%s-%s-%s-%06d%s",
                replica,
                TIME.format(clock.instant()),
                start,
                number,
                PaneFormat.FILE_SUFFIX));
        FileChannel made = opener.open(openPath);
        open = Optional.of(made);
        openBytes = 0;
        openSinceMillis = clock.millis();
        return made;
    }

    /** Takes back what was written of a pane, so that the file is a stream as far as it goes; the next pane begins another. */
    private void withdraw() {
        if (open.isPresent()) {
            try {
                open.get().truncate(openBytes);
            } catch (IOException e) {
                LOG.warnf("sketches: %s ends in a torn pane: %s", openPath, e);
            }
        }
        boolean empty = open.isPresent() && openBytes == 0;
        end();
        if (empty) { // or a full disk would fill with empty files
            try {
                Files.deleteIfExists(openPath);
            } catch (IOException e) {
                LOG.debugf("sketches: %s: %s", openPath, e);
            }
        }
    }

    private void end() {
        if (open.isPresent()) {
            try {
                open.get().close();
            } catch (IOException e) {
                LOG.warnf("sketches: %s: %s", openPath, e);
            }
        }
        open = Optional.empty();
    }

    /** Removes what is too old, and the oldest while all files and {@code coming} bytes are too much; never the open one. */
    private void prune(long coming) {
        prunedAtMillis = clock.millis();
        try {
            List<Path> files = files();
            long bytes = coming > 0 || open.isEmpty() ? coming : fileBytes - openBytes;
            for (Path file : files) {
                bytes += size(file);
            }
            for (Path file : files) {
                boolean old = Files.getLastModifiedTime(file).toMillis() < prunedAtMillis - retentionMillis;
                if ((old || bytes > maxBytes) && !(open.isPresent() && file.equals(openPath))) {
                    bytes -= size(file);
                    Files.delete(file);
                }
            }
            pruneFailing = false;
        } catch (NoSuchFileException e) {
            LOG.debugf("sketches: %s went by itself", e.getFile());
        } catch (IOException | UncheckedIOException e) {
            if (!pruneFailing) {
                LOG.errorf("sketches: old files in %s can't be removed: %s", directory, e);
            }
            pruneFailing = true;
        }
    }

    private static long size(Path file) throws IOException {
        return Files.size(file);
    }

    /** Our files, the oldest first. */
    private List<Path> files() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(
                            file -> NAME.matcher(file.getFileName().toString()).matches())
                    .sorted((one, other) -> age(one).compareTo(age(other)))
                    .toList();
        }
    }

    /** What follows the replica's name: time, start and number. */
    private static String age(Path file) {
        String name = file.getFileName().toString();
        int at = name.lastIndexOf('-', name.lastIndexOf('-') - 1);
        return name.substring(name.lastIndexOf('-', at - 1) + 1);
    }

    @Override
    public void close() {
        boolean told = queue.offer(END);
        if (!told) {
            thread.interrupt();
        }
        try {
            thread.join(MAX_JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
