package io.driftgate.protocol;

import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Shows rows as text: {@code age=35 name='Ann' tags=['a', null] other=list3 +unknown}. */
final class Rows {
    private Rows() {}

    static String show(FeatureRow row, FeatureIndex index) {
        StringBuilder out = new StringBuilder();
        for (int slot = 0; slot < row.slots(); slot++) {
            if (row.kind(slot) != FeatureRow.ABSENT) {
                out.append(out.isEmpty() ? "" : " ").append(index.name(slot));
                out.append('=').append(cell(row, slot));
            }
        }
        return out + (row.hasUnknown() ? " +unknown" : "");
    }

    private static String cell(FeatureRow row, int slot) {
        return switch (row.kind(slot)) {
            case FeatureRow.TEXT -> text(row.textBuffer(slot), row.textFrom(slot), row.textTo(slot));
            case FeatureRow.LIST -> list(row, slot);
            case FeatureRow.OBJECT -> "object" + (int) row.number(slot);
            default -> scalar(row.kind(slot), row.number(slot));
        };
    }

    private static String scalar(byte kind, double number) {
        return switch (kind) {
            case FeatureRow.NULL -> "null";
            case FeatureRow.INT -> Long.toString((long) number);
            case FeatureRow.FLOAT -> Double.toString(number);
            case FeatureRow.BOOL -> number == 1 ? "true" : "false";
            case FeatureRow.LIST -> "list";
            default -> "object";
        };
    }

    private static String list(FeatureRow row, int slot) {
        if (row.listSize(slot) > 0 && !row.isListWhole(slot)) {
            return "list" + row.listSize(slot);
        }
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < row.listSize(slot); i++) {
            elements.add(
                    row.elementKind(slot, i) == FeatureRow.TEXT
                            ? text(row.elementBuffer(slot, i), row.elementFrom(slot, i), row.elementTo(slot, i))
                            : scalar(row.elementKind(slot, i), row.elementNumber(slot, i)));
        }
        return elements.toString();
    }

    private static String text(byte[] buffer, int from, int to) {
        return "'" + new String(buffer, from, to - from, StandardCharsets.UTF_8) + "'";
    }
}
