package io.driftgate.cli.ctl;

/** Makes what a server says safe for a terminal. */
final class Printable {
    private Printable() {}

    /** The text with a question mark in place of each control. */
    static String of(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .forEach(out::appendCodePoint);
        return out.toString();
    }
}
