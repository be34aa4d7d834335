package io.driftgate.protocol;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.Schema;
import java.util.List;
import java.util.Optional;

/** One version's schema bound to the model's slots: slots in schema order, compiled JSON pointers. Immutable, any thread. */
public final class SchemaBinding {
    private final FeatureIndex index;
    private final Schema schema;
    private final int[] slots;
    private final boolean[] inSchema;
    private final PointerTree pointers;

    private SchemaBinding(FeatureIndex index, Schema schema) {
        this.index = index;
        this.schema = schema;
        slots = index.slotsOf(schema);
        inSchema = new boolean[index.slots()];
        for (int slot : slots) {
            if (slot == FeatureIndex.UNKNOWN) {
                throw new IllegalArgumentException("the index was built without this schema");
            }
            inSchema[slot] = true;
        }
        List<List<String>> tokens =
                schema.features().stream().map(SchemaBinding::tokens).toList();
        pointers = PointerTree.of(tokens, slots);
    }

    /** @throws IllegalArgumentException when a feature's pointer is none, see {@link #pointerProblem} */
    public static SchemaBinding of(FeatureIndex index, Schema schema) {
        return new SchemaBinding(index, schema);
    }

    /** What is wrong with a feature's JSON pointer, for whoever reads schemas; empty when nothing is. */
    public static Optional<String> pointerProblem(String pointer) {
        return PointerTree.problem(pointer);
    }

    public FeatureIndex index() {
        return index;
    }

    public Schema schema() {
        return schema;
    }

    /** The number of features, and so the width of a row without names. */
    int width() {
        return slots.length;
    }

    /** The slots in schema order. Not to be written to. */
    int[] slots() {
        return slots;
    }

    boolean has(int slot) {
        return slot != FeatureIndex.UNKNOWN && inSchema[slot];
    }

    PointerTree pointers() {
        return pointers;
    }

    private static List<String> tokens(Feature feature) {
        return feature.pointer().isEmpty() ? List.of(feature.name()) : PointerTree.tokens(feature.pointer());
    }
}
