package io.driftgate.cli.policy;

import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.Schema;
import io.driftgate.feature.SchemaReader;
import io.driftgate.policy.Phase;
import io.driftgate.policy.PolicyReference;
import io.driftgate.protocol.PathMatch;
import io.driftgate.protocol.PathTable;
import io.driftgate.protocol.PredictionBinding;
import io.driftgate.protocol.Protocol;
import io.driftgate.protocol.Protocols;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.Spelling;
import io.driftgate.source.YamlNode;
import io.driftgate.source.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads a {@code tests.yaml}, strictly, with all its problems at once. The package's documentation has the format. One use, one
 * thread.
 */
final class PolicyTestFile {
    static final String NAME = "tests.yaml";
    static final int MAX_TESTS = 10_000;
    private static final long MAX_BODY_BYTES = 8L << 20;
    private static final String DEFAULT_PROTOCOL = "kserve-v1";

    private final Path file;
    private final PolicyReference reference;
    private final LocalDate today;
    private final Problems problems;
    private final Set<String> names = new HashSet<>();
    private final List<NamedRule> ids = new ArrayList<>();
    /** All that tests speak: a pointer of {@code prediction} needs json among them. */
    private final Set<Protocol> protocols = new LinkedHashSet<>();

    private String protocol = DEFAULT_PROTOCOL;
    private LocalDate defaultDay;

    private PolicyTestFile(Path file, PolicyReference reference, LocalDate today, Problems problems) {
        this.file = file;
        this.reference = reference;
        this.today = today;
        this.problems = problems;
        defaultDay = today;
    }

    /**
     * What a file holds.
     *
     * @param schema that the policy is compiled against
     * @param prediction where answers hold their predictions
     * @param ids the rule ids that expectations name, for {@link #checkIds}
     */
    record Read(
            Schema schema,
            FeatureIndex index,
            PredictionBinding prediction,
            List<PolicyTest> tests,
            List<NamedRule> ids) {}

    /** A rule id in an expectation. */
    record NamedRule(String id, YamlNode at) {}

    /** Empty after a problem. */
    static Optional<Read> read(Path file, PolicyReference reference, LocalDate today, Problems problems) {
        PolicyTestFile reader = new PolicyTestFile(file, reference, today, problems);
        int errorsBefore = problems.errorCount();
        Optional<Read> read = YamlReader.read(file, file.toString(), problems).flatMap(reader::file);
        return problems.errorCount() == errorsBefore ? read : Optional.empty();
    }

    /** Reports the expected rules that the policy does not have. */
    static void checkIds(Read read, List<String> known, Problems problems) {
        for (NamedRule named : read.ids()) {
            if (!known.contains(named.id())) {
                problems.error(
                        named.at(),
                        "the policy has no rule '" + named.id() + "'",
                        Spelling.hint(
                                named.id(),
                                known,
                                known.isEmpty() ? "it has no rule at all" : "rules: " + String.join(", ", known)));
            }
        }
    }

    private Optional<Read> file(YamlNode root) {
        Fields fields = Fields.of(root, problems, "");
        if (!(root instanceof YamlNode.Mapping)) {
            return Optional.empty();
        }
        Optional<Schema> schema = fields.require("schema", "such as schema: {age: int}, or the name of a file")
                .flatMap(this::schema);
        protocol = protocol(fields, DEFAULT_PROTOCOL);
        defaultDay = day(fields, today);
        Optional<YamlNode> prediction = fields.get("prediction");
        List<PolicyTest> tests = new ArrayList<>();
        fields.require("tests", "a list: tests: [{name: ..., request: {...}, expect: {decision: allow}}]")
                .ifPresent(node -> tests(node, tests));
        fields.reportUnknown();
        if (schema.isEmpty()) {
            return Optional.empty();
        }
        FeatureIndex index = FeatureIndex.of(List.of(schema.get()));
        Optional<PredictionBinding> binding = prediction.isEmpty()
                ? Optional.of(PredictionBinding.of(index))
                : PredictionBinding.read(prediction.get(), index, List.copyOf(protocols), problems, "prediction");
        return binding.map(found ->
                new Read(schema.get(), index, found.forSchema(schema.get()), List.copyOf(tests), List.copyOf(ids)));
    }

    private Optional<Schema> schema(YamlNode node) {
        if (!(node instanceof YamlNode.Scalar scalar)) {
            return SchemaReader.read(node, problems, "schema");
        }
        Optional<Path> path = besides(scalar, "schema");
        if (path.isEmpty() || !exists(path.get(), scalar, "schema")) {
            return Optional.empty();
        }
        return YamlReader.read(path.get(), path.get().toString(), problems)
                .flatMap(root -> SchemaReader.read(root, problems, ""));
    }

    private void tests(YamlNode node, List<PolicyTest> tests) {
        if (!(node instanceof YamlNode.Sequence sequence)) {
            problems.error(node, "tests must be a list, not " + node.kind(), "put '- ' before each test");
            return;
        }
        if (sequence.items().size() > MAX_TESTS) {
            problems.error(node, "tests has " + sequence.items().size() + " tests, and the most is " + MAX_TESTS);
            return;
        }
        for (int i = 0; i < sequence.items().size(); i++) {
            test(sequence.items().get(i), "tests[" + i + "]").ifPresent(tests::add);
        }
    }

    private Optional<PolicyTest> test(YamlNode node, String path) {
        int errorsBefore = problems.errorCount();
        Fields fields = Fields.of(node, problems, path);
        if (!(node instanceof YamlNode.Mapping)) {
            return Optional.empty();
        }
        String name = fields.requireString("name", "say what the test shows, such as name: a minor is refused")
                .orElse("");
        if (!name.isEmpty() && !names.add(name)) {
            problems.error(
                    fields.get("name").orElse(node), "the test '" + name + "' stands twice", "rename one of the two");
        }
        String protocolId = protocol(fields, protocol);
        String model = fields.string("model", reference.name());
        Optional<byte[]> request = body(fields, "request", "requestFile");
        if (request.isEmpty() && problems.errorCount() == errorsBefore) {
            problems.error(
                    node, fields.pathOf("request") + " is missing", "the body: request: {instances: [{age: 17}]}");
        }
        Optional<byte[]> response = body(fields, "response", "responseFile");
        LocalDate day = day(fields, defaultDay);
        GivenHeaders headers = headers(fields);
        String requestPath = fields.string("path", defaultPath(protocolId, model));
        String version = fields.string("version", reference.version());
        Optional<PolicyTest.Expected> expected = fields.require(
                        "expect", "such as expect: {decision: deny, rules: [age-range]}")
                .flatMap(value -> expected(value, fields.pathOf("expect"), response.isPresent()));
        fields.reportUnknown();
        Optional<Protocol> known = Protocols.byId(protocolId);
        known.ifPresent(protocols::add);
        if (problems.errorCount() > errorsBefore || request.isEmpty() || expected.isEmpty() || known.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new PolicyTest(
                name,
                node.position(),
                new Exchange(
                        reader(known.get(), model, requestPath),
                        request.get(),
                        response,
                        requestPath,
                        model,
                        version,
                        headers),
                day,
                expected.get()));
    }

    private String protocol(Fields fields, String otherwise) {
        String id = fields.string("protocol", otherwise);
        if (Protocols.byId(id).isEmpty() && fields.get("protocol").isPresent()) {
            problems.error(
                    fields.get("protocol").get(),
                    fields.pathOf("protocol") + ": there is no protocol '" + id + "'",
                    Spelling.hint(id, Protocols.ids(), "protocols are: " + String.join(", ", Protocols.ids())));
            return otherwise;
        }
        return id;
    }

    /** The path that a request of that protocol is sent to, as a rule. */
    static String defaultPath(String protocol, String model) {
        return switch (protocol) {
            case "open-inference" -> "/v2/models/" + model + "/infer";
            case "kserve-v1" -> "/v1/models/" + model + ":predict";
            case "mlflow" -> "/invocations";
            case "openai" -> "/v1/chat/completions";
            default -> "/";
        };
    }

    /** The adapter that reads a path: the endpoints of openai have one each. */
    private static Protocol reader(Protocol protocol, String model, String path) {
        if (!protocol.id().equals("openai")) {
            return protocol;
        }
        PathTable paths = PathTable.of(List.of(new PathTable.Entry(model, List.of(protocol), List.of())));
        return paths.match("POST", path) instanceof PathMatch.Infer infer ? infer.protocol() : protocol;
    }

    private LocalDate day(Fields fields, LocalDate otherwise) {
        Optional<String> text = fields.string("today");
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            return LocalDate.parse(text.get());
        } catch (DateTimeParseException e) {
            problems.error(
                    fields.get("today").orElse(fields.node()),
                    fields.pathOf("today") + " must be a date such as 2027-06-30");
            return otherwise;
        }
    }

    private Optional<byte[]> body(Fields fields, String inline, String inFile) {
        Optional<YamlNode> value = fields.get(inline);
        Optional<String> name = fields.string(inFile);
        if (value.isPresent() && name.isPresent()) {
            problems.error(
                    fields.get(inFile).orElse(fields.node()),
                    "both " + fields.pathOf(inline) + " and " + inFile + " are there",
                    "keep one of the two");
            return Optional.empty();
        }
        if (value.isPresent()) {
            return Optional.of(JsonOfYaml.write(value.get(), problems).getBytes(StandardCharsets.UTF_8));
        }
        return name.flatMap(text -> file((YamlNode.Scalar) fields.get(inFile).orElseThrow(), fields.pathOf(inFile)));
    }

    private Optional<byte[]> file(YamlNode.Scalar name, String field) {
        Optional<Path> path = besides(name, field);
        if (path.isEmpty() || !exists(path.get(), name, field)) {
            return Optional.empty();
        }
        try {
            if (Files.size(path.get()) > MAX_BODY_BYTES) {
                problems.error(name, field + ": the file is larger than " + MAX_BODY_BYTES + " bytes");
                return Optional.empty();
            }
            return Optional.of(Files.readAllBytes(path.get()));
        } catch (IOException e) {
            problems.error(name, field + " can't be read: " + WholeFile.reason(e));
            return Optional.empty();
        }
    }

    /** A file by its name from here; no text with a NUL or of another system's form is one. */
    private Optional<Path> besides(YamlNode.Scalar name, String field) {
        try {
            return Optional.of(file.resolveSibling(name.text()).normalize());
        } catch (java.nio.file.InvalidPathException e) {
            problems.error(name, field + " is no name of a file");
            return Optional.empty();
        }
    }

    private boolean exists(Path path, YamlNode at, String field) {
        if (Files.isRegularFile(path)) {
            return true;
        }
        problems.error(at, field + ": " + path + " does not exist", "names are relative to the directory of " + NAME);
        return false;
    }

    private GivenHeaders headers(Fields fields) {
        GivenHeaders headers = new GivenHeaders();
        Optional<YamlNode> node = fields.get("headers");
        if (node.isEmpty()) {
            return headers;
        }
        String path = fields.pathOf("headers");
        if (!(node.get() instanceof YamlNode.Mapping mapping)) {
            problems.error(
                    node.get(), path + " must be a mapping, not " + node.get().kind(), "{x-tier: gold}");
            return headers;
        }
        for (YamlNode.Entry entry : mapping.entries().values()) {
            if (!GivenHeaders.isName(entry.key().text())) {
                problems.error(entry.key(), path + ": '" + entry.key().text() + "' is no name of a header");
            }
            List<YamlNode> values =
                    entry.value() instanceof YamlNode.Sequence sequence ? sequence.items() : List.of(entry.value());
            for (YamlNode value : values) {
                if (value instanceof YamlNode.Scalar scalar) {
                    headers.add(entry.key().text(), scalar.text());
                } else {
                    problems.error(value, path + ": a header's value is a single value or a list of them");
                }
            }
        }
        return headers;
    }

    private Optional<PolicyTest.Expected> expected(YamlNode node, String path, boolean hasResponse) {
        int errorsBefore = problems.errorCount();
        Fields fields = Fields.of(node, problems, path);
        if (!(node instanceof YamlNode.Mapping)) {
            return Optional.empty();
        }
        if (fields.require("decision", "allow, deny or replace").isEmpty()) {
            fields.accept("decision");
        }
        Decision decision = fields.oneOf("decision", Decision.ALLOW, Decision.class);
        Optional<List<String>> rules = ids(fields, "rules");
        Optional<List<String>> shadow = ids(fields, "shadow");
        Optional<List<String>> errors = ids(fields, "errors");
        int row = fields.integer("row", -1, 0, Integer.MAX_VALUE);
        Optional<Phase> phase = fields.get("phase").isPresent()
                ? Optional.of(fields.oneOf("phase", Phase.REQUEST, Phase.class))
                : Optional.empty();
        Optional<String> body = fields.get("body").map(value -> JsonOfYaml.write(value, problems));
        fields.reportUnknown();
        if (decision == Decision.ALLOW && rules.isPresent() && !rules.get().isEmpty()) {
            contradiction(fields, "rules", "an allowed request violates none of the rules that deny");
        }
        if (decision != Decision.REPLACE && body.isPresent()) {
            contradiction(fields, "body", "only decision: replace has a body");
        }
        if (decision == Decision.ALLOW && row >= 0) {
            contradiction(fields, "row", "an allowed request has no deciding rule, and so no row of it");
        }
        boolean answers = decision == Decision.REPLACE || phase.equals(Optional.of(Phase.RESPONSE));
        if (answers && !hasResponse) {
            problems.error(node, path + " is about an answer, and the test has none", "add response: or responseFile:");
        }
        if (problems.errorCount() > errorsBefore) {
            return Optional.empty();
        }
        return Optional.of(new PolicyTest.Expected(
                decision, rules, shadow, errors, row < 0 ? OptionalInt.empty() : OptionalInt.of(row), phase, body));
    }

    private void contradiction(Fields fields, String key, String why) {
        problems.error(fields.get(key).orElse(fields.node()), fields.pathOf(key) + " contradicts the decision: " + why);
    }

    private Optional<List<String>> ids(Fields fields, String key) {
        Optional<YamlNode> node = fields.get(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        List<YamlNode> items =
                node.get() instanceof YamlNode.Sequence sequence ? sequence.items() : List.of(node.get());
        for (YamlNode item : items) {
            if (item instanceof YamlNode.Scalar scalar) {
                ids.add(new NamedRule(scalar.text(), item));
            }
        }
        return Optional.of(fields.strings(key));
    }
}
