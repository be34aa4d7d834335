package io.driftgate.source;

/**
 * A place in a source file.
 *
 * @param file name as the user knows it, for messages
 * @param line 1-based; 0 when the problem belongs to the file as a whole
 * @param column 1-based; 0 when the problem belongs to the file as a whole
 */
public record Position(String file, int line, int column) {
    public static Position ofFile(String file) {
        return new Position(file, 0, 0);
    }

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }
}
