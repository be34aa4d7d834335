package io.driftgate.protocol;

import java.util.Arrays;

/** Nodes of a tape. Reused, owned by one event loop; grows with the body. */
final class NodeList {
    private static final int FIRST = 16;
    private static final int KEPT = 4_096;

    private int[] nodes = new int[FIRST];
    private int size;

    void add(int node) {
        if (size == nodes.length) {
            nodes = Arrays.copyOf(nodes, 2 * size);
        }
        nodes[size++] = node;
    }

    int size() {
        return size;
    }

    int at(int place) {
        return nodes[place];
    }

    void clear() {
        size = 0;
    }

    void release() {
        size = 0;
        if (nodes.length > KEPT) {
            nodes = new int[FIRST];
        }
    }
}
