package io.driftgate.alert;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * An alert on disk: a line {@code driftgate-alert 1 CRC}, the CRC-32C of all that follows in eight hex digits, and one JSON object.
 * What was torn or written by somebody else is told from it by the checksum.
 */
public final class AlertFile {
    private static final String HEAD = "driftgate-alert 1 ";
    private static final int CRC_CHARS = 8;
    private static final int HEAD_BYTES = HEAD.length() + CRC_CHARS + 1;

    private AlertFile() {}

    public static byte[] write(Alert alert) {
        byte[] json = Json.bytes(out -> {
            out.writeStringField("id", alert.id());
            out.writeStringField("key", alert.key());
            out.writeStringField("kind", alert.kind().label());
            out.writeStringField("severity", alert.severity().label());
            out.writeStringField("resolved", Boolean.toString(alert.resolved()));
            out.writeStringField("at", alert.at().toString());
            out.writeStringField("source", alert.source());
            out.writeStringField("model", alert.model());
            out.writeStringField("version", alert.version());
            out.writeStringField("summary", alert.summary());
            out.writeStringField("page", alert.page());
            out.writeStringField("details", alert.details());
        });
        byte[] file = new byte[HEAD_BYTES + json.length];
        byte[] head = (HEAD + String.format("%08x", crc(json, 0)) + "\n").getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(head, 0, file, 0, head.length);
        System.arraycopy(json, 0, file, head.length, json.length);
        return file;
    }

    /** @throws IOException when these are not the bytes of an alert; the message says why */
    public static Alert read(byte[] file) throws IOException {
        if (file.length < HEAD_BYTES || !new String(file, 0, HEAD.length(), StandardCharsets.US_ASCII).equals(HEAD)) {
            throw new IOException("it is no alert of format 1");
        }
        String crc = new String(file, HEAD.length(), CRC_CHARS, StandardCharsets.US_ASCII);
        if (!crc.equals(String.format("%08x", crc(file, HEAD_BYTES))) || file[HEAD_BYTES - 1] != '\n') {
            throw new IOException("its checksum is wrong");
        }
        Map<String, String> fields = fields(file);
        try {
            return new Alert(
                    of(fields, "id"),
                    of(fields, "key"),
                    AlertKind.of(of(fields, "kind")).orElseThrow(() -> new IOException("its kind is unknown")),
                    AlertSeverity.of(of(fields, "severity"))
                            .orElseThrow(() -> new IOException("its severity is unknown")),
                    Boolean.parseBoolean(of(fields, "resolved")),
                    Instant.parse(of(fields, "at")),
                    of(fields, "source"),
                    of(fields, "model"),
                    of(fields, "version"),
                    of(fields, "summary"),
                    of(fields, "page"),
                    of(fields, "details"));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IOException("it is no alert: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> fields(byte[] file) throws IOException {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser parser = Json.FACTORY.createParser(file, HEAD_BYTES, file.length - HEAD_BYTES)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                fields.put(name, parser.getText());
            }
        }
        return fields;
    }

    private static String of(Map<String, String> fields, String name) throws IOException {
        String value = fields.get(name);
        if (value == null) {
            throw new IOException("it has no " + name);
        }
        return value;
    }

    private static int crc(byte[] bytes, int from) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, bytes.length - from);
        return (int) crc.getValue();
    }
}
