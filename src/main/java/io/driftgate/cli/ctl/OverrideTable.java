package io.driftgate.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Overrides for a person's eyes. */
final class OverrideTable {
    private OverrideTable() {}

    /** Two lines: what it is, and what it does. */
    static void print(JsonNode override, PrintWriter out) {
        StringBuilder line = new StringBuilder(text(override, "id"));
        line.append("  ").append(text(override, "kind")).append(' ').append(text(override, "model"));
        for (String field : new String[] {"version", "rule"}) {
            if (override.has(field)) {
                line.append(' ').append(text(override, field));
            }
        }
        line.append(", by ").append(text(override, "who"));
        line.append(" since ").append(text(override, "since"));
        if (override.has("until")) {
            line.append(" until ").append(text(override, "until")).append(left(text(override, "until")));
        }
        out.println(line.append(": ").append(text(override, "why")));
        if (override.has("effect")) {
            out.println("  " + text(override, "effect"));
        }
    }

    private static String left(String until) {
        try {
            Duration left = Duration.between(Instant.now(), Instant.parse(until));
            if (left.isNegative()) {
                return "";
            }
            long minutes = left.toMinutes();
            String text = minutes == 0
                    ? left.toSeconds() + " s"
                    : minutes < 120
                            ? minutes + " min"
                            : left.toHours() < 48 ? left.toHours() + " h" : left.toDays() + " d";
            return " (" + text + " left)";
        } catch (DateTimeException e) {
            return "";
        }
    }

    private static String text(JsonNode override, String field) {
        return Printable.of(override.path(field).asText(""));
    }
}
