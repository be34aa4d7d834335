package io.driftgate.cli.gate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.driftgate.cli.ConfigOption;
import io.driftgate.cli.ExitCode;
import io.driftgate.config.ConfigLoader;
import io.driftgate.governance.GateFile;
import io.driftgate.governance.GateResult;
import io.driftgate.governance.GovernanceReport;
import io.driftgate.governance.Release;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.source.Spelling;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Judges versions as the gateway would, prints a table, and writes a report. */
@Command(
        name = "gate",
        description = "Says which versions pass their release gates, and writes governance_report.json.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:no required gate holds a version back",
            "1:a version is held back",
            "2:the command line or the configuration is wrong, or no gates are in force"
        })
public final class GateCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    /** The standard options would take --version for their own. */
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help and end")
    @SuppressWarnings("UnusedVariable") // picocli looks at the option alone
    private boolean help;

    @Option(names = "--model", paramLabel = "NAME", description = "only this model")
    private Optional<String> modelName;

    @Option(names = "--version", paramLabel = "NAME", description = "only this version")
    private Optional<String> versionName;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            defaultValue = "governance_report.json",
            description = "where the report goes, one object for one version, else a list; otherwise ${DEFAULT-VALUE}")
    private Path report;

    @Option(names = "--probe", description = "ask the model servers which version they serve")
    private boolean probe;

    @Option(names = "--defaults", description = "print the gates that Driftgate ships, and do nothing else")
    private boolean defaults;

    @Spec
    private CommandSpec spec;

    /** The command is composed with others. */
    public GateCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        if (defaults) {
            out.print(GateFile.shipped());
            return ExitCode.DONE;
        }
        ConfigLoader.Loaded loaded = new ConfigLoader(Clock.systemUTC()).load(config.resolve());
        PrintWriter err = spec.commandLine().getErr();
        loaded.problems().forEach(problem -> err.println(problem.render()));
        err.flush();
        if (loaded.hasErrors() || loaded.snapshot().isEmpty()) {
            return ExitCode.USAGE;
        }
        List<Verdict> verdicts = judge(loaded.snapshot().get());
        GateTable.print(verdicts, out);
        write(verdicts, loaded.snapshot().get().digest());
        long held =
                verdicts.stream().filter(verdict -> verdict.held().isPresent()).count();
        out.printf("%d of %d versions held back; report in %s%n", held, verdicts.size(), report);
        return held == 0 ? ExitCode.DONE : ExitCode.PROBLEM;
    }

    /** What the gates say of one version. */
    record Verdict(Release release, List<GateResult> results) {
        Optional<String> held() {
            return release.heldBy(results);
        }
    }

    private List<Verdict> judge(Snapshot snapshot) throws InterruptedException {
        Instant now = Instant.now();
        List<Verdict> verdicts = new ArrayList<>();
        for (Model model : models(snapshot)) {
            for (ModelVersion version : versions(model)) {
                if (version.release().isPresent()) {
                    Release release = version.release().get();
                    Optional<List<String>> served = probe ? VersionQuestion.ask(version) : Optional.empty();
                    verdicts.add(new Verdict(
                            release, release.judge(new Release.Surroundings(model.champion(), served, now))));
                }
            }
        }
        if (verdicts.isEmpty()) {
            throw usage("no gates are in force here: write cards: or gates: in driftgate.yaml");
        }
        return verdicts;
    }

    private List<Model> models(Snapshot snapshot) {
        if (modelName.isEmpty()) {
            return snapshot.models();
        }
        List<String> names = snapshot.models().stream().map(Model::name).toList();
        int found = names.indexOf(modelName.get());
        if (found < 0) {
            throw usage("there is no model '" + modelName.get() + "': " + hint(modelName.get(), names));
        }
        return List.of(snapshot.models().get(found));
    }

    private List<ModelVersion> versions(Model model) {
        if (versionName.isEmpty()) {
            return model.versions();
        }
        if (modelName.isEmpty()) {
            throw usage("--version needs --model");
        }
        List<String> names = model.versions().stream().map(ModelVersion::name).toList();
        int found = names.indexOf(versionName.get());
        if (found < 0) {
            throw usage("there is no version '" + versionName.get() + "' of " + model.name() + ": "
                    + hint(versionName.get(), names));
        }
        return List.of(model.versions().get(found));
    }

    private static String hint(String name, List<String> names) {
        return Spelling.hint(name, names, "known here: " + String.join(", ", names));
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void write(List<Verdict> verdicts, String digest) throws IOException {
        Instant now = Instant.now();
        List<Map<String, Object>> reports = verdicts.stream()
                .map(verdict -> GovernanceReport.of(verdict.release(), verdict.results(), digest, now))
                .toList();
        byte[] json = new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValueAsBytes(GovernanceReport.document(reports));
        Path directory = report.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        Files.write(report, json);
    }
}
