package io.driftgate.protocol;

import io.driftgate.json.JsonTape;
import java.util.Arrays;

/**
 * Texts of a body, as the strings of its tape that they are made of. A text of several strings is one whose parts a server joins in
 * a way of its own, see {@link TextScratch#join}; texts stay apart. Reused, owned by one event loop; grows with the body.
 */
final class TextList {
    private static final int FIRST = 16;
    private static final int KEPT = 4_096;

    /** Strings, and {@link JsonTape#NONE} between texts. */
    private int[] nodes = new int[FIRST];

    private int size;
    private int strings;
    private boolean ended;
    private boolean hasParts;

    /** Ends the text: what is added from here on belongs to another one. */
    void endText() {
        ended = size > 0;
    }

    /** Adds a string to the text. */
    void add(int node) {
        if (ended) {
            append(JsonTape.NONE);
            ended = false;
        } else {
            hasParts |= size > 0;
        }
        append(node);
        strings++;
    }

    /** Adds a text of one string. */
    void addText(int node) {
        endText();
        add(node);
        endText();
    }

    /** Adds every string in a value, the names of members too, each as a text. */
    void addAll(JsonTape tape, int value) {
        int end = tape.next(value);
        for (int node = value; node < end; node++) {
            if (tape.type(node) == JsonTape.STRING) {
                addText(node);
            }
        }
    }

    private void append(int node) {
        if (size == nodes.length) {
            nodes = Arrays.copyOf(nodes, 2 * size);
        }
        nodes[size++] = node;
    }

    /** The number of strings in all texts. */
    int strings() {
        return strings;
    }

    /** Whether a text has several strings. */
    boolean hasParts() {
        return hasParts;
    }

    /** The number of strings, and of the gaps between texts. */
    int size() {
        return size;
    }

    /** The string at a place, or {@link JsonTape#NONE} between two texts. */
    int at(int place) {
        return nodes[place];
    }

    /** The place after the last string of the text that begins at {@code from}. */
    int endOfText(int from) {
        int end = from;
        while (end < size && nodes[end] != JsonTape.NONE) {
            end++;
        }
        return end;
    }

    void clear() {
        size = 0;
        strings = 0;
        ended = false;
        hasParts = false;
    }

    void release() {
        clear();
        if (nodes.length > KEPT) {
            nodes = new int[FIRST];
        }
    }
}
