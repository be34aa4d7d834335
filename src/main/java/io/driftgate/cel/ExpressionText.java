package io.driftgate.cel;

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

    /** Where a part stands: an operator, a name, a literal. */
    int offsetOf(CelExpr part) {
        int offset = offsets.getOrDefault(part.id(), 0);
        return part.getKind() == CelExpr.ExprKind.Kind.SELECT ? nameAfter(offset) : offset;
    }

    /** The parser points at the dot. */
    private int nameAfter(int offset) {
        int[] points = at.text().codePoints().toArray();
        int name = offset;
        while (name < points.length && (points[name] == '.' || Character.isWhitespace(points[name]))) {
            name++;
        }
        return name < points.length ? name : offset;
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
