package io.driftgate.control;

import io.driftgate.drift.DriftWindow;
import io.driftgate.drift.EvidenceState;
import io.driftgate.drift.MonitorMemory;
import io.driftgate.drift.WindowPane;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.SketchPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The drift windows in {@code windows.bin} of the state directory, so that a restart has a verdict at its first pane and not a window
 * later. Owned by the drift loop's thread, and by whoever closes it.
 *
 * <p>Only counts are kept: a verdict follows from them and from the switch in force. The time that nobody ran counts as panes without
 * rows, so that what is older than the window is not used. What there is of a model that is denied is kept until it is served again. A file that can't be read is moved aside and said; one that can't be written
 * costs a window at the next start, is said once, and is tried again with the next save. {@link #problems()} has both, for any thread.
 */
final class WindowStore {
    private static final Logger LOG = Logger.getLogger(WindowStore.class);
    private static final String NAME = "windows.bin";

    private final StateFile file;
    private final Clock clock;
    private List<WindowMemory> remembered = new ArrayList<>();
    private volatile Optional<String> lost = Optional.empty();
    private volatile Optional<String> unwritten = Optional.empty();

    private WindowStore(Path directory, Clock clock) {
        // It has counts of sensitive features by bin.
        this.file = StateFile.ofOwner(directory, NAME);
        this.clock = clock;
    }

    /** Reads what a former process left. */
    static WindowStore open(Path directory, Clock clock) {
        WindowStore store = new WindowStore(directory, clock);
        try {
            Optional<byte[]> bytes = store.file.read();
            if (bytes.isPresent()) {
                store.remember(WindowFormat.read(bytes.get()));
            }
        } catch (IOException e) {
            store.lost = Optional.of(store.file + " can't be read (" + e.getMessage() + "); " + store.file.keepAside()
                    + ". Drift windows and evidence start empty");
            LOG.warn(store.lost.get());
        }
        return store;
    }

    private void remember(WindowFormat.Saved saved) {
        if (saved.at().isAfter(clock.instant())) {
            lost = Optional.of(
                    file + " is from the future, " + saved.at()
                            + ": the clock was set back since, or is wrong. Drift windows and evidence start empty. See to the clock");
            LOG.warn(lost.get());
        } else {
            remembered = new ArrayList<>(saved.windows());
        }
    }

    /**
     * What there is for a version's monitor to go on with.
     *
     * @param panes of the window that are not too old, with empty ones for the time since
     * @param drifted since when the verdict was drift; empty where it was not, or that is longer ago than a window
     * @param emptyPanes that would have passed since it was saved
     */
    record Remembered(
            List<WindowPane> panes, Optional<Instant> drifted, Optional<EvidenceState> evidence, long emptyPanes) {
        static final Remembered NOTHING = new Remembered(List.of(), Optional.empty(), Optional.empty(), 0);
    }

    /** What was saved of a version, which is not kept any longer; nothing where it is of another baseline or window. */
    Remembered of(String model, String version, SketchPlan plan, DriftWindow window) {
        Instant now = clock.instant();
        for (WindowMemory memory : remembered) {
            if (memory.model().equals(model)
                    && memory.version().equals(version)
                    && memory.key().equals(plan.key())
                    && memory.bins() == plan.bins()
                    && memory.window().equals(window)
                    && !memory.at().isAfter(now)) {
                remembered.remove(memory);
                MonitorMemory monitor = memory.monitor();
                Duration gap = Duration.between(memory.at(), now);
                boolean recent = gap.compareTo(Duration.ofNanos(window.nanos())) <= 0;
                return new Remembered(
                        recent(memory, window, gap),
                        monitor.drifted() && recent ? Optional.of(monitor.since()) : Optional.empty(),
                        monitor.evidence(),
                        emptyPanes(window, gap));
            }
        }
        return Remembered.NOTHING;
    }

    /** Saturated: whoever asks forgets long before. */
    private static long emptyPanes(DriftWindow window, Duration gap) {
        return gap.compareTo(Duration.ofDays(3650)) > 0
                ? Integer.MAX_VALUE
                : (gap.toNanos() + window.paneNanos() - 1) / window.paneNanos();
    }

    private static List<WindowPane> recent(WindowMemory memory, DriftWindow window, Duration gap) {
        List<WindowPane> panes = new ArrayList<>();
        Duration age = gap;
        Duration most = Duration.ofNanos(window.nanos());
        List<WindowPane> held = memory.monitor().panes();
        for (int i = held.size() - 1; i >= 0; i--) {
            age = age.plusNanos(held.get(i).lastedNanos());
            if (age.compareTo(most) > 0) {
                break;
            }
            panes.add(0, held.get(i));
        }
        if (!panes.isEmpty()) {
            long empty = emptyPanes(window, gap);
            for (long i = 0; i < empty; i++) {
                panes.add(new WindowPane(PaneCounts.merge(memory.bins(), List.of()), gap.toNanos() / empty));
            }
        }
        return panes;
    }

    /** What a former process left of all other models is of no more use. That of these is saved again, as it was, until it is taken. */
    void keepOnly(Collection<String> models) {
        remembered.removeIf(memory -> !models.contains(memory.model()));
    }

    void save(List<WindowMemory> windows, Instant now) {
        List<WindowMemory> all = new ArrayList<>(windows);
        remembered.stream()
                .filter(memory -> windows.stream()
                        .noneMatch(other -> other.model().equals(memory.model())
                                && other.version().equals(memory.version())))
                .forEach(all::add);
        try {
            file.write(WindowFormat.write(new WindowFormat.Saved(now, all)));
            if (unwritten.isPresent()) {
                LOG.infof("%s is written again", file);
            }
            unwritten = Optional.empty();
        } catch (IOException e) {
            String problem = file + " can't be written (" + e + "): a restart would go on with older drift windows and"
                    + " evidence, or none. " + StateFile.remedySentence(e);
            if (!unwritten.equals(Optional.of(problem))) {
                LOG.warn(problem);
            }
            unwritten = Optional.of(problem);
        }
    }

    /** What an operator should know: windows of a former process that are lost, or that can't be written. Any thread. */
    List<String> problems() {
        return Stream.of(lost, unwritten).flatMap(Optional::stream).toList();
    }
}
