package io.driftgate.policy;

import io.driftgate.source.YamlNode;
import java.util.Set;

/**
 * One condition as it is written and as it is compiled.
 *
 * @param rule id of its rule
 * @param name such as {@code between}
 * @param at its value in the file
 * @param values of {@code in} and {@code equals}, Double, String or Boolean; empty for others
 * @param literal of {@code startsWith} and its like; empty for others
 */
record Part(String rule, String name, YamlNode at, Check check, Set<Object> values, String literal) {
    Part {
        values = Set.copyOf(values);
    }
}
