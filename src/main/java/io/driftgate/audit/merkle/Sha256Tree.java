package io.driftgate.audit.merkle;

import java.util.Arrays;

/**
 * A Merkle tree (RFC 6962, section 2.1) that only grows, of which no more is kept than its frontier: the roots of the perfect subtrees
 * into which its leaves fall, one for each bit that is set in its size. Memory is constant; a leaf costs two hashes on average, of which
 * the second is a node's. Appending allocates nothing. One thread.
 *
 * <pre>
 * size 13 = 8 + 4 + 1      leaves 0..7 | 8..11 | 12
 * subtrees()               32 bytes for each, the largest first
 * root()                   hash(8, hash(4, 1)), made from the right
 * </pre>
 */
public final class Sha256Tree {
    private static final int MAX_LEVELS = 63;

    private final TreeHash hash = new TreeHash();
    private final byte[] scratch = new byte[TreeHash.BYTES];
    /** At {@code level * 32} the root of the perfect subtree of 2^level leaves, if that bit is set in the size. */
    private final byte[] roots = new byte[MAX_LEVELS * TreeHash.BYTES];

    private long size;

    /** A tree without a leaf. */
    public Sha256Tree() {}

    /**
     * The tree that another was when its {@link #subtrees()} were taken.
     *
     * @throws IllegalArgumentException for a size below 0, or subtrees that don't have 32 bytes for each bit set in the size
     */
    public static Sha256Tree resume(long size, byte[] subtrees) {
        if (size < 0 || subtrees.length != subtreeBytes(size)) {
            throw new IllegalArgumentException(
                    "no tree of " + size + " leaves has " + subtrees.length + " bytes of subtrees");
        }
        Sha256Tree tree = new Sha256Tree();
        tree.size = size;
        int at = 0;
        for (int level = MAX_LEVELS - 1; level >= 0; level--) {
            if ((size >>> level & 1) != 0) {
                System.arraycopy(subtrees, at, tree.roots, level * TreeHash.BYTES, TreeHash.BYTES);
                at += TreeHash.BYTES;
            }
        }
        return tree;
    }

    /** How many bytes {@link #subtrees()} has for a tree of this size. */
    public static int subtreeBytes(long size) {
        return Long.bitCount(size) * TreeHash.BYTES;
    }

    /** Appends the leaf {@code leafData[from, to)}. */
    public void append(byte[] leafData, int from, int to) {
        hash.leaf(leafData, from, to, scratch, 0);
        add(0);
    }

    /** Appends the leaf of this hash. */
    public void appendHash(byte[] leafHash) {
        System.arraycopy(leafHash, 0, scratch, 0, TreeHash.BYTES);
        add(0);
    }

    /** Appends a perfect subtree of {@code 2^level} leaves; the size must be a multiple of that. */
    void appendSubtree(int level, byte[] root, int at) {
        if ((size & ((1L << level) - 1)) != 0) {
            throw new IllegalArgumentException("no subtree of level " + level + " begins at leaf " + size);
        }
        System.arraycopy(root, at, scratch, 0, TreeHash.BYTES);
        add(level);
    }

    private void add(int level) {
        if (size + (1L << level) < 0) {
            throw new IllegalStateException("a tree has at most 2^63 - 1 leaves");
        }
        int at = level;
        while ((size >>> at & 1) != 0) {
            hash.node(roots, at * TreeHash.BYTES, scratch, 0, scratch, 0);
            at++;
        }
        System.arraycopy(scratch, 0, roots, at * TreeHash.BYTES, TreeHash.BYTES);
        size += 1L << level;
    }

    /** Number of leaves. */
    public long size() {
        return size;
    }

    /** The root of all leaves; of none, the SHA-256 of nothing. */
    public byte[] root() {
        if (size == 0) {
            return TreeHash.emptyRoot();
        }
        int level = Long.numberOfTrailingZeros(size);
        byte[] root = Arrays.copyOfRange(roots, level * TreeHash.BYTES, (level + 1) * TreeHash.BYTES);
        for (level++; level < MAX_LEVELS; level++) {
            if ((size >>> level & 1) != 0) {
                hash.node(roots, level * TreeHash.BYTES, root, 0, root, 0);
            }
        }
        return root;
    }

    /** The roots of the perfect subtrees, the largest first: all that is needed to {@link #resume}. */
    public byte[] subtrees() {
        byte[] subtrees = new byte[subtreeBytes(size)];
        int at = 0;
        for (int level = MAX_LEVELS - 1; level >= 0; level--) {
            if ((size >>> level & 1) != 0) {
                System.arraycopy(roots, level * TreeHash.BYTES, subtrees, at, TreeHash.BYTES);
                at += TreeHash.BYTES;
            }
        }
        return subtrees;
    }
}
