package io.driftgate.cli.demo;

import java.io.Console;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Locale;

/**
 * What the reader of the demo sees: on a terminal a progress line that is drawn over and over, elsewhere plain lines only.
 * Used by the scenario's thread.
 */
final class Screen {
    private static final int BAR_WIDTH = 24;
    private static final String ERASE_LINE = "\r\u001b[2K";
    private static final String BOLD = "\u001b[1m";
    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String RESET = "\u001b[0m";

    private final PrintWriter out;
    private final boolean terminal;

    Screen(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Whether standard output is a terminal. From Java 22 on there is a console even where there is no terminal. */
    @SuppressWarnings("SystemConsoleNull") // isTerminal() below answers for Java 22 and later
    static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException beforeJava22) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    /** Whether progress is drawn. */
    boolean isLive() {
        return terminal;
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }

    void phase(int number, int of, String title) {
        line("");
        line(styled(BOLD, number + "/" + of + "  " + title));
    }

    /**
     * Draws the progress of a phase; nothing where there is no terminal.
     *
     * @param done from 0 to 1
     */
    void progress(double done, String figures) {
        if (!terminal) {
            return;
        }
        int filled = (int) Math.round(Math.max(0, Math.min(1, done)) * BAR_WIDTH);
        out.print(ERASE_LINE + "     [" + "#".repeat(filled) + ".".repeat(BAR_WIDTH - filled) + "] " + figures);
        out.flush();
    }

    void endProgress() {
        if (terminal) {
            out.print(ERASE_LINE);
            out.flush();
        }
    }

    void check(Check check) {
        line("     expected  " + check.expected());
        line("     seen      " + check.seen() + "  " + mark(check));
    }

    /** All checks, one row each. */
    void table(List<Check> checks) {
        int whatWidth = width("what", checks.stream().map(Check::what).toList());
        int expectedWidth =
                width("expected", checks.stream().map(Check::expected).toList());
        int seenWidth = width("seen", checks.stream().map(Check::seen).toList());
        String row = "%-" + whatWidth + "s  %-" + expectedWidth + "s  %-" + seenWidth + "s  ";
        line("");
        line(styled(
                BOLD,
                String.format(Locale.ROOT, row, "what", "expected", "seen").stripTrailing()));
        line("-".repeat(whatWidth + expectedWidth + seenWidth + 8));
        for (Check check : checks) {
            line(String.format(Locale.ROOT, row, check.what(), check.expected(), check.seen()) + mark(check));
        }
    }

    private static int width(String heading, List<String> cells) {
        return Math.max(
                heading.length(), cells.stream().mapToInt(String::length).max().orElse(0));
    }

    private String mark(Check check) {
        return check.ok() ? styled(GREEN, "ok") : styled(RED, "FAILED");
    }

    private String styled(String style, String text) {
        return terminal ? style + text + RESET : text;
    }
}
