package io.driftgate.audit.merkle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes a proof while the leaves pass by, once and in order, so that memory does not grow with the log: of each node that the proof
 * needs, a frontier is kept. Leaves at the beginning may be given as their {@linkplain Sha256Tree#subtrees() subtrees} instead. One thread.
 */
public final class ProofBuilder {
    private final long size;
    /** In the proof's order. */
    private final List<Node> nodes;
    /** In the leaves' order. */
    private final List<Node> byLeaf;

    private long next;
    private int current;

    private record Node(LeafRange range, Sha256Tree tree) {
        boolean isWhole() {
            return tree.size() == range.leaves();
        }
    }

    private ProofBuilder(long size, List<LeafRange> ranges) {
        this.size = size;
        nodes = ranges.stream().map(range -> new Node(range, new Sha256Tree())).toList();
        byLeaf = nodes.stream()
                .sorted(Comparator.comparingLong(node -> node.range().from()))
                .toList();
    }

    /**
     * That a leaf is in a tree.
     *
     * @throws IllegalArgumentException if the tree has no such leaf
     */
    public static ProofBuilder inclusion(long index, long size) {
        return new ProofBuilder(size, LeafRange.inclusion(index, size));
    }

    /**
     * That a tree of {@code size2} leaves begins with one of {@code size1}.
     *
     * @throws IllegalArgumentException unless {@code 0 < size1 <= size2}
     */
    public static ProofBuilder consistency(long size1, long size2) {
        return new ProofBuilder(size2, LeafRange.consistency(size1, size2));
    }

    /**
     * Says that the first leaves are known by their subtrees only. Comes before any leaf.
     *
     * @param count number of these leaves
     * @param subtrees as {@link Sha256Tree#subtrees()} of a tree of so many leaves
     */
    public void begin(long count, byte[] subtrees) {
        if (next != 0 || subtrees.length != Sha256Tree.subtreeBytes(count)) {
            throw new IllegalArgumentException("subtrees of " + count + " leaves come first and fit their number");
        }
        long from = 0;
        int at = 0;
        for (int level = Long.SIZE - 2; level >= 0; level--) {
            if ((count >>> level & 1) != 0) {
                for (Node node : nodes) {
                    if (node.range().from() <= from
                            && from + (1L << level) <= node.range().to()) {
                        node.tree().appendSubtree(level, subtrees, at);
                    }
                }
                from += 1L << level;
                at += TreeHash.BYTES;
            }
        }
        next = count;
    }

    /** The next leaf is {@code data[from, to)}; leaves beyond the tree are ignored. */
    public void leaf(byte[] data, int from, int to) {
        while (current < byLeaf.size() && next >= byLeaf.get(current).range().to()) {
            current++;
        }
        if (current < byLeaf.size() && next >= byLeaf.get(current).range().from()) {
            byLeaf.get(current).tree().append(data, from, to);
        }
        next++;
    }

    /**
     * The hashes, from the bottom up.
     *
     * @throws IllegalStateException if not all leaves of the tree have passed, or the proof needs nodes below the subtrees that it began
     *     with
     */
    public List<byte[]> proof() {
        if (next < size) {
            throw new IllegalStateException("only " + next + " of " + size + " leaves have passed");
        }
        List<byte[]> proof = new ArrayList<>();
        for (Node node : nodes) {
            if (!node.isWhole()) {
                throw new IllegalStateException(
                        "leaves " + node.range().from() + " to " + node.range().to() + " are not known one by one");
            }
            proof.add(node.tree().root());
        }
        return proof;
    }
}
