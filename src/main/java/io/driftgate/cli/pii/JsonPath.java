package io.driftgate.cli.pii;

import io.driftgate.json.JsonTape;
import java.nio.charset.StandardCharsets;

/** The JSON pointer (RFC 6901) of each node in turn, as a walk over all nodes goes on. One thread. */
final class JsonPath {
    private static final int MAX_DEPTH = 64;

    private final int[] containers = new int[MAX_DEPTH];
    private final int[] children = new int[MAX_DEPTH];
    private final int[] places = new int[MAX_DEPTH];
    private JsonTape tape = new JsonTape(1);
    private int depth;
    private int node;

    void begin(JsonTape newTape) {
        tape = newTape;
        depth = 0;
    }

    /** Goes to a node; to be called for each, in their order. */
    void enter(int newNode) {
        node = newNode;
        while (depth > 0 && node >= tape.next(containers[depth - 1])) {
            depth--;
        }
        if (depth > 0) {
            boolean array = tape.type(containers[depth - 1]) == JsonTape.ARRAY;
            places[depth - 1] += array ? 1 : 0;
            children[depth - 1] = array || tape.isKey(node) ? node : children[depth - 1];
        }
        if (tape.type(node) == JsonTape.OBJECT || tape.type(node) == JsonTape.ARRAY) {
            containers[depth] = node;
            places[depth] = -1;
            depth++;
        }
    }

    /** Of the node, or of its member when it is a key. */
    String pointer() {
        StringBuilder pointer = new StringBuilder();
        for (int level = 0; level < depth && containers[level] != node; level++) {
            pointer.append('/');
            if (tape.type(containers[level]) == JsonTape.ARRAY) {
                pointer.append(places[level]);
            } else {
                pointer.append(name(children[level]).replace("~", "~0").replace("/", "~1"));
            }
        }
        return pointer.toString();
    }

    private String name(int key) {
        byte[] utf8 = new byte[tape.end(key) - tape.start(key)];
        return new String(utf8, 0, tape.unescape(key, utf8, 0), StandardCharsets.UTF_8);
    }
}
