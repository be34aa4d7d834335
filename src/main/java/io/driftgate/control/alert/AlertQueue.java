package io.driftgate.control.alert;

import io.driftgate.alert.Alert;
import io.driftgate.alert.AlertFile;
import io.driftgate.alert.AlertSeverity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The alerts that wait for one sink, in order, in memory and each in a file of its own, so that a restart forgets none.
 *
 * <pre>
 * alerts/SINK/queue/00000000000000000017.alert      waits
 * alerts/SINK/rejected/…                            the sink will never take it; the last {@value #KEPT_ASIDE} are kept
 * alerts/SINK/corrupt/…                             torn, foreign or changed; likewise
 * </pre>
 *
 * <p>Bounded in count and bytes. Where one more does not fit, the oldest that isn't critical goes, or else the oldest; the one
 * that is being delivered stays. Nothing is done on disk while others wait for the queue. A directory that can't be written leaves the queue in memory, and says so once. Thread-safe; only
 * the sink's own thread takes.
 */
final class AlertQueue {
    static final int KEPT_ASIDE = 100;

    private static final Logger LOG = Logger.getLogger(AlertQueue.class);
    private static final long NONE = -1;
    private static final String EXTENSION = ".alert";
    private static final Pattern NAME = Pattern.compile("00(\\d{18})\\" + EXTENSION); // any of these fits into a long
    private static final String REJECTED = "rejected";
    private static final String CORRUPT = "corrupt";

    private final BiConsumer<String, String> dropped;

    private final Path directory;
    private final Deque<Entry> entries = new ArrayDeque<>();

    /** What is in memory and not yet on disk, and what is on disk and no longer in memory. */
    private final Deque<Entry> unsaved = new ArrayDeque<>();

    private final Deque<Path> doomed = new ArrayDeque<>();
    private int maxCount;
    private long maxBytes;
    private long bytes;
    private long nextNumber;
    private long taken = NONE;
    private volatile Shown shown = new Shown(0, 0, Optional.empty());
    private boolean unwritten;
    private boolean full;

    /** What others may see of the queue. */
    private record Shown(int count, long bytes, Optional<Instant> oldest) {}

    /** An alert and its place. */
    record Entry(long number, Alert alert, Path file, int bytes) {}

    /**
     * Opens what a former process left.
     *
     * @param directory of the sink
     * @param dropped is told of each alert that is lost, its kind and why: {@code dropped} for want of room, or {@code corrupt}, whose kind
     *     is empty
     */
    AlertQueue(Path directory, int maxCount, long maxBytes, BiConsumer<String, String> dropped) {
        this.directory = directory;
        this.maxCount = maxCount;
        this.maxBytes = maxBytes;
        this.dropped = dropped;
        read();
    }

    private void read() {
        try {
            // Numbers are never used again, so that what is put aside does not fall on what was before.
            for (String aside : List.of(REJECTED, CORRUPT)) {
                for (Path file : StateFiles.list(directory.resolve(aside))) {
                    nextNumber = Math.max(nextNumber, numberOf(file) + 1);
                }
            }
            for (Path file : StateFiles.list(queued())) {
                String name = file.getFileName().toString();
                if (name.endsWith(StateFiles.UNFINISHED)) {
                    Files.deleteIfExists(file);
                } else {
                    read(file);
                }
            }
        } catch (IOException e) {
            LOG.errorf("%s can't be read (%s): alerts that wait there are not delivered", queued(), e);
        }
        synchronized (this) {
            makeRoom(0, false);
            show();
        }
        persist();
    }

    private void read(Path file) {
        try {
            long number = numberOf(file);
            if (number == NONE) {
                throw new IOException("its name is none of ours");
            }
            nextNumber = Math.max(nextNumber, number + 1);
            if (Files.size(file) > maxBytes) {
                throw new IOException("it is too large");
            }
            byte[] content = Files.readAllBytes(file);
            entries.addLast(new Entry(number, AlertFile.read(content), file, content.length));
            bytes += content.length;
        } catch (IOException e) {
            LOG.warnf("the alert %s is put aside: %s", file, e.getMessage());
            StateFiles.putAside(file, directory.resolve(CORRUPT), KEPT_ASIDE);
            dropped.accept("", "corrupt");
        }
    }

    private static long numberOf(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches() ? Long.parseLong(name.group(1)) : NONE;
    }

    private Path queued() {
        return directory.resolve("queue");
    }

    /** Takes other bounds from the next alert on. */
    synchronized void bound(int count, long maxTotalBytes) {
        this.maxCount = count;
        this.maxBytes = maxTotalBytes;
    }

    /** Both of the following. */
    void add(Alert alert) {
        accept(alert);
        persist();
    }

    /** Adds an alert in memory, from where it can be delivered at once: a disk that hangs may be what it is about. */
    synchronized void accept(Alert alert) {
        int size = AlertFile.write(alert).length;
        if (!makeRoom(size, isCritical(alert))) {
            drop(alert);
            return;
        }
        long number = nextNumber++;
        Path file = queued().resolve(String.format("%020d", number) + EXTENSION);
        Entry entry = new Entry(number, alert, file, size);
        entries.addLast(entry);
        unsaved.addLast(entry);
        bytes += size;
        show();
        notifyAll();
    }

    /** Takes what was accepted to disk, and what was dropped from it; what can't be written stays for the next time. By the thread that accepts. */
    void persist() {
        for (Optional<Path> file = next(doomed); file.isPresent(); file = next(doomed)) {
            delete(file.get());
        }
        for (Optional<Entry> entry = next(unsaved); entry.isPresent(); entry = next(unsaved)) {
            if (isQueued(entry.get())) {
                if (!save(entry.get())) {
                    keepUnsaved(entry.get());
                    return;
                }
                if (!isQueued(entry.get())) {
                    delete(entry.get().file()); // delivered meanwhile
                }
            }
        }
    }

    private synchronized <T> Optional<T> next(Deque<T> of) {
        return Optional.ofNullable(of.pollFirst());
    }

    private synchronized boolean isQueued(Entry entry) {
        for (Iterator<Entry> newest = entries.descendingIterator(); newest.hasNext(); ) {
            if (newest.next().number() == entry.number()) {
                return true;
            }
        }
        return false;
    }

    /** For the next time, with those behind it that still wait: no more than the queue holds. */
    private synchronized void keepUnsaved(Entry entry) {
        Set<Long> waiting = entries.stream().map(Entry::number).collect(Collectors.toSet());
        unsaved.addFirst(entry);
        unsaved.removeIf(each -> !waiting.contains(each.number()));
    }

    private boolean save(Entry entry) {
        try {
            StateFiles.write(entry.file(), AlertFile.write(entry.alert()));
            unwritten = false;
            return true;
        } catch (IOException e) {
            if (!unwritten) {
                LOG.errorf("%s can't be written (%s): a restart would forget the alerts that wait", entry.file(), e);
            }
            unwritten = true;
            return false;
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warnf("%s can't be deleted (%s): a restart delivers it once more", file, e);
        }
    }

    /** Drops until there is room for one more; whether there is. */
    private boolean makeRoom(int more, boolean critical) {
        int one = more > 0 ? 1 : 0;
        while (entries.size() + one > maxCount || bytes + more > maxBytes) {
            Optional<Entry> victim = victim(critical || one == 0);
            if (victim.isEmpty()) {
                return false;
            }
            forget(victim.get());
            doomed.addLast(victim.get().file());
            drop(victim.get().alert());
        }
        return true;
    }

    private void drop(Alert alert) {
        dropped.accept(alert.kind().label(), "dropped");
        if (!full) {
            LOG.errorf("%s is full: alerts are dropped, from the oldest that isn't critical", queued());
        }
        full = true;
    }

    private Optional<Entry> victim(boolean orCritical) {
        Optional<Entry> oldest = Optional.empty();
        for (Entry entry : entries) {
            if (entry.number() != taken) {
                if (!isCritical(entry.alert())) {
                    return Optional.of(entry);
                }
                if (oldest.isEmpty()) {
                    oldest = Optional.of(entry);
                }
            }
        }
        return orCritical ? oldest : Optional.empty();
    }

    private static boolean isCritical(Alert alert) {
        return alert.severity() == AlertSeverity.CRITICAL;
    }

    /** The oldest, which stays in the queue until it is {@link #delivered} or {@link #reject}ed; waits until there is one. */
    synchronized Entry take() throws InterruptedException {
        while (entries.isEmpty()) {
            wait();
        }
        Entry first = entries.getFirst();
        taken = first.number();
        return first;
    }

    void delivered(Entry entry) {
        done(entry);
        delete(entry.file());
    }

    /** Takes it out of the queue and keeps its file for people. */
    void reject(Entry entry) {
        done(entry);
        if (Files.exists(entry.file())) {
            StateFiles.putAside(entry.file(), directory.resolve(REJECTED), KEPT_ASIDE);
        }
    }

    private synchronized void done(Entry entry) {
        taken = NONE;
        full = false;
        forget(entry);
    }

    private synchronized void forget(Entry entry) {
        for (Iterator<Entry> all = entries.iterator(); all.hasNext(); ) {
            if (all.next().number() == entry.number()) {
                all.remove();
                bytes -= entry.bytes();
                show();
                return;
            }
        }
    }

    /** How many wait. This and the two below never wait for the disk, which a scrape of metrics must not. */
    int count() {
        return shown.count();
    }

    long bytes() {
        return shown.bytes();
    }

    /** When the oldest was found. */
    Optional<Instant> oldest() {
        return shown.oldest();
    }

    private void show() {
        shown = new Shown(
                entries.size(),
                bytes,
                Optional.ofNullable(entries.peekFirst())
                        .map(entry -> entry.alert().at()));
    }
}
