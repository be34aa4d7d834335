package io.driftgate.cli.pii;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftgate.pii.corpus.LabelledText;
import io.driftgate.pii.corpus.LabelledText.Label;
import io.driftgate.pii.pattern.PiiEntity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine;

/**
 * Recall and precision of {@code driftgate pii scan} over labelled texts. A finding is right when entity, start and end are those of a
 * label.
 */
final class Accuracy {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final String REGIONS = "US,GB,DE,FR,IN,AU,ES";

    /** Of one entity, or of all. */
    static final class Tally {
        private int labels;
        private int findings;
        private int right;

        int labels() {
            return labels;
        }

        double recall() {
            return labels == 0 ? 1 : (double) right / labels;
        }

        double precision() {
            return findings == 0 ? 1 : (double) right / findings;
        }
    }

    private final Map<String, Tally> byEntity = new TreeMap<>();
    private final Tally all = new Tally();
    private final List<String> misses = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();

    private Accuracy() {}

    static Accuracy over(List<LabelledText> texts) throws IOException {
        StringBuilder input = new StringBuilder();
        for (LabelledText text : texts) {
            input.append(JSON.createObjectNode().put("text", text.text())).append('\n');
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        var in = new ByteArrayInputStream(input.toString().getBytes(StandardCharsets.UTF_8));
        int exitCode = new CommandLine(new ScanCommand(in, out)).execute("--regions", REGIONS);
        assertTrue(exitCode == 0, "every line can be scanned");
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        Accuracy accuracy = new Accuracy();
        for (int i = 0; i < texts.size(); i++) {
            accuracy.add(texts.get(i), JSON.readTree(lines.get(i)));
        }
        return accuracy;
    }

    private void add(LabelledText text, JsonNode line) {
        Set<Label> found = new LinkedHashSet<>();
        line.get("findings")
                .forEach(each -> found.add(new Label(
                        each.get("entity").asText(),
                        each.get("start").asInt(),
                        each.get("end").asInt())));
        for (Label label : text.labels()) {
            if (PiiEntity.find(label.entity()).isPresent()) {
                count(label, 1, 0, found.contains(label) ? 1 : 0);
                if (!found.contains(label)) {
                    misses.add(describe(label, text));
                }
            }
        }
        for (Label finding : found) {
            count(finding, 0, 1, 0);
            if (!text.labels().contains(finding)) {
                wrong.add(describe(finding, text));
            }
        }
    }

    private void count(Label label, int labels, int findings, int right) {
        for (Tally tally : List.of(all, entity(label.entity()))) {
            tally.labels += labels;
            tally.findings += findings;
            tally.right += right;
        }
    }

    private static String describe(Label label, LabelledText text) {
        int last = text.text().codePointCount(0, text.text().length());
        return label.entity() + " [" + text.value(label.start(), label.end()) + "] in: "
                + text.value(Math.max(0, label.start() - 30), Math.min(last, label.end() + 20))
                        .replace('\n', '|');
    }

    Tally all() {
        return all;
    }

    Tally entity(String entity) {
        return byEntity.computeIfAbsent(entity, name -> new Tally());
    }

    /** A line for each entity. */
    String table() {
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT, "%-28s %7s %8s %7s %9s%n", "entity", "labels", "findings", "recall", "precision"));
        byEntity.forEach((name, tally) -> out.append(line(name, tally)));
        return out.append(line("all", all)).toString();
    }

    private static String line(String name, Tally tally) {
        return String.format(
                Locale.ROOT,
                "%-28s %7d %8d %7.3f %9.3f%n",
                name,
                tally.labels,
                tally.findings,
                tally.recall(),
                tally.precision());
    }

    /** What was not found, and what was found that isn't there, up to so many lines for each entity. */
    String mistakes(int limit) {
        return "== misses\n" + sample(misses, limit) + "== wrong findings\n" + sample(wrong, limit);
    }

    private static String sample(List<String> lines, int limit) {
        Map<String, Integer> seen = new TreeMap<>();
        StringBuilder out = new StringBuilder();
        lines.stream().sorted().forEach(line -> {
            String entity = line.substring(0, line.indexOf(' '));
            if (seen.merge(entity, 1, Integer::sum) <= limit) {
                out.append(line).append('\n');
            }
        });
        return out.toString();
    }
}
