package io.driftgate.control.stream;

import io.driftgate.control.PaneSink;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.TextDescriptor;
import io.driftgate.sketch.stream.PaneEncoder;
import io.driftgate.sketch.stream.PaneHeader;
import io.driftgate.sketch.stream.StreamSettings;
import io.driftgate.sketch.stream.StreamedPane;
import io.driftgate.snapshot.Model;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Numbers and encodes the panes of this process, and hands them to memory and files. {@link #onPane} is called by one thread;
 * the rest by any.
 */
public final class PaneStream implements PaneSink, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PaneStream.class);

    private final String replica;
    private final RecentPanes recent = new RecentPanes(RecentPanes.MAX_BYTES);
    private final Optional<PaneFiles> files;
    private final PaneCount count;
    private final Map<String, Long> numbers = new HashMap<>();

    /** Of {@link #onPane}'s thread. */
    private boolean failing;

    private PaneStream(String replica, Optional<PaneFiles> files, PaneCount count) {
        this.replica = replica;
        this.files = files;
        this.count = count;
    }

    /**
     * Starts a stream.
     *
     * @param host this machine's name, for settings that name no replica
     * @param random makes this start's name differ from all others of the replica
     */
    public static PaneStream start(
            StreamSettings settings, String host, PaneCount count, Clock clock, RandomGenerator random) {
        String name = settings.replica().orElse(host);
        String start = HexFormat.of().toHexDigits(random.nextInt());
        Optional<PaneFiles> files =
                settings.directory().map(directory -> new PaneFiles(directory, name, start, settings, count, clock));
        files.ifPresent(PaneFiles::start);
        return new PaneStream(name + "/" + start, files, count);
    }

    /** Who counts: the replica's name, a slash, and eight hex digits of this start. */
    public String replica() {
        return replica;
    }

    public RecentPanes recent() {
        return recent;
    }

    public Optional<Path> directory() {
        return files.map(PaneFiles::directory);
    }

    @Override
    public void onPane(Model model, String version, SketchPlan plan, PaneCounts counts, Instant from, Instant to) {
        long number = numbers.merge(model.name() + "/" + version, 1L, Long::sum);
        try {
            long fromMillis = Math.max(0, from.toEpochMilli());
            PaneHeader header = new PaneHeader(
                    plan.baseline().digest(),
                    model.name(),
                    version,
                    replica,
                    number,
                    fromMillis,
                    Math.max(fromMillis, to.toEpochMilli()),
                    counts.rows(),
                    counts.requests());
            Set<Integer> withheld =
                    withheld(plan.baseline().features(), model.windowGates().sensitive());
            byte[] pane = PaneEncoder.encode(new StreamedPane(header, counts, withheld), plan.baseline());
            recent.add(header, pane);
            files.ifPresent(each -> each.offer(pane));
            failing = false;
        } catch (IllegalArgumentException e) {
            count.dropped();
            if (!failing) {
                LOG.errorf(e, "model %s: a pane of version %s does not leave the process", model.name(), version);
            }
            failing = true;
        }
    }

    private static Set<Integer> withheld(List<FeatureProfile> features, Set<String> sensitive) {
        Set<Integer> withheld = new TreeSet<>();
        for (int i = 0; i < features.size(); i++) {
            String name = features.get(i).name();
            boolean derived = TextDescriptor.of(name)
                    .filter(descriptor -> sensitive.contains(descriptor.featureOf(name)))
                    .isPresent();
            if (derived || sensitive.contains(name)) {
                withheld.add(i);
            }
        }
        return withheld;
    }

    /** Writes what waits, for a moment at most. */
    @Override
    public void close() {
        files.ifPresent(PaneFiles::close);
    }
}
