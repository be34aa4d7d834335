package io.driftgate.protocol;

import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.Schema;
import io.driftgate.json.JsonTape;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Where a model's answers hold its predictions: the names of outputs, columns and members, or for the {@code json} protocol
 * JSON pointers into the answer. Immutable, any thread.
 *
 * <pre>
 * prediction:                    # of a model; each may be left out
 *   value: risk                  # else value, prediction, score, probability
 *   label: decision              # else label, class, predicted_class
 *   scores: /result/probs        # else scores, probabilities, probs, logits
 *   attributions: shap           # else attributions, shap_values, explanations, feature_attributions
 * </pre>
 *
 * A name that is given takes the place of the usual ones for that part; the others keep theirs. A text that starts with
 * {@code /} is a pointer.
 */
public final class PredictionBinding {
    private static final String SOME_NAME = "name an output, a column or a member of the answer, such as score";

    private final FeatureIndex index;
    private final int[] order;
    private final Map<PredictionRole, String> given;
    private final NameTable names;
    private final byte[] roles;
    /** By role; null where there is none. */
    private final JsonPointer[] pointers;

    private PredictionBinding(FeatureIndex index, int[] order, Map<PredictionRole, String> given) {
        this.index = index;
        this.order = order;
        this.given = given;
        List<String> known = new ArrayList<>();
        List<PredictionRole> roleOfName = new ArrayList<>();
        pointers = new JsonPointer[PredictionRole.count()];
        for (PredictionRole role : PredictionRole.values()) {
            String own = given.getOrDefault(role, "");
            if (own.startsWith("/")) {
                pointers[role.ordinal()] = JsonPointer.of(own);
            }
            for (String name : own.isEmpty() || own.startsWith("/") ? role.names() : List.of(own)) {
                // A name that is given to another role is no longer this one's.
                if (name.equals(own) || !given.containsValue(name)) {
                    known.add(name);
                    roleOfName.add(role);
                }
            }
        }
        names = NameTable.of(known);
        roles = new byte[known.size()];
        for (int place = 0; place < roles.length; place++) {
            roles[place] = (byte) roleOfName.get(place).ordinal();
        }
    }

    /** The places that each protocol's own names suggest. Attributions without names are in the order of the slots. */
    public static PredictionBinding of(FeatureIndex index) {
        return new PredictionBinding(index, IntStream.range(0, index.slots()).toArray(), Map.of());
    }

    /**
     * Reads {@code models.<m>.prediction} and reports all its problems.
     *
     * @param protocols that the model speaks
     * @param path how messages call this mapping, such as {@code models.credit-risk.prediction}
     * @return empty when there was an error
     */
    public static Optional<PredictionBinding> read(
            YamlNode node, FeatureIndex index, List<Protocol> protocols, Problems problems, String path) {
        int errorsBefore = problems.errorCount();
        Fields fields = Fields.of(node, problems, path);
        Map<PredictionRole, String> given = new EnumMap<>(PredictionRole.class);
        Map<String, PredictionRole> owners = new HashMap<>();
        boolean pointersAreRead = protocols.contains(Protocols.JSON);
        for (PredictionRole role : PredictionRole.values()) {
            Optional<YamlNode> at = fields.get(role.key());
            Optional<String> text = fields.string(role.key());
            if (at.isEmpty() || text.isEmpty()) {
                continue;
            }
            String field = fields.pathOf(role.key());
            Optional<String> problem = text.get().startsWith("/") ? PointerTree.problem(text.get()) : Optional.empty();
            if (text.get().isBlank()) {
                problems.error(at.get(), field + " is empty", SOME_NAME);
            } else if (problem.isPresent()) {
                problems.error(at.get(), field + " must be a JSON pointer: " + problem.get());
            } else if (text.get().startsWith("/") && !pointersAreRead) {
                problems.error(
                        at.get(),
                        field
                                + " is a JSON pointer, which only the json protocol reads, and the model doesn't speak it",
                        SOME_NAME);
            } else {
                PredictionRole owner = owners.putIfAbsent(text.get(), role);
                if (owner != null) {
                    problems.error(
                            at.get(), field + " is also that of " + owner.key(), "one part of an answer is one thing");
                }
                given.put(role, text.get());
            }
        }
        fields.reportUnknown();
        if (node instanceof YamlNode.Mapping mapping && mapping.entries().isEmpty()) {
            problems.error(
                    node, path + " names nothing", "write at least one of value, label, scores and attributions");
        }
        if (!protocols.isEmpty() && protocols.stream().allMatch(Protocols::isOpenAi)) {
            problems.error(
                    node,
                    path + " has no effect: answers of openai are text and finish_reason",
                    "remove it, or add the protocol whose answers hold predictions");
        }
        return problems.errorCount() == errorsBefore ? Optional.of(of(index).withNames(given)) : Optional.empty();
    }

    private PredictionBinding withNames(Map<PredictionRole, String> names) {
        return new PredictionBinding(index, order, names);
    }

    /** The same names for one version, whose attributions without names are in the order of its schema. */
    public PredictionBinding forSchema(Schema schema) {
        int[] slots = index.slotsOf(schema);
        for (int slot : slots) {
            if (slot == FeatureIndex.UNKNOWN) {
                throw new IllegalArgumentException("the index was built without this schema");
            }
        }
        return new PredictionBinding(index, slots, given);
    }

    public FeatureIndex index() {
        return index;
    }

    /** The slots of attributions without names. Not to be written to. */
    int[] order() {
        return order;
    }

    /** The names of all roles, those of a role together and the first to be taken first. */
    NameTable names() {
        return names;
    }

    PredictionRole role(int place) {
        return PredictionRole.at(roles[place]);
    }

    /** Whether the configuration names a part of the answer, so that nothing is to be taken for it but what is so named. */
    boolean hasNames() {
        return !given.isEmpty();
    }

    /** Whether a role is given as a pointer. */
    boolean hasPointer(PredictionRole role) {
        return pointers[role.ordinal()] != null;
    }

    /** Where a role's pointer points, or {@link JsonTape#NONE}. */
    int resolve(PredictionRole role, JsonTape tape) {
        return hasPointer(role) ? pointers[role.ordinal()].resolve(tape) : JsonTape.NONE;
    }
}
