package io.driftgate.control;

import io.driftgate.source.Problem;
import java.util.List;

/** {@code driftgate.yaml} is invalid at start: there is nothing to serve. */
public final class InvalidConfiguration extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    InvalidConfiguration(List<Problem> problems) {
        super(problems.size() + " problem(s) in the configuration");
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
