package io.driftgate.cli.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.driftgate.cli.ConfigOption;
import io.driftgate.cli.ExitCode;
import io.driftgate.config.ConfigLoader;
import io.driftgate.policy.Phase;
import io.driftgate.protocol.PathMatch;
import io.driftgate.protocol.Protocol;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.source.Problem;
import io.driftgate.source.Spelling;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code driftgate policy explain}: which rule decides about a request, and by which value. */
@Command(
        name = "explain",
        description = "Says what the policies of a configuration make of a request, rule by rule.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the request is allowed by every version that was asked",
            "1:a version refuses it, or can't read it",
            "2:the command line or driftgate.yaml is wrong, or a file can't be read"
        },
        footer = {
            "",
            "The verdict is that of PII and policy. A model with mode: observe lets the request pass all the same.",
            "Nothing is sent anywhere, and no value of the request is printed without --values."
        })
final class ExplainCommand implements Callable<Integer> {
    private static final long MAX_BODY_BYTES = 64L << 20;

    @Mixin
    private ConfigOption config;

    /** The standard options would take --version for their own. */
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help and end")
    @SuppressWarnings("UnusedVariable") // picocli looks at the option alone
    private boolean help;

    @Option(names = "--request", required = true, paramLabel = "FILE.json", description = "the request's body")
    private Path request;

    @Option(names = "--response", paramLabel = "FILE.json", description = "the model server's answer, for its rules")
    private Optional<Path> response;

    @Option(names = "--path", paramLabel = "PATH", description = "where the request goes; it names model and protocol")
    private Optional<String> path;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "in place of --path; the protocol is the first that fits")
    private Optional<String> modelName;

    @Option(
            names = "--version",
            paramLabel = "NAME",
            description = "a version of the model; otherwise all that get traffic")
    private Optional<String> version;

    @Option(names = "--header", paramLabel = "'NAME: VALUE'", description = "a header of the request; may be repeated")
    private List<String> headers = new ArrayList<>();

    @Option(names = "--values", description = "print the values that rules looked at")
    private boolean values;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Spec
    private CommandSpec spec;

    ExplainCommand() {}

    /** What is asked about. */
    private record Question(Model model, List<Protocol> protocols, String path, String version) {}

    @Override
    public Integer call() {
        Path file = config.resolve();
        ConfigLoader.Loaded loaded = new ConfigLoader(Clock.systemUTC()).load(file);
        PrintWriter err = spec.commandLine().getErr();
        loaded.problems().stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .forEach(problem -> err.println(problem.render()));
        err.flush();
        if (loaded.snapshot().isEmpty()) {
            return ExitCode.USAGE;
        }
        Snapshot snapshot = loaded.snapshot().get();
        Question question = question(snapshot);
        byte[] body = read(request);
        Optional<byte[]> answer = response.map(this::read);
        GivenHeaders given = headers();
        if (question.model().denied().isPresent()) {
            err.println("every request of " + question.model().name() + " is refused: "
                    + question.model().denied().get());
            err.flush();
            return ExitCode.PROBLEM;
        }
        List<Integer> asked = versions(question);
        List<Explanation> explanations = new ArrayList<>();
        Protocol protocol = question.protocols().get(0);
        try {
            for (int index : asked) {
                ModelVersion each = question.model().versions().get(index);
                RuleSources sources = RuleSources.of(each.policy(), snapshot, file);
                PolicyTrial.Unreadable first = null;
                for (Protocol candidate : question.protocols()) {
                    String where = question.path().isEmpty()
                            ? PolicyTestFile.defaultPath(
                                    candidate.id(), question.model().name())
                            : question.path();
                    Exchange exchange = new Exchange(
                            candidate, body, answer, where, question.model().name(), each.name(), given);
                    try {
                        explanations.add(Explanation.of(
                                question.model(),
                                each,
                                exchange,
                                sources,
                                question.model().route().share(index),
                                values));
                        protocol = candidate;
                        first = null;
                        break;
                    } catch (PolicyTrial.Unreadable e) {
                        first = first == null ? e : first;
                    }
                }
                if (first != null) {
                    throw first;
                }
            }
        } catch (PolicyTrial.Unreadable e) {
            err.println(request + ": " + e.getMessage());
            err.flush();
            return ExitCode.PROBLEM;
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(question.model(), protocol, explanations).toPrettyString());
        } else {
            print(question.model(), protocol, explanations, out);
        }
        out.flush();
        return explanations.stream().allMatch(each -> each.decision() == Decision.ALLOW)
                ? ExitCode.DONE
                : ExitCode.PROBLEM;
    }

    private Question question(Snapshot snapshot) {
        if (path.isPresent() && modelName.isPresent()) {
            throw usage("--path names the model, so leave --model out");
        }
        if (path.isPresent()) {
            String canonical = path.get().replaceAll("[?#].*", "");
            PathMatch match = snapshot.paths().match("POST", canonical);
            if (match instanceof PathMatch.Infer infer) {
                return new Question(
                        snapshot.models().get(infer.model()), List.of(infer.protocol()), canonical, infer.version());
            }
            String why = match instanceof PathMatch.NotServed notServed ? notServed.message() : "no model is there";
            throw usage("--path " + canonical + ": " + why);
        }
        List<String> names = snapshot.models().stream().map(Model::name).toList();
        if (modelName.isEmpty() && names.size() > 1) {
            throw usage("name the model: --model or --path; models are " + String.join(", ", names));
        }
        Optional<Model> model = snapshot.models().stream()
                .filter(each -> modelName.isEmpty() || each.name().equals(modelName.get()))
                .findFirst();
        return model.map(found -> new Question(found, found.protocols(), "", ""))
                .orElseThrow(() -> usage("there is no model '" + modelName.orElse("") + "'; "
                        + Spelling.hint(modelName.orElse(""), names, "models are " + String.join(", ", names))));
    }

    private List<Integer> versions(Question question) {
        String wanted = version.orElse(question.version());
        Model model = question.model();
        List<String> names = model.versions().stream().map(ModelVersion::name).toList();
        if (!wanted.isEmpty()) {
            if (!names.contains(wanted)) {
                throw usage(model.name() + " has no version '" + wanted + "'; "
                        + Spelling.hint(wanted, names, "versions are " + String.join(", ", names)));
            }
            return List.of(names.indexOf(wanted));
        }
        List<Integer> served = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (model.route().share(i) > 0) {
                served.add(i);
            }
        }
        if (served.isEmpty()) {
            throw usage("no version of " + model.name() + " gets traffic: name one with --version");
        }
        return served;
    }

    private GivenHeaders headers() {
        GivenHeaders given = new GivenHeaders();
        for (String header : headers) {
            int colon = header.indexOf(':');
            if (colon < 1 || !GivenHeaders.isName(header.substring(0, colon))) {
                throw usage("--header must be 'name: value', not '" + YamlText.comment(header) + "'");
            }
            given.add(header.substring(0, colon), header.substring(colon + 1).strip());
        }
        return given;
    }

    private byte[] read(Path file) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > MAX_BODY_BYTES) {
                throw usage(file + " is larger than " + MAX_BODY_BYTES + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw usage(file + " can't be read: " + WholeFile.reason(e));
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void print(Model model, Protocol protocol, List<Explanation> explanations, PrintWriter out) {
        out.println("model " + model.name() + ", read as " + protocol.id()
                + (model.mode() == Model.Mode.OBSERVE ? "; it observes only, so every request passes" : ""));
        for (Explanation each : explanations) {
            String policy = each.policy().rules() == 0
                    ? "no policy"
                    : "policy " + each.policy().reference();
            out.println();
            out.println(String.format(
                    Locale.ROOT, "version %s, %.3g %% of the traffic, %s", each.version(), 100 * each.share(), policy));
            for (Explanation.Finding finding : each.findings()) {
                out.println("  personal data: " + finding.entity() + ", " + finding.action() + ", at "
                        + text(finding.place()));
            }
            each.rules().forEach(story -> print(story, out));
            out.println("  " + verdict(each));
        }
    }

    private static void print(Explanation.RuleStory story, PrintWriter out) {
        PolicyTrial.RuleResult result = story.result();
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT, "  %-14s %s", result.fate().label(), result.rule().id()));
        if (result.rows() > 0 && result.firstRow() >= 0) {
            line.append(result.rows() == 1 ? " in row " : " in " + result.rows() + " rows, the first is ")
                    .append(result.firstRow());
        }
        line.append("  (").append(details(story)).append(')');
        out.println(line);
        boolean told = result.fate() == PolicyTrial.Fate.VIOLATED || result.fate() == PolicyTrial.Fate.ERROR;
        if (told) {
            story.places().forEach(place -> out.println("                 " + text(place)));
        }
    }

    private static String details(Explanation.RuleStory story) {
        List<String> details = new ArrayList<>();
        details.add(story.result().rule().enforcement().name().toLowerCase(Locale.ROOT));
        if (story.result().rule().phase() == Phase.RESPONSE) {
            details.add("response");
        }
        if (!story.result().rule().owner().isEmpty()) {
            details.add(YamlText.comment(story.result().rule().owner()));
        }
        if (!story.at().isEmpty()) {
            details.add(story.at());
        }
        return String.join(", ", details);
    }

    private static String text(Explanation.Place place) {
        return YamlText.comment(place.pointer().isEmpty() ? "the body" : place.pointer())
                + (place.value().isEmpty() ? "" : " = " + place.value());
    }

    private static String verdict(Explanation each) {
        if (each.decision() == Decision.ALLOW) {
            return "allowed";
        }
        String why = each.rules().stream()
                .map(story -> story.result().rule())
                .filter(rule -> rule.id().equals(each.decidedBy()))
                .map(rule -> rule.description())
                .filter(description -> !description.isEmpty())
                .collect(Collectors.joining());
        return (each.decision() == Decision.DENY ? "denied by " : "answer replaced by ")
                + each.decidedBy()
                + (each.row() >= 0 ? ", row " + each.row() : "")
                + (why.isEmpty() ? "" : ": " + YamlText.comment(why));
    }

    private static ObjectNode json(Model model, Protocol protocol, List<Explanation> explanations) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("model", model.name());
        root.put("protocol", protocol.id());
        root.put("mode", model.mode().name().toLowerCase(Locale.ROOT));
        ArrayNode versions = root.putArray("versions");
        for (Explanation each : explanations) {
            ObjectNode node = versions.addObject();
            node.put("version", each.version());
            node.put("share", each.share());
            node.put("policy", each.policy().reference());
            node.put("digest", each.policy().digest());
            node.put("decision", each.decision().label());
            node.put("decidedBy", each.decidedBy());
            if (each.row() >= 0) {
                node.put("row", each.row());
            }
            ArrayNode findings = node.putArray("findings");
            for (Explanation.Finding finding : each.findings()) {
                ObjectNode item = findings.addObject();
                item.put("entity", finding.entity());
                item.put("action", finding.action());
                json(finding.place(), item);
            }
            ArrayNode rules = node.putArray("rules");
            for (Explanation.RuleStory story : each.rules()) {
                json(story, rules.addObject());
            }
        }
        return root;
    }

    private static void json(Explanation.RuleStory story, ObjectNode node) {
        PolicyTrial.RuleResult result = story.result();
        node.put("id", result.rule().id());
        node.put("fate", result.fate().label());
        node.put("phase", PolicySuite.label(result.rule().phase()));
        node.put("enforcement", result.rule().enforcement().name().toLowerCase(Locale.ROOT));
        node.put("owner", result.rule().owner());
        node.put("rows", result.rows());
        node.put("errors", result.errors());
        if (result.firstRow() >= 0) {
            node.put("firstRow", result.firstRow());
        }
        node.put("at", story.at());
        ArrayNode places = node.putArray("places");
        story.places().forEach(place -> json(place, places.addObject()));
    }

    private static void json(Explanation.Place place, ObjectNode node) {
        node.put("pointer", place.pointer());
        if (!place.value().isEmpty()) {
            node.put("value", place.value());
        }
    }
}
