package io.driftgate.cli.pii;

import io.driftgate.cli.ClosedOutput;
import io.driftgate.cli.ExitCode;
import io.driftgate.cli.InputLines;
import io.driftgate.cli.OutputLines;
import io.driftgate.config.ConfigLoader;
import io.driftgate.pii.PiiPolicy;
import io.driftgate.pii.pattern.PatternSet;
import io.driftgate.pii.pattern.PiiEntity;
import io.driftgate.snapshot.Model;
import io.driftgate.source.Problem;
import io.driftgate.source.Spelling;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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

/** {@code driftgate pii scan}. */
@Command(
        name = "scan",
        description =
                "Reads lines of JSON on standard input and says, line by line, where personal data and secrets are.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all lines were scanned", "1:a line could not be scanned", "2:the command line is wrong"},
        footer = {
            "",
            "In:   {\"text\": \"...\"}, or with --json any JSON",
            "Out:  {\"findings\":[{\"entity\":\"EMAIL_ADDRESS\",\"start\":3,\"end\":14,\"score\":1.0}]}",
            "      {\"error\":\"line 3: is not valid JSON\"} in the place of a line that can't be scanned",
            "Offsets count Unicode code points; end is one past the last. Values are never printed."
        })
final class ScanCommand implements Callable<Integer> {
    static final int MAX_LINE_BYTES = 16 << 20;

    @Option(
            names = "--json",
            description = "look at all strings, keys and numbers of a line, and say where each finding is")
    private boolean anyJson;

    @Option(names = "--entities", split = ",", paramLabel = "ENTITY", description = "look for these only")
    private List<String> entities = new ArrayList<>();

    @Option(
            names = "--regions",
            split = ",",
            paramLabel = "CODE",
            description = "regions whose national phone numbers are looked for, such as US,GB,DE; default: US,GB")
    private List<String> regions = new ArrayList<>();

    @Option(
            names = "--min-score",
            paramLabel = "0..1",
            description = "the least score that a finding needs; default: 0.5")
    private Double minScore;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "look for what a model of this driftgate.yaml looks for")
    private Optional<Path> config;

    @Option(names = "--model", paramLabel = "NAME", description = "which model; needed when --config has several")
    private Optional<String> model;

    @Option(names = "--stats", description = "print counts by entity and the throughput to standard error at the end")
    private boolean stats;

    @Spec
    private CommandSpec spec;

    private final InputStream in;
    private final OutputStream out;

    ScanCommand() {
        this(System.in, new FileOutputStream(FileDescriptor.out));
    }

    ScanCommand(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        PiiPolicy policy = policy();
        OutputLines lines = new OutputLines(out);
        ScanStats counts = new ScanStats(policy.set());
        LineScan scan = new LineScan(policy, anyJson, lines, counts);
        InputLines input = new InputLines(in, MAX_LINE_BYTES, lines::flush);
        try {
            while (input.next()) {
                scan.scan(input);
            }
            lines.flush();
        } catch (ClosedOutput e) {
            return ExitCode.DONE; // whoever reads has seen enough
        }
        if (stats) {
            counts.print(spec.commandLine().getErr());
        }
        return counts.errors() > 0 ? ExitCode.PROBLEM : ExitCode.DONE;
    }

    private PiiPolicy policy() {
        if (config.isPresent()) {
            if (minScore != null || !entities.isEmpty() || !regions.isEmpty()) {
                throw usage("--config says what to look for, so leave --entities, --regions and --min-score out");
            }
            return configured(config.get());
        }
        if (model.isPresent()) {
            throw usage("--model needs --config");
        }
        if (minScore != null && !(minScore >= 0 && minScore <= 1)) {
            throw usage("--min-score must be from 0 to 1");
        }
        int least = minScore == null ? PatternSet.DEFAULT_MIN_SCORE : (int) Math.round(minScore * 100);
        PatternSet.Builder builder = PatternSet.builder();
        if (!regions.isEmpty()) {
            builder.regions(regionCodes());
        }
        if (entities.isEmpty()) {
            PiiEntity.builtIn().stream()
                    .filter(entity -> !entity.equals(PiiEntity.PII_FEATURE_NAME))
                    .forEach(entity -> builder.add(entity, least));
        }
        for (String name : entities.stream().map(String::strip).toList()) {
            PiiEntity entity = PiiEntity.find(name)
                    .orElseThrow(() -> usage("there is no entity '" + name + "'; "
                            + Spelling.hint(
                                    name, PiiEntity.names(), "entities are " + String.join(", ", PiiEntity.names()))));
            builder.add(entity, least);
        }
        return PiiPolicy.counting(builder.build());
    }

    private PiiPolicy configured(Path file) {
        ConfigLoader.Loaded loaded = new ConfigLoader(Clock.systemUTC()).load(file);
        if (loaded.snapshot().isEmpty()) {
            loaded.problems().stream()
                    .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                    .forEach(problem -> spec.commandLine().getErr().println(problem.render()));
            throw usage(file + " can't be loaded");
        }
        List<Model> models = loaded.snapshot().get().models();
        List<String> names = models.stream().map(Model::name).toList();
        String wanted = model.orElse(models.size() == 1 ? names.get(0) : "");
        Model found = models.stream()
                .filter(each -> each.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> usage(
                        wanted.isEmpty()
                                ? "name the model: models are " + String.join(", ", names)
                                : "there is no model '" + wanted + "'; "
                                        + Spelling.hint(wanted, names, "models are " + String.join(", ", names))));
        if (found.pii().isOff()) {
            throw usage("model " + wanted + " has no pii: that says what to look for");
        }
        return found.pii();
    }

    private List<String> regionCodes() {
        List<String> codes = regions.stream().map(String::strip).toList();
        for (String region : codes) {
            if (!PatternSet.isRegion(region)) {
                throw usage("--regions: '" + region + "' is no region; " + PatternSet.regionHint(region));
            }
        }
        return codes;
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
