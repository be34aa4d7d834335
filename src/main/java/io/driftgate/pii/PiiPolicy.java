package io.driftgate.pii;

import io.driftgate.pii.pattern.PatternSet;
import io.driftgate.pii.pattern.PiiEntity;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.Spelling;
import io.driftgate.source.YamlNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The action of each entity for one model; an entity that isn't listed is off. Immutable, any thread.
 *
 * <pre>
 * pii:
 *   EMAIL_ADDRESS: BLOCK
 *   CREDIT_CARD: {action: MASK, keepLast: 4}
 *   PHONE_NUMBER: SHADOW
 *   PII_FEATURE_NAME: {action: BLOCK, also: [address_age_months], except: [ip_address]}
 * </pre>
 */
public final class PiiPolicy {
    /** More would leave a social security number readable. */
    static final int MAX_KEPT = 4;

    private static final int ENTITIES = PiiEntity.builtIn().size();
    private static final List<String> ENTITY_NAMES = PiiEntity.names();
    private static final List<String> SETTINGS = List.of("headers", "query", "responses", "uninspectable");
    private static final PiiPolicy OFF = new PiiPolicy();

    private final PiiAction[] actions = new PiiAction[ENTITIES];
    private final int[] keptLast = new int[ENTITIES];
    private byte[][] alsoPersonal = {};
    private byte[][] notPersonal = {};
    private PatternSet set = PatternSet.builder().build();
    private int entities;
    private List<String> headers = List.of();
    private boolean query = true;
    private PiiPolicy responses;
    private final Map<Uninspectable, Uninspectable.Outcome> uninspectable = new EnumMap<>(Uninspectable.class);

    private PiiPolicy() {}

    /** Nothing is looked for. */
    public static PiiPolicy off() {
        return OFF;
    }

    /** Reads the {@code pii:} mapping of a model. */
    public static PiiPolicy read(YamlNode node, Problems problems, String path) {
        Fields fields = Fields.of(node, problems, path);
        PiiPolicy policy = new PiiPolicy();
        if (node instanceof YamlNode.Mapping mapping) {
            for (YamlNode.Entry entry : mapping.entries().values()) {
                String name = entry.key().text();
                if (SETTINGS.contains(name)) {
                    fields.accept(name);
                } else if (ENTITY_NAMES.contains(name)) {
                    policy.readEntity(PiiEntity.of(name), entry.value(), problems, fields.pathOf(name));
                } else {
                    problems.error(
                            entry.key(),
                            "unknown PII entity '" + name + "' in " + path,
                            Spelling.hint(name, ENTITY_NAMES, "entities: " + String.join(", ", ENTITY_NAMES)));
                }
            }
        }
        policy.set = policy.patterns();
        policy.headers = fields.strings("headers").stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        policy.query = fields.bool("query", true);
        for (Uninspectable reason : Uninspectable.values()) {
            policy.uninspectable.put(reason, Uninspectable.Outcome.REFUSE);
        }
        fields.mapping("uninspectable").ifPresent(outcomes -> {
            for (Uninspectable reason : Uninspectable.values()) {
                policy.uninspectable.put(
                        reason,
                        outcomes.oneOf(
                                reason.name().toLowerCase(Locale.ROOT),
                                Uninspectable.Outcome.REFUSE,
                                Uninspectable.Outcome.class));
            }
            outcomes.reportUnknown();
        });
        policy.responses = fields.get("responses").isEmpty() || !fields.bool("responses", false) ? OFF : policy;
        return policy.entities == 0 ? OFF : policy;
    }

    private void readEntity(PiiEntity entity, YamlNode node, Problems problems, String path) {
        if (!(node instanceof YamlNode.Mapping)) {
            readAction(entity, node, problems, path);
            return;
        }
        Fields fields = Fields.of(node, problems, path);
        fields.require("action", "BLOCK, MASK or SHADOW")
                .ifPresent(action -> readAction(entity, action, problems, fields.pathOf("action")));
        if (entity.equals(PiiEntity.PII_FEATURE_NAME)) {
            alsoPersonal = utf8(fields.strings("also"));
            notPersonal = utf8(fields.strings("except"));
            Set<String> both = new HashSet<>(fields.strings("also"));
            both.retainAll(fields.strings("except"));
            if (!both.isEmpty()) {
                problems.error(node, path + " has " + String.join(", ", both) + " in both also and except");
            }
        } else {
            int kept = fields.integer("keepLast", 0, 0, MAX_KEPT);
            keptLast[entity.index()] = kept;
            if (kept > 0 && actions[entity.index()] != null && actions[entity.index()] != PiiAction.MASK) {
                problems.error(
                        fields.get("keepLast").orElse(node),
                        fields.pathOf("keepLast") + " needs action: MASK",
                        "nothing else leaves a value in part");
            }
        }
        fields.reportUnknown();
    }

    private void readAction(PiiEntity entity, YamlNode node, Problems problems, String path) {
        PiiAction action = null;
        if (node instanceof YamlNode.Scalar scalar) {
            for (PiiAction known : PiiAction.values()) {
                action = known.name().equals(scalar.text()) ? known : action;
            }
        }
        if (action == null) {
            problems.error(node, path + " must be BLOCK, MASK or SHADOW", "to turn an entity off, leave it out");
            return;
        }
        if (action == PiiAction.MASK && entity.equals(PiiEntity.PII_FEATURE_NAME)) {
            problems.error(
                    node, path + " can't be MASK", "without its name a feature means nothing: BLOCK or SHADOW it");
            return;
        }
        actions[entity.index()] = action;
        entities++;
    }

    private static byte[][] utf8(List<String> names) {
        return names.stream().map(name -> name.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    }

    public boolean isOff() {
        return entities == 0;
    }

    /** Names of the header fields whose values are looked at, in lower case. */
    public List<String> headers() {
        return headers;
    }

    /** Whether query strings are looked at. */
    public boolean query() {
        return query && entities > 0;
    }

    /** What holds for answers; off by default. */
    public PiiPolicy responses() {
        return responses == null ? OFF : responses;
    }

    /** What happens to a request that can't be inspected. */
    public Uninspectable.Outcome uninspectable(Uninspectable reason) {
        return uninspectable.getOrDefault(reason, Uninspectable.Outcome.REFUSE);
    }

    /** Empty when the entity is off. */
    public Optional<PiiAction> action(PiiEntity entity) {
        return Optional.ofNullable(actions[entity.index()]);
    }

    /** Whether this policy minds a feature of that name. */
    public boolean isPersonal(String featureName) {
        byte[] utf8 = featureName.getBytes(StandardCharsets.UTF_8);
        return minds(PiiEntity.PII_FEATURE_NAME) && isPersonal(utf8, 0, utf8.length);
    }

    private PatternSet patterns() {
        PatternSet.Builder builder = PatternSet.builder();
        for (PiiEntity entity : PiiEntity.builtIn()) {
            if (minds(entity)) {
                builder.add(entity);
            }
        }
        return builder.build();
    }

    /** What to look for. */
    public PatternSet set() {
        return set;
    }

    boolean minds(PiiEntity entity) {
        return actions[entity.index()] != null;
    }

    /** The action of an entity that is on. */
    PiiAction actionOf(int entity) {
        return actions[entity];
    }

    /** How many letters and digits at the end stay readable in a mask. */
    int keptLast(int entity) {
        return keptLast[entity];
    }

    /** Whether a name is one of a personal feature. Allocates nothing. */
    boolean isPersonal(byte[] text, int from, int to) {
        return PiiFeatureNames.isPersonal(text, from, to)
                ? !contains(notPersonal, text, from, to)
                : contains(alsoPersonal, text, from, to);
    }

    /** People list a handful; lengths dismiss nearly all of them. */
    private static boolean contains(byte[][] names, byte[] text, int from, int to) {
        for (byte[] name : names) {
            if (name.length == to - from && Arrays.equals(name, 0, name.length, text, from, to)) {
                return true;
            }
        }
        return false;
    }
}
