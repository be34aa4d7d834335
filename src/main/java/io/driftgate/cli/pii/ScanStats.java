package io.driftgate.cli.pii;

import io.driftgate.pii.pattern.PatternSet;
import java.io.PrintWriter;
import java.util.Locale;

/** What a run found, by entity, and how fast it was; never a value. One thread. */
final class ScanStats {
    private final PatternSet set;
    private final long[] findings;
    private final long[] lines;
    private final long[] scores;
    private final long[] lastLine;
    private final long startNanos = System.nanoTime();
    private long allLines;
    private long linesFound;
    private long errors;
    private long bytes;
    private long lastFound;

    ScanStats(PatternSet set) {
        this.set = set;
        findings = new long[set.size()];
        lines = new long[set.size()];
        scores = new long[set.size()];
        lastLine = new long[set.size()];
    }

    void line(int lineBytes) {
        allLines++;
        bytes += lineBytes + 1L;
    }

    void error() {
        errors++;
    }

    long errors() {
        return errors;
    }

    /** @param line number of the line, from 1 */
    void found(int entity, int score, long line) {
        findings[entity]++;
        scores[entity] += score;
        lines[entity] += lastLine[entity] == line ? 0 : 1;
        lastLine[entity] = line;
        linesFound += lastFound == line ? 0 : 1;
        lastFound = line;
    }

    void print(PrintWriter out) {
        double seconds = Math.max((System.nanoTime() - startNanos) / 1e9, 1e-9);
        out.println(String.format(Locale.ROOT, "%-24s %12s %12s %6s", "entity", "findings", "lines", "score"));
        for (int entity = 0; entity < findings.length; entity++) {
            if (findings[entity] > 0) {
                out.println(String.format(
                        Locale.ROOT,
                        "%-24s %12d %12d %6.2f",
                        set.entity(entity),
                        findings[entity],
                        lines[entity],
                        scores[entity] / 100.0 / findings[entity]));
            }
        }
        out.println(String.format(
                Locale.ROOT,
                "%d lines, %d with findings, %d errors; %.1f MB in %.2f s, %.1f MB/s",
                allLines,
                linesFound,
                errors,
                bytes / 1e6,
                seconds,
                bytes / 1e6 / seconds));
        out.flush();
    }
}
