package io.driftgate.cel;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import io.driftgate.source.Position;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.util.Map;

/** An expression as it stands in a file: puts problems where they belong. One load, one thread. */
final class ExpressionText {
    private final YamlNode.Scalar at;
    private final String path;
    private final Problems problems;
    private Map<Long, Integer> offsets = Map.of();

    ExpressionText(YamlNode.Scalar at, String path, Problems problems) {
        this.at = at;
        this.path = path;
        this.problems = problems;
    }

    String text() {
        return at.text();
    }

    YamlNode.Scalar scalar() {
        return at;
    }

    String path() {
        return path;
    }

    Problems problems() {
        return problems;
    }

    /** @param newOffsets from a part's id to where it stands in the text, in code points, as the parser says */
    void offsets(Map<Long, Integer> newOffsets) {
        offsets = newOffsets;
    }

    /** Where a part stands: an operator, a name, a literal, the name of a function. */
    int offsetOf(CelExpr part) {
        int offset = offsets.getOrDefault(part.id(), 0);
        int[] points = at.text().codePoints().toArray();
        return switch (part.getKind()) {
            case SELECT -> after('.', points, offset);
            case CONSTANT ->
                offset > 0 && points[offset - 1] == '-' && isNegative(part.constant()) ? offset - 1 : offset;
            case CALL ->
                part.call().function().equals("_[_]") ? after('[', points, offset) : wordBefore(points, offset);
            case COMPREHENSION -> wordBefore(points, offset);
            default -> offset;
        };
    }

    private static boolean isNegative(CelConstant constant) {
        return switch (constant.getKind()) {
            case INT64_VALUE -> constant.int64Value() < 0;
            case DOUBLE_VALUE -> constant.doubleValue() < 0;
            default -> false;
        };
    }

    /** The parser points at the dot or bracket in front of a name. */
    private static int after(char mark, int[] points, int offset) {
        int name = offset;
        while (name < points.length && (points[name] == mark || Character.isWhitespace(points[name]))) {
            name++;
        }
        return name < points.length ? name : offset;
    }

    /** The parser points at the parenthesis behind the name of a function. */
    private static int wordBefore(int[] points, int offset) {
        if (offset >= points.length || points[offset] != '(') {
            return offset;
        }
        int end = offset;
        while (end > 0 && Character.isWhitespace(points[end - 1])) {
            end--;
        }
        int start = end;
        while (start > 0 && Character.isJavaIdentifierPart(points[start - 1])) {
            start--;
        }
        return start < end ? start : offset;
    }

    /** @param message goes on where the path of the expression ends, such as {@code is always true} */
    void error(CelExpr part, String message, String hint) {
        error(offsetOf(part), message, hint);
    }

    /** @param offset in code points */
    void error(int offset, String message, String hint) {
        YamlNode.Place place = at.placeOf(at.text().offsetByCodePoints(0, Math.min(offset, length())));
        Position position = place.position();
        problems.add(new Problem(Problem.Severity.ERROR, position, path + " " + message, hint, place.sourceLine()));
    }

    private int length() {
        return at.text().codePointCount(0, at.text().length());
    }
}
