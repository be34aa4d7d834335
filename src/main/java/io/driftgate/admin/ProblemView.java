package io.driftgate.admin;

import io.driftgate.source.Problem;
import java.util.List;
import java.util.Locale;

/**
 * A problem in a file.
 *
 * @param line 0 when the problem is the file's as a whole
 * @param text the problem as {@code driftgate check} prints it, with its caret
 */
public record ProblemView(
        String severity, String file, int line, int column, String message, String hint, String text) {
    static ProblemView of(Problem problem) {
        return new ProblemView(
                problem.severity().name().toLowerCase(Locale.ROOT),
                problem.position().file(),
                problem.position().line(),
                problem.position().column(),
                problem.message(),
                problem.hint(),
                problem.render());
    }

    static List<ProblemView> of(List<Problem> problems) {
        return problems.stream().map(ProblemView::of).toList();
    }
}
