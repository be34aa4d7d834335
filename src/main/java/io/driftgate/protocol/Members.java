package io.driftgate.protocol;

import io.driftgate.feature.FeatureIndex;
import io.driftgate.json.JsonTape;
import java.util.Arrays;

/** Finds the members of objects by the names of a table, without a String. Reused, owned by one event loop. */
final class Members {
    /** The most names of any table that objects are read by. */
    static final int MAX = 32;

    /** For names with escapes; not the row's, which may have a text half joined. */
    private final TextScratch scratch = new TextScratch();

    private final int[] nodes = new int[MAX];
    private boolean hasUnknown;

    /** Reads an object. */
    void read(JsonTape tape, NameTable names, int object) {
        Arrays.fill(nodes, 0, names.size(), JsonTape.NONE);
        hasUnknown = false;
        int key = object + 1;
        for (int left = tape.size(object); left > 0; left--) {
            int place = find(tape, names, key);
            if (place == NameTable.UNKNOWN) {
                hasUnknown = true;
            } else {
                nodes[place] = key + 1;
            }
            key = tape.next(key + 1);
        }
    }

    /** Whether the object that was read last has a member that is not in the table. */
    boolean hasUnknown() {
        return hasUnknown;
    }

    /** The value of a member of the object that was read last, or {@link JsonTape#NONE}. */
    int at(int place) {
        return nodes[place];
    }

    /** Looks a key or string up in a table. */
    int find(JsonTape tape, NameTable names, int node) {
        if (!tape.isEscaped(node)) {
            return names.find(tape.bytes(), tape.start(node), tape.end(node));
        }
        scratch.peek(tape, node);
        return names.find(scratch.buffer(), scratch.from(), scratch.to());
    }

    /** The slot of the feature that a key or string names. */
    int slotOf(JsonTape tape, FeatureIndex index, int node) {
        if (!tape.isEscaped(node)) {
            return index.slotOf(tape.bytes(), tape.start(node), tape.end(node));
        }
        scratch.peek(tape, node);
        return index.slotOf(scratch.buffer(), scratch.from(), scratch.to());
    }

    void release() {
        scratch.release();
    }
}
