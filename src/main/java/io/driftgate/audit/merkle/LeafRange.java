package io.driftgate.audit.merkle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The leaves under one node of a tree: {@code [from, to)}. A proof is a list of such nodes' hashes, from the bottom up (RFC 6962, sections
 * 2.1.1 and 2.1.2).
 */
record LeafRange(long from, long to) {
    long leaves() {
        return to - from;
    }

    /** PATH(index, D[size]): what stands beside the way from a leaf to the root. */
    static List<LeafRange> inclusion(long index, long size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("a tree of " + size + " leaves has no leaf " + index);
        }
        List<LeafRange> path = new ArrayList<>();
        LeafRange at = new LeafRange(0, size);
        while (at.leaves() > 1) {
            at = at.down(index, path);
        }
        Collections.reverse(path);
        return path;
    }

    /** PROOF(size1, D[size2]): the nodes that make both roots. */
    static List<LeafRange> consistency(long size1, long size2) {
        if (size1 <= 0 || size1 > size2) {
            throw new IllegalArgumentException("there is no proof from " + size1 + " to " + size2 + " leaves");
        }
        List<LeafRange> proof = new ArrayList<>();
        LeafRange at = new LeafRange(0, size2);
        while (at.to != size1) {
            at = at.down(size1 - 1, proof);
        }
        if (at.from > 0) {
            proof.add(at); // else it is the first tree, whose root is known
        }
        Collections.reverse(proof);
        return proof;
    }

    /** The child that has the leaf; the other goes to the list. */
    private LeafRange down(long leaf, List<LeafRange> others) {
        long split = from + Long.highestOneBit(leaves() - 1);
        LeafRange left = new LeafRange(from, split);
        LeafRange right = new LeafRange(split, to);
        others.add(leaf < split ? right : left);
        return leaf < split ? left : right;
    }
}
