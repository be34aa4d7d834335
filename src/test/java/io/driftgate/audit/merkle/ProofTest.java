package io.driftgate.audit.merkle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Proofs against the definitions of RFC 6962, for all leaves and all pairs of trees up to 130. */
class ProofTest {
    private static final int MOST = 130;
    private static final List<byte[]> ENTRIES = Reference.entries(MOST);
    private static final List<byte[]> ROOTS = new ArrayList<>();

    static {
        for (int size = 0; size <= MOST; size++) {
            ROOTS.add(Reference.root(ENTRIES.subList(0, size)));
        }
    }

    private static byte[] leaf(int index) {
        return Reference.leaf(ENTRIES.get(index));
    }

    private static List<byte[]> built(ProofBuilder builder, int from) {
        if (from > 0) {
            Sha256Tree before = new Sha256Tree();
            ENTRIES.subList(0, from).forEach(entry -> before.append(entry, 0, entry.length));
            builder.begin(from, before.subtrees());
        }
        ENTRIES.subList(from, MOST).forEach(entry -> builder.leaf(entry, 0, entry.length));
        return builder.proof();
    }

    private static void assertSame(List<byte[]> expected, List<byte[]> actual, String what) {
        assertArrayEquals(expected.toArray(), actual.toArray(), what);
    }

    @Test
    void provesEveryLeafOfEveryTree() {
        for (int size = 1; size <= MOST; size++) {
            for (int index = 0; index < size; index++) {
                List<byte[]> proof = Reference.path(index, ENTRIES.subList(0, size));
                assertTrue(ProofCheck.inclusion(leaf(index), index, size, ROOTS.get(size), proof)
                        .isEmpty());
                if (index % 5 == size % 5) {
                    assertSame(proof, built(ProofBuilder.inclusion(index, size), 0), index + " of " + size);
                }
            }
        }
    }

    @Test
    void provesEveryTreeFromEveryOther() {
        for (int size2 = 1; size2 <= MOST; size2++) {
            for (int size1 = 1; size1 <= size2; size1++) {
                List<byte[]> proof = Reference.proof(size1, ENTRIES.subList(0, size2));
                assertTrue(ProofCheck.consistency(size1, size2, ROOTS.get(size1), ROOTS.get(size2), proof)
                        .isEmpty());
                if (size1 % 5 == size2 % 5) {
                    assertSame(proof, built(ProofBuilder.consistency(size1, size2), 0), size1 + " to " + size2);
                }
            }
        }
    }

    @Test
    void provesFromSubtreesOfLeavesThatAreGone() {
        for (int gone = 1; gone < MOST; gone += 3) {
            for (int index = gone; index < MOST; index += 7) {
                assertSame(
                        Reference.path(index, ENTRIES),
                        built(ProofBuilder.inclusion(index, MOST), gone),
                        index + " without " + gone);
                assertSame(
                        Reference.proof(index + 1, ENTRIES),
                        built(ProofBuilder.consistency(index + 1, MOST), gone),
                        index + 1 + " without " + gone);
            }
        }
    }

    @Test
    void saysWhenALeafIsGone() {
        assertThrows(IllegalStateException.class, () -> built(ProofBuilder.inclusion(3, MOST), 64));
        ProofBuilder early = ProofBuilder.inclusion(0, 2);
        early.leaf(new byte[1], 0, 1);
        assertThrows(IllegalStateException.class, early::proof);
        assertThrows(IllegalArgumentException.class, () -> ProofBuilder.inclusion(2, 2));
        assertThrows(IllegalArgumentException.class, () -> ProofBuilder.consistency(0, 2));
        assertThrows(IllegalArgumentException.class, () -> ProofBuilder.consistency(3, 2));
    }

    @Test
    void refusesEveryFlippedBit() {
        for (int size = 1; size <= 11; size++) {
            byte[] root = ROOTS.get(size).clone();
            for (int index = 0; index < size; index++) {
                byte[] leaf = leaf(index);
                List<byte[]> proof = Reference.path(index, ENTRIES.subList(0, size));
                List<byte[]> all = new ArrayList<>(proof);
                all.add(leaf);
                all.add(root);
                for (byte[] hash : all) {
                    for (int bit = 0; bit < 256; bit++) {
                        hash[bit / 8] ^= (byte) (1 << bit % 8);
                        assertFalse(ProofCheck.inclusion(leaf, index, size, root, proof)
                                .isEmpty());
                        hash[bit / 8] ^= (byte) (1 << bit % 8);
                    }
                }
            }
            for (int size1 = 1; size1 <= size; size1++) {
                byte[] root1 = ROOTS.get(size1).clone();
                List<byte[]> proof = Reference.proof(size1, ENTRIES.subList(0, size));
                List<byte[]> all = new ArrayList<>(proof);
                all.add(root1);
                all.add(root);
                for (byte[] hash : all) {
                    for (int bit = 0; bit < 256; bit++) {
                        hash[bit / 8] ^= (byte) (1 << bit % 8);
                        assertFalse(ProofCheck.consistency(size1, size, root1, root, proof)
                                .isEmpty());
                        hash[bit / 8] ^= (byte) (1 << bit % 8);
                    }
                }
            }
        }
    }

    @Test
    void refusesEveryOtherIndexAndSize() {
        for (int size = 1; size <= 40; size++) {
            for (int index = 0; index < size; index++) {
                List<byte[]> proof = Reference.path(index, ENTRIES.subList(0, size));
                for (int other = -1; other <= 64; other++) {
                    boolean holds = ProofCheck.inclusion(leaf(index), other, size, ROOTS.get(size), proof)
                            .isEmpty();
                    assertEquals(other == index, holds, other + " for " + index + " of " + size);
                }
            }
        }
    }

    @Test
    void refusesAnotherTreesRoot() {
        for (int size = 2; size <= 40; size++) {
            for (int size1 = 1; size1 < size; size1++) {
                List<byte[]> proof = Reference.proof(size1, ENTRIES.subList(0, size));
                for (int other = 0; other <= 40; other++) {
                    assertEquals(
                            other == size,
                            ProofCheck.consistency(size1, size, ROOTS.get(size1), ROOTS.get(other), proof)
                                    .isEmpty());
                    assertEquals(
                            other == size1,
                            ProofCheck.consistency(size1, size, ROOTS.get(other), ROOTS.get(size), proof)
                                    .isEmpty());
                }
            }
        }
    }

    @Test
    void refusesAProofWithAHashTooManyTooFewOrInAnotherPlace() {
        for (int size = 1; size <= 33; size++) {
            for (int index = 0; index < size; index++) {
                List<byte[]> path = Reference.path(index, ENTRIES.subList(0, size));
                List<byte[]> proof = Reference.proof(index + 1, ENTRIES.subList(0, size));
                for (List<byte[]> changed : changes(path, ROOTS.get(size), leaf(index))) {
                    assertFalse(ProofCheck.inclusion(leaf(index), index, size, ROOTS.get(size), changed)
                            .isEmpty());
                }
                for (List<byte[]> changed : changes(proof, ROOTS.get(index + 1), ROOTS.get(size))) {
                    assertFalse(ProofCheck.consistency(index + 1, size, ROOTS.get(index + 1), ROOTS.get(size), changed)
                            .isEmpty());
                }
            }
        }
    }

    private static List<List<byte[]>> changes(List<byte[]> proof, byte[]... more) {
        List<List<byte[]>> changes = new ArrayList<>();
        for (int at = 0; at <= proof.size(); at++) {
            for (byte[] extra : more) {
                List<byte[]> longer = new ArrayList<>(proof);
                longer.add(at, extra);
                changes.add(longer);
            }
            if (at < proof.size()) {
                List<byte[]> shorter = new ArrayList<>(proof);
                shorter.remove(at);
                changes.add(shorter);
            }
            if (at + 1 < proof.size()) {
                List<byte[]> swapped = new ArrayList<>(proof);
                swapped.set(at, proof.get(at + 1));
                swapped.set(at + 1, proof.get(at));
                changes.add(swapped);
            }
        }
        return changes;
    }

    @Test
    void decidesTheEdges() {
        byte[] none = TreeHash.emptyRoot();
        byte[] one = ROOTS.get(1);
        assertTrue(ProofCheck.consistency(0, 0, none, none, List.of()).isEmpty());
        assertTrue(ProofCheck.consistency(1, 1, one, one, List.of()).isEmpty());
        assertTrue(ProofCheck.inclusion(one, 0, 1, one, List.of()).isEmpty());
        assertEquals(
                "a tree without a record has the root that is the SHA-256 of nothing",
                ProofCheck.consistency(0, 0, one, one, List.of()).orElseThrow());
        assertEquals(
                "from a tree without a record there is nothing to prove",
                ProofCheck.consistency(0, 1, none, one, List.of()).orElseThrow());
        assertEquals(
                "the proof has 1 hashes, and one for these sizes has 0",
                ProofCheck.consistency(1, 1, one, one, List.of(one)).orElseThrow());
        assertEquals(
                "the sizes are equal and the roots are not",
                ProofCheck.consistency(1, 1, one, none, List.of()).orElseThrow());
        assertEquals(
                "the first tree has 2 records, more than the second, which has 1",
                ProofCheck.consistency(2, 1, one, one, List.of()).orElseThrow());
        assertEquals(
                "a tree of 0 records has no record 0",
                ProofCheck.inclusion(one, 0, 0, none, List.of()).orElseThrow());
        assertEquals(
                "a hash has 32 bytes",
                ProofCheck.inclusion(new byte[31], 0, 1, one, List.of()).orElseThrow());
        assertEquals(
                "a hash has 32 bytes",
                ProofCheck.inclusion(one, 0, 2, one, List.of(new byte[33])).orElseThrow());
    }

    /** A tree that nobody can build, but whose right edge and one path can be made up. */
    @Test
    void checksTreesOfAnySize() {
        Random random = new Random(62);
        for (int i = 0; i < 2_000; i++) {
            long size = Math.max(1, random.nextLong() >>> 1 >>> random.nextInt(62));
            size = i == 0 ? Long.MAX_VALUE : size;
            long index = i % 3 == 0 ? size - 1 : (random.nextLong() >>> 1) % size;
            List<byte[]> proof = new ArrayList<>();
            LeafRange.inclusion(index, size).forEach(range -> proof.add(randomHash(random)));
            byte[] leaf = randomHash(random);
            byte[] root = rootAbove(leaf, index, size, proof);
            assertTrue(ProofCheck.inclusion(leaf, index, size, root, proof).isEmpty(), index + " of " + size);
            assertFalse(ProofCheck.inclusion(leaf, index, size, randomHash(random), proof)
                    .isEmpty());
        }
    }

    private static byte[] randomHash(Random random) {
        byte[] hash = new byte[32];
        random.nextBytes(hash);
        return hash;
    }

    /** By recursion from the root, as PATH is defined. */
    private static byte[] rootAbove(byte[] leaf, long index, long size, List<byte[]> path) {
        if (size == 1) {
            return leaf;
        }
        long k = Long.highestOneBit(size - 1);
        byte[] top = path.get(path.size() - 1);
        List<byte[]> below = path.subList(0, path.size() - 1);
        return index < k
                ? new TreeHash().node(rootAbove(leaf, index, k, below), top)
                : new TreeHash().node(top, rootAbove(leaf, index - k, size - k, below));
    }
}
