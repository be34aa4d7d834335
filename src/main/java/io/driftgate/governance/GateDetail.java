package io.driftgate.governance;

import io.driftgate.cel.CelPredicate;
import io.driftgate.cel.Term;
import io.driftgate.feature.FeatureRow;
import io.driftgate.source.Spelling;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Says in words what a gate looked at: the values that were there, and those that were missed. Stateless. */
final class GateDetail {
    private static final int MAX_TEXT = 80;
    private static final int MAX_ELEMENTS = 10;

    private GateDetail() {}

    /** {@code card.metrics.accuracy = 0.83; the card says nothing of metrics.f1}. */
    static String of(GateFields fields, GateFields.Values values, List<CelPredicate.Read> reads, boolean passed) {
        Set<String> said = new LinkedHashSet<>();
        Set<String> missed = new LinkedHashSet<>();
        for (CelPredicate.Read read : reads) {
            GateFields.Part part = fields.part(read.record());
            String name = part.index().name(read.slot());
            if (isMissing(values, read)) {
                missed.add(missing(part, name, values));
            } else {
                said.add(Term.path(part.path(), name).replaceFirst("^\\.", "") + " = "
                        + value(values.row(read.record()), read.slot()));
            }
        }
        List<String> sentences = new ArrayList<>(said);
        if (!passed) {
            sentences.addAll(missed);
        }
        return String.join("; ", sentences);
    }

    static boolean isMissing(GateFields.Values values, CelPredicate.Read read) {
        byte kind = values.row(read.record()).kind(read.slot());
        return kind == FeatureRow.ABSENT || kind == FeatureRow.NULL;
    }

    private static String missing(GateFields.Part part, String name, GateFields.Values values) {
        Release release = values.release();
        return switch (part.owner()) {
            case CARD ->
                release.card().isEmpty()
                        ? "there is no card"
                        : "the card says nothing of " + below(part, name) + hint(part, name, release.card());
            case CHAMPION ->
                values.surroundings().champion().isEmpty()
                        ? "there is no card of the primary version"
                        : "the primary version's card says nothing of " + below(part, name);
            case BASELINE -> "there is no baseline";
            case UPSTREAM ->
                values.surroundings().served().isEmpty()
                        ? "the model server has not been asked for its version yet"
                        : values.surroundings().served().get().isEmpty()
                                ? "the model server does not say its version"
                                : "the model server serves several versions: "
                                        + versions(
                                                values.surroundings().served().get());
            case NAMES -> "there is no " + name;
        };
    }

    /** The name as the card's own file has it. */
    private static String below(GateFields.Part part, String name) {
        String path = part.path();
        int dot = path.indexOf('.');
        return dot < 0 ? name : path.substring(dot + 1) + "." + name;
    }

    /** Metrics are free names, so a misspelt one is found only here. */
    private static String hint(GateFields.Part part, String name, Optional<ModelCard> card) {
        if (!part.path().endsWith(".metrics") || card.isEmpty()) {
            return "";
        }
        return Spelling.nearest(name, card.get().metrics().keySet())
                .map(near -> " (it has " + near + ")")
                .orElse("");
    }

    private static String value(FeatureRow row, int slot) {
        return switch (row.kind(slot)) {
            case FeatureRow.INT, FeatureRow.FLOAT -> number(row.number(slot));
            case FeatureRow.BOOL -> String.valueOf(row.number(slot) != 0);
            case FeatureRow.TEXT -> text(row.textBuffer(slot), row.textFrom(slot), row.textTo(slot));
            case FeatureRow.LIST -> list(row, slot);
            default -> "a mapping";
        };
    }

    private static String number(double value) {
        double size = Math.abs(value);
        return size != 0 && (size < 1e-6 || size >= 1e15)
                ? Double.toString(value)
                : new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }

    private static String list(FeatureRow row, int slot) {
        List<String> shown = new ArrayList<>();
        int size = row.listSize(slot);
        for (int i = 0; i < Math.min(size, MAX_ELEMENTS); i++) {
            shown.add(text(row.elementBuffer(slot, i), row.elementFrom(slot, i), row.elementTo(slot, i)));
        }
        return "[" + String.join(", ", shown) + (size > MAX_ELEMENTS ? ", ... " + size + " in all" : "") + "]";
    }

    /** What the server says, who may be anybody. */
    private static String versions(List<String> served) {
        return served.stream().limit(MAX_ELEMENTS).map(GateDetail::oneLine).collect(Collectors.joining(", "))
                + (served.size() > MAX_ELEMENTS ? ", ... " + served.size() + " in all" : "");
    }

    private static String text(byte[] buffer, int from, int to) {
        String text = oneLine(new String(buffer, from, to - from, StandardCharsets.UTF_8));
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "...";
    }

    /** Without line breaks and other control characters, so that a log line stays one. */
    static String oneLine(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", " ");
    }
}
