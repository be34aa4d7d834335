package io.driftgate.cli.gate;

import io.driftgate.governance.GateResult;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Results in columns, as wide as what stands in them. */
final class GateTable {
    private static final List<String> HEAD =
            List.of("MODEL", "VERSION", "GATE", "OWNER", "REQUIRED", "RESULT", "DETAIL");

    private GateTable() {}

    static void print(List<GateCommand.Verdict> verdicts, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        for (GateCommand.Verdict verdict : verdicts) {
            for (GateResult result : verdict.results()) {
                rows.add(List.of(
                        verdict.release().model(),
                        verdict.release().version(),
                        result.gate(),
                        result.owner(),
                        result.required() ? "yes" : "no",
                        result.outcome().name() + (result.waiver().isPresent() ? " (waived)" : ""),
                        result.detail()));
            }
        }
        // Owners and waivers are what people wrote: a line break would forge a row, an escape would reach the terminal.
        rows.replaceAll(row -> row.stream()
                .map(cell -> cell.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", " "))
                .toList());
        int[] widths = new int[HEAD.size() - 1];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            out.println(line.append(row.get(widths.length)).toString().stripTrailing());
        }
    }
}
