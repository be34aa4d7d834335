package io.driftgate.source;

/**
 * One thing wrong, or suspicious, in a source file.
 *
 * @param severity an {@code ERROR} keeps the file from being used, a {@code WARNING} does not
 * @param position where
 * @param message what is wrong, in one sentence that names the field
 * @param hint what to do about it; empty when the message says it already
 * @param sourceLine the text of the line, for the caret; empty when there is none to show
 */
public record Problem(Severity severity, Position position, String message, String hint, String sourceLine) {
    public enum Severity {
        ERROR,
        WARNING
    }

    /**
     * The problem as people read it.
     *
     * <pre>
     * driftgate.yaml:4:9: error: port must be a number from 0 to 65535
     *   port: eighty
     *         ^
     *   hint: …
     * </pre>
     */
    public String render() {
        StringBuilder out = new StringBuilder()
                .append(position)
                .append(severity == Severity.ERROR ? ": error: " : ": warning: ")
                .append(message);
        if (!sourceLine.isEmpty() && position.column() > 0) {
            out.append("\n  ").append(sourceLine).append("\n  ");
            for (int i = 0; i < position.column() - 1 && i < sourceLine.length(); i++) {
                out.append(sourceLine.charAt(i) == '\t' ? '\t' : ' ');
            }
            out.append('^');
        }
        if (!hint.isEmpty()) {
            out.append("\n  hint: ").append(hint);
        }
        return out.toString();
    }
}
