package io.driftgate.cel;

import com.google.common.collect.ImmutableList;
import com.google.re2j.Pattern;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.TextSet;
import io.driftgate.source.Problems;
import io.driftgate.source.Regexes;
import io.driftgate.source.Spelling;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes nodes of operators and functions over operands that were read, and says which operands they don't take. */
final class Operators {
    private static final Map<String, Integer> COMPARISONS = Map.of(
            "_==_", Order.EQUAL,
            "_!=_", Order.NOT_EQUAL,
            "_<_", Order.LESS,
            "_<=_", Order.LESS | Order.EQUAL,
            "_>_", Order.GREATER,
            "_>=_", Order.GREATER | Order.EQUAL);

    private static final Map<String, Arithmetic.Operator> ARITHMETIC = Map.of(
            "_+_", Arithmetic.Operator.ADD,
            "_-_", Arithmetic.Operator.SUBTRACT,
            "_*_", Arithmetic.Operator.MULTIPLY,
            "_/_", Arithmetic.Operator.DIVIDE,
            "_%_", Arithmetic.Operator.MODULO);

    private static final Map<String, Texts.Search> SEARCHES = Map.of(
            "contains", Texts.Search.CONTAINS,
            "startsWith", Texts.Search.STARTS_WITH,
            "endsWith", Texts.Search.ENDS_WITH);

    private static final Set<String> MEMBERS =
            Set.of("size", "contains", "startsWith", "endsWith", "matches", "lowerAscii", "upperAscii");
    private static final Set<String> GLOBALS = Set.of("size", "matches", "int", "double", "string");
    private static final Set<String> LOOPS = Set.of("all", "exists", "exists_one");

    private static final String SUPPORTED =
            "supported are has, size, contains, startsWith, endsWith, matches, lowerAscii,"
                    + " upperAscii, int, double, string, all, exists, exists_one";

    /** What the rewriting adds to a parsed expression gets ids from here on. */
    private static final long FIRST_NEW_ID = 1L << 32;

    private final ExpressionText text;
    private final Facts facts;
    private final Contradictions contradictions;
    private long nextId = FIRST_NEW_ID;

    Operators(ExpressionText text, Facts facts) {
        this.text = text;
        this.facts = facts;
        this.contradictions = new Contradictions(facts, text);
    }

    /** Whether rules support the function, in the form that it is called in; a problem otherwise. */
    boolean knows(CelExpr expression) {
        CelExpr.CelCall call = expression.call();
        String function = call.function();
        if (!Character.isLetter(function.charAt(0))) {
            return true; // an operator
        }
        boolean member = call.target().isPresent();
        int arguments = call.args().size() + (member ? 1 : 0);
        if (LOOPS.contains(function)) {
            text.error(
                    expression,
                    "calls " + function + " with other than a variable and a condition",
                    "write list." + function + "(x, x > 0)");
            return false;
        }
        if (!(member ? MEMBERS : GLOBALS).contains(function)) {
            boolean otherForm = (member ? GLOBALS : MEMBERS).contains(function);
            text.error(
                    expression,
                    otherForm
                            ? "calls " + function + " in a form that it doesn't have"
                            : "calls " + function + ", which rules don't support",
                    otherForm
                            ? member ? "write " + function + "(x)" : "write x." + function + "(...)"
                            : Spelling.hint(function, names(), SUPPORTED));
            return false;
        }
        int expected = SEARCHES.containsKey(function) || function.equals("matches") ? 2 : 1;
        if (arguments != expected) {
            text.error(
                    expression,
                    "calls " + function + " with " + arguments + " values in place of " + expected,
                    "the one before the dot counts");
            return false;
        }
        return true;
    }

    private static Set<String> names() {
        Set<String> names = new HashSet<>(MEMBERS);
        names.addAll(GLOBALS);
        names.addAll(LOOPS);
        names.add("has");
        return names;
    }

    /** The same call over operands that were rewritten. */
    CelExpr rebuilt(CelExpr expression, List<Operand> operands) {
        List<CelExpr> arguments = new ArrayList<>();
        operands.forEach(operand -> arguments.add(operand.expression()));
        Optional<CelExpr> target = Optional.empty();
        if (expression.call().target().isPresent()) {
            target = Optional.of(arguments.remove(0));
        }
        return CelExpr.ofCall(expression.id(), target, expression.call().function(), ImmutableList.copyOf(arguments));
    }

    private CelExpr dynamic(Operand operand) {
        return CelExpr.ofCall(nextId++, Optional.empty(), "dyn", ImmutableList.of(operand.expression()));
    }

    /** An operand that decides something: a problem when it is constant. */
    Operand condition(Operand operand) {
        if (operand.node() instanceof Constants.OfBool constant) {
            text.error(
                    operand.expression(),
                    "has a condition that is always " + constant.value,
                    "a condition must depend on what is checked");
            return null;
        }
        return contradictions.report(operand.expression(), operand.fact()) ? null : operand;
    }

    /** A constant in place of an operand that depends on nothing. */
    Operand folded(Operand operand, int registers) {
        if (operand == null || !operand.isConstant() || operand.node() == null || operand.kind() == Kind.LIST) {
            return operand;
        }
        CelFrame frame = new CelFrame(0);
        frame.begin(registers);
        Node node = operand.node();
        Node constant;
        if (node instanceof Node.Bool bool) {
            int value = bool.test(frame);
            frame.failed = value == CelPredicate.ERROR;
            constant = new Constants.OfBool(value == CelPredicate.TRUE);
        } else if (node instanceof Node.Int number) {
            constant = new Constants.OfInt(number.value(frame));
        } else if (node instanceof Node.Real number) {
            constant = new Constants.OfDouble(number.value(frame));
        } else {
            ((Node.Text) node).load(frame);
            constant = new Constants.OfText(Arrays.copyOfRange(frame.buffer, frame.from, frame.to));
        }
        if (frame.failed) {
            text.error(
                    operand.expression(),
                    "has a part that is always an error: it divides by zero, leaves the range of ints or asks for an"
                            + " element that isn't there",
                    "");
            return null;
        }
        return new Operand(operand.kind(), constant, operand.expression(), 0, "", null, operand.items(), Fact.OPAQUE);
    }

    /** An int constant as a double, when one holds it exactly; else the operand as it is. */
    private Operand promoted(Operand operand) {
        if (operand.node() instanceof Constants.OfInt constant && Inputs.isExact(constant.value)) {
            double value = constant.value;
            return Operand.of(
                    Kind.DOUBLE,
                    new Constants.OfDouble(value),
                    CelExpr.ofConstant(operand.expression().id(), CelConstant.ofValue(value)),
                    0);
        }
        if (operand.kind() == Kind.LIST && operand.isConstant() && operand.element() == Kind.INT) {
            List<Operand> items = operand.items().stream().map(this::promoted).toList();
            return items.stream().allMatch(item -> item.kind() == Kind.DOUBLE)
                    ? literal(operand.expression(), items, Kind.DOUBLE, 0)
                    : operand;
        }
        return operand;
    }

    private static Kind numberIn(Operand operand) {
        return operand.kind() == Kind.LIST ? operand.element() : operand.kind();
    }

    /** Int constants beside a double become doubles. */
    private List<Operand> promoted(List<Operand> operands) {
        boolean real = operands.stream().anyMatch(operand -> numberIn(operand) == Kind.DOUBLE);
        return real ? operands.stream().map(this::promoted).toList() : operands;
    }

    /** @param register free from here on */
    Operand list(CelExpr expression, List<Operand> given, int register) {
        List<Operand> items = promoted(given);
        Kind kind = items.isEmpty() ? null : items.get(0).kind();
        for (Operand item : items) {
            if (item.kind() != kind) {
                text.error(
                        item.expression(),
                        "has " + item.label() + " in a list that begins with "
                                + items.get(0).label(),
                        numberHint(items.get(0), item, "the elements of a list are of one type"));
                return null;
            }
        }
        return literal(expression, items, kind, register);
    }

    private static Operand literal(CelExpr expression, List<Operand> items, Kind kind, int register) {
        int inputs = 0;
        Node[] nodes = new Node[items.size()];
        List<CelExpr> elements = new ArrayList<>(items.size());
        for (int i = 0; i < nodes.length; i++) {
            inputs |= items.get(i).inputs();
            nodes[i] = items.get(i).node();
            elements.add(items.get(i).expression());
        }
        CelExpr rewritten = CelExpr.ofList(
                expression.id(),
                ImmutableList.copyOf(elements),
                expression.list().optionalIndices());
        return Operand.of(Kind.LIST, new Lists.Literal(kind, nodes, inputs == 0, register), rewritten, inputs)
                .with(items);
    }

    /** {@code &&} or {@code ||}. */
    Operand logic(CelExpr rewritten, boolean all, List<Operand> operands) {
        Node.Bool[] nodes = operands.stream().map(Operand::bool).toArray(Node.Bool[]::new);
        int inputs = operands.stream().mapToInt(Operand::inputs).reduce(0, (a, b) -> a | b);
        Fact fact = new Fact.Several(all, operands.stream().map(Operand::fact).toList());
        if (contradictions.report(rewritten, fact)) {
            return null;
        }
        Node.Bool node = all ? new Logic.And(nodes) : new Logic.Or(nodes);
        return Operand.of(Kind.BOOL, node, rewritten, inputs).with(fact);
    }

    Operand index(CelExpr expression, Operand list, Operand index) {
        if (list.kind() != Kind.LIST || index.kind() != Kind.INT || list.element() == null) {
            text.error(
                    expression,
                    "indexes " + list.label() + " with " + index.label(),
                    "an index is an int, and stands behind a list");
            return null;
        }
        if (index.node() instanceof Constants.OfInt at && at.value < 0) {
            text.error(index.expression(), "takes the element " + at.value + " of a list", "elements count from 0");
            return null;
        }
        Node node = switch (list.element()) {
            case BOOL -> new Lists.BoolAt(list.list(), index.number());
            case INT -> new Lists.IntAt(list.list(), index.number());
            case DOUBLE -> new Lists.DoubleAt(list.list(), index.number());
            default -> new Lists.TextAt(list.list(), index.number());
        };
        return Operand.of(
                list.element(), node, rebuilt(expression, List.of(list, index)), list.inputs() | index.inputs());
    }

    /** Any other operator or function; all operands have nodes. */
    Operand call(CelExpr expression, List<Operand> operands) {
        String function = expression.call().function();
        if (COMPARISONS.containsKey(function)) {
            List<Operand> sides = promoted(operands);
            return comparison(expression, COMPARISONS.get(function), sides.get(0), sides.get(1));
        }
        if (ARITHMETIC.containsKey(function)) {
            List<Operand> sides = promoted(operands);
            return arithmetic(expression, ARITHMETIC.get(function), sides.get(0), sides.get(1));
        }
        return switch (function) {
            case "!_" -> not(expression, operands.get(0));
            case "-_" -> negation(expression, operands.get(0));
            case "_?_:_" -> choice(expression, operands);
            case "@in" -> {
                List<Operand> sides = promoted(operands);
                yield in(expression, sides.get(0), sides.get(1));
            }
            case "size" -> size(expression, operands.get(0));
            case "matches" -> matches(expression, operands.get(0), operands.get(1));
            case "int" -> toInt(expression, operands.get(0));
            case "double" -> toDouble(expression, operands.get(0));
            case "string" -> toText(expression, operands.get(0));
            case "lowerAscii", "upperAscii" -> caseFold(expression, operands.get(0), function.equals("upperAscii"));
            case "contains", "startsWith", "endsWith" -> search(expression, operands.get(0), operands.get(1));
            default -> {
                text.error(expression, "uses the operator " + function + ", which rules don't support", SUPPORTED);
                yield null;
            }
        };
    }

    private Operand result(Kind kind, Node node, CelExpr expression, List<Operand> operands) {
        int inputs = operands.stream().mapToInt(Operand::inputs).reduce(0, (a, b) -> a | b);
        return Operand.of(kind, node, rebuilt(expression, operands), inputs);
    }

    private Operand comparison(CelExpr expression, int comparison, Operand left, Operand right) {
        boolean equality = comparison == Order.EQUAL || comparison == Order.NOT_EQUAL;
        if (left.kind() == Kind.LIST && right.kind() == Kind.LIST && equality) {
            return listEquality(expression, comparison == Order.EQUAL, left, right);
        }
        Node.Bool node;
        CelExpr rewritten = rebuilt(expression, List.of(left, right));
        if (left.kind() != right.kind()) {
            if (left.kind() == Kind.INT && right.kind() == Kind.DOUBLE) {
                node = new Comparisons.Mixed(comparison, left.number(), right.real());
            } else if (left.kind() == Kind.DOUBLE && right.kind() == Kind.INT) {
                node = new Comparisons.Mixed(Order.swapped(comparison), right.number(), left.real());
            } else {
                return refused(expression, left, right);
            }
            if (equality) { // CEL's types know no int == double, its values do
                rewritten = CelExpr.ofCall(
                        expression.id(),
                        Optional.empty(),
                        expression.call().function(),
                        ImmutableList.of(dynamic(left), dynamic(right)));
            }
        } else {
            node = switch (left.kind()) {
                case BOOL -> new Comparisons.Bools(comparison, left.bool(), right.bool());
                case INT -> Comparisons.of(comparison, left.number(), right.number());
                case DOUBLE -> Comparisons.of(comparison, left.real(), right.real());
                case TEXT -> Comparisons.of(comparison, left.text(), right.text());
                default -> null;
            };
            if (node == null) {
                return refused(expression, left, right);
            }
        }
        if (!isCategory(left, right) || !isCategory(right, left)) {
            return null;
        }
        return Operand.of(Kind.BOOL, node, rewritten, left.inputs() | right.inputs())
                .with(facts.comparison(text.offsetOf(expression), comparison, left, right));
    }

    /** False, and a problem, when an enum is compared with a text that it never is. */
    private boolean isCategory(Operand value, Operand constant) {
        if (value.feature() == null
                || value.feature().type() != FeatureType.ENUM
                || !(constant.node() instanceof Constants.OfText other)) {
            return true;
        }
        String category = new String(other.utf8, StandardCharsets.UTF_8);
        List<String> categories = value.feature().categories();
        if (categories.contains(category)) {
            return true;
        }
        text.error(
                constant.expression(),
                "compares " + value.path() + " with '" + category + "', which is none of its values",
                Spelling.hint(
                        category,
                        categories,
                        categories.size() <= 12 ? "its values are " + String.join(", ", categories) : ""));
        return false;
    }

    private Operand listEquality(CelExpr expression, boolean equal, Operand left, Operand right) {
        Kind element = left.element() == null ? right.element() : left.element();
        if (element == null || (right.element() != null && right.element() != element)) {
            return refused(expression, left, right);
        }
        int comparison = equal ? Order.EQUAL : Order.NOT_EQUAL;
        return result(
                        Kind.BOOL,
                        new Lists.Equal(equal, element, left.list(), right.list()),
                        expression,
                        List.of(left, right))
                .with(facts.comparison(text.offsetOf(expression), comparison, left, right));
    }

    private Operand arithmetic(CelExpr expression, Arithmetic.Operator operator, Operand left, Operand right) {
        if (left.kind() == right.kind()) {
            boolean zero = operator == Arithmetic.Operator.DIVIDE || operator == Arithmetic.Operator.MODULO;
            if (zero && right.node() instanceof Constants.OfInt divisor && divisor.value == 0) {
                text.error(expression, "divides by zero, which is always an error", "");
                return null;
            }
            if (left.kind() == Kind.INT) {
                return result(
                        Kind.INT,
                        Arithmetic.of(operator, left.number(), right.number()),
                        expression,
                        List.of(left, right));
            }
            if (left.kind() == Kind.DOUBLE && operator != Arithmetic.Operator.MODULO) {
                return result(
                        Kind.DOUBLE,
                        Arithmetic.of(operator, left.real(), right.real()),
                        expression,
                        List.of(left, right));
            }
            if (left.kind() == Kind.TEXT && operator == Arithmetic.Operator.ADD) {
                return result(
                        Kind.TEXT,
                        new Texts.Concatenation(left.text(), right.text()),
                        expression,
                        List.of(left, right));
            }
        }
        return refused(expression, left, right);
    }

    private Operand not(CelExpr expression, Operand operand) {
        if (operand.kind() != Kind.BOOL) {
            return refused(expression, operand);
        }
        if (condition(operand) == null) {
            return null;
        }
        return result(Kind.BOOL, new Logic.Not(operand.bool()), expression, List.of(operand))
                .with(new Fact.Not(operand.fact()));
    }

    private Operand negation(CelExpr expression, Operand operand) {
        return switch (operand.kind()) {
            case INT -> result(Kind.INT, new Arithmetic.IntNegate(operand.number()), expression, List.of(operand));
            case DOUBLE ->
                result(Kind.DOUBLE, new Arithmetic.DoubleNegate(operand.real()), expression, List.of(operand));
            default -> refused(expression, operand);
        };
    }

    private Operand choice(CelExpr expression, List<Operand> operands) {
        Operand condition = operands.get(0);
        List<Operand> branches = promoted(operands.subList(1, 3));
        Operand yes = branches.get(0);
        Operand no = branches.get(1);
        if (condition.kind() != Kind.BOOL) {
            text.error(
                    condition.expression(),
                    "has " + condition.label() + " before ? where a condition must stand",
                    "compare it with something");
            return null;
        }
        if (condition(condition) == null) {
            return null;
        }
        boolean alike = yes.kind() == no.kind();
        if (alike && yes.kind() == Kind.LIST) {
            alike = yes.element() == no.element();
        }
        if (!alike) {
            text.error(
                    expression,
                    "chooses between " + yes.label() + " and " + no.label(),
                    numberHint(yes, no, "both sides of : must be of one type"));
            return null;
        }
        Node node = switch (yes.kind()) {
            case BOOL -> new Logic.BoolChoice(condition.bool(), yes.bool(), no.bool());
            case INT -> new Logic.IntChoice(condition.bool(), yes.number(), no.number());
            case DOUBLE -> new Logic.DoubleChoice(condition.bool(), yes.real(), no.real());
            case TEXT -> new Logic.TextChoice(condition.bool(), yes.text(), no.text());
            default -> new Lists.Choice(yes.element(), condition.bool(), yes.list(), no.list());
        };
        Operand chosen = result(yes.kind(), node, expression, List.of(condition, yes, no));
        if (yes.kind() != Kind.BOOL) {
            return chosen;
        }
        Fact fact = new Fact.Choice(condition.fact(), yes.fact(), no.fact());
        return contradictions.report(expression, fact) ? null : chosen.with(fact);
    }

    private Operand in(CelExpr expression, Operand needle, Operand list) {
        if (list.kind() != Kind.LIST || needle.kind() == Kind.LIST) {
            return refused(expression, needle, list);
        }
        if (list.element() == null) {
            text.error(expression, "looks into an empty list, which is always false", "");
            return null;
        }
        boolean numbers = (needle.kind() == Kind.INT || needle.kind() == Kind.DOUBLE)
                && (list.element() == Kind.INT || list.element() == Kind.DOUBLE);
        if (needle.kind() != list.element() && !numbers) {
            return refused(expression, needle, list);
        }
        for (Operand item : list.items()) {
            if (!isCategory(needle, item)) {
                return null;
            }
        }
        CelExpr rewritten = needle.kind() == list.element()
                ? rebuilt(expression, List.of(needle, list))
                : CelExpr.ofCall(
                        expression.id(),
                        Optional.empty(),
                        expression.call().function(),
                        ImmutableList.of(dynamic(needle), list.expression()));
        return Operand.of(Kind.BOOL, inNode(needle, list), rewritten, needle.inputs() | list.inputs())
                .with(facts.membership(text.offsetOf(expression), needle, list));
    }

    private static Node.Bool inNode(Operand needle, Operand list) {
        List<Operand> items = list.items();
        if (list.node() instanceof Lists.Literal && list.isConstant() && needle.kind() == list.element()) {
            switch (needle.kind()) {
                case TEXT -> {
                    TextSet set = new TextSet(items.stream()
                            .map(item -> new String(((Constants.OfText) item.node()).utf8, StandardCharsets.UTF_8))
                            .toList());
                    return needle.node() instanceof Inputs.OfText feature
                            ? new Membership.TextFeatureInConstants(feature.at, set)
                            : new Membership.TextInConstants(needle.text(), set);
                }
                case INT -> {
                    return new Membership.IntInConstants(
                            needle.number(),
                            items.stream()
                                    .mapToLong(item -> ((Constants.OfInt) item.node()).value)
                                    .toArray());
                }
                case DOUBLE -> {
                    return new Membership.DoubleInConstants(
                            needle.real(),
                            items.stream()
                                    .mapToDouble(item -> ((Constants.OfDouble) item.node()).value)
                                    .filter(value -> !Double.isNaN(value)) // equals nothing
                                    .toArray());
                }
                default -> {}
            }
        }
        return new Membership.InList(needle.kind(), needle.node(), list.list());
    }

    private Operand size(CelExpr expression, Operand operand) {
        return switch (operand.kind()) {
            case TEXT -> result(Kind.INT, new Texts.Size(operand.text()), expression, List.of(operand));
            case LIST -> result(Kind.INT, new Lists.Size(operand.list()), expression, List.of(operand));
            default -> refused(expression, operand);
        };
    }

    private Operand search(CelExpr expression, Operand operand, Operand needle) {
        if (operand.kind() != Kind.TEXT || needle.kind() != Kind.TEXT) {
            return refused(expression, operand, needle);
        }
        Texts.Search search = SEARCHES.get(expression.call().function());
        return result(
                        Kind.BOOL,
                        new Texts.Find(search, operand.text(), needle.text()),
                        expression,
                        List.of(operand, needle))
                .with(facts.textTest(text.offsetOf(expression), search.test, operand, needle));
    }

    private Operand matches(CelExpr expression, Operand operand, Operand regex) {
        if (operand.kind() != Kind.TEXT || regex.kind() != Kind.TEXT) {
            return refused(expression, operand, regex);
        }
        if (!(regex.node() instanceof Constants.OfText constant)) {
            text.error(
                    expression,
                    "takes a regular expression from a value",
                    "write it as a text: what requests send must not become a program");
            return null;
        }
        Problems found = new Problems();
        Optional<Pattern> pattern =
                Regexes.compile(new String(constant.utf8, StandardCharsets.UTF_8), text.scalar(), text.path(), found);
        found.all()
                .forEach(problem -> text.error(
                        regex.expression(),
                        problem.message().substring(text.path().length() + 1),
                        problem.hint()));
        if (pattern.isEmpty()) {
            return null;
        }
        return result(Kind.BOOL, new Texts.Matches(operand.text(), pattern.get()), expression, List.of(operand, regex))
                .with(facts.textTest(text.offsetOf(expression), TextTest.Kind.MATCHES_PART, operand, regex));
    }

    private Operand toInt(CelExpr expression, Operand operand) {
        return switch (operand.kind()) {
            case INT -> result(Kind.INT, operand.node(), expression, List.of(operand));
            case DOUBLE -> result(Kind.INT, new Arithmetic.DoubleToInt(operand.real()), expression, List.of(operand));
            case TEXT -> result(Kind.INT, new Texts.ToInt(operand.text()), expression, List.of(operand));
            default -> refused(expression, operand);
        };
    }

    private Operand toDouble(CelExpr expression, Operand operand) {
        return switch (operand.kind()) {
            case INT -> result(Kind.DOUBLE, new Arithmetic.IntToDouble(operand.number()), expression, List.of(operand));
            case DOUBLE -> result(Kind.DOUBLE, operand.node(), expression, List.of(operand));
            default -> refused(expression, operand);
        };
    }

    private Operand toText(CelExpr expression, Operand operand) {
        return switch (operand.kind()) {
            case INT -> result(Kind.TEXT, new Texts.OfInt(operand.number()), expression, List.of(operand));
            case BOOL -> result(Kind.TEXT, new Texts.OfBool(operand.bool()), expression, List.of(operand));
            case TEXT -> result(Kind.TEXT, operand.node(), expression, List.of(operand));
            default -> refused(expression, operand);
        };
    }

    private Operand caseFold(CelExpr expression, Operand operand, boolean upper) {
        return operand.kind() == Kind.TEXT
                ? result(Kind.TEXT, new Texts.CaseFold(upper, operand.text()), expression, List.of(operand))
                : refused(expression, operand);
    }

    /** Says that an operator or function doesn't take these operands. */
    private Operand refused(CelExpr expression, Operand... operands) {
        String function = expression.call().function();
        String name = function.equals("@in") ? "in" : function.replace("_", "");
        StringBuilder given = new StringBuilder(operands[0].label());
        if (operands.length > 1) {
            given.append(" and ").append(operands[1].label());
        }
        String hint = operands.length > 1 ? numberHint(operands[0], operands[1], "") : "";
        if (hint.isEmpty() && operands.length > 1) {
            boolean text0 = operands[0].kind() == Kind.TEXT;
            boolean text1 = operands[1].kind() == Kind.TEXT;
            hint = text0 != text1 && operands[0].kind() != Kind.LIST && operands[1].kind() != Kind.LIST
                    ? "a text stands in quotes, a number, true and false don't"
                    : "";
        }
        text.error(expression, "applies " + name + " to " + given + ", which it doesn't take", hint);
        return null;
    }

    /** How to bring an int and a double together; {@code otherwise} when it is not that. */
    private static String numberHint(Operand left, Operand right, String otherwise) {
        boolean leftInt = left.kind() == Kind.INT && right.kind() == Kind.DOUBLE;
        boolean rightInt = left.kind() == Kind.DOUBLE && right.kind() == Kind.INT;
        if (!leftInt && !rightInt) {
            return otherwise;
        }
        Operand whole = leftInt ? left : right;
        return whole.path().isEmpty() ? "write double(...) around the int" : "write double(" + whole.path() + ")";
    }

    /** The exact value of a constant; empty when it is no finite number. */
    static Optional<BigDecimal> exact(Node node) {
        if (node instanceof Constants.OfInt constant) {
            return Optional.of(BigDecimal.valueOf(constant.value));
        }
        if (node instanceof Constants.OfDouble constant && Double.isFinite(constant.value)) {
            return Optional.of(new BigDecimal(constant.value));
        }
        return Optional.empty();
    }
}
