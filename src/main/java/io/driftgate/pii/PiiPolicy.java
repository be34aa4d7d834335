package io.driftgate.pii;

import io.driftgate.pii.pattern.PatternSet;
import io.driftgate.pii.pattern.PiiEntity;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What is looked for in the requests of one model, where, and what is done about it; an entity that isn't listed is off. Immutable, any
 * thread.
 *
 * <pre>
 * pii:
 *   use: [default, secrets]
 *   EMAIL_ADDRESS: BLOCK
 *   CREDIT_CARD: {action: MASK, keepLast: 4}
 *   PII_FEATURE_NAME: {action: BLOCK, also: [address_age_months], except: [ip_address]}
 * </pre>
 */
public final class PiiPolicy {
    private static final PiiPolicy OFF = new PiiPolicy(new Draft());

    private final PatternSet set;
    private final Treatment[] treatments;
    private final FieldRules fields;
    private final AllowList allow;
    private final byte[] hashKey;
    private final byte[][] alsoPersonal;
    private final byte[][] notPersonal;
    private final byte[][] numeric;
    private final List<String> headers;
    private final boolean query;
    private final Map<Uninspectable, Uninspectable.Outcome> uninspectable;
    private final Optional<PiiPolicy> responses;
    private final Draft draft;

    /** Collects what a policy says. */
    static final class Draft {
        PatternSet set = PatternSet.builder().build();
        Treatment[] treatments = new Treatment[set.size()];
        FieldRules fields = FieldRules.NONE;
        AllowList allow = AllowList.NONE;
        byte[] hashKey = {};
        byte[][] alsoPersonal = {};
        byte[][] notPersonal = {};
        byte[][] numeric = {};
        List<String> headers = List.of();
        boolean query = true;
        Map<Uninspectable, Uninspectable.Outcome> uninspectable = new EnumMap<>(Uninspectable.class);
        Optional<PiiPolicy> responses = Optional.empty();

        Draft() {
            for (Uninspectable reason : Uninspectable.values()) {
                uninspectable.put(reason, Uninspectable.Outcome.REFUSE);
            }
        }

        Draft(Draft other) {
            set = other.set;
            treatments = other.treatments;
            fields = other.fields;
            allow = other.allow;
            hashKey = other.hashKey;
            alsoPersonal = other.alsoPersonal;
            notPersonal = other.notPersonal;
            numeric = other.numeric;
            headers = other.headers;
            query = other.query;
            uninspectable.putAll(other.uninspectable);
            responses = other.responses;
        }
    }

    PiiPolicy(Draft draft) {
        this.draft = draft;
        set = draft.set;
        treatments = draft.treatments;
        fields = draft.fields;
        allow = draft.allow;
        hashKey = draft.hashKey;
        alsoPersonal = draft.alsoPersonal;
        notPersonal = draft.notPersonal;
        numeric = draft.numeric;
        headers = List.copyOf(draft.headers);
        query = draft.query;
        uninspectable = draft.uninspectable;
        responses = draft.responses;
    }

    /** Nothing is looked for. */
    public static PiiPolicy off() {
        return OFF;
    }

    /** Counts all that a set looks for, and changes nothing. */
    public static PiiPolicy counting(PatternSet set) {
        Draft counting = new Draft();
        counting.set = set;
        counting.treatments = new Treatment[set.size()];
        for (int entity = 0; entity < set.size(); entity++) {
            boolean wanted = set.has(set.entity(entity));
            counting.treatments[entity] = wanted ? Treatment.of(PiiAction.SHADOW) : null;
        }
        return new PiiPolicy(counting);
    }

    /** Reads the {@code pii:} mapping of a model; the names of files are those of the process's directory. */
    public static PiiPolicy read(YamlNode node, Problems problems, String path) {
        return read(node, problems, path, Path::of);
    }

    /**
     * Reads the {@code pii:} mapping of a model.
     *
     * @param files where a file is that the mapping names
     */
    public static PiiPolicy read(YamlNode node, Problems problems, String path, Function<String, Path> files) {
        return new PiiPolicyReader(problems, files).read(node, path);
    }

    /** The same for a model whose schema calls these features numeric: their numbers are looked at only where their name asks for it. */
    public PiiPolicy withNumeric(Collection<String> names) {
        if (isOff() || names.isEmpty()) {
            return this;
        }
        return with(changed -> {
            changed.numeric = utf8(names);
            changed.responses = changed.responses.map(answers -> answers.withNumeric(names));
            return changed;
        });
    }

    /** The same policy, of which the findings of entities with these names only count, in requests and in answers. */
    public PiiPolicy withShadowed(Collection<String> entities) {
        if (isOff() || entities.stream().noneMatch(this::acts)) {
            return this;
        }
        return with(changed -> {
            boolean[] shadowed = new boolean[set.size()];
            changed.treatments = treatments.clone();
            for (int entity = 0; entity < shadowed.length; entity++) {
                shadowed[entity] = entities.contains(set.entity(entity).name());
                if (shadowed[entity] && treatments[entity] != null) {
                    changed.treatments[entity] = treatments[entity].shadowed();
                }
            }
            changed.fields = fields.withShadowed(shadowed);
            changed.responses = responses.map(answers -> answers.withShadowed(entities));
            return changed;
        });
    }

    /** Whether findings of the entity are more than counted in some field, of requests or of answers. */
    public boolean acts(String entityName) {
        for (int entity = 0; entity < set.size(); entity++) {
            if (set.entity(entity).name().equals(entityName)
                    && ((treatments[entity] != null && treatments[entity].acts()) || fields.acts(entity))) {
                return true;
            }
        }
        return responses.isPresent() && responses.get().acts(entityName);
    }

    /** The names of the entities that are looked for in some field, of requests or of answers. */
    public Set<String> entities() {
        Set<String> names = new TreeSet<>();
        for (int entity = 0; entity < set.size(); entity++) {
            if (set.has(set.entity(entity))) {
                names.add(set.entity(entity).name());
            }
        }
        responses.ifPresent(answers -> names.addAll(answers.entities()));
        return names;
    }

    private PiiPolicy with(UnaryOperator<Draft> change) {
        return new PiiPolicy(change.apply(new Draft(draft)));
    }

    static byte[][] utf8(Collection<String> names) {
        return names.stream().map(name -> name.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    }

    public boolean isOff() {
        return this == OFF;
    }

    /** Names of the header fields whose values are looked at, in lower case. */
    public List<String> headers() {
        return headers;
    }

    /** Whether query strings are looked at. */
    public boolean query() {
        return query && !isOff();
    }

    /** What holds for answers; off by default. */
    public PiiPolicy responses() {
        return responses.orElse(OFF);
    }

    /** What happens to a request that can't be inspected. */
    public Uninspectable.Outcome uninspectable(Uninspectable reason) {
        return uninspectable.get(reason);
    }

    /** Empty when the entity is off, or on in single fields only. */
    public Optional<PiiAction> action(PiiEntity entity) {
        int index = set.indexOf(entity);
        return index < 0
                ? Optional.empty()
                : Optional.ofNullable(treatments[index]).map(Treatment::action);
    }

    /** Whether this policy minds a feature of that name. */
    public boolean isPersonal(String featureName) {
        byte[] utf8 = featureName.getBytes(StandardCharsets.UTF_8);
        return minds(PiiEntity.PII_FEATURE_NAME) && isPersonal(utf8, 0, utf8.length);
    }

    /**
     * Whether values of a feature must not be kept: it is personal by its name, whether or not this policy minds that, or it is a text and
     * this policy masks or hashes something, wherever.
     */
    public boolean withholds(String featureName, boolean isText) {
        byte[] utf8 = featureName.getBytes(StandardCharsets.UTF_8);
        return isPersonal(utf8, 0, utf8.length) || (isText && rewrites());
    }

    private boolean rewrites() {
        return fields.rewrites()
                || Arrays.stream(treatments)
                        .anyMatch(treatment -> treatment != null
                                && !treatment.isOff()
                                && treatment.action().rewrites());
    }

    /** What to look for. */
    public PatternSet set() {
        return set;
    }

    /** Whether an entity is looked for in some field. */
    boolean minds(PiiEntity entity) {
        return set.has(entity);
    }

    /** What is done about an entity that was found in the field at hand; {@link Treatment#OFF} when nothing is. */
    Treatment treatment(int entity, FieldPlace place, FieldPlace.Name field) {
        Treatment base = treatments[entity] == null ? Treatment.OFF : treatments[entity];
        return fields == FieldRules.NONE ? base : fields.of(entity, place, field, base);
    }

    /** As {@link #treatment}, in every field that no rule names. */
    Treatment treatment(PiiEntity entity) {
        Treatment base = treatments[set.indexOf(entity)];
        return base == null ? Treatment.OFF : base;
    }

    boolean allows(byte[] text, int from, int to) {
        return allow.has(text, from, to);
    }

    byte[] hashKey() {
        return hashKey;
    }

    /** Whether the schema calls a feature numeric. */
    boolean isNumeric(FieldPlace.Name name) {
        return contains(numeric, name.bytes(), name.from(), name.to());
    }

    /** Whether the schema calls any feature numeric. */
    boolean knowsNumeric() {
        return numeric.length > 0;
    }

    /** Whether a name is one of a personal feature. Allocates nothing. */
    boolean isPersonal(byte[] text, int from, int to) {
        return PiiFeatureNames.isPersonal(text, from, to)
                ? !contains(notPersonal, text, from, to)
                : contains(alsoPersonal, text, from, to);
    }

    /** Lengths dismiss nearly all. */
    private static boolean contains(byte[][] names, byte[] text, int from, int to) {
        for (byte[] name : names) {
            if (name.length == to - from && Arrays.equals(name, 0, name.length, text, from, to)) {
                return true;
            }
        }
        return false;
    }
}
