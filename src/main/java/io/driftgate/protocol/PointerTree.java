package io.driftgate.protocol;

import io.driftgate.json.JsonTape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The JSON pointers (RFC 6901) of a schema as one tree, so that a body is walked once for all of them, whatever their number
 * and however many members its objects have. Immutable, any thread.
 *
 * <p>An array index is one pointer token in the form of RFC 6901 section 4: digits without a leading zero. Against an object
 * the same token is a member's name. {@code -} points past the end and so never at a value.
 *
 * <p>An extension: in the pointer of a feature that is a list, the token {@code *} stands for every element of an array, and the
 * list has what is found, element by element. What is missing in an element adds nothing. Where an array should be and something
 * else is, that goes into the list, or in its place when there is none yet: it must not go unseen.
 */
final class PointerTree {
    private static final int[] NONE = {};
    private static final String WILDCARD = "*";

    private final int[] slots;
    private final NameTable names;
    private final PointerTree[] children;
    /** The array indexes among the names, ascending, and the child of each. */
    private final int[] elements;

    private final PointerTree[] elementChildren;
    /** What {@code *} leads to; null when no pointer goes on with it. */
    private final PointerTree wildcard;
    /** All slots beneath {@link #wildcard}. */
    private final int[] wildcardSlots;

    private PointerTree(Branch branch) {
        wildcard = branch.wildcard == null ? null : new PointerTree(branch.wildcard);
        wildcardSlots = wildcard == null ? NONE : wildcard.allSlots().toArray();
        slots = branch.slots.stream().mapToInt(Integer::intValue).toArray();
        names = NameTable.of(List.copyOf(branch.children.keySet()));
        children = branch.children.values().stream().map(PointerTree::new).toArray(PointerTree[]::new);
        TreeMap<Integer, PointerTree> byIndex = new TreeMap<>();
        int child = 0;
        for (String token : branch.children.keySet()) {
            PointerTree tree = children[child++];
            elementIndex(token).ifPresent(index -> byIndex.put(index, tree));
        }
        elements = byIndex.isEmpty()
                ? NONE
                : byIndex.keySet().stream().mapToInt(Integer::intValue).toArray();
        elementChildren = byIndex.values().toArray(PointerTree[]::new);
    }

    /** Mutable while the tree is built. */
    private static final class Branch {
        final List<Integer> slots = new ArrayList<>();
        final SortedMap<String, Branch> children = new TreeMap<>();
        Branch wildcard;

        Branch elements() {
            if (wildcard == null) {
                wildcard = new Branch();
            }
            return wildcard;
        }
    }

    private IntStream allSlots() {
        IntStream below = Arrays.stream(children).flatMapToInt(PointerTree::allSlots);
        return IntStream.concat(IntStream.concat(Arrays.stream(slots), Arrays.stream(wildcardSlots)), below);
    }

    /**
     * Builds a tree.
     *
     * @param tokenLists for each slot of {@code slots} the tokens of its pointer
     * @param mayStar for each of them whether {@code *} stands for every element
     */
    static PointerTree of(List<List<String>> tokenLists, int[] slots, boolean[] mayStar) {
        Branch root = new Branch();
        for (int i = 0; i < slots.length; i++) {
            Branch branch = root;
            for (String token : tokenLists.get(i)) {
                branch = mayStar[i] && token.equals(WILDCARD)
                        ? branch.elements()
                        : branch.children.computeIfAbsent(token, name -> new Branch());
            }
            branch.slots.add(slots[i]);
        }
        return new PointerTree(root);
    }

    /** What is wrong with a pointer; empty when nothing is. */
    static Optional<String> problem(String pointer) {
        if (!pointer.isEmpty() && pointer.charAt(0) != '/') {
            return Optional.of("a JSON pointer starts with '/', as in /applicant/age");
        }
        for (int at = pointer.indexOf('~'); at >= 0; at = pointer.indexOf('~', at + 1)) {
            if (at + 1 == pointer.length() || (pointer.charAt(at + 1) != '0' && pointer.charAt(at + 1) != '1')) {
                return Optional.of("in a JSON pointer '~' stands as ~0 and '/' within a name as ~1");
            }
        }
        return Optional.empty();
    }

    static List<String> tokens(String pointer) {
        problem(pointer).ifPresent(problem -> {
            throw new IllegalArgumentException(pointer + ": " + problem);
        });
        if (pointer.isEmpty()) {
            return List.of();
        }
        return Arrays.stream(pointer.substring(1).split("/", -1))
                .map(token -> token.replace("~1", "/").replace("~0", "~"))
                .toList();
    }

    /** The index that a token is against an array: digits without a leading zero. */
    static Optional<Integer> elementIndex(String token) {
        boolean canonical = token.matches("0|[1-9][0-9]{0,8}");
        return canonical ? Optional.of(Integer.valueOf(token)) : Optional.empty();
    }

    /** Hands every value that a pointer points at to {@code batch}. Recurses as deep as the longest pointer, no deeper. */
    void walk(JsonTape tape, int node, FeatureBatch batch) {
        walk(tape, node, batch, false);
    }

    /** @param inList whether a {@code *} led here, so that values are elements */
    private void walk(JsonTape tape, int node, FeatureBatch batch, boolean inList) {
        for (int slot : slots) {
            hand(slot, node, batch, inList);
        }
        byte type = tape.type(node);
        if (type == JsonTape.OBJECT && children.length > 0) {
            int key = node + 1;
            for (int left = tape.size(node); left > 0; left--) {
                int child = batch.find(names, key);
                if (child != NameTable.UNKNOWN) {
                    children[child].walk(tape, key + 1, batch, inList);
                }
                key = tape.next(key + 1);
            }
        } else if (type == JsonTape.ARRAY) {
            int size = tape.size(node);
            int element = node + 1;
            int at = 0;
            for (int i = 0; i < elements.length && elements[i] < size; i++) {
                for (; at < elements[i]; at++) {
                    element = tape.next(element);
                }
                elementChildren[i].walk(tape, element, batch, inList);
            }
        }
        if (wildcard != null) {
            walkElements(tape, node, batch, inList);
        }
    }

    private void walkElements(JsonTape tape, int node, FeatureBatch batch, boolean inList) {
        if (tape.type(node) != JsonTape.ARRAY) {
            for (int slot : wildcardSlots) {
                hand(slot, node, batch, inList);
            }
            return;
        }
        if (!inList) {
            for (int slot : wildcardSlots) {
                batch.beginList(slot, node);
            }
        }
        int element = node + 1;
        for (int left = tape.size(node); left > 0; left--) {
            wildcard.walk(tape, element, batch, true);
            element = tape.next(element);
        }
    }

    private static void hand(int slot, int node, FeatureBatch batch, boolean inList) {
        if (inList) {
            batch.add(slot, node);
        } else {
            batch.put(slot, node);
        }
    }
}
