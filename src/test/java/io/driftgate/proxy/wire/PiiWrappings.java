package io.driftgate.proxy.wire;

import io.driftgate.testing.BinaryMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Where in a request a text can stand, and how it can be written there. Requests are those of three models: {@code forms} on
 * {@code /note}, {@code tensors} of Open Inference and MLflow, and {@code chat}.
 */
final class PiiWrappings {
    private static final String JSON = "application/json";
    private static final String CHAT = "/v1/chat/completions";
    private static final String INFER = "/v2/models/tensors/infer";

    /** How JSON carriers write strings. */
    enum Quoting {
        PLAIN,
        ESCAPES
    }

    /** Puts a text into a request, under a name where its place has one. */
    interface Place {
        byte[] request(String name, String text, Quoting quoting);
    }

    private PiiWrappings() {}

    /** Places with a name. */
    static Map<String, Place> named() {
        Map<String, Place> places = new LinkedHashMap<>();
        places.put("string value", (name, text, how) -> post("/note", JSON, object(name, text, how)));
        places.put("JSON in JSON, three levels", (name, text, how) -> {
            String nested = object(name, text, how);
            for (String key : new String[] {"c", "b", "a"}) {
                nested = object(key, nested, how);
            }
            return post("/note", JSON, nested);
        });
        places.put("query", (name, text, how) -> post("/note?a=1&" + url(name) + "=" + url(text), JSON, "{}"));
        places.put(
                "form field",
                (name, text, how) ->
                        post("/note", "application/x-www-form-urlencoded", "a=1&" + url(name) + "=" + url(text)));
        places.put(
                "multipart field",
                (name, text, how) -> post(
                        "/note",
                        "multipart/form-data; boundary=B0",
                        "--B0\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + text
                                + "\r\n--B0--\r\n"));
        places.put(
                "gzip",
                (name, text, how) -> post("/note", JSON, gzip(object(name, text, how)), "content-encoding: gzip"));
        places.put(
                "deflate",
                (name, text, how) ->
                        post("/note", JSON, deflate(object(name, text, how)), "content-encoding: deflate"));
        places.put(
                "BYTES in JSON",
                (name, text, how) -> post(
                        INFER,
                        JSON,
                        "{\"inputs\":[{\"name\":\"" + name + "\",\"shape\":[2],\"datatype\":\"BYTES\",\"data\":[\"x\","
                                + quote(text, how) + "]}]}"));
        places.put("BYTES behind the JSON", (name, text, how) -> {
            BinaryMessage message = BinaryMessage.request()
                    .binary(name, "[2]", "BYTES", BinaryMessage.texts("x", text))
                    .binary("age", "[2]", "INT64", BinaryMessage.longs(3, 4));
            String length = "inference-header-content-length: " + message.headBytes();
            return post(INFER, "application/octet-stream", message.body(), length);
        });
        places.put(
                "MLflow, split",
                (name, text, how) -> post(
                        "/invocations",
                        JSON,
                        "{\"dataframe_split\":{\"columns\":[\"age\",\"" + name + "\"],\"data\":[[3," + quote(text, how)
                                + "]]}}"));
        places.put(
                "MLflow, records",
                (name, text, how) -> post(
                        "/invocations", JSON, "{\"dataframe_records\":[{\"age\":3," + member(name, text, how) + "}]}"));
        places.put(
                "arguments of a tool call",
                (name, text, how) -> post(
                        CHAT,
                        JSON,
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"1\",\"type\":"
                                + "\"function\",\"function\":{\"name\":\"f\",\"arguments\":"
                                + quote(object(name, text, how), how) + "}}]}]}"));
        return places;
    }

    /** Places without a name. */
    static Map<String, Place> nameless() {
        Map<String, Place> places = new LinkedHashMap<>();
        places.put("key", (name, text, how) -> post("/note", JSON, "{\"a\":{" + quote(text, how) + ":1}}"));
        places.put("configured header", (name, text, how) -> post("/note", JSON, "{}", "x-note: " + text));
        places.put(
                "content part",
                (name, text, how) -> post(
                        CHAT,
                        JSON,
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"},"
                                + "{\"type\":\"text\",\"text\":" + quote(text, how) + "}]}]}"));
        return places;
    }

    /** Other ways to write a text; {@code \\u} is a matter of {@link Quoting} where there is JSON. */
    static Map<String, UnaryOperator<String>> writings() {
        Map<String, UnaryOperator<String>> writings = new LinkedHashMap<>();
        writings.put("escapes", text -> each(text, c -> String.format(Locale.ROOT, "\\u%04x", c)));
        writings.put(
                "full-width",
                text -> each(
                        text,
                        c -> Character.toString(c > ' ' && c < 0x7f && !Character.isWhitespace(c) ? c + 0xfee0 : c)));
        writings.put("zero-width characters", text -> each(text, c -> Character.toString(c) + "\u200b"));
        writings.put(
                "other blanks and dashes", text -> text.replace(' ', '\u00a0').replace('-', '\u2013'));
        writings.put("percent-encoding", text -> each(text, c -> String.format(Locale.ROOT, "%%%02X", c)));
        writings.put("Base64", text -> base64(Base64.getEncoder(), text));
        writings.put("base64url", text -> base64(Base64.getUrlEncoder().withoutPadding(), text));
        return writings;
    }

    private interface Writing {
        String of(int codePoint);
    }

    private static String each(String text, Writing writing) {
        return text.codePoints().mapToObj(writing::of).collect(Collectors.joining());
    }

    private static String base64(Base64.Encoder encoder, String text) {
        return encoder.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    // ---- pieces of requests

    private static String object(String name, String text, Quoting how) {
        return "{" + member(name, text, how) + "}";
    }

    private static String member(String name, String text, Quoting how) {
        return "\"" + name + "\":" + quote(text, how);
    }

    private static String quote(String text, Quoting how) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (how == Quoting.ESCAPES || c < ' ') {
                out.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                out.append(c == '"' || c == '\\' ? "\\" : "").append((char) c);
            }
        });
        return out.append('"').toString();
    }

    private static String url(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static byte[] gzip(String text) {
        return compress(text, true);
    }

    private static byte[] deflate(String text) {
        return compress(text, false);
    }

    private static byte[] compress(String text, boolean gzip) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream coder = gzip ? new GZIPOutputStream(out) : new DeflaterOutputStream(out)) {
            coder.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] post(String target, String type, String body, String... headers) {
        return post(target, type, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    private static byte[] post(String target, String type, byte[] body, String... headers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        String head = "POST " + target + " HTTP/1.1\r\nhost: gateway\r\ncontent-type: " + type + "\r\n" + more
                + "content-length: " + body.length + "\r\n\r\n";
        out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(body);
        return out.toByteArray();
    }
}
