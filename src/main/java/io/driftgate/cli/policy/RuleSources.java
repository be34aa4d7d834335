package io.driftgate.cli.policy;

import io.driftgate.policy.CompiledPolicy;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import io.driftgate.source.YamlReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the rules of a loaded policy stand in its file, and which features they name there. Immutable. */
final class RuleSources {
    private static final Pattern IN_EXPRESSION =
            Pattern.compile("features\\s*(?:\\.\\s*([A-Za-z_][A-Za-z0-9_]*)|\\[\\s*(['\"])(.*?)\\2\\s*])");

    /**
     * A rule's place.
     *
     * @param at {@code file:line}
     * @param features that it names, in the order of the text
     */
    record Source(String at, List<String> features) {}

    private final Map<String, Source> byId;

    private RuleSources(Map<String, Source> byId) {
        this.byId = Map.copyOf(byId);
    }

    /** Nothing is known of a policy whose file can't be found any more, or has changed since it was loaded. */
    static RuleSources of(CompiledPolicy policy, Snapshot snapshot, Path config) {
        Map<String, Source> byId = new HashMap<>();
        String end = policy.name() + "/" + policy.version() + "/policy.yaml";
        for (Map.Entry<String, String> file : snapshot.fileDigests().entrySet()) {
            boolean isItsOwn = file.getKey().equals(end) || file.getKey().endsWith("/" + end);
            if (isItsOwn && file.getValue().equals(policy.digest())) {
                Path path = config.toAbsolutePath().resolveSibling(file.getKey());
                YamlReader.read(path, file.getKey(), new Problems()).ifPresent(root -> read(root, byId));
            }
        }
        return new RuleSources(byId);
    }

    Optional<Source> of(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    private static void read(YamlNode root, Map<String, Source> byId) {
        if (member(root, "rules").orElse(root) instanceof YamlNode.Sequence rules) {
            for (YamlNode rule : rules.items()) {
                Optional<String> id = member(rule, "id").flatMap(RuleSources::text);
                if (id.isPresent()) {
                    Set<String> features = new LinkedHashSet<>();
                    member(rule, "feature").flatMap(RuleSources::text).ifPresent(features::add);
                    member(rule, "cel").flatMap(RuleSources::text).ifPresent(text -> inExpression(text, features));
                    member(rule, "when").ifPresent(when -> {
                        text(when).ifPresent(text -> inExpression(text, features));
                        member(when, "feature").flatMap(RuleSources::text).ifPresent(features::add);
                    });
                    String at = rule.position().file() + ":" + rule.position().line();
                    byId.put(id.get(), new Source(at, new ArrayList<>(features)));
                }
            }
        }
    }

    private static void inExpression(String expression, Set<String> features) {
        Matcher matcher = IN_EXPRESSION.matcher(expression);
        while (matcher.find()) {
            features.add(matcher.group(1) == null ? matcher.group(3) : matcher.group(1));
        }
    }

    private static Optional<YamlNode> member(YamlNode node, String key) {
        return node instanceof YamlNode.Mapping mapping
                ? Optional.ofNullable(mapping.entries().get(key)).map(YamlNode.Entry::value)
                : Optional.empty();
    }

    private static Optional<String> text(YamlNode node) {
        return node instanceof YamlNode.Scalar scalar ? Optional.of(scalar.text()) : Optional.empty();
    }
}
