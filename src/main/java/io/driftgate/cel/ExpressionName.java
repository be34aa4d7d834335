package io.driftgate.cel;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.List;
import java.util.Optional;

/**
 * Writes an expression in one way, however its author wrote it: what has the same name has the same value. The other way round that is
 * not so: {@code a + b} and {@code b + a} are two names. Stateless.
 */
final class ExpressionName {
    private ExpressionName() {}

    static String of(CelExpr expression) {
        StringBuilder out = new StringBuilder();
        write(expression, out);
        return out.toString();
    }

    private static void write(CelExpr part, StringBuilder out) {
        switch (part.getKind()) {
            case CONSTANT -> writeConstant(part.constant(), out);
            case IDENT -> out.append(part.ident().name());
            case SELECT -> {
                String path =
                        Term.path(of(part.select().operand()), part.select().field());
                out.append(part.select().testOnly() ? Term.presenceOf(path).name() : path);
            }
            case CALL -> writeCall(part, out);
            case LIST -> writeAll("[", part.list().elements(), "]", out);
            case COMPREHENSION -> writeLoop(part.comprehension(), out);
            default -> throw new IllegalArgumentException("rules have no " + part.getKind());
        }
    }

    private static void writeConstant(CelConstant constant, StringBuilder out) {
        switch (constant.getKind()) {
            case BOOLEAN_VALUE -> out.append(constant.booleanValue());
            case INT64_VALUE -> out.append(constant.int64Value());
            case DOUBLE_VALUE -> out.append(constant.doubleValue());
            case STRING_VALUE -> {
                String text = constant.stringValue().replace("\\", "\\\\").replace("'", "\\'");
                out.append('\'').append(text).append('\'');
            }
            default -> throw new IllegalArgumentException("rules have no " + constant.getKind());
        }
    }

    private static void writeCall(CelExpr part, StringBuilder out) {
        CelExpr.CelCall call = part.call();
        String function = call.function();
        List<CelExpr> arguments = call.args();
        switch (function) {
            case "dyn" -> write(arguments.get(0), out); // from the rewriting
            case "!_", "-_" -> write(arguments.get(0), out.append(function.charAt(0)));
            case "_[_]" -> {
                Optional<String> name = CelEnvironment.indexedName(part);
                String indexed = of(arguments.get(0));
                out.append(
                        name.isPresent() ? Term.path(indexed, name.get()) : indexed + "[" + of(arguments.get(1)) + "]");
            }
            case "_?_:_" -> {
                write(arguments.get(0), out.append('('));
                write(arguments.get(1), out.append(" ? "));
                write(arguments.get(2), out.append(" : "));
                out.append(')');
            }
            default -> {
                if (Character.isLetter(function.charAt(0))) {
                    out.append(function);
                    call.target().ifPresent(target -> write(target, out.append('(')));
                    writeAll(call.target().isEmpty() ? "(" : arguments.isEmpty() ? "" : ", ", arguments, ")", out);
                } else {
                    String operator = function.equals("@in") ? "in" : function.replace("_", "");
                    write(arguments.get(0), out.append('('));
                    write(arguments.get(1), out.append(' ').append(operator).append(' '));
                    out.append(')');
                }
            }
        }
    }

    private static void writeAll(String before, List<CelExpr> parts, String after, StringBuilder out) {
        String separator = before;
        for (CelExpr part : parts) {
            write(part, out.append(separator));
            separator = ", ";
        }
        out.append(parts.isEmpty() ? before : "").append(after);
    }

    private static void writeLoop(CelExpr.CelComprehension loop, StringBuilder out) {
        ForEach.Macro macro = ForEach.Macro.of(loop);
        write(loop.iterRange(), out);
        out.append('.').append(macro.word).append('(').append(loop.iterVar()).append(", ");
        write(macro.predicate(loop), out);
        out.append(')');
    }
}
