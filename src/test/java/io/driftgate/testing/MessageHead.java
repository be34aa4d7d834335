package io.driftgate.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The head of a message: start line and fields, in order, spelled as on the wire. Immutable. */
public final class MessageHead {
    /** One header line. */
    public record Field(String name, String value) {}

    private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

    private final String text;
    private final String startLine;
    private final List<Field> fields;

    private MessageHead(String text, String startLine, List<Field> fields) {
        this.text = text;
        this.startLine = startLine;
        this.fields = List.copyOf(fields);
    }

    /**
     * Parses strictly: CRLF only, no folding, token names directly before the colon (RFC 9112, section 5).
     *
     * @param raw start line to the empty line, both included
     */
    static MessageHead parse(byte[] raw) throws ProtocolViolation {
        String text = new String(raw, StandardCharsets.ISO_8859_1);
        if (!text.endsWith("\r\n\r\n")) {
            throw new ProtocolViolation("head does not end with an empty line: " + text);
        }
        String[] lines = text.substring(0, text.length() - 4).split("\r\n", -1);
        List<Field> fields = new ArrayList<>();
        for (String line : lines) {
            if (line.indexOf('\r') >= 0 || line.indexOf('\n') >= 0) {
                throw new ProtocolViolation("bare CR or LF in: " + line);
            }
        }
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            String name = colon < 0 ? "" : lines[i].substring(0, colon);
            if (!isToken(name)) {
                throw new ProtocolViolation("no header line: " + lines[i]);
            }
            fields.add(new Field(name, lines[i].substring(colon + 1).strip()));
        }
        return new MessageHead(text, lines[0], fields);
    }

    private static boolean isToken(String name) {
        return !name.isEmpty()
                && name.chars()
                        .allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || TOKEN_PUNCTUATION.indexOf(c) >= 0));
    }

    public String startLine() {
        return startLine;
    }

    public List<Field> fields() {
        return fields;
    }

    /** The only value of a header; fails when there are more. */
    public Optional<String> header(String name) {
        List<String> values = headers(name);
        if (values.size() > 1) {
            throw new AssertionError("header " + name + " stands " + values.size() + " times in\n" + text);
        }
        return values.stream().findFirst();
    }

    /** All values of a header, in order. */
    public List<String> headers(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /** Whether a comma-separated header such as Connection has a token. */
    public boolean hasToken(String name, String token) {
        for (String value : headers(name)) {
            for (String part : value.split(",", -1)) {
                if (part.strip().equalsIgnoreCase(token)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The head byte for byte, as ISO-8859-1. */
    public String text() {
        return text;
    }

    /** {@link BodyFraming} by the length headers; fails when they are ambiguous. */
    public BodyFraming framing() throws ProtocolViolation {
        List<String> lengths = headers("content-length");
        List<String> codings = headers("transfer-encoding");
        if (lengths.size() + codings.size() > 1) {
            throw new ProtocolViolation("ambiguous length in\n" + text);
        }
        if (!codings.isEmpty()) {
            if (!codings.get(0).toLowerCase(Locale.ROOT).equals("chunked")) {
                throw new ProtocolViolation("transfer coding: " + codings.get(0));
            }
            return BodyFraming.CHUNKED;
        }
        if (lengths.isEmpty()) {
            return BodyFraming.NONE;
        }
        if (!lengths.get(0).matches("[0-9]{1,12}")) {
            throw new ProtocolViolation("content-length: " + lengths.get(0));
        }
        return BodyFraming.LENGTH;
    }

    /** For {@link BodyFraming#LENGTH}. */
    int contentLength() {
        return Integer.parseInt(headers("content-length").get(0));
    }

    @Override
    public String toString() {
        return text;
    }
}
