package io.driftgate.pii.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A text and what a scanner must find in it. */
public record LabelledText(String genre, String text, List<Label> labels) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Offsets count code points; {@code end} is one past the last. */
    public record Label(String entity, int start, int end) {}

    public LabelledText {
        labels = List.copyOf(labels);
    }

    /** The part of the text that a label covers. */
    public String value(int start, int end) {
        return text.substring(text.offsetByCodePoints(0, start), text.offsetByCodePoints(0, end));
    }

    String toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("genre", genre).put("text", text);
        var array = node.putArray("labels");
        labels.forEach(label -> array.addObject()
                .put("entity", label.entity())
                .put("start", label.start())
                .put("end", label.end()));
        return node.toString();
    }

    /** Reads lines that {@link #toJson} wrote. */
    public static List<LabelledText> read(Path file) throws IOException {
        List<LabelledText> texts = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode node = JSON.readTree(line);
            List<Label> labels = new ArrayList<>();
            node.get("labels")
                    .forEach(each -> labels.add(new Label(
                            each.get("entity").asText(),
                            each.get("start").asInt(),
                            each.get("end").asInt())));
            texts.add(new LabelledText(
                    node.get("genre").asText(), node.get("text").asText(), labels));
        }
        return texts;
    }
}
