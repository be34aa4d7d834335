package io.driftgate.cli.policy;

import io.driftgate.cli.ExitCode;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.Schema;
import io.driftgate.policy.CompiledPolicy;
import io.driftgate.policy.PolicyLoader;
import io.driftgate.policy.PolicyReference;
import io.driftgate.protocol.PredictionBinding;
import io.driftgate.protocol.Protocol;
import io.driftgate.protocol.Protocols;
import io.driftgate.protocol.SchemaBinding;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where a first policy goes: standard output, or a directory with schema and tests. An option group of the {@code from-} commands. */
final class DraftOutput {
    private static final PolicyReference DRAFT =
            PolicyReference.parse("draft@v1").orElseThrow();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "write policy.yaml, schema.yaml and tests.yaml into policies/<name>/v<N> instead")
    private Optional<Path> directory = Optional.empty();

    @Option(names = "--force", description = "replace files that are there")
    private boolean force;

    /** Refuses a directory whose policy nothing could name, and files that would be lost. To be called before the work. */
    void check(CommandSpec spec) {
        if (directory.isEmpty()) {
            if (force) {
                throw new ParameterException(spec.commandLine(), "--force is about the files of --out");
            }
            return;
        }
        Path absolute = directory.get().toAbsolutePath().normalize();
        int names = absolute.getNameCount();
        if (names < 2
                || PolicyReference.parse(absolute.getName(names - 2) + "@" + absolute.getFileName())
                        .isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--out must be a directory <name>/v<N>, such as policies/credit-risk/v1");
        }
        for (String name : List.of("policy.yaml", "schema.yaml", PolicyTestFile.NAME)) {
            if (!force && Files.exists(absolute.resolve(name))) {
                throw new ParameterException(
                        spec.commandLine(),
                        directory.get().resolve(name) + " exists: --force replaces it, another --out keeps it");
            }
        }
    }

    /** Settles the draft and prints or writes it; returns the exit code. */
    int deliver(PolicyDraft draft, CommandSpec spec, Problems problems) {
        PrintWriter err = spec.commandLine().getErr();
        Optional<CompiledPolicy> policy = settle(draft, problems);
        if (policy.isPresent()) {
            if (directory.isPresent()) {
                write(directory.get(), draft, policy.get(), problems);
            } else {
                spec.commandLine().getOut().print(draft.policyYaml(true));
                spec.commandLine().getOut().flush();
            }
        }
        if (draft.leftOut() > 0) {
            err.println(draft.leftOut() + (draft.leftOut() == 1 ? " rule is" : " rules are")
                    + " left out, as the policy would not load; comments at its end say why");
        }
        err.print(problems.render());
        err.flush();
        return problems.hasErrors() ? ExitCode.PROBLEM : ExitCode.DONE;
    }

    private static void write(Path directory, PolicyDraft draft, CompiledPolicy policy, Problems problems) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            problems.fileError(directory.toString(), "can't be created: " + WholeFile.reason(e), "");
            return;
        }
        WholeFile.write(directory.resolve("schema.yaml"), draft.schemaYaml(), problems);
        WholeFile.write(directory.resolve("policy.yaml"), draft.policyYaml(false), problems);
        WholeFile.write(directory.resolve(PolicyTestFile.NAME), testsYaml(draft, policy), problems);
    }

    /**
     * Compiles the draft as the gateway will, and turns each rule that it refuses into a comment: what this program writes, it
     * also reads.
     */
    static Optional<CompiledPolicy> settle(PolicyDraft draft, Problems problems) {
        Schema schema = new Schema(draft.features());
        FeatureIndex index = FeatureIndex.of(List.of(schema));
        LocalDate today = LocalDate.now(Clock.systemUTC());
        while (true) {
            Problems found = new Problems();
            byte[] yaml = draft.policyYaml(false).getBytes(StandardCharsets.UTF_8);
            Optional<CompiledPolicy> policy =
                    PolicyLoader.compile(DRAFT, yaml, "policy.yaml", schema, index, today, found);
            if (policy.isPresent()) {
                return policy;
            }
            List<PolicyDraft.Rule> refused = found.all().stream()
                    .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                    .map(problem -> draft.ruleAt(problem.position().line()))
                    .flatMap(Optional::stream)
                    .distinct()
                    .toList();
            if (refused.isEmpty()) {
                problems.addAll(found.all());
                return Optional.empty();
            }
            Map<PolicyDraft.Rule, String> why = new LinkedHashMap<>();
            refused.forEach(rule -> why.put(rule, why(draft, rule, found)));
            why.forEach(draft::leaveOut);
        }
    }

    private static String why(PolicyDraft draft, PolicyDraft.Rule rule, Problems found) {
        return found.all().stream()
                .filter(problem -> draft.ruleAt(problem.position().line())
                        .filter(rule::equals)
                        .isPresent())
                .map(Problem::message)
                .findFirst()
                .orElseThrow();
    }

    /** Tests that state what the draft decides of its samples: they pass, and are a place to begin. */
    static String testsYaml(PolicyDraft draft, CompiledPolicy policy) {
        Schema schema = new Schema(draft.features());
        FeatureIndex index = FeatureIndex.of(List.of(schema));
        PolicyTrial trial = new PolicyTrial(
                policy,
                SchemaBinding.of(index, schema),
                PredictionBinding.of(index).forSchema(schema));
        Protocol protocol = Protocols.byId("kserve-v1").orElseThrow();
        StringBuilder out = new StringBuilder("# What the policy decides today. Say what it should decide, and add the"
                + " cases that matter;\n# 'driftgate policy test' names the rules that no test covers.\n"
                + "schema: schema.yaml\nprotocol: kserve-v1\n");
        StringBuilder tests = new StringBuilder();
        for (PolicyDraft.Sample sample : draft.samples()) {
            String row = row(sample);
            String json = json(row);
            try {
                PolicyTrial.Result result = trial.run(new Exchange(
                        protocol,
                        json.getBytes(StandardCharsets.UTF_8),
                        Optional.empty(),
                        PolicyTestFile.defaultPath("kserve-v1", "draft"),
                        "draft",
                        "v1",
                        new GivenHeaders()));
                tests.append("  - name: ").append(YamlText.of(sample.name())).append('\n');
                tests.append("    request: {instances: [").append(row).append("]}\n");
                tests.append("    expect: {decision: ").append(result.decision().label());
                if (result.decision() != Decision.ALLOW) {
                    tests.append(", rules: ").append(YamlText.list(result.violated(true)));
                }
                tests.append("}\n");
            } catch (PolicyTrial.Unreadable e) {
                throw new IllegalStateException(json + ": " + e.getMessage(), e);
            }
        }
        return out.append(tests.isEmpty() ? "tests: []\n" : "tests:\n" + tests).toString();
    }

    private static String row(PolicyDraft.Sample sample) {
        return sample.members().entrySet().stream()
                .map((Map.Entry<String, String> member) -> YamlText.of(member.getKey()) + ": " + member.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String json(String row) {
        Problems problems = new Problems();
        return YamlReader.read(("instances: [" + row + "]").getBytes(StandardCharsets.UTF_8), "", problems)
                .map(node -> JsonOfYaml.write(node, problems))
                .orElseThrow(() -> new IllegalStateException(problems.render()));
    }
}
