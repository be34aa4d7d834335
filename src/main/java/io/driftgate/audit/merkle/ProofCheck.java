package io.driftgate.audit.merkle;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Checks proofs by the algorithms of RFC 9162, sections 2.1.3.2 and 2.1.4.2. The answer is empty for a proof that holds, or else says for
 * people why it doesn't. Time is linear in the proof, which has at most 64 hashes. Any thread.
 */
public final class ProofCheck {
    private ProofCheck() {}

    /**
     * Whether a leaf is in a tree.
     *
     * @param leafHash 32 bytes
     * @param index of the leaf, from 0
     * @param size number of leaves of the tree
     * @param root 32 bytes
     * @param proof hashes of 32 bytes, from the bottom up
     */
    public static Optional<String> inclusion(byte[] leafHash, long index, long size, byte[] root, List<byte[]> proof) {
        Optional<String> length = lengths(proof, leafHash, root);
        if (length.isPresent()) {
            return length;
        }
        if (index < 0 || size < 0) {
            return Optional.of("index and size are at least 0");
        }
        if (index >= size) {
            return Optional.of("a tree of " + size + " records has no record " + index);
        }
        Optional<String> count = count(proof, LeafRange.inclusion(index, size).size());
        if (count.isPresent()) {
            return count;
        }
        TreeHash hash = new TreeHash();
        long at = index;
        long last = size - 1;
        byte[] node = leafHash;
        for (byte[] sibling : proof) {
            if ((at & 1) != 0 || at == last) {
                node = hash.node(sibling, node);
                while ((at & 1) == 0 && at != 0) {
                    at >>>= 1;
                    last >>>= 1;
                }
            } else {
                node = hash.node(node, sibling);
            }
            at >>>= 1;
            last >>>= 1;
        }
        return last == 0 && Arrays.equals(node, root)
                ? Optional.empty()
                : Optional.of("leaf and proof make another root");
    }

    /**
     * Whether a tree begins with another. From a tree without a leaf there is nothing to prove, and no proof (RFC 9162): that is refused.
     *
     * @param size1 number of leaves of the first tree, at least 1 unless both are 0
     * @param size2 number of leaves of the second, not fewer
     * @param root1 32 bytes
     * @param root2 32 bytes
     * @param proof hashes of 32 bytes, from the bottom up; empty for equal sizes
     */
    public static Optional<String> consistency(long size1, long size2, byte[] root1, byte[] root2, List<byte[]> proof) {
        Optional<String> length = lengths(proof, root1, root2);
        if (length.isPresent()) {
            return length;
        }
        if (size1 < 0 || size2 < 0) {
            return Optional.of("sizes are at least 0");
        }
        if (size1 > size2) {
            return Optional.of("the first tree has " + size1 + " records, more than the second, which has " + size2);
        }
        if (size1 == size2) {
            Optional<String> count = count(proof, 0);
            if (count.isPresent() || !Arrays.equals(root1, root2)) {
                return count.or(() -> Optional.of("the sizes are equal and the roots are not"));
            }
            return size1 > 0 || Arrays.equals(root1, TreeHash.emptyRoot())
                    ? Optional.empty()
                    : Optional.of("a tree without a record has the root that is the SHA-256 of nothing");
        }
        if (size1 == 0) {
            return Optional.of("from a tree without a record there is nothing to prove");
        }
        Optional<String> count =
                count(proof, LeafRange.consistency(size1, size2).size());
        return count.isPresent() ? count : roots(size1, size2, root1, root2, proof);
    }

    private static Optional<String> roots(long size1, long size2, byte[] root1, byte[] root2, List<byte[]> proof) {
        TreeHash hash = new TreeHash();
        long at = size1 - 1;
        long last = size2 - 1;
        while ((at & 1) != 0) {
            at >>>= 1;
            last >>>= 1;
        }
        // The first tree as a whole is one of the second's nodes when its size is a power of two.
        boolean whole = Long.bitCount(size1) == 1;
        byte[] first = whole ? root1 : proof.get(0);
        byte[] second = first;
        for (byte[] sibling : proof.subList(whole ? 0 : 1, proof.size())) {
            if ((at & 1) != 0 || at == last) {
                first = hash.node(sibling, first);
                second = hash.node(sibling, second);
                while ((at & 1) == 0 && at != 0) {
                    at >>>= 1;
                    last >>>= 1;
                }
            } else {
                second = hash.node(second, sibling);
            }
            at >>>= 1;
            last >>>= 1;
        }
        if (!Arrays.equals(first, root1)) {
            return Optional.of("the proof makes another root of the first tree");
        }
        return last == 0 && Arrays.equals(second, root2)
                ? Optional.empty()
                : Optional.of("the proof makes another root of the second tree");
    }

    private static Optional<String> lengths(List<byte[]> proof, byte[]... hashes) {
        boolean all = Arrays.stream(hashes).allMatch(hash -> hash.length == TreeHash.BYTES)
                && proof.stream().allMatch(hash -> hash.length == TreeHash.BYTES);
        return all ? Optional.empty() : Optional.of("a hash has " + TreeHash.BYTES + " bytes");
    }

    private static Optional<String> count(List<byte[]> proof, int expected) {
        return proof.size() == expected
                ? Optional.empty()
                : Optional.of("the proof has " + proof.size() + " hashes, and one for these sizes has " + expected);
    }
}
