package io.driftgate.source;

import java.util.ArrayList;
import java.util.List;

/** Collects the problems of one load. Loaders add to it and go on, so that a user sees everything at once. Single thread. */
public final class Problems {
    private final List<Problem> found = new ArrayList<>();
    private int errors;

    public void error(YamlNode at, String message) {
        error(at, message, "");
    }

    public void error(YamlNode at, String message, String hint) {
        add(new Problem(Problem.Severity.ERROR, at.position(), message, hint, at.sourceLine()));
    }

    public void warning(YamlNode at, String message, String hint) {
        add(new Problem(Problem.Severity.WARNING, at.position(), message, hint, at.sourceLine()));
    }

    /** A problem of a file as a whole: unreadable, too large, of the wrong format. */
    public void fileError(String file, String message, String hint) {
        add(new Problem(Problem.Severity.ERROR, Position.ofFile(file), message, hint, ""));
    }

    public void add(Problem problem) {
        found.add(problem);
        if (problem.severity() == Problem.Severity.ERROR) {
            errors++;
        }
    }

    public void addAll(List<Problem> problems) {
        problems.forEach(this::add);
    }

    public boolean hasErrors() {
        return errors > 0;
    }

    /** How many errors so far: a loader compares before and after a part to know whether that part is usable. */
    public int errorCount() {
        return errors;
    }

    public List<Problem> all() {
        return List.copyOf(found);
    }

    /** All problems, errors and warnings, one paragraph each. */
    public String render() {
        StringBuilder out = new StringBuilder();
        for (Problem problem : found) {
            out.append(problem.render()).append('\n');
        }
        return out.toString();
    }
}
