package io.driftgate.source;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Strict reading of one mapping: typed getters that report what is wrong and return the default, and
 * {@link #reportUnknown()}, which reports every key that nobody asked for, with the nearest known one as a hint.
 *
 * <pre>
 * Fields listen = Fields.of(node, problems, "listen");
 * int port = listen.integer("port", 8080, 0, 65535);
 * listen.reportUnknown();
 * </pre>
 */
public final class Fields {
    private final YamlNode node;
    private final Map<String, YamlNode.Entry> entries;
    private final Problems problems;
    private final String path;
    private final Set<String> known = new LinkedHashSet<>();

    private Fields(YamlNode node, Map<String, YamlNode.Entry> entries, Problems problems, String path) {
        this.node = node;
        this.entries = entries;
        this.problems = problems;
        this.path = path;
    }

    /**
     * @param path how messages call this mapping, such as {@code models.credit-risk.drift}; empty for the file's root
     */
    public static Fields of(YamlNode node, Problems problems, String path) {
        if (node instanceof YamlNode.Mapping mapping) {
            return new Fields(node, mapping.entries(), problems, path);
        }
        problems.error(node, (path.isEmpty() ? "the file" : path) + " must be a mapping, not " + node.kind());
        return new Fields(node, Map.of(), problems, path);
    }

    public YamlNode node() {
        return node;
    }

    public Set<String> keys() {
        return entries.keySet();
    }

    /** The dotted path of a field, for messages. */
    public String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** The raw value; empty when absent or null. */
    public Optional<YamlNode> get(String key) {
        known.add(key);
        YamlNode.Entry entry = entries.get(key);
        if (entry == null || (entry.value() instanceof YamlNode.Scalar scalar && scalar.isNull())) {
            return Optional.empty();
        }
        return Optional.of(entry.value());
    }

    /** As {@link #get}, and a problem when absent. */
    public Optional<YamlNode> require(String key, String hint) {
        Optional<YamlNode> value = get(key);
        if (value.isEmpty()) {
            problems.error(node, pathOf(key) + " is missing", hint);
        }
        return value;
    }

    public Optional<Fields> mapping(String key) {
        return get(key).map(value -> of(value, problems, pathOf(key)));
    }

    public Optional<String> string(String key) {
        return get(key).flatMap(value -> text(value, pathOf(key)));
    }

    public String string(String key, String otherwise) {
        return string(key).orElse(otherwise);
    }

    public Optional<String> requireString(String key, String hint) {
        return require(key, hint).flatMap(value -> text(value, pathOf(key)));
    }

    public boolean bool(String key, boolean otherwise) {
        return parse(key, otherwise, "true or false", text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        });
    }

    public int integer(String key, int otherwise, int min, int max) {
        return (int) integer(key, (long) otherwise, min, max);
    }

    public long integer(String key, long otherwise, long min, long max) {
        return parse(key, otherwise, "a whole number from " + min + " to " + max, text -> {
            try {
                long value = Long.parseLong(text);
                return value >= min && value <= max ? value : null;
            } catch (NumberFormatException e) {
                return null;
            }
        });
    }

    public double number(String key, double otherwise, double min, double max) {
        return parse(key, otherwise, "a number from " + min + " to " + max, text -> {
            try {
                double value = Double.parseDouble(text);
                return value >= min && value <= max ? value : null;
            } catch (NumberFormatException e) {
                return null;
            }
        });
    }

    /** A duration such as {@code 250ms}, {@code 30s}, {@code 5m}, {@code 1h} or {@code 30d}, in nanoseconds. */
    public long durationNanos(String key, long otherwiseNanos, long minNanos, long maxNanos) {
        return parse(
                key,
                otherwiseNanos,
                "a duration from " + Durations.format(minNanos) + " to " + Durations.format(maxNanos)
                        + ", such as 250ms, 30s or 5m",
                text -> {
                    Optional<Long> nanos = Durations.parseNanos(text);
                    return nanos.filter(n -> n >= minNanos && n <= maxNanos).orElse(null);
                });
    }

    /** One of an enum's constants, written in lower case with '-' for '_'. */
    public <E extends Enum<E>> E oneOf(String key, E otherwise, Class<E> type) {
        E[] constants = type.getEnumConstants();
        List<String> names = Arrays.stream(constants).map(Fields::nameOf).toList();
        return parse(key, otherwise, "one of " + String.join(", ", names), text -> {
            int index = names.indexOf(text);
            return index < 0 ? null : constants[index];
        });
    }

    /** A list of strings; a single value counts as a list of one. */
    public List<String> strings(String key) {
        Optional<YamlNode> value = get(key);
        if (value.isEmpty()) {
            return List.of();
        }
        if (value.get() instanceof YamlNode.Sequence sequence) {
            return sequence.items().stream()
                    .flatMap(item -> text(item, pathOf(key)).stream())
                    .toList();
        }
        return text(value.get(), pathOf(key)).map(List::of).orElse(List.of());
    }

    /** Says that a key is known although it is read in some other way. */
    public void accept(String key) {
        known.add(key);
    }

    public void reportUnknown() {
        for (YamlNode.Entry entry : entries.values()) {
            String key = entry.key().text();
            if (!known.contains(key)) {
                String hint =
                        Spelling.hint(key, known, known.isEmpty() ? "" : "known here: " + String.join(", ", known));
                problems.error(entry.key(), "unknown field '" + pathOf(key) + "'", hint);
            }
        }
    }

    private Optional<String> text(YamlNode value, String name) {
        if (value instanceof YamlNode.Scalar scalar) {
            return Optional.of(scalar.text());
        }
        problems.error(value, name + " must be a single value, not " + value.kind());
        return Optional.empty();
    }

    private <T> T parse(String key, T otherwise, String expected, Function<String, T> parser) {
        Optional<YamlNode> value = get(key);
        if (value.isEmpty()) {
            return otherwise;
        }
        if (value.get() instanceof YamlNode.Scalar scalar) {
            T parsed = parser.apply(scalar.text());
            if (parsed != null) {
                return parsed;
            }
        }
        problems.error(value.get(), pathOf(key) + " must be " + expected);
        return otherwise;
    }

    private static String nameOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
