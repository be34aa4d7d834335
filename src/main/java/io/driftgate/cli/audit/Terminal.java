package io.driftgate.cli.audit;

/** What may be written to a terminal. */
final class Terminal {
    private Terminal() {}

    /** The text with a question mark for each character by which it could steer the terminal, or look like something else. */
    static String safe(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            int type = Character.getType(c);
            boolean steers = Character.isISOControl(c)
                    || type == Character.FORMAT
                    || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR;
            safe.appendCodePoint(steers ? '?' : c);
        });
        return safe.toString();
    }
}
