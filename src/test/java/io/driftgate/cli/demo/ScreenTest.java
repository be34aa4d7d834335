package io.driftgate.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private static final List<Check> CHECKS = List.of(
            new Check("drift", "all on v1", "on v1", true), new Check("recovery", "all on v2", "still on v1", false));

    private final StringWriter written = new StringWriter();

    @Test
    void printsPlainLinesWhereThereIsNoTerminal() {
        Screen screen = new Screen(new PrintWriter(written), false);
        screen.phase(1, 7, "normal traffic");
        screen.progress(0.5, "figures");
        screen.endProgress();
        screen.table(CHECKS);
        assertFalse(written.toString().contains("\u001b"));
        assertFalse(written.toString().contains("figures"));
        List<String> rows = written.toString()
                .lines()
                .filter(line -> line.endsWith("ok") || line.endsWith("FAILED"))
                .toList();
        assertEquals(List.of("drift     all on v1  on v1        ok", "recovery  all on v2  still on v1  FAILED"), rows);
    }

    @Test
    void drawsOneProgressLineOverAndOverOnATerminal() {
        Screen screen = new Screen(new PrintWriter(written), true);
        screen.progress(0, "a");
        screen.progress(2, "b");
        screen.endProgress();
        assertFalse(written.toString().contains("\n"));
        assertTrue(written.toString().contains("[" + ".".repeat(24) + "] a"));
        assertTrue(written.toString().contains("[" + "#".repeat(24) + "] b"));
    }
}
