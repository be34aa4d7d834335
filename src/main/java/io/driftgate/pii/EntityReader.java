package io.driftgate.pii;

import io.driftgate.pii.pattern.PiiEntity;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads what is done about one entity. One load, one thread. */
final class EntityReader {
    /** More would leave a social security number readable. */
    static final int MAX_KEPT = 4;

    private static final List<String> NAMES = List.of("BLOCK", "MASK", "HASH", "SHADOW", "OFF");

    static final String ACTIONS = "BLOCK, MASK, HASH, SHADOW or OFF";

    private final Problems problems;

    EntityReader(Problems problems) {
        this.problems = problems;
    }

    /**
     * What was read.
     *
     * @param also names that are personal as well, of {@code PII_FEATURE_NAME}
     * @param except names that are not
     */
    record Read(Treatment treatment, Optional<Integer> minScore, List<String> also, List<String> except) {}

    /** @param entity null for all of them */
    Optional<Read> read(PiiEntity entity, YamlNode node, String path) {
        if (!(node instanceof YamlNode.Mapping)) {
            return readAction(entity, node, path)
                    .map(treatment -> new Read(treatment, Optional.empty(), List.of(), List.of()));
        }
        Fields fields = Fields.of(node, problems, path);
        Optional<Read> read = read(entity, fields);
        fields.reportUnknown();
        return read;
    }

    /** Reads the settings of an entity among others that the caller knows. */
    Optional<Read> read(PiiEntity entity, Fields fields) {
        return read(
                entity,
                fields,
                fields.require("action", ACTIONS).flatMap(node -> readAction(entity, node, fields.pathOf("action"))));
    }

    /** As {@link #read(PiiEntity, Fields)}; without an action that one holds. */
    Optional<Read> read(PiiEntity entity, Fields fields, Treatment otherwise) {
        return fields.get("action").isPresent() ? read(entity, fields) : read(entity, fields, Optional.of(otherwise));
    }

    private Optional<Read> read(PiiEntity entity, Fields fields, Optional<Treatment> action) {
        if (entity != null && entity.equals(PiiEntity.PII_FEATURE_NAME)) {
            List<String> also = fields.strings("also");
            List<String> except = fields.strings("except");
            Set<String> both = new HashSet<>(also);
            both.retainAll(except);
            if (!both.isEmpty()) {
                problems.error(
                        fields.node(), fields.pathOf("also") + " and except both have " + String.join(", ", both));
            }
            return action.map(treatment -> new Read(treatment, Optional.empty(), also, except));
        }
        Optional<Integer> minScore = score(fields);
        Optional<Treatment> styled = style(fields, action);
        return styled.map(treatment -> new Read(treatment, minScore, List.of(), List.of()));
    }

    private Optional<Treatment> style(Fields fields, Optional<Treatment> action) {
        int kept = fields.integer("keepLast", 0, 0, MAX_KEPT);
        Treatment.Style style = fields.get("with").isEmpty()
                ? action.map(Treatment::style).orElse(Treatment.Style.STARS)
                : fields.oneOf("with", Treatment.Style.STARS, Treatment.Style.class);
        if (action.isEmpty()) {
            return action;
        }
        PiiAction does = action.get().action();
        boolean off = action.get().isOff();
        if (kept > 0 && does != PiiAction.MASK) {
            problems.error(
                    fields.get("keepLast").orElse(fields.node()),
                    fields.pathOf("keepLast") + " needs action: MASK",
                    "nothing else leaves a value in part");
        } else if (kept > 0 && !style.preservesLength()) {
            problems.error(
                    fields.get("keepLast").orElse(fields.node()),
                    fields.pathOf("keepLast") + " needs with: stars or digits",
                    "a label says nothing of the value");
        }
        boolean fits = does == PiiAction.MASK
                ? style != Treatment.Style.HEX
                : does == PiiAction.HASH && !style.preservesLength();
        if (fields.get("with").isPresent() && !fits) {
            problems.error(
                    fields.get("with").orElse(fields.node()),
                    fields.pathOf("with") + " can't be " + style.name().toLowerCase(Locale.ROOT) + " with that action",
                    "MASK is written with stars, label or digits, HASH with label or hex");
        }
        return off ? action : Optional.of(new Treatment(does, style, kept));
    }

    Optional<Treatment> readAction(PiiEntity entity, YamlNode node, String path) {
        if (node instanceof YamlNode.Scalar scalar) {
            if (scalar.text().equals("OFF")) {
                return Optional.of(Treatment.OFF);
            }
            for (PiiAction action : PiiAction.values()) {
                if (action.name().equals(scalar.text())) {
                    return checked(entity, action, node, path);
                }
            }
        }
        String written = node instanceof YamlNode.Scalar scalar ? scalar.text() : "";
        problems.error(
                node,
                path + " must be " + ACTIONS,
                NAMES.stream()
                        .filter(name -> name.equalsIgnoreCase(written))
                        .findFirst()
                        .map(name -> "in capitals: " + name)
                        .orElse("to turn an entity off, leave it out, or OFF if a pack has it"));
        return Optional.empty();
    }

    private Optional<Treatment> checked(PiiEntity entity, PiiAction action, YamlNode node, String path) {
        if (action.rewrites() && entity != null && entity.equals(PiiEntity.PII_FEATURE_NAME)) {
            problems.error(
                    node, path + " can't be " + action, "without its name a feature means nothing: BLOCK or SHADOW it");
            return Optional.empty();
        }
        return Optional.of(Treatment.of(action));
    }

    /** {@code minScore}, of 100. */
    static Optional<Integer> score(Fields fields) {
        return fields.get("minScore").isEmpty()
                ? Optional.empty()
                : Optional.of((int) Math.round(100 * fields.number("minScore", 0.5, 0, 1)));
    }
}
