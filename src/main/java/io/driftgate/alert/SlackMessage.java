package io.driftgate.alert;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * A message for a Slack incoming webhook: {@code text} for notifications, and blocks within Slack's limits: a header has at most 150
 * characters, a section's text 3000, a section ten fields of 2000.
 *
 * <p>{@code &}, {@code <} and {@code >} are escaped, so that a name can't mention a channel or make a link.
 */
final class SlackMessage {
    private static final int MAX_HEADER_CHARS = 150;
    private static final int MAX_TEXT_CHARS = 3000;
    private static final int MAX_FIELD_CHARS = 2000;
    private static final int MAX_FIELDS = 10;

    private SlackMessage() {}

    static byte[] write(Alert alert, AlertSettings settings) {
        return Json.bytes(json -> {
            json.writeStringField("text", escaped(title(alert) + ": " + alert.summary(), MAX_TEXT_CHARS));
            json.writeArrayFieldStart("blocks");
            json.writeStartObject();
            json.writeStringField("type", "header");
            // Plain text is shown as it is, so nothing is escaped in it.
            text(json, "text", "plain_text", Json.cut(title(alert), MAX_HEADER_CHARS));
            json.writeEndObject();
            section(json, escaped(alert.summary(), MAX_TEXT_CHARS));
            if (!alert.resolved()) {
                fields(json, Json.scalars(alert.details()));
            }
            section(json, links(alert, settings));
            json.writeStartObject();
            json.writeStringField("type", "context");
            json.writeArrayFieldStart("elements");
            json.writeStartObject();
            json.writeStringField("type", "mrkdwn");
            json.writeStringField(
                    "text", escaped(alert.key() + " · " + alert.at() + " · " + alert.source(), MAX_FIELD_CHARS));
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndArray();
        });
    }

    private static String title(Alert alert) {
        return (alert.resolved()
                        ? "Resolved: "
                        : "Driftgate " + alert.severity().label() + ": ")
                + alert.kind().label()
                + (alert.model().isEmpty() ? "" : " of " + alert.model())
                + (alert.version().isEmpty() ? "" : " " + alert.version());
    }

    private static void section(JsonGenerator json, String text) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "section");
        text(json, "text", "mrkdwn", text);
        json.writeEndObject();
    }

    private static void fields(JsonGenerator json, Map<String, String> details) throws IOException {
        if (details.isEmpty()) {
            return;
        }
        json.writeStartObject();
        json.writeStringField("type", "section");
        json.writeArrayFieldStart("fields");
        int written = 0;
        for (Map.Entry<String, String> detail : details.entrySet()) {
            if (written++ < MAX_FIELDS) {
                json.writeStartObject();
                json.writeStringField("type", "mrkdwn");
                json.writeStringField(
                        "text",
                        "*" + escaped(detail.getKey(), 100) + "*\n"
                                + escaped(detail.getValue(), MAX_FIELD_CHARS - 200));
                json.writeEndObject();
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String links(Alert alert, AlertSettings settings) {
        Optional<String> runbook = settings.runbookOf(alert);
        return "<" + url(settings.pageOf(alert)) + "|Admin page>"
                + (runbook.isPresent() ? "   <" + url(runbook.get()) + "|Runbook>" : "");
    }

    private static void text(JsonGenerator json, String field, String type, String text) throws IOException {
        json.writeObjectFieldStart(field);
        json.writeStringField("type", type);
        json.writeStringField("text", text);
        json.writeEndObject();
    }

    /** Slack's own characters as percent escapes, of which a URL has no use. */
    private static String url(String url) {
        return Json.cut(url, MAX_TEXT_CHARS / 3)
                .replace("|", "%7C")
                .replace("<", "%3C")
                .replace(">", "%3E")
                .replace("&", "&amp;");
    }

    /** At most {@code max} characters once it is escaped; an escape is never cut. */
    private static String escaped(String text, int max) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            String next = switch (character) {
                case '&' -> "&amp;";
                case '<' -> "&lt;";
                case '>' -> "&gt;";
                default -> Character.toString(character);
            };
            if (out.length() + next.length() >= max) {
                return out.append('…').toString();
            }
            out.append(next);
            i += Character.charCount(character);
        }
        return out.isEmpty() ? "-" : out.toString();
    }
}
