package io.driftgate.pii;

import io.driftgate.json.JsonTape;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Which strings of an event are pieces of a longer text, and of which one. A piece is any string below a member {@code delta}, and
 * any that is the value, or in the value, of a member whose name models' servers give to text: {@code content}, {@code text},
 * {@code arguments} and the like. Names of kinds, roles and ids are none. In an event that is no
 * object everything else is. Which text it is says the path from the root: member names, and
 * for elements of an array their {@code index}, or else their place. So choices that come one at a time stay apart. Below
 * {@code logprobs} all elements are one text, for they are its tokens in order. Mutable, reused, one event loop.
 */
final class StreamedStrings {
    /** A path that is longer is cut, so that two may become one: that finds more, not less. */
    private static final int MAX_PATH_BYTES = 512;

    private static final Set<String> TEXTS = Set.of(
            "answer",
            "arguments",
            "body",
            "chunk",
            "completion",
            "content",
            "data",
            "delta",
            "generated_text",
            "input",
            "message",
            "output",
            "output_text",
            "partial_json",
            "reasoning",
            "reasoning_content",
            "refusal",
            "response",
            "result",
            "summary",
            "text",
            "thinking",
            "token",
            "transcript",
            "value");
    private static final Set<String> LABELS = Set.of(
            "call_id", "finish_reason", "id", "item_id", "name", "object", "role", "status", "stop_reason", "type");
    private static final byte[][] PLACES = {ascii("index"), ascii("output_index"), ascii("content_index")};
    private static final int LONGEST_NAME = 32;

    private static final int BELOW_TEXT = 1;
    private static final int BELOW_LOGPROBS = 2;

    /** Takes the strings of an event, in order. */
    interface Visitor {
        /** A string that is a piece of the text at {@code path[0, pathLength)}. */
        void piece(int node, byte[] path, int pathLength) throws StreamRefused;
    }

    private final byte[] path = new byte[MAX_PATH_BYTES];
    private int pathLength;
    private JsonTape tape;
    private Visitor visitor;
    private boolean logprobs;

    /** Visits the pieces that an event holds. */
    void visit(JsonTape event, Visitor out) throws StreamRefused {
        tape = event;
        visitor = out;
        pathLength = 0;
        logprobs = false;
        try {
            value(JsonTape.ROOT, tape.type(JsonTape.ROOT) == JsonTape.OBJECT ? 0 : BELOW_TEXT);
        } finally {
            tape = null;
            visitor = null;
        }
    }

    /** Whether the last event said how probable its tokens are, which repeats the text token by token. */
    boolean hadLogprobs() {
        return logprobs;
    }

    private void value(int node, int below) throws StreamRefused {
        switch (tape.type(node)) {
            case JsonTape.OBJECT -> object(node, below);
            case JsonTape.ARRAY -> array(node, below);
            case JsonTape.STRING -> {
                if ((below & BELOW_TEXT) != 0) {
                    visitor.piece(node, path, pathLength);
                }
            }
            default -> {}
        }
    }

    private void object(int object, int below) throws StreamRefused {
        int kept = pathLength;
        for (byte[] place : PLACES) {
            int index = tape.find(object, place);
            if (index != JsonTape.NONE && tape.type(index) == JsonTape.NUMBER) {
                put((byte) '#');
                put(tape.bytes(), tape.start(index), tape.end(index));
            }
        }
        int key = object + 1;
        for (int left = tape.size(object); left > 0; left--) {
            int value = key + 1;
            int members = pathLength;
            put((byte) '/');
            put(tape.bytes(), tape.start(key), tape.end(key));
            value(value, below(key, value, below));
            pathLength = members;
            key = tape.next(value);
        }
        pathLength = kept;
    }

    private int below(int key, int value, int below) {
        if (tape.end(key) - tape.start(key) > LONGEST_NAME) {
            return below;
        }
        String name =
                new String(tape.bytes(), tape.start(key), tape.end(key) - tape.start(key), StandardCharsets.ISO_8859_1);
        if (name.equals("logprobs") && tape.type(value) != JsonTape.NULL) {
            logprobs = true;
            return below | BELOW_LOGPROBS;
        }
        if (LABELS.contains(name) || name.equals("top_logprobs")) {
            return below & ~BELOW_TEXT;
        }
        return TEXTS.contains(name) ? below | BELOW_TEXT : below;
    }

    private void array(int array, int below) throws StreamRefused {
        boolean tokens = (below & BELOW_LOGPROBS) != 0;
        int element = array + 1;
        for (int i = 0; i < tape.size(array); i++) {
            int kept = pathLength;
            boolean hasIndex = tape.type(element) == JsonTape.OBJECT && tape.find(element, PLACES[0]) != JsonTape.NONE;
            if (!tokens && !hasIndex) {
                put((byte) '@');
                put(ascii(Integer.toString(i)), 0, Integer.toString(i).length());
            }
            value(element, below);
            pathLength = kept;
            element = tape.next(element);
        }
    }

    private void put(byte b) {
        if (pathLength < MAX_PATH_BYTES) {
            path[pathLength++] = b;
        }
    }

    private void put(byte[] bytes, int from, int to) {
        int count = Math.min(to - from, MAX_PATH_BYTES - pathLength);
        System.arraycopy(bytes, from, path, pathLength, count);
        pathLength += count;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
