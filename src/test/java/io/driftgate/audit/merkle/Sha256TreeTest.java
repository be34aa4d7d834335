package io.driftgate.audit.merkle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class Sha256TreeTest {
    private static final List<byte[]> ENTRIES = Reference.entries(131);

    private static Sha256Tree treeOf(int size) {
        Sha256Tree tree = new Sha256Tree();
        ENTRIES.subList(0, size).forEach(entry -> tree.append(entry, 0, entry.length));
        return tree;
    }

    @Test
    void knowsTheRootsThatEveryImplementationMustHave() {
        Sha256Tree tree = new Sha256Tree();
        assertEquals("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", hex(tree.root()));
        tree.append(new byte[0], 0, 0);
        assertEquals("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", hex(tree.root()));
    }

    @Test
    void hasTheRootOfTheDefinitionAtEverySize() {
        Sha256Tree tree = new Sha256Tree();
        for (int size = 0; size <= 130; size++) {
            assertEquals(size, tree.size());
            assertArrayEquals(Reference.root(ENTRIES.subList(0, size)), tree.root(), "size " + size);
            byte[] padded = new byte[ENTRIES.get(size).length + 5];
            System.arraycopy(ENTRIES.get(size), 0, padded, 3, padded.length - 5);
            tree.append(padded, 3, padded.length - 2);
        }
    }

    @Test
    void goesOnFromItsSubtrees() {
        for (int size = 0; size <= 130; size++) {
            Sha256Tree resumed = Sha256Tree.resume(size, treeOf(size).subtrees());
            assertArrayEquals(treeOf(size).root(), resumed.root());
            for (byte[] entry : ENTRIES.subList(size, 131)) {
                resumed.appendHash(Reference.leaf(entry));
            }
            assertArrayEquals(Reference.root(ENTRIES), resumed.root(), "from " + size);
        }
    }

    @Test
    void refusesSubtreesOfAnotherSize() {
        byte[] three = treeOf(3).subtrees();
        assertEquals(64, Sha256Tree.subtreeBytes(3));
        assertThrows(IllegalArgumentException.class, () -> Sha256Tree.resume(4, three));
        assertThrows(IllegalArgumentException.class, () -> Sha256Tree.resume(-1, three));
    }

    @Test
    void endsAtTheLargestSize() {
        Sha256Tree tree = Sha256Tree.resume(Long.MAX_VALUE - 1, new byte[62 * 32]);
        tree.append(new byte[1], 0, 1);
        assertEquals(Long.MAX_VALUE, tree.size());
        assertEquals(32, tree.root().length);
        assertThrows(IllegalStateException.class, () -> tree.append(new byte[1], 0, 1));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
