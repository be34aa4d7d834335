package io.driftgate.protocol;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** One version's schema bound to the model's slots: slots in schema order, compiled JSON pointers. Immutable, any thread. */
public final class SchemaBinding {
    private final FeatureIndex index;
    private final Schema schema;
    private final int[] slots;
    private final boolean[] inSchema;
    private final boolean[] lists;
    private final boolean hasList;
    private final PointerTree pointers;
    private final PointerTree ownPointers;
    private final int[] openAiSlots;

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
        lists = new boolean[index.slots()];
        for (int i = 0; i < slots.length; i++) {
            lists[slots[i]] = schema.features().get(i).type() == FeatureType.LIST;
        }
        hasList = list().isPresent();
        List<List<String>> tokens =
                schema.features().stream().map(SchemaBinding::tokens).toList();
        boolean[] mayStar = new boolean[slots.length];
        for (int i = 0; i < slots.length; i++) {
            mayStar[i] = lists[slots[i]] && !schema.features().get(i).pointer().isEmpty();
        }
        pointers = PointerTree.of(tokens, slots, mayStar);
        ownPointers = ownPointers(mayStar);
        openAiSlots = new int[OpenAiFeatures.SCHEMA.size()];
        for (int i = 0; i < openAiSlots.length; i++) {
            String name = OpenAiFeatures.SCHEMA.features().get(i).name();
            boolean plain = schema.feature(name)
                    .filter(feature -> feature.pointer().isEmpty())
                    .isPresent();
            openAiSlots[i] = plain ? index.slotOf(name) : FeatureIndex.UNKNOWN;
        }
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

    /**
     * Whether a slot takes the elements of an array. The bound version's schema decides; of a feature that only other versions know,
     * no rule of this version can speak, so the number of elements is enough.
     */
    boolean isList(int slot) {
        return lists[slot];
    }

    /** The first of the schema's features that is a list, if any. */
    Optional<String> list() {
        return schema.features().stream()
                .filter(feature -> feature.type() == FeatureType.LIST)
                .findFirst()
                .map(Feature::name);
    }

    boolean hasList() {
        return hasList;
    }

    PointerTree pointers() {
        return pointers;
    }

    /** The pointers of the features that have one of their own. */
    PointerTree ownPointers() {
        return ownPointers;
    }

    /** The slot of each of {@link OpenAiFeatures}, unknown when the schema leaves it out or has a pointer for it. Not to be written to. */
    int[] openAiSlots() {
        return openAiSlots;
    }

    private PointerTree ownPointers(boolean[] mayStar) {
        int[] places = IntStream.range(0, slots.length)
                .filter(i -> !schema.features().get(i).pointer().isEmpty())
                .toArray();
        boolean[] star = new boolean[places.length];
        for (int i = 0; i < places.length; i++) {
            star[i] = mayStar[places[i]];
        }
        return PointerTree.of(
                Arrays.stream(places)
                        .mapToObj(place -> tokens(schema.features().get(place)))
                        .toList(),
                Arrays.stream(places).map(place -> slots[place]).toArray(),
                star);
    }

    private static List<String> tokens(Feature feature) {
        return feature.pointer().isEmpty() ? List.of(feature.name()) : PointerTree.tokens(feature.pointer());
    }
}
