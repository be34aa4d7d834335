package io.driftgate.cli.drift;

import io.driftgate.cli.ExitCode;
import io.driftgate.cli.drift.PaneSources.Place;
import io.driftgate.config.ConfigLoader;
import io.driftgate.drift.DriftSettings;
import io.driftgate.drift.Verdict;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.stream.MalformedPane;
import io.driftgate.sketch.stream.PaneAlignment;
import io.driftgate.sketch.stream.PaneEncoder;
import io.driftgate.sketch.stream.PaneHeader;
import io.driftgate.snapshot.Model;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code driftgate drift merge}: the verdict of one gateway that saw what several replicas saw. */
@Command(
        name = "merge",
        description = "Adds up the panes of several replicas, and says what drift detection says of all their traffic.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:merged, and no version's last verdict is drift",
            "1:a version's last verdict is drift, or baseline or streams are wrong",
            "2:the command line or driftgate.yaml is wrong"
        })
final class MergeCommand implements Callable<Integer> {
    private static final int MAX_TOKEN_BYTES = 4096;

    @Spec
    private CommandSpec spec;

    /** The standard options would take --version for their own. */
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help and end")
    @SuppressWarnings("UnusedVariable") // picocli looks at the option alone
    private boolean help;

    @Option(names = "--baseline", required = true, paramLabel = "FILE.json", description = "that all panes count for")
    private Path baselineFile;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE|DIR|URL",
            description = "streams; of a directory, all files that end in .panes; of a URL, /admin/models/M/sketches")
    private List<String> streams = List.of();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "takes drift: of --model from this driftgate.yaml, otherwise the defaults")
    private Optional<Path> config;

    @Option(names = "--model", paramLabel = "NAME", description = "only this model")
    private Optional<String> model;

    @Option(names = "--version", paramLabel = "NAME", description = "only this version")
    private Optional<String> version;

    @Option(names = "--since", paramLabel = "TIME", description = "only panes that ended later: 2026-01-02T03:04:05Z")
    private Optional<String> since;

    @Option(names = "--token-file", paramLabel = "FILE", description = "holds the bearer token of admin ports")
    private Optional<Path> tokenFile;

    @Option(names = "--json", description = "one JSON object per merged pane")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        long sinceMillis = since.map(this::millis).orElse(-1L);
        DriftSettings settings = config.map(this::settings).orElse(DriftSettings.DEFAULT);
        PrintWriter err = spec.commandLine().getErr();
        try {
            Baseline baseline = baseline();
            PaneSources sources = new PaneSources(token(), err::println);
            List<Place> found = new ArrayList<>();
            for (String stream : streams) {
                found.addAll(sources.find(stream));
            }
            Map<String, List<Place>> versions = versions(found, sinceMillis, baseline);
            boolean drifted = false;
            for (List<Place> panes : versions.values()) {
                drifted |= merge(panes, baseline, settings) == Verdict.DRIFT;
            }
            return drifted ? ExitCode.PROBLEM : ExitCode.DONE;
        } catch (IOException | MalformedPane | IllegalArgumentException e) {
            err.println("drift merge: " + said(e));
            return ExitCode.PROBLEM;
        } finally {
            err.flush();
            spec.commandLine().getOut().flush();
        }
    }

    /** The panes to merge by model and version, each once. */
    private Map<String, List<Place>> versions(List<Place> found, long sinceMillis, Baseline baseline)
            throws IOException, MalformedPane {
        Map<String, Map<String, Place>> byVersion = new TreeMap<>();
        Map<String, Place> foreign = new LinkedHashMap<>();
        for (Place place : found) {
            PaneHeader header = place.header();
            if (header.toMillis() <= sinceMillis
                    || !header.model().equals(model.orElse(header.model()))
                    || !header.version().equals(version.orElse(header.version()))) {
                continue;
            }
            String name = header.model() + "/" + header.version();
            if (!header.baselineDigest().equals(baseline.digest())) {
                foreign.putIfAbsent(name, place);
                continue;
            }
            Place before = byVersion
                    .computeIfAbsent(name, key -> new LinkedHashMap<>())
                    .putIfAbsent(header.replica() + "#" + header.number(), place);
            if (before != null && !Arrays.equals(bytes(before, baseline), bytes(place, baseline))) {
                throw new IOException(place.where() + ": pane " + header.number() + " of " + header.replica()
                        + " is another one than at " + before.where());
            }
        }
        for (Map.Entry<String, Place> other : foreign.entrySet()) {
            if (byVersion.containsKey(other.getKey()) || byVersion.isEmpty()) {
                throw new IOException(
                        other.getValue().where() + ": a pane of " + other.getKey() + " counts for baseline "
                                + other.getValue().header().baselineDigest() + ", not for " + baseline.digest()
                                + "; where the baseline was replaced, leave out what was before with --since");
            }
        }
        if (byVersion.isEmpty()) {
            throw new IOException("no stream has a pane to merge");
        }
        Map<String, List<Place>> versions = new TreeMap<>();
        byVersion.forEach((name, panes) -> versions.put(name, List.copyOf(panes.values())));
        return versions;
    }

    private static byte[] bytes(Place place, Baseline baseline) throws IOException, MalformedPane {
        return PaneEncoder.encode(place.read(baseline), baseline);
    }

    private Verdict merge(List<Place> panes, Baseline baseline, DriftSettings settings)
            throws IOException, MalformedPane {
        Set<Integer> withheld = new TreeSet<>();
        for (Place place : panes) {
            withheld.addAll(place.read(baseline).withheld());
        }
        PrintWriter err = spec.commandLine().getErr();
        PaneHeader any = panes.get(0).header();
        if (!withheld.isEmpty()) {
            err.printf(
                    "%s/%s: without %s, which a replica withholds%n",
                    any.model(),
                    any.version(),
                    withheld.stream()
                            .map(i -> baseline.features().get(i).name())
                            .toList());
        }
        PaneAlignment.missing(panes.stream().map(Place::header).toList())
                .forEach((replica, missing) -> err.printf(
                        "%s/%s: %d panes of %s are missing%n", any.model(), any.version(), missing, replica));
        List<List<Place>> windows = PaneAlignment.align(panes, Place::header);
        MergedVersion merged = new MergedVersion(
                baseline,
                withheld,
                settings,
                Instant.ofEpochMilli(windows.get(0).get(0).header().fromMillis()));
        Verdict verdict = Verdict.INSUFFICIENT;
        for (List<Place> window : windows) {
            PaneHeader time = window.get(0).header();
            PaneCounts counts = window.get(0).read(baseline).counts();
            Set<String> replicas = new TreeSet<>(Set.of(time.replica()));
            for (Place place : window.subList(1, window.size())) {
                counts = counts.plus(place.read(baseline).counts());
                replicas.add(place.header().replica());
            }
            MergedVersion.Judged judged = merged.endPane(time, counts);
            verdict = judged.report().verdict();
            List<String> names = List.copyOf(replicas);
            spec.commandLine()
                    .getOut()
                    .println(
                            json
                                    ? MergedLines.json(time, names, counts, judged)
                                    : MergedLines.text(time, names, counts, judged));
        }
        return verdict;
    }

    /** The platform's errors of files have the name alone as their message. */
    private static String said(Exception e) {
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file or directory";
        }
        if (e instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private Baseline baseline() throws IOException {
        if (Files.isRegularFile(baselineFile) && Files.size(baselineFile) > Baseline.MAX_BYTES) {
            throw new IOException(baselineFile + " is larger than " + Baseline.MAX_BYTES + " bytes");
        }
        Problems problems = new Problems();
        return Baseline.read(Files.readAllBytes(baselineFile), baselineFile.toString(), problems)
                .orElseThrow(() -> new IOException(problems.render()));
    }

    private DriftSettings settings(Path file) {
        if (model.isEmpty()) {
            throw usage("--config needs --model");
        }
        ConfigLoader.Loaded loaded = new ConfigLoader(Clock.systemUTC()).load(file);
        Optional<Model> named = loaded.snapshot().stream()
                .flatMap(snapshot -> snapshot.models().stream())
                .filter(each -> each.name().equals(model.get()))
                .findFirst();
        if (named.isEmpty()) {
            loaded.problems().stream()
                    .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                    .forEach(problem -> spec.commandLine().getErr().println(problem.render()));
            throw usage(file + " has no valid model '" + model.get() + "'");
        }
        return named.get().drift().orElse(DriftSettings.DEFAULT);
    }

    private Optional<String> token() throws IOException {
        if (tokenFile.isEmpty()) {
            return Optional.empty();
        }
        String token = Files.size(tokenFile.get()) > MAX_TOKEN_BYTES
                ? ""
                : Files.readString(tokenFile.get()).strip();
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw usage(tokenFile.get() + " holds no token");
        }
        return Optional.of(token);
    }

    private long millis(String time) {
        try {
            return Instant.parse(time).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw usage("--since must be a time such as 2026-01-02T03:04:05Z, not " + time);
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
