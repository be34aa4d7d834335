package io.driftgate.cli.backtest;

import io.driftgate.cli.ClosedOutput;
import io.driftgate.cli.ExitCode;
import io.driftgate.cli.OutputLines;
import io.driftgate.config.ConfigLoader;
import io.driftgate.drift.DriftSettings;
import io.driftgate.drift.backtest.DrawnTraffic;
import io.driftgate.drift.backtest.EvidenceSetting;
import io.driftgate.drift.backtest.Findings;
import io.driftgate.drift.backtest.Reference;
import io.driftgate.drift.backtest.Replay;
import io.driftgate.drift.backtest.ReplayWindow;
import io.driftgate.drift.backtest.Resampling;
import io.driftgate.drift.statistic.ReferenceGroups;
import io.driftgate.feature.Schema;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.WindowCounts;
import io.driftgate.sketch.rows.RowReader;
import io.driftgate.snapshot.Model;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code driftgate backtest}: what drift detection would have said of recorded traffic. */
@Command(
        name = "backtest",
        description = "Replays recorded rows against a baseline, and says when which drift setting would have tripped.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the stream was replayed, whatever it showed",
            "1:baseline, data or reference are wrong, or a file can't be written",
            "2:the command line or driftgate.yaml is wrong"
        },
        footer = {
            "",
            "Window i holds the rows from i * step to i * step + window, end excluded, counted from 0. A window that"
                    + " the stream ends in is left out. Evidence takes each step's rows once. The stream is read once, in"
                    + " bounded memory; the reference is held in memory."
        })
public final class BacktestCommand implements Callable<Integer> {
    private static final int MAX_WINDOW = 10_000_000;

    @Option(names = "--baseline", required = true, paramLabel = "FILE.json", description = "what to compare with")
    private Path baseline;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description = "rows in time order: CSV, or .jsonl with one object per line")
    private Path data;

    @Option(
            names = "--reference",
            paramLabel = "FILE",
            description = "raw training data: exact distances of numbers, and what chance alone would trip")
    private Optional<Path> reference;

    @Option(
            names = "--window",
            defaultValue = "1000",
            paramLabel = "N",
            description = "rows (default: ${DEFAULT-VALUE})")
    private int window;

    @Option(
            names = "--step",
            paramLabel = "N",
            description = "rows from window to window (default: a tenth of --window)")
    private Optional<Integer> step;

    @Option(names = "--json", description = "one JSON object per window and feature, and nothing else")
    private boolean json;

    @Option(names = "--pairs", description = "with --json, one object per window and pair of features as well")
    private boolean pairs;

    @Option(names = "--out", paramLabel = "FILE.html", description = "write a report with plots, in one file")
    private Optional<Path> out;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "take thresholds and evidence settings from a model of this driftgate.yaml")
    private Optional<Path> config;

    @Option(names = "--model", paramLabel = "NAME", description = "which model; needed when --config has several")
    private Optional<String> model;

    @Option(
            names = "--rounds",
            defaultValue = "1000",
            paramLabel = "N",
            description = "windows, and panes of evidence, drawn from --reference (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--block",
            defaultValue = "1",
            paramLabel = "N",
            description =
                    "neighbouring rows drawn together (default: ${DEFAULT-VALUE}); more where rows depend on the ones"
                            + " before")
    private int block;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "of the draws (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--at-most",
            defaultValue = "1",
            paramLabel = "N",
            description = "false alarms in 1,000 windows or panes that a suggested setting may have (default:"
                    + " ${DEFAULT-VALUE})")
    private double atMost;

    @Spec
    private CommandSpec spec;

    private final OutputStream stream;

    public BacktestCommand() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    BacktestCommand(OutputStream stream) {
        this.stream = stream;
    }

    @Override
    public Integer call() throws IOException {
        int stepRows = step.orElse(Math.max(1, window / 10));
        checkNumbers(stepRows);
        Optional<Model> configured = configured();
        Problems problems = new Problems();
        boolean done = false;
        try {
            done = run(configured, stepRows, problems);
        } catch (ClosedOutput e) {
            return ExitCode.DONE; // whoever reads has seen enough
        }
        PrintWriter errors = spec.commandLine().getErr();
        errors.print(problems.render());
        errors.flush();
        return done && !problems.hasErrors() ? ExitCode.DONE : ExitCode.PROBLEM;
    }

    private void checkNumbers(int stepRows) {
        if (window < 1 || window > MAX_WINDOW || stepRows < 1 || stepRows > MAX_WINDOW) {
            throw usage("--window and --step must be from 1 to " + MAX_WINDOW);
        }
        if (rounds < 1 || rounds > 1_000_000 || block < 1 || block > window) {
            throw usage("--rounds must be from 1 to 1000000, and --block from 1 to --window");
        }
        if (!(atMost >= 0 && atMost < 1000)) {
            throw usage("--at-most must be from 0 to below 1000");
        }
        if (model.isPresent() && config.isEmpty()) {
            throw usage("--model needs --config");
        }
    }

    private boolean run(Optional<Model> configured, int stepRows, Problems problems) throws IOException {
        Optional<Baseline> profile = readBaseline(problems);
        Optional<SketchPlan> bound = profile.flatMap(found -> Replay.plan(found, baseline.toString(), problems));
        if (bound.isEmpty()) {
            return false;
        }
        SketchPlan plan = bound.get();
        if (Replay.paneCounts(plan, window, stepRows) > Replay.MAX_PANE_COUNTS) {
            throw usage("--window " + window + " --step " + stepRows
                    + " would take too much memory: choose a step that divides the window");
        }
        Schema schema = Replay.schema(plan.baseline());
        Optional<Reference> trained = Optional.empty();
        if (reference.isPresent()) {
            trained = Reference.read(plan, new RowReader(schema, reference.get(), problems));
            if (problems.hasErrors()) {
                return false;
            }
            if (trained.isEmpty()) {
                problems.fileError(reference.get().toString(), "has no rows, or more than fit", "");
                return false;
            }
        }
        DriftSettings settings = configured.flatMap(Model::drift).orElse(DriftSettings.DEFAULT);
        int minRows = config.isPresent() ? settings.minSamples() : 1;
        List<EvidenceSetting> evidence = new ArrayList<>(EvidenceSetting.general(plan, window, stepRows));
        configured
                .flatMap(found -> EvidenceSetting.of(plan, settings, versions(found)))
                .ifPresent(evidence::add);
        Findings findings = new Findings(plan, settings, json && out.isEmpty() ? List.of() : evidence);
        Optional<Chance> chance = Optional.empty();
        if (trained.isPresent() && !(json && out.isEmpty())) {
            Reference rows = trained.get();
            chance = Optional.of(new Chance(
                    Resampling.of(plan, rows, window, rounds, block, seed, settings),
                    DrawnTraffic.of(plan, rows, window, stepRows, rounds, block, seed, settings, minRows, evidence)));
        }
        BacktestText text = new BacktestText(settings, findings, chance, atMost);
        OutputLines lines = new OutputLines(stream);
        Replay replay = new Replay(
                plan, window, stepRows, settings, minRows, trained, new Collector(plan, findings, lines, json, pairs));
        boolean whole = new RowReader(schema, data, problems).read(row -> {
            replay.add(row);
            return true;
        });
        lines.flush();
        if (!whole) {
            return false;
        }
        if (replay.windows() == 0) {
            problems.fileError(
                    data.toString(),
                    replay.rows() == 0
                            ? "has no rows"
                            : "has " + replay.rows() + " rows, fewer than one window of " + window,
                    replay.rows() == 0 ? "" : "choose a smaller --window");
            return false;
        }
        if (!json) {
            PrintWriter output = spec.commandLine().getOut();
            output.print(text.render(replay));
            output.flush();
        }
        if (out.isPresent()) {
            List<FeatureProfile> profiles = plan.baseline().features();
            write(new BacktestReport(data.toString(), baseline.toString(), text, replay, profiles, findings), problems);
        }
        return true;
    }

    /** Hands windows and steps to the findings, and windows to the lines as well where those are wanted. */
    private static final class Collector implements Replay.Sink {
        private final SketchPlan plan;
        private final ReferenceGroups[] groups;
        private final Findings findings;
        private final OutputLines lines;
        private final boolean json;
        private final boolean pairs;

        Collector(SketchPlan plan, Findings findings, OutputLines lines, boolean json, boolean pairs) {
            this.plan = plan;
            this.findings = findings;
            this.lines = lines;
            this.json = json;
            this.pairs = pairs;
            groups =
                    plan.baseline().features().stream().map(ReferenceGroups::of).toArray(ReferenceGroups[]::new);
        }

        @Override
        public void step(PaneCounts counts) {
            findings.add(counts);
        }

        @Override
        public void window(ReplayWindow found, WindowCounts counts) throws IOException {
            long[][] groupRows = new long[groups.length][];
            for (int i = 0; i < groups.length; i++) {
                groupRows[i] = groups[i].merge(counts, plan.offset(i));
            }
            findings.add(found, groupRows);
            if (json) {
                WindowLines.write(found, lines);
                if (pairs) {
                    WindowLines.writePairs(found, lines);
                }
            }
        }
    }

    private void write(BacktestReport report, Problems problems) {
        try {
            Files.writeString(out.orElseThrow(), report.html());
        } catch (IOException e) {
            problems.fileError(out.orElseThrow().toString(), "can't be written: " + e.getMessage(), "");
        }
    }

    private Optional<Baseline> readBaseline(Problems problems) {
        try {
            if (Files.isRegularFile(baseline) && Files.size(baseline) > Baseline.MAX_BYTES) {
                problems.fileError(baseline.toString(), "is larger than " + Baseline.MAX_BYTES + " bytes", "");
                return Optional.empty();
            }
            return Baseline.read(Files.readAllBytes(baseline), baseline.toString(), problems);
        } catch (IOException e) {
            boolean absent = !Files.exists(baseline);
            problems.fileError(
                    baseline.toString(), absent ? "no such file or directory" : "can't be read: " + e.getMessage(), "");
            return Optional.empty();
        }
    }

    private static int versions(Model model) {
        return (int) model.versions().stream()
                .filter(version -> version.sketch().isPresent())
                .count();
    }

    /** The model of {@code --config}, which has drift settings. */
    private Optional<Model> configured() {
        if (config.isEmpty()) {
            return Optional.empty();
        }
        ConfigLoader.Loaded loaded = new ConfigLoader(Clock.systemUTC()).load(config.get());
        if (loaded.snapshot().isEmpty()) {
            StringBuilder all = new StringBuilder("the configuration is wrong");
            for (Problem problem : loaded.problems()) {
                all.append('\n').append(problem.render());
            }
            throw usage(all.toString());
        }
        List<Model> models = loaded.snapshot().get().models();
        List<Model> fitting = models.stream()
                .filter(found -> model.isEmpty() || found.name().equals(model.get()))
                .toList();
        if (fitting.size() != 1) {
            throw usage(
                    model.isPresent()
                            ? config.get() + " has no model '" + model.get() + "'"
                            : config.get() + " has several models: say which with --model");
        }
        Model found = fitting.get(0);
        if (found.drift().isEmpty()) {
            throw usage("model " + found.name() + " has no version with a baseline");
        }
        return Optional.of(found);
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
