package io.driftgate.protocol;

import io.driftgate.json.JsonTape;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One compiled JSON pointer (RFC 6901). For the many of a schema see {@link PointerTree}. Immutable, any thread. */
final class JsonPointer {
    private static final int NO_INDEX = -1;

    private final byte[][] names;
    private final int[] indexes;

    private JsonPointer(List<String> tokens) {
        names = tokens.stream()
                .map(token -> token.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        indexes = tokens.stream()
                .mapToInt(token -> PointerTree.elementIndex(token).orElse(NO_INDEX))
                .toArray();
    }

    /** @throws IllegalArgumentException when it is none, see {@link PointerTree#problem} */
    static JsonPointer of(String pointer) {
        return new JsonPointer(PointerTree.tokens(pointer));
    }

    /** The node that it points at in a body, or {@link JsonTape#NONE}. */
    int resolve(JsonTape tape) {
        int node = JsonTape.ROOT;
        for (int i = 0; i < names.length && node != JsonTape.NONE; i++) {
            node = switch (tape.type(node)) {
                case JsonTape.OBJECT -> tape.find(node, names[i]);
                case JsonTape.ARRAY -> element(tape, node, indexes[i]);
                default -> JsonTape.NONE;
            };
        }
        return node;
    }

    private static int element(JsonTape tape, int array, int index) {
        if (index == NO_INDEX || index >= tape.size(array)) {
            return JsonTape.NONE;
        }
        int node = array + 1;
        for (int i = 0; i < index; i++) {
            node = tape.next(node);
        }
        return node;
    }
}
