package io.driftgate.control;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The overrides in force, in memory and in {@code overrides.json} of the state directory, so that a restart does not forget.
 * Thread-safe.
 *
 * <p>Guarantees: what {@link #replace} returned from is on disk. Overrides that expired while no process ran don't come back. A
 * file, or an entry in it, that can't be read is said aloud; the file is kept aside, never overwritten in silence, and what can be
 * read of it is in force. What can't be read is not: the model is served as its files say, with every rule enforced.
 */
final class OverrideStore {
    private static final Logger LOG = Logger.getLogger(OverrideStore.class);
    private static final String NAME = "overrides.json";

    private final StateFile file;
    /** Replaced as a whole, so that a reader does not wait for the disk. */
    private volatile List<ManualOverride> overrides = List.of();

    private List<ManualOverride> expiredMeanwhile = List.of();
    private Optional<String> lost = Optional.empty();
    private Optional<String> unwritten = Optional.empty();

    private OverrideStore(Path directory) {
        this.file = new StateFile(directory, NAME);
    }

    /** Reads what a former process left, without what has expired by {@code now}. */
    static OverrideStore open(Path directory, Instant now) {
        OverrideStore store = new OverrideStore(directory);
        store.read(now);
        return store;
    }

    /** The oldest first. */
    List<ManualOverride> all() {
        return overrides;
    }

    List<ManualOverride> of(String model) {
        return overrides.stream().filter(each -> each.model().equals(model)).toList();
    }

    /** Those that a former process left and that had expired when this one started. */
    List<ManualOverride> expiredMeanwhile() {
        return expiredMeanwhile;
    }

    /**
     * Writes these in place of all others, and then remembers them.
     *
     * @throws IOException when they can't be written: nothing has changed
     */
    synchronized void replace(List<ManualOverride> next) throws IOException {
        file.write(OverrideFormat.write(next));
        overrides = List.copyOf(next);
        noteWritten();
    }

    /** As {@link #replace}, but remembers them in any case; {@link #problems} tells when a restart would not know of it. */
    synchronized void replaceEvenIfUnwritten(List<ManualOverride> next) {
        overrides = List.copyOf(next);
        write();
    }

    /** Writes again what could not be written before; does nothing when all is on disk. */
    synchronized void retry() {
        if (unwritten.isPresent()) {
            write();
        }
    }

    /** What an operator should know: overrides of a former process that are lost, or a directory that can't be written. */
    synchronized List<String> problems() {
        List<String> problems = new ArrayList<>();
        lost.ifPresent(problems::add);
        unwritten.ifPresent(problems::add);
        return problems;
    }

    private void read(Instant now) {
        Optional<byte[]> bytes;
        try {
            bytes = file.read();
        } catch (IOException e) {
            lose("can't be read (" + e + ")", 0);
            return;
        }
        if (bytes.isEmpty()) {
            return;
        }
        OverrideFormat.Read read = OverrideFormat.read(bytes.get(), file.toString());
        List<ManualOverride> standing =
                read.overrides().stream().filter(each -> !each.isExpired(now)).toList();
        overrides = standing;
        expiredMeanwhile =
                read.overrides().stream().filter(each -> each.isExpired(now)).toList();
        read.problem().ifPresent(problem -> lose("is corrupt (" + problem + ")", standing.size()));
        if (read.problem().isPresent() || !expiredMeanwhile.isEmpty()) {
            write();
        }
    }

    private void lose(String why, int kept) {
        lost = Optional.of(file + " " + why + "; " + file.keepAside()
                + ". Overrides of the former process are forgotten, but for " + kept
                + ": what was frozen moves again, what was pinned or quarantined has its configured weight, what was bypassed"
                + " is enforced. See that file and set again what has to be");
        LOG.error(lost.get());
    }

    private void write() {
        try {
            file.write(OverrideFormat.write(overrides));
            noteWritten();
        } catch (IOException e) {
            String problem = file + " can't be written (" + e
                    + "): a restart would not know the overrides as they are now. " + StateFile.remedySentence(e);
            if (!unwritten.equals(Optional.of(problem))) {
                LOG.error(problem);
            }
            unwritten = Optional.of(problem);
        }
    }

    private void noteWritten() {
        if (unwritten.isPresent()) {
            LOG.infof("%s is written again", file);
        }
        unwritten = Optional.empty();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
