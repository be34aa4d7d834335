package io.driftgate.cli.policy;

import io.driftgate.json.JsonTape;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says where in a parsed body something stands, as RFC 6901 pointers. For people, not for the hot path. Stateless. */
final class BodyPlaces {
    private BodyPlaces() {}

    /** The pointer to the string, key or number that covers a byte of the body; of a key, to its member. */
    static Optional<String> pointerAt(JsonTape tape, int offset) {
        for (int node = 0; node < tape.nodes(); node++) {
            byte type = tape.type(node);
            boolean container = type == JsonTape.OBJECT || type == JsonTape.ARRAY;
            if (!container && tape.start(node) <= offset && offset < tape.end(node)) {
                return Optional.of(tape.pointerTo(tape.isKey(node) ? node + 1 : node));
            }
        }
        return Optional.empty();
    }

    /** The node that a pointer names; empty when there is none. */
    static Optional<Integer> nodeAt(JsonTape tape, String pointer) {
        int node = JsonTape.ROOT;
        for (String token : tokens(pointer)) {
            node = child(tape, node, token);
            if (node == JsonTape.NONE) {
                return Optional.empty();
            }
        }
        return Optional.of(node);
    }

    private static int child(JsonTape tape, int container, String token) {
        boolean object = tape.type(container) == JsonTape.OBJECT;
        int child = container + 1;
        for (int place = 0; place < tape.size(container); place++) {
            int value = object ? child + 1 : child;
            if (token.equals(object ? token(tape, child) : Integer.toString(place))) {
                return value;
            }
            child = tape.next(value);
        }
        return JsonTape.NONE;
    }

    /** A value as it stands in the body, at most {@code max} characters of it, fit for a terminal. */
    static String text(JsonTape tape, int node, int max) {
        byte type = tape.type(node);
        if (type == JsonTape.OBJECT || type == JsonTape.ARRAY) {
            String what = type == JsonTape.OBJECT ? "an object of %d members" : "an array of %d elements";
            return String.format(Locale.ROOT, what, tape.size(node));
        }
        String token =
                new String(tape.bytes(), tape.start(node), tape.end(node) - tape.start(node), StandardCharsets.UTF_8);
        String shown = token.length() > max ? token.substring(0, max) + "..." : token;
        return YamlText.comment(type == JsonTape.STRING ? '"' + shown + '"' : shown);
    }

    private static List<String> tokens(String pointer) {
        return pointer.isEmpty()
                ? List.of()
                : Arrays.asList(pointer.substring(1).split("/", -1));
    }

    /** A member's name as it stands in a pointer. */
    private static String token(JsonTape tape, int key) {
        byte[] name = new byte[tape.end(key) - tape.start(key)];
        int length = name.length;
        if (tape.isEscaped(key)) {
            length = tape.unescape(key, name, 0);
        } else {
            System.arraycopy(tape.bytes(), tape.start(key), name, 0, length);
        }
        return new String(name, 0, length, StandardCharsets.UTF_8)
                .replace("~", "~0")
                .replace("/", "~1");
    }
}
