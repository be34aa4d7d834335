package io.driftgate.protocol;

import io.driftgate.json.JsonTape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The JSON pointers (RFC 6901) of a schema as one tree, so that a body is walked once for all of them, whatever their number
 * and however many members its objects have. Immutable, any thread.
 *
 * <p>An array index is one pointer token in the form of RFC 6901 section 4: digits without a leading zero. Against an object
 * the same token is a member's name. {@code -} points past the end and so never at a value.
 */
final class PointerTree {
    private static final int[] NONE = {};

    private final int[] slots;
    private final NameTable names;
    private final PointerTree[] children;
    /** The array indexes among the names, ascending, and the child of each. */
    private final int[] elements;

    private final PointerTree[] elementChildren;

    private PointerTree(Branch branch) {
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
    }

    /** @param tokenLists for each slot of {@code slots} the tokens of its pointer */
    static PointerTree of(List<List<String>> tokenLists, int[] slots) {
        Branch root = new Branch();
        for (int i = 0; i < slots.length; i++) {
            Branch branch = root;
            for (String token : tokenLists.get(i)) {
                branch = branch.children.computeIfAbsent(token, name -> new Branch());
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
        for (int slot : slots) {
            batch.put(slot, node);
        }
        byte type = tape.type(node);
        if (type == JsonTape.OBJECT && children.length > 0) {
            int key = node + 1;
            for (int left = tape.size(node); left > 0; left--) {
                int child = batch.find(names, key);
                if (child != NameTable.UNKNOWN) {
                    children[child].walk(tape, key + 1, batch);
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
                elementChildren[i].walk(tape, element, batch);
            }
        }
    }
}
