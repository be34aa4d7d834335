package io.driftgate.cel;

import com.google.common.collect.ImmutableList;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureType;
import io.driftgate.source.Spelling;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a parsed expression: finds out types, promotes int constants that stand beside doubles, compiles to {@link Node}s, and says
 * in our words what is wrong. What it returns for a part that is wrong is null, which whoever asked passes on in silence.
 */
final class ExpressionReader {
    private static final int MAX_NESTED_LOOPS = 2;
    private static final int MAX_LIST_ELEMENTS = 1_000;

    /** A variable of a comprehension. */
    private record Variable(String name, Kind kind, int register, int bit) {}

    private final CelScope scope;
    private final ExpressionText text;
    private final Facts facts;
    private final Operators operators;
    private final Deque<Variable> variables = new ArrayDeque<>();
    private final Set<CelPredicate.Read> reads = new LinkedHashSet<>();
    private int registers;

    ExpressionReader(CelScope scope, ExpressionText text) {
        this.scope = scope;
        this.text = text;
        this.facts = new Facts(scope, text);
        this.operators = new Operators(text, facts);
    }

    List<CelPredicate.Read> reads() {
        return List.copyOf(reads);
    }

    int registers() {
        return registers;
    }

    /** Reads a whole expression, which must be a condition. */
    Operand readAll(CelExpr expression) {
        Operand whole = read(expression);
        if (whole == null) {
            return null;
        }
        if (whole.kind() != Kind.BOOL) {
            text.error(
                    expression,
                    "must be a condition, which is true or false, not " + whole.label(),
                    "compare it with something");
            return null;
        }
        return operators.condition(whole);
    }

    private Operand read(CelExpr expression) {
        return facts.known(readPart(expression));
    }

    private Operand readPart(CelExpr expression) {
        return switch (expression.getKind()) {
            case CONSTANT -> constant(expression);
            case IDENT -> name(expression);
            case SELECT -> select(expression);
            case CALL -> operators.folded(call(expression), registers);
            case LIST -> list(expression);
            case COMPREHENSION -> operators.folded(loop(expression), registers);
            case MAP -> unsupported(expression, "a map");
            case STRUCT -> unsupported(expression, "a message");
            case NOT_SET -> unsupported(expression, "nothing");
        };
    }

    private Operand unsupported(CelExpr expression, String what) {
        text.error(
                expression,
                "uses " + what + ", which rules don't support",
                "values are ints, doubles, bools, strings and lists of them");
        return null;
    }

    private Operand constant(CelExpr expression) {
        CelConstant constant = expression.constant();
        switch (constant.getKind()) {
            case BOOLEAN_VALUE -> {
                return Operand.of(Kind.BOOL, new Constants.OfBool(constant.booleanValue()), expression, 0);
            }
            case INT64_VALUE -> {
                return Operand.of(Kind.INT, new Constants.OfInt(constant.int64Value()), expression, 0);
            }
            case DOUBLE_VALUE -> {
                return Operand.of(Kind.DOUBLE, new Constants.OfDouble(constant.doubleValue()), expression, 0);
            }
            case STRING_VALUE -> {
                byte[] utf8 = constant.stringValue().getBytes(StandardCharsets.UTF_8);
                return Operand.of(Kind.TEXT, new Constants.OfText(utf8), expression, 0);
            }
            case NULL_VALUE -> {
                text.error(
                        expression,
                        "compares with null, which no value is",
                        "has(features.x) is true when a value is there and not null");
                return null;
            }
            case UINT64_VALUE -> {
                return unsupported(expression, "an unsigned int");
            }
            case BYTES_VALUE -> {
                return unsupported(expression, "bytes");
            }
            default -> {
                return unsupported(expression, "a literal of an unknown type");
            }
        }
    }

    private Operand name(CelExpr expression) {
        String name = expression.ident().name();
        for (Variable variable : variables) {
            if (variable.name().equals(name)) {
                return variable(expression, variable);
            }
        }
        Operand found = path(expression, name);
        if (found == null) {
            found = alone(expression, name);
        }
        if (found == null) {
            String hint = scope.records().stream()
                    .filter(record -> record.schema().feature(name).isPresent())
                    .findFirst()
                    .map(record -> "write " + Term.path(record.path(), name))
                    .orElseGet(() -> Spelling.hint(name, roots(), "known here: " + String.join(", ", roots())));
            text.error(expression, "uses an unknown name '" + name + "'", hint);
        }
        return found;
    }

    private static Operand variable(CelExpr expression, Variable variable) {
        int register = variable.register();
        Node node = switch (variable.kind()) {
            case BOOL -> new Inputs.BoolRegister(register);
            case INT -> new Inputs.IntRegister(register);
            case DOUBLE -> new Inputs.DoubleRegister(register);
            default -> new Inputs.TextRegister(register);
        };
        return Operand.of(variable.kind(), node, expression, variable.bit());
    }

    /** A record or a map of headers; null when the path is none. */
    private Operand path(CelExpr expression, String path) {
        if (scope.headers().contains(path)) {
            return Operand.named(Kind.HEADERS, null, expression, path, null);
        }
        return scope.record(path).isPresent() ? Operand.named(Kind.RECORD, null, expression, path, null) : null;
    }

    /** A field that is a name of its own; null when there is none. */
    private Operand alone(CelExpr expression, String name) {
        CelScope.RecordType record = scope.record(CelScope.ALONE).orElse(null);
        Feature feature = record == null ? null : record.schema().feature(name).orElse(null);
        if (feature == null) {
            return null;
        }
        CelPredicate.Read at = new CelPredicate.Read(record.id(), record.index().slotOf(name));
        reads.add(at);
        return feature(expression, name, feature, at);
    }

    private Set<String> roots() {
        Set<String> roots = new LinkedHashSet<>();
        scope.record(CelScope.ALONE)
                .ifPresent(record -> record.schema().features().forEach(feature -> roots.add(feature.name())));
        scope.records().stream()
                .map(CelScope.RecordType::path)
                .filter(path -> !path.equals(CelScope.ALONE) && path.indexOf('.') < 0)
                .forEach(roots::add);
        variables.forEach(variable -> roots.add(variable.name()));
        return roots;
    }

    private Operand select(CelExpr expression) {
        CelExpr.CelSelect select = expression.select();
        Operand operand = read(select.operand());
        return operand == null ? null : select(expression, operand, select.field(), select.testOnly());
    }

    /** @param expression where the name stands, whichever way it is written */
    private Operand select(CelExpr expression, Operand operand, String name, boolean test) {
        CelExpr selected = CelExpr.ofSelect(expression.id(), operand.expression(), name, test);
        if (operand.kind() == Kind.HEADERS) {
            return header(expression, selected, name, test);
        }
        if (operand.kind() != Kind.RECORD) {
            text.error(expression, "selects '" + name + "' from " + operand.label() + ", which has no fields", "");
            return null;
        }
        String path = operand.path() + "." + name;
        Operand nested = path(selected, path);
        if (nested != null) {
            if (test) {
                text.error(expression, "asks for " + path + " as a whole", "ask for one of its fields");
                return null;
            }
            return nested;
        }
        CelScope.RecordType record = scope.record(operand.path()).orElseThrow();
        Optional<Feature> feature = record.schema().feature(name);
        if (feature.isEmpty()) {
            unknown(expression, record, name);
            return null;
        }
        CelPredicate.Read at = new CelPredicate.Read(record.id(), record.index().slotOf(name));
        reads.add(at);
        if (test) {
            return Operand.of(Kind.BOOL, new Inputs.Has(at), selected, Operand.INPUT);
        }
        return feature(selected, Term.path(operand.path(), name), feature.get(), at);
    }

    private Operand feature(CelExpr expression, String path, Feature feature, CelPredicate.Read at) {
        return switch (feature.type()) {
            case BOOL -> Operand.named(Kind.BOOL, new Inputs.OfBool(at), expression, path, feature);
            case INT -> Operand.named(Kind.INT, new Inputs.OfInt(at), expression, path, feature);
            case FLOAT -> Operand.named(Kind.DOUBLE, new Inputs.OfDouble(at), expression, path, feature);
            case STRING, ENUM -> Operand.named(Kind.TEXT, new Inputs.OfText(at), expression, path, feature);
            case LIST ->
                Operand.named(
                        Kind.LIST,
                        new Lists.OfFeature(scalar(feature.element().orElseThrow()), at),
                        expression,
                        path,
                        feature);
        };
    }

    private static Kind scalar(FeatureType type) {
        return switch (type) {
            case BOOL -> Kind.BOOL;
            case INT -> Kind.INT;
            case FLOAT -> Kind.DOUBLE;
            case STRING, ENUM -> Kind.TEXT;
            case LIST -> throw new IllegalArgumentException("a list of lists");
        };
    }

    private void unknown(CelExpr expression, CelScope.RecordType record, String name) {
        List<String> known = new ArrayList<>();
        record.schema().features().forEach(feature -> known.add(feature.name()));
        String prefix = record.path() + ".";
        scope.records().stream()
                .map(CelScope.RecordType::path)
                .filter(path -> path.startsWith(prefix) && path.indexOf('.', prefix.length()) < 0)
                .forEach(path -> known.add(path.substring(prefix.length())));
        // loan-amount is read as loan minus amount
        Optional<String> longer = known.stream()
                .filter(feature -> feature.startsWith(name)
                        && feature.length() > name.length()
                        && !Character.isJavaIdentifierPart(feature.charAt(name.length())))
                .findFirst();
        String hint = longer.map(feature -> "write " + Term.path(record.path(), feature))
                .orElseGet(() -> Spelling.hint(
                        name, known, known.size() <= 12 ? "known here: " + String.join(", ", known) : ""));
        text.error(expression, "uses an unknown field '" + name + "' of " + record.path(), hint);
    }

    private Operand header(CelExpr expression, CelExpr selected, String name, boolean test) {
        if (!name.equals(name.toLowerCase(Locale.ROOT))) {
            text.error(
                    expression,
                    "names a header '" + name + "' in capitals, but rules see names in lower case",
                    "write '" + name.toLowerCase(Locale.ROOT) + "'");
            return null;
        }
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        return test
                ? Operand.of(Kind.BOOL, new Inputs.HasHeader(utf8), selected, Operand.INPUT)
                : Operand.of(Kind.TEXT, new Inputs.Header(utf8), selected, Operand.INPUT);
    }

    private Operand list(CelExpr expression) {
        List<CelExpr> elements = expression.list().elements();
        if (elements.size() > MAX_LIST_ELEMENTS) {
            text.error(
                    expression,
                    "has a list of " + elements.size() + " elements, and at most " + MAX_LIST_ELEMENTS + " are allowed",
                    "split the rule, or use the condition in:");
            return null;
        }
        List<Operand> items = new ArrayList<>(elements.size());
        boolean broken = false;
        for (CelExpr element : elements) {
            Operand item = read(element);
            if (item != null && (item.kind() == Kind.LIST || item.node() == null)) {
                text.error(element, "has " + item.label() + " as an element of a list", "elements are single values");
                item = null;
            }
            broken |= item == null;
            items.add(item);
        }
        if (broken) {
            return null;
        }
        Operand list = operators.list(expression, items, registers);
        if (list != null && !list.isConstant()) {
            registers += items.size();
        }
        return list;
    }

    private Operand loop(CelExpr expression) {
        CelExpr.CelComprehension loop = expression.comprehension();
        ForEach.Macro macro = ForEach.Macro.of(loop);
        Operand range = read(loop.iterRange());
        if (range == null) {
            return null;
        }
        if (range.kind() != Kind.LIST || range.element() == null) {
            text.error(
                    expression,
                    "runs " + macro.word + " over "
                            + (range.kind() == Kind.LIST ? "an empty list" : range.label() + ", which is no list"),
                    "");
            return null;
        }
        if (variables.size() >= MAX_NESTED_LOOPS) {
            text.error(
                    expression,
                    "nests all, exists and exists_one more than " + MAX_NESTED_LOOPS + " deep",
                    "split the rule");
            return null;
        }
        CelExpr.CelCall step = loop.loopStep().call();
        int bit = 2 << variables.size();
        Variable variable = new Variable(loop.iterVar(), range.element(), registers++, bit);
        variables.push(variable);
        Operand predicate = read(macro.predicate(loop));
        variables.pop();
        if (predicate == null) {
            return null;
        }
        if (predicate.kind() != Kind.BOOL) {
            text.error(
                    predicate.expression(),
                    "runs " + macro.word + " with " + predicate.label() + " where a condition must stand",
                    "compare it with something");
            return null;
        }
        if (operators.condition(predicate) == null) {
            return null;
        }
        List<CelExpr> arguments = new ArrayList<>(step.args());
        arguments.set(macro.argument(), predicate.expression());
        CelExpr rewritten = CelExpr.ofComprehension(
                expression.id(),
                loop.iterVar(),
                range.expression(),
                loop.accuVar(),
                loop.accuInit(),
                loop.loopCondition(),
                CelExpr.ofCall(
                        loop.loopStep().id(), Optional.empty(), step.function(), ImmutableList.copyOf(arguments)),
                loop.result());
        return Operand.of(
                Kind.BOOL,
                new ForEach(macro, range.list(), variable.register(), predicate.bool()),
                rewritten,
                range.inputs() | (predicate.inputs() & ~bit));
    }

    private Operand call(CelExpr expression) {
        CelExpr.CelCall call = expression.call();
        String function = call.function();
        if (function.equals("_&&_") || function.equals("_||_")) {
            return logic(expression, function);
        }
        if (!operators.knows(expression)) {
            return null;
        }
        if (function.equals("_[_]")) {
            return index(expression);
        }
        List<Operand> arguments = new ArrayList<>();
        boolean broken = false;
        if (call.target().isPresent()) {
            arguments.add(read(call.target().get()));
        }
        for (CelExpr argument : call.args()) {
            arguments.add(read(argument));
        }
        for (Operand argument : arguments) {
            broken |= argument == null;
        }
        if (broken) {
            return null;
        }
        if (function.equals("@in") && arguments.get(1).kind() == Kind.HEADERS) {
            return headerIn(expression, arguments.get(0), arguments.get(1));
        }
        for (Operand argument : arguments) {
            if (argument.node() == null) {
                text.error(
                        argument.expression(),
                        "uses " + argument.path() + " as a value, but it is " + argument.kind().label,
                        argument.kind() == Kind.HEADERS
                                ? "write " + argument.path() + "['x-name']"
                                : "write " + argument.path() + ". and the name of a field");
                return null;
            }
        }
        return operators.call(expression, arguments);
    }

    private Operand headerIn(CelExpr expression, Operand name, Operand headers) {
        if (!(name.node() instanceof Constants.OfText constant)) {
            headerName(expression);
            return null;
        }
        Operand found = header(name.expression(), expression, new String(constant.utf8, StandardCharsets.UTF_8), true);
        return found == null
                ? null
                : Operand.of(
                        Kind.BOOL, found.node(), operators.rebuilt(expression, List.of(name, headers)), Operand.INPUT);
    }

    private void headerName(CelExpr expression) {
        text.error(expression, "takes the name of a header from a value", "write the name as a text in lower case");
    }

    private Operand index(CelExpr expression) {
        Operand operand = read(expression.call().args().get(0));
        if (operand == null) {
            return null;
        }
        Optional<String> name = CelEnvironment.indexedName(expression);
        if (operand.kind() == Kind.RECORD && name.isPresent()) {
            return select(expression, operand, name.get(), false);
        }
        Operand index = read(expression.call().args().get(1));
        if (index == null) {
            return null;
        }
        CelExpr rebuilt = operators.rebuilt(expression, List.of(operand, index));
        if (operand.kind() == Kind.HEADERS) {
            if (name.isPresent()) {
                return header(index.expression(), rebuilt, name.get(), false);
            }
            headerName(expression);
            return null;
        }
        if (operand.kind() == Kind.RECORD) {
            text.error(expression, "takes the name of a field from a value", "write the name as a text");
            return null;
        }
        return operators.index(expression, operand, index);
    }

    /** {@code a && b && c} is one node, however the parser nests it. */
    private Operand logic(CelExpr expression, String function) {
        List<Operand> operands = new ArrayList<>();
        CelExpr rewritten = flatten(expression, function, operands);
        return rewritten == null ? null : operators.logic(rewritten, function.equals("_&&_"), operands);
    }

    /** Null after a problem; what can still be read is read. */
    private CelExpr flatten(CelExpr expression, String function, List<Operand> into) {
        if (expression.getKind() == ExprKind.Kind.CALL
                && expression.call().function().equals(function)) {
            CelExpr left = flatten(expression.call().args().get(0), function, into);
            CelExpr right = flatten(expression.call().args().get(1), function, into);
            return left == null || right == null
                    ? null
                    : CelExpr.ofCall(expression.id(), Optional.empty(), function, ImmutableList.of(left, right));
        }
        Operand operand = read(expression);
        if (operand == null) {
            return null;
        }
        if (operand.kind() != Kind.BOOL) {
            text.error(
                    operand.expression(),
                    "uses " + operand.label() + " beside " + function.replace("_", "") + ", which joins conditions",
                    "compare it with something");
            return null;
        }
        if (operators.condition(operand) == null) {
            return null;
        }
        into.add(operand);
        return operand.expression();
    }
}
