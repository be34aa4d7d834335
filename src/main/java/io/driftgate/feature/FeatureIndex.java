package io.driftgate.feature;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The slots of one model: the union of the features of all its versions' schemas. A name is looked up by its UTF-8 bytes, with
 * no String and no allocation. Immutable, any thread.
 */
public final class FeatureIndex {
    /** Returned for a name that no version's schema knows. */
    public static final int UNKNOWN = -1;

    private final String[] names;
    private final byte[][] utf8;
    private final int[] table;
    private final int mask;

    private FeatureIndex(List<String> names) {
        this.names = names.toArray(String[]::new);
        this.utf8 = new byte[this.names.length][];
        int capacity = Integer.highestOneBit(Math.max(4, this.names.length * 4));
        this.mask = capacity - 1;
        this.table = new int[capacity];
        Arrays.fill(table, UNKNOWN);
        for (int slot = 0; slot < this.names.length; slot++) {
            utf8[slot] = this.names[slot].getBytes(StandardCharsets.UTF_8);
            int at = hash(utf8[slot], 0, utf8[slot].length) & mask;
            while (table[at] != UNKNOWN) {
                at = (at + 1) & mask;
            }
            table[at] = slot;
        }
    }

    public static FeatureIndex of(List<Schema> schemas) {
        Set<String> names = new LinkedHashSet<>();
        for (Schema schema : schemas) {
            schema.features().forEach(feature -> names.add(feature.name()));
        }
        return new FeatureIndex(new ArrayList<>(names));
    }

    public int slots() {
        return names.length;
    }

    public String name(int slot) {
        return names[slot];
    }

    /** The slot of a feature by its name, at load time. */
    public int slotOf(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return slotOf(bytes, 0, bytes.length);
    }

    /**
     * The slot of the feature whose name is {@code bytes[from, to)} in UTF-8, or {@link #UNKNOWN}. The table is at most half
     * full and holds only names from schemas, so a request can't lengthen a probe.
     */
    public int slotOf(byte[] bytes, int from, int to) {
        int at = hash(bytes, from, to) & mask;
        while (true) {
            int slot = table[at];
            if (slot == UNKNOWN || Arrays.equals(utf8[slot], 0, utf8[slot].length, bytes, from, to)) {
                return slot;
            }
            at = (at + 1) & mask;
        }
    }

    /** The slots of a schema's features, in the schema's order. */
    public int[] slotsOf(Schema schema) {
        int[] slots = new int[schema.size()];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = slotOf(schema.features().get(i).name());
        }
        return slots;
    }

    private static int hash(byte[] bytes, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + bytes[i];
        }
        return hash ^ (hash >>> 15);
    }
}
