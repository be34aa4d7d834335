package io.driftgate.cel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Random expressions over {@link CelFixtures#SCHEMA} that have a type, and random rows. Leaves out what the package's documentation
 * says is answered differently here than by cel-java.
 */
final class RandomCel {
    /** An expression as rules write it, and the same for a checker that promotes nothing. */
    record Pair(String ours, String reference) {
        static Pair both(String text) {
            return new Pair(text, text);
        }
    }

    private record Variable(String name, String type) {}

    /** No pair of them is ordered differently by UTF-16 than by code points. */
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "b",
            "ab",
            "abc",
            "B",
            "é",
            "aé",
            "🙂",
            "a🙂b",
            "new",
            "12",
            "-5",
            "+7",
            "x9",
            "9223372036854775808",
            "it's",
            "\\",
            "two\nlines",
            "\u0000");

    private static final List<Long> INTS = List.of(0L, 1L, -1L, 2L, 3L, 7L, 30L, -7L, 1L << 53, -(1L << 53));
    private static final List<Long> LITERALS =
            List.of(0L, 1L, -1L, 2L, 3L, 7L, 30L, Long.MAX_VALUE, Long.MIN_VALUE + 1, 1L << 32);
    private static final List<Double> REALS =
            List.of(0.0, -0.0, 1.0, -1.0, 2.5, 0.1, 30.0, 1e300, -1e308, Double.MIN_VALUE, 0x1p53, 0x1p63);

    private final Random random;
    private final Deque<Variable> variables = new ArrayDeque<>();

    RandomCel(Random random) {
        this.random = random;
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    @SafeVarargs
    private Pair oneOf(Supplier<Pair>... choices) {
        return choices[random.nextInt(choices.length)].get();
    }

    private static Pair join(String format, Pair... parts) {
        Object[] ours = new Object[parts.length];
        Object[] reference = new Object[parts.length];
        for (int i = 0; i < parts.length; i++) {
            ours[i] = parts[i].ours();
            reference[i] = parts[i].reference();
        }
        return new Pair(String.format(format, ours), String.format(format, reference));
    }

    private Pair variable(String type, Supplier<Pair> otherwise) {
        List<Variable> fitting = variables.stream()
                .filter(variable -> variable.type().equals(type))
                .toList();
        return fitting.isEmpty() || random.nextInt(3) == 0
                ? otherwise.get()
                : Pair.both(any(fitting).name());
    }

    Pair bool(int depth) {
        if (depth <= 0) {
            return oneOf(
                    () -> variable("bool", () -> Pair.both("features.active")),
                    () -> Pair.both("features.member"),
                    () -> Pair.both("has(features." + any(List.of("active", "city", "debt", "flags")) + ")"),
                    () -> Pair.both("'" + any(List.of("x-a", "x-b")) + "' in request.headers"),
                    () -> join("%s " + comparison() + " %s", integer(0), integer(0)),
                    () -> join("%s " + comparison() + " %s", real(0), real(0)),
                    () -> join("%s " + comparison() + " %s", text(0), text(0)));
        }
        int less = depth - 1;
        return oneOf(
                () -> join("(%s && %s)", bool(less), bool(less)),
                () -> join("(%s || %s)", bool(less), bool(less)),
                () -> join("(%s && %s && %s)", bool(less), bool(less), bool(less)),
                () -> join("(%s || %s || %s)", bool(less), bool(less), bool(less)),
                () -> join("!(%s)", bool(less)),
                () -> join("(%s ? %s : %s)", bool(less), bool(less), bool(less)),
                () -> join("(%s) " + comparison() + " (%s)", bool(less), bool(less)),
                () -> join("%s " + comparison() + " %s", integer(less), integer(less)),
                () -> join("%s " + comparison() + " %s", real(less), real(less)),
                () -> join("%s " + comparison() + " %s", text(less), text(less)),
                () -> mixed(),
                () -> join("%s in %s", integer(less), list("int", less)),
                () -> join("%s in %s", plainReal(), list("double", less)),
                () -> join("%s in %s", text(less), list("string", less)),
                () -> join("(%s) in %s", bool(less), list("bool", less)),
                () -> join("%s.contains(%s)", text(less), text(less)),
                () -> join("%s.startsWith(%s)", text(less), text(less)),
                () -> join("%s.endsWith(%s)", text(less), text(less)),
                () -> join(
                        "%s.matches('" + any(List.of("^a", "b$", "[0-9]+", "é", "^.$", "a.*b", "")) + "')", text(less)),
                this::listEquality,
                () -> join("%s[%s]", list("bool", less), integer(0)),
                () -> loop(less),
                () -> loop(less));
    }

    private String comparison() {
        return any(List.of("==", "!=", "<", "<=", ">", ">="));
    }

    /** An int beside a double: {@code ==} and {@code !=} need dyn() for the checker. */
    private Pair mixed() {
        Pair whole = Pair.both(any(List.of("features.age", "features.tenure")));
        // never -0.0 or NaN
        Pair fraction = join("(%s + " + any(List.of("0.5", "2.5", "-1.0", "7.0", "1e300")) + ")", plainReal());
        String operator = comparison();
        boolean equality = operator.equals("==") || operator.equals("!=");
        boolean swap = random.nextBoolean();
        Pair left = swap ? fraction : whole;
        Pair right = swap ? whole : fraction;
        return new Pair(
                left.ours() + " " + operator + " " + right.ours(),
                equality
                        ? "dyn(" + left.reference() + ") " + operator + " dyn(" + right.reference() + ")"
                        : left.reference() + " " + operator + " " + right.reference());
    }

    private Pair listEquality() {
        String type = any(List.of("int", "double", "string", "bool"));
        return join("%s " + any(List.of("==", "!=")) + " %s", list(type, 1), list(type, 1));
    }

    private Pair loop(int depth) {
        if (variables.size() >= 2) {
            return bool(0);
        }
        String type = any(List.of("int", "double", "string", "bool"));
        Pair range = list(type, depth - 1);
        String name = variables.isEmpty() ? "x" : "y";
        variables.push(new Variable(name, type));
        Pair body = bool(Math.min(depth, 2));
        variables.pop();
        return join("%s." + any(List.of("all", "exists", "exists_one")) + "(" + name + ", %s)", range, body);
    }

    private Pair integer(int depth) {
        if (depth <= 0) {
            return oneOf(
                    () -> variable("int", () -> Pair.both("features.age")),
                    () -> Pair.both("features.tenure"),
                    () -> Pair.both("features.age"),
                    () -> Pair.both(String.valueOf(any(LITERALS))));
        }
        int less = depth - 1;
        return oneOf(
                () -> join("(%s + %s)", integer(less), integer(less)),
                () -> join("(%s - %s)", integer(less), integer(less)),
                () -> join("(%s * %s)", integer(less), integer(less)),
                () -> join("(%s / %s)", integer(less), integer(less)),
                () -> join("(%s %% %s)", integer(less), integer(less)),
                () -> join("(-(%s))", integer(less)),
                () -> join("size(%s)", text(less)),
                () -> join("size(%s)", list(any(List.of("int", "double", "string", "bool")), less)),
                () -> join("int(%s)", real(less)),
                () -> join("int(%s)", text(0)),
                () -> join("(%s ? %s : %s)", bool(less), integer(less), integer(less)),
                () -> join("%s[%s]", list("int", less), integer(0)));
    }

    /** A double as a literal; a whole one may stand without its point, beside another double. */
    private Pair literal() {
        double value = any(REALS);
        String reference = value + "";
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e9 && 1 / value > 0;
        return new Pair(whole && random.nextBoolean() ? String.valueOf((long) value) : reference, reference);
    }

    private Pair plainReal() {
        return oneOf(
                () -> variable("double", () -> Pair.both("features.income")),
                () -> Pair.both("features.debt"),
                () -> Pair.both("features.income"));
    }

    private Pair real(int depth) {
        if (depth <= 0) {
            return plainReal();
        }
        int less = depth - 1;
        return oneOf(
                () -> join("(%s + %s)", real(less), literal()),
                () -> join("(%s * %s)", literal(), real(less)),
                () -> join("(%s - %s)", real(less), real(less)),
                () -> join("(%s / %s)", real(less), real(less)),
                () -> join("(%s / %s)", real(less), literal()),
                () -> join("(-(%s))", real(less)),
                () -> join("double(%s)", integer(less)),
                () -> join("(%s ? %s : %s)", bool(less), real(less), literal()),
                () -> join("%s[%s]", list("double", less), integer(0)));
    }

    private static String quoted(String text) {
        return "'"
                + text.replace("\\", "\\\\")
                        .replace("'", "\\'")
                        .replace("\n", "\\n")
                        .replace("\u0000", "\\000")
                + "'";
    }

    private Pair text(int depth) {
        if (depth <= 0) {
            return oneOf(
                    () -> variable("string", () -> Pair.both("features.note")),
                    () -> Pair.both("features.note"),
                    () -> Pair.both("features.city"),
                    () -> Pair.both("request.headers['x-a']"),
                    () -> Pair.both(quoted(any(TEXTS))));
        }
        int less = depth - 1;
        return oneOf(
                () -> join("(%s + %s)", text(less), text(less)),
                () -> join("string(%s)", integer(less)),
                () -> join("string(%s)", bool(less)),
                () -> join("(%s ? %s : %s)", bool(less), text(less), text(less)),
                () -> join("%s[%s]", list("string", less), integer(0)));
    }

    private Pair list(String type, int depth) {
        String feature = type.equals("int")
                ? "features.codes"
                : type.equals("double")
                        ? "features.scores"
                        : type.equals("string") ? "features.tags" : "features.flags";
        if (depth <= 0 || random.nextInt(3) == 0) {
            return Pair.both(feature);
        }
        if (random.nextInt(5) == 0) {
            return join("(%s ? %s : %s)", bool(depth - 1), Pair.both(feature), list(type, depth - 1));
        }
        StringBuilder ours = new StringBuilder("[");
        StringBuilder reference = new StringBuilder("[");
        for (int i = 0, size = 1 + random.nextInt(4); i < size; i++) {
            Pair element = element(type, depth - 1, i == 0);
            ours.append(i == 0 ? "" : ", ").append(element.ours());
            reference.append(i == 0 ? "" : ", ").append(element.reference());
        }
        return new Pair(ours.append(']').toString(), reference.append(']').toString());
    }

    private Pair element(String type, int depth, boolean first) {
        return switch (type) {
            case "int" -> integer(depth);
            case "double" -> first ? plainReal() : literal();
            case "string" -> text(depth);
            default -> first ? bool(0) : Pair.both(String.valueOf(random.nextBoolean()));
        };
    }

    /** What a feature may hold; {@link #ABSENT} for nothing. */
    static final Object ABSENT = new Object();

    /** A value that is of the feature's type, null, absent, or (with {@code wrong}) of another kind. */
    Object value(String type, boolean wrong) {
        int luck = random.nextInt(20);
        if (luck < 2) {
            return ABSENT;
        }
        if (luck == 2) {
            return null;
        }
        if (luck == 3 && wrong) {
            // elements of another kind have rules of their own, so no list in place of a list
            Object list = type.startsWith("list") ? Map.of("a", 1) : List.of("x", 2);
            return any(List.of(true, "x", 1.5, 0x1p60, list, Map.of()));
        }
        return switch (type) {
            case "int" -> any(INTS);
            case "double" -> any(REALS);
            case "string" -> any(TEXTS);
            case "bool" -> random.nextBoolean();
            default -> {
                List<Object> elements = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    elements.add(
                            switch (type.substring(5)) {
                                case "int" -> any(INTS);
                                case "double" -> any(REALS);
                                case "string" -> any(TEXTS);
                                default -> random.nextBoolean();
                            });
                }
                yield elements;
            }
        };
    }
}
