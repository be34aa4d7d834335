package io.driftgate.pii;

import java.util.Arrays;
import java.util.List;

/**
 * What a policy says of single fields. A field is called by its name, by the path of its value or of something around it, or by {@code
 * *}, which is every one; a path says more than a name, and a name more than {@code *}; and within a field an entity says more than
 * {@code *}. Immutable, any thread.
 */
final class FieldRules {
    static final FieldRules NONE = new FieldRules(List.of());

    /** A rule for one field. */
    static final class Rule {
        final byte[][] path;
        final byte[] name;
        final Treatment[] treatments;
        final Treatment others;

        /**
         * @param path steps; empty when the field is called by its name
         * @param name empty for every field
         * @param treatments by the entity's place in the set; null where it says nothing
         * @param others for all entities that it doesn't list; null when it says nothing
         */
        Rule(byte[][] path, byte[] name, Treatment[] treatments, Treatment others) {
            this.path = path;
            this.name = name;
            this.treatments = treatments;
            this.others = others;
        }

        private Rule withShadowed(boolean[] shadowed) {
            Treatment[] changed = treatments.clone();
            for (int entity = 0; entity < changed.length; entity++) {
                Treatment treatment = of(entity);
                if (shadowed[entity] && treatment != null) {
                    changed[entity] = treatment.shadowed();
                }
            }
            return new Rule(path, name, changed, others);
        }

        private boolean covers(FieldPlace place, FieldPlace.Name field) {
            if (path.length > 0) {
                return place.isBelow(path);
            }
            return name.length == 0 || field.equalTo(name);
        }

        private int weight() {
            return path.length > 0 ? 2 + path.length : name.length > 0 ? 1 : 0;
        }

        private Treatment of(int entity) {
            return treatments[entity] != null ? treatments[entity] : others;
        }
    }

    private final Rule[] rules;

    /** The rules that say most come first. */
    FieldRules(List<Rule> rules) {
        this.rules = rules.stream()
                .sorted((a, b) -> Integer.compare(b.weight(), a.weight()))
                .toArray(Rule[]::new);
    }

    /** The same rules, under which these entities only count. */
    FieldRules withShadowed(boolean[] shadowed) {
        return this == NONE
                ? NONE
                : new FieldRules(Arrays.stream(rules)
                        .map(rule -> rule.withShadowed(shadowed))
                        .toList());
    }

    /** Whether some rule does more about an entity than to count it. */
    boolean acts(int entity) {
        return Arrays.stream(rules).map(rule -> rule.of(entity)).anyMatch(found -> found != null && found.acts());
    }

    /** Whether some rule overwrites something. */
    boolean rewrites() {
        return Arrays.stream(rules)
                .anyMatch(rule ->
                        rewrites(rule.others) || Arrays.stream(rule.treatments).anyMatch(FieldRules::rewrites));
    }

    private static boolean rewrites(Treatment treatment) {
        return treatment != null && !treatment.isOff() && treatment.action().rewrites();
    }

    /** What is done about an entity in the field at hand; {@code otherwise} when no rule says it. */
    Treatment of(int entity, FieldPlace place, FieldPlace.Name field, Treatment otherwise) {
        for (Rule rule : rules) {
            Treatment treatment = rule.of(entity);
            if (treatment != null && rule.covers(place, field)) {
                return treatment;
            }
        }
        return otherwise;
    }
}
