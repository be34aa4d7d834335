package io.driftgate.governance;

import io.driftgate.cel.CelCompiler;
import io.driftgate.cel.CelExpression;
import io.driftgate.source.Fields;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import io.driftgate.source.Spelling;
import io.driftgate.source.YamlNode;
import io.driftgate.source.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A gates file that was read: its gates with their expressions as texts, and its waivers. {@link #compile} makes it a {@link GateSet} when
 * the cards are known. One load, one thread.
 *
 * <pre>
 * extends: default          # begin with the shipped gates; a gate of the same id takes its place, or some of its fields
 * gates:
 *   - {id: accuracy, owner: ml-lead, required: true, cel: "card.metrics.accuracy &gt;= 0.85"}
 * waivers:
 *   - {gate: cost, model: credit-risk, version: v2, by: a.ng, why: "Trial until the price is agreed", expires: 2026-12-31}
 * </pre>
 */
public final class GateFile {
    /** What messages call the shipped gates, and {@code gates:} and {@code extends:} too. */
    public static final String DEFAULT = "default";

    /** In force with every gates file, and never waived: a card that was not approved has no traffic. */
    static final String COMPLIANCE = "compliance-status";

    private static final int MAX_GATES = 200;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final String SOME_GATE =
            "such as {id: accuracy, owner: ml-lead, required: true, cel: \"card.metrics.accuracy >= 0.85\"}";

    /** What to do while it can't be known whether a gate passes. */
    private enum OnUnknown {
        HOLD,
        PASS
    }

    /** A gate before its expression is compiled. */
    private record Draft(Gate gate, YamlNode.Scalar expression, String path) {}

    private final Problems problems;
    private final LocalDate today;
    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final List<Waiver> waivers = new ArrayList<>();

    private GateFile(Problems problems, LocalDate today) {
        this.problems = problems;
        this.today = today;
    }

    /** The shipped gates, as text. */
    public static String shipped() {
        return new String(shippedBytes(), StandardCharsets.UTF_8);
    }

    private static byte[] shippedBytes() {
        try (InputStream in = GateFile.class.getResourceAsStream("gates.yaml")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The shipped gates. */
    public static GateFile shipped(Problems problems, LocalDate today) {
        GateFile file = new GateFile(problems, today);
        file.readShipped();
        return file;
    }

    /**
     * Reads a file.
     *
     * @param name as messages call it
     * @param today decides which waivers have expired
     * @return empty after a problem
     */
    public static Optional<GateFile> read(byte[] bytes, String name, Problems problems, LocalDate today) {
        int errorsBefore = problems.errorCount();
        GateFile file = new GateFile(problems, today);
        YamlReader.read(bytes, name, problems).ifPresent(file::readOwn);
        return problems.errorCount() == errorsBefore ? Optional.of(file) : Optional.empty();
    }

    private void readShipped() {
        YamlNode node = YamlReader.read(shippedBytes(), DEFAULT + " gates", problems)
                .orElseThrow(() -> new IllegalStateException("the shipped gates can't be read"));
        readGates(Fields.of(node, problems, ""));
    }

    private void readOwn(YamlNode node) {
        Fields root = Fields.of(node, problems, "");
        Optional<String> base = root.string("extends");
        if (base.isPresent() && !base.get().equals(DEFAULT)) {
            problems.error(
                    root.get("extends").orElse(node), "extends must be default", "the shipped gates are all there is");
        }
        readShipped();
        if (base.isEmpty()) {
            drafts.keySet().retainAll(Set.of(COMPLIANCE));
            root.require("gates", SOME_GATE);
        }
        readGates(root);
        root.get("waivers").ifPresent(this::readWaivers);
        root.reportUnknown();
    }

    private void readGates(Fields root) {
        Optional<YamlNode> node = root.get("gates");
        if (node.isEmpty()) {
            return;
        }
        if (!(node.get() instanceof YamlNode.Sequence sequence)) {
            problems.error(node.get(), "gates must be a list, not " + node.get().kind(), SOME_GATE);
            return;
        }
        if (sequence.items().size() > MAX_GATES) {
            problems.error(sequence, "gates holds more than " + MAX_GATES + " gates");
            return;
        }
        Map<String, YamlNode> own = new LinkedHashMap<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            readGate(Fields.of(sequence.items().get(i), problems, "gates[" + i + "]"), own);
        }
    }

    private void readGate(Fields fields, Map<String, YamlNode> own) {
        Optional<String> id = fields.requireString("id", SOME_GATE).filter(text -> isId(fields, text));
        Draft base = id.map(drafts::get).orElse(null);
        String owner = base == null
                ? fields.requireString("owner", "who answers for the gate, such as ml-lead")
                        .orElse("")
                : fields.string("owner", base.gate().owner());
        String description =
                fields.string("description", base == null ? "" : base.gate().description());
        boolean required = fields.bool("required", base == null || base.gate().required());
        boolean passesUnknown = fields.oneOf(
                        "onUnknown",
                        base != null && base.gate().passesUnknown() ? OnUnknown.PASS : OnUnknown.HOLD,
                        OnUnknown.class)
                == OnUnknown.PASS;
        Optional<Fields> appliesTo = fields.mapping("appliesTo");
        Set<String> models = appliesTo
                .map(each -> Set.copyOf(each.strings("models")))
                .orElse(base == null ? Set.of() : base.gate().models());
        Set<String> versions = appliesTo
                .map(each -> Set.copyOf(each.strings("versions")))
                .orElse(base == null ? Set.of() : base.gate().versions());
        appliesTo.ifPresent(Fields::reportUnknown);
        Optional<YamlNode> cel = base == null ? fields.require("cel", SOME_GATE) : fields.get("cel");
        fields.reportUnknown();
        if (cel.isPresent() && !(cel.get() instanceof YamlNode.Scalar)) {
            problems.error(
                    cel.get(),
                    fields.pathOf("cel") + " must be an expression, not "
                            + cel.get().kind());
            return;
        }
        if (id.isEmpty() || (cel.isEmpty() && base == null)) {
            return;
        }
        if (own.putIfAbsent(id.get(), fields.node()) != null) {
            problems.error(fields.get("id").orElseThrow(), fields.pathOf("id") + ": '" + id.get() + "' stands twice");
            return;
        }
        if (id.get().equals(COMPLIANCE) && base != null) {
            problems.error(
                    fields.get("id").orElseThrow(),
                    fields.pathOf("id") + ": '" + COMPLIANCE + "' is in force with every gates file",
                    "write a gate of another id beside it");
            return;
        }
        YamlNode.Scalar expression =
                cel.map(YamlNode.Scalar.class::cast).orElseGet(base == null ? null : base::expression);
        String path = cel.isPresent() ? fields.pathOf("cel") : base.path();
        drafts.put(
                id.get(),
                new Draft(
                        new Gate(
                                id.get(),
                                owner,
                                description,
                                required,
                                passesUnknown,
                                models,
                                versions,
                                expression.text(),
                                null),
                        expression,
                        path));
    }

    private boolean isId(Fields fields, String text) {
        if (ID.matcher(text).matches()) {
            return true;
        }
        problems.error(
                fields.get("id").orElseThrow(),
                fields.pathOf("id") + ": '" + text + "' is no id",
                "1 to 63 letters, digits, '.', '_' or '-', the first a letter or digit");
        return false;
    }

    private void readWaivers(YamlNode node) {
        if (!(node instanceof YamlNode.Sequence sequence)) {
            problems.error(node, "waivers must be a list, not " + node.kind());
            return;
        }
        for (int i = 0; i < sequence.items().size(); i++) {
            readWaiver(Fields.of(sequence.items().get(i), problems, "waivers[" + i + "]"));
        }
    }

    private void readWaiver(Fields fields) {
        Optional<String> gate = fields.requireString("gate", "the id of a gate").filter(id -> mayBeWaived(fields, id));
        Optional<String> model = fields.string("model");
        Optional<String> version = fields.string("version");
        Optional<String> by = fields.requireString("by", "who waives the gate");
        Optional<String> why = fields.requireString("why", "for those who read it later");
        Optional<LocalDate> expires = fields.requireString("expires", "the day from which it no longer counts")
                .flatMap(text -> date(fields, text));
        fields.reportUnknown();
        if (by.isEmpty() || why.isEmpty() || gate.isEmpty() || expires.isEmpty()) {
            return;
        }
        if (!today.isBefore(expires.get())) {
            problems.warning(
                    fields.get("expires").orElseThrow(),
                    fields.pathOf("expires") + ": the waiver of gate '" + gate.get() + "' expired",
                    "the gate counts again: meet it, or let somebody waive it anew");
        }
        waivers.add(new Waiver(gate.get(), model, version, by.get(), why.get(), expires.get()));
    }

    private boolean mayBeWaived(Fields fields, String id) {
        YamlNode at = fields.get("gate").orElseThrow();
        if (id.equals(COMPLIANCE)) {
            problems.error(
                    at,
                    fields.pathOf("gate") + ": '" + COMPLIANCE + "' can't be waived",
                    "change compliance_status in the card");
            return false;
        }
        if (!drafts.containsKey(id)) {
            problems.error(
                    at,
                    fields.pathOf("gate") + ": there is no gate '" + id + "'",
                    Spelling.hint(id, drafts.keySet(), "gates are: " + String.join(", ", drafts.keySet())));
            return false;
        }
        return true;
    }

    private Optional<LocalDate> date(Fields fields, String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException e) {
            problems.error(
                    fields.get("expires").orElseThrow(),
                    fields.pathOf("expires") + " must be a date",
                    "such as 2026-12-31 (ISO 8601)");
            return Optional.empty();
        }
    }

    /**
     * Compiles all expressions.
     *
     * @param cards all that may be judged by them
     * @param problems where problems of expressions go
     * @return empty after a problem
     */
    public Optional<GateSet> compile(Collection<ModelCard> cards, Problems problems) {
        GateFields fields = GateFields.of(
                cards,
                drafts.values().stream().map(draft -> draft.gate().expression()).toList());
        List<Gate> gates = new ArrayList<>();
        for (Draft draft : drafts.values()) {
            Problems found = new Problems();
            Optional<CelExpression> compiled =
                    CelCompiler.compile(draft.expression(), draft.path(), fields.scope(), found);
            found.all().forEach(problem -> problems.add(inWordsOfGates(problem)));
            Gate gate = draft.gate();
            compiled.ifPresent(expression -> gates.add(new Gate(
                    gate.id(),
                    gate.owner(),
                    gate.description(),
                    gate.required(),
                    gate.passesUnknown(),
                    gate.models(),
                    gate.versions(),
                    gate.expression(),
                    expression.predicate())));
        }
        return gates.size() == drafts.size() ? Optional.of(new GateSet(gates, waivers, fields)) : Optional.empty();
    }

    /** CEL's own hints speak of rules and features. */
    private static Problem inWordsOfGates(Problem problem) {
        return new Problem(
                problem.severity(),
                problem.position(),
                problem.message().replace("rules don't support", "gates don't support"),
                problem.hint()
                        .replace("split the rule", "split the gate")
                        .replace("features.age >= 18", "card.metrics.accuracy >= 0.85")
                        .replace("features.age", "card.metrics.f1")
                        .replace("features.x", "card.metrics.f1")
                        .replace(", or use the condition in:", ""),
                problem.sourceLine());
    }
}
