package io.driftgate.source;

import java.util.List;

/**
 * Finds where a character of a scalar's value stands in the file, whichever style the scalar is written in. Walks along value and
 * source together, so a place is returned only when everything before it agrees; else the caller has the scalar's start.
 */
final class ScalarPlaces {
    /** How a scalar is written. */
    enum Style {
        PLAIN,
        SINGLE_QUOTED,
        DOUBLE_QUOTED,
        LITERAL,
        FOLDED,
        /** Not known: a scalar that no reader made. */
        NONE;

        boolean isBlock() {
            return this == LITERAL || this == FOLDED;
        }
    }

    private final Style style;
    private final List<String> lines;
    private final int[] value;
    private int line;
    private int column;
    private int indent;
    private int[] source;

    private ScalarPlaces(Style style, List<String> lines, Position start, String value) {
        this.style = style;
        this.lines = lines;
        this.value = value.codePoints().toArray();
        line = start.line() - 1;
        column = start.column() - 1;
        source = pointsOf(line);
        if (style.isBlock()) {
            int first = nextWithText(line + 1);
            indent = first < lines.size() ? leadingSpaces(first) : 0;
            moveTo(line + 1, indent);
        } else if (style != Style.PLAIN) {
            column++;
        }
    }

    /**
     * The place of the character at {@code offset} (in chars) of the scalar's value, one behind the last included; null when it can't
     * be told.
     */
    static Position find(Style style, List<String> lines, Position start, String value, int offset) {
        if (style == Style.NONE || start.line() == 0 || start.line() > lines.size()) {
            return null;
        }
        ScalarPlaces places = new ScalarPlaces(style, lines, start, value);
        return places.walk(value.codePointCount(0, offset))
                ? new Position(start.file(), places.line + 1, places.column + 1)
                : null;
    }

    private boolean walk(int target) {
        int at = 0;
        while (at < target) {
            int consumed = atLineEnd() ? breaks(at, target) : character(value[at]) ? 1 : 0;
            if (consumed == 0) {
                return false;
            }
            if (consumed < 0) {
                return true; // inside of a line break, which has one place
            }
            at += consumed;
        }
        return line < lines.size();
    }

    private boolean atLineEnd() {
        if (style == Style.LITERAL || style == Style.FOLDED) {
            return column >= source.length;
        }
        for (int i = column; i < source.length; i++) {
            if (source[i] != ' ' && source[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    /** Passes a line's end; returns how many characters of the value it stands for, 0 when it doesn't fit, -1 when the target is there. */
    private int breaks(int at, int target) {
        int next = style == Style.LITERAL ? line + 1 : nextWithText(line + 1);
        int count = 0;
        int most = next - line;
        while (count < most && at + count < value.length && value[at + count] == '\n') {
            count++;
        }
        if (count == 0 && at < value.length && value[at] == ' ') {
            count = 1;
        }
        if (at + count > target) {
            return -1;
        }
        if (count == 0) {
            return 0;
        }
        if (next >= lines.size()) {
            return at + count == target ? -1 : 0;
        }
        moveTo(next, style.isBlock() ? indent : leadingSpaces(next));
        return count;
    }

    private void moveTo(int newLine, int newColumn) {
        line = newLine;
        source = pointsOf(newLine);
        column = newColumn;
    }

    /** Passes one character of the value; false when the source has another. */
    private boolean character(int expected) {
        int c = source[column];
        if (style == Style.SINGLE_QUOTED && c == '\'') {
            column += 2;
            return expected == '\'';
        }
        if (style == Style.DOUBLE_QUOTED && c == '\\' && column + 1 < source.length) {
            int escaped = source[column + 1];
            int length = escaped == 'x' ? 4 : escaped == 'u' ? 6 : escaped == 'U' ? 10 : 2;
            column += length;
            boolean itself = escaped == '"' || escaped == '\\' || escaped == '/' || escaped == ' ';
            return column <= source.length && (!itself || escaped == expected);
        }
        column++;
        return c == expected;
    }

    private int[] pointsOf(int index) {
        return index < lines.size() ? lines.get(index).codePoints().toArray() : new int[0];
    }

    private int nextWithText(int from) {
        int next = from;
        while (next < lines.size() && lines.get(next).isBlank()) {
            next++;
        }
        return next;
    }

    private int leadingSpaces(int index) {
        String text = lines.get(index);
        int spaces = 0;
        while (spaces < text.length() && (text.charAt(spaces) == ' ' || text.charAt(spaces) == '\t')) {
            spaces++;
        }
        return spaces;
    }
}
