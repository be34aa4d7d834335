package io.driftgate.policy;

import io.driftgate.source.YamlNode;
import java.util.Set;

/**
 * One condition as it is written and as it is compiled.
 *
 * @param rule id of its rule
 * @param name such as {@code between}
 * @param at its value in the file
 * @param values of {@code in}, {@code equals} and {@code notIn}, Double, String or Boolean; empty for others
 * @param literal of {@code startsWith} and its like; empty for others
 */
record Part(String rule, String name, YamlNode at, Check check, Set<Object> values, String literal) {
    Part {
        values = Set.copyOf(values);
    }

    /** The values of which one must be it; empty when others may be as well. */
    Set<Object> candidates() {
        return name.equals("notIn") ? Set.of() : values;
    }
}
