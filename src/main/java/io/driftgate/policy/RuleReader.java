package io.driftgate.policy;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.Schema;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.Spelling;
import io.driftgate.source.YamlNode;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the {@code rules} of a policy file: what a rule is called, and which feature it is about. What it states about the
 * feature is {@link ConditionReader}'s. Reports every problem of every rule. One thread, one load.
 */
final class RuleReader {
    static final int MAX_RULES = 10_000;
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,127}");

    private final Schema schema;
    private final FeatureIndex index;
    private final LocalDate today;
    private final Problems problems;
    private final Map<String, YamlNode> ids = new HashMap<>();
    private final List<CompiledPolicy.Rule> rules = new ArrayList<>();
    private final List<RuleNode> nodes = new ArrayList<>();

    RuleReader(Schema schema, FeatureIndex index, LocalDate today, Problems problems) {
        this.schema = schema;
        this.index = index;
        this.today = today;
        this.problems = problems;
    }

    List<CompiledPolicy.Rule> rules() {
        return rules;
    }

    /** Beside {@link #rules()}; of the same size when there was no problem. */
    List<RuleNode> nodes() {
        return nodes;
    }

    void read(YamlNode root) {
        Fields policy = Fields.of(root, problems, "");
        if (root instanceof YamlNode.Mapping) {
            policy.require("rules", "a policy is a list of rules: rules: [{id: ..., feature: ..., required: true}]")
                    .ifPresent(this::readRules);
        }
        policy.reportUnknown();
    }

    private void readRules(YamlNode list) {
        if (!(list instanceof YamlNode.Sequence sequence)) {
            problems.error(list, "rules must be a list, not " + list.kind(), "put '- ' before each rule");
            return;
        }
        if (sequence.items().size() > MAX_RULES) {
            problems.error(
                    list,
                    "rules has " + sequence.items().size() + " rules, and the most is " + MAX_RULES,
                    "split the policy by model");
            return;
        }
        for (int i = 0; i < sequence.items().size(); i++) {
            readRule(sequence.items().get(i), "rules[" + i + "]");
        }
    }

    private void readRule(YamlNode node, String path) {
        Fields rule = Fields.of(node, problems, path);
        if (!(node instanceof YamlNode.Mapping)) {
            return;
        }
        String id = readId(rule);
        String owner = rule.string("owner", "");
        String description = rule.string("description", "");
        Optional<LocalDate> expires = readExpires(rule, id, owner);
        Enforcement enforcement = rule.oneOf("enforcement", Enforcement.DENY, Enforcement.class);
        Optional<Condition> condition = readCondition(rule);
        rule.reportUnknown();
        if (!id.isEmpty() && condition.isPresent()) {
            rules.add(new CompiledPolicy.Rule(
                    id,
                    owner,
                    description,
                    Severity.MEDIUM,
                    expires,
                    OnExpiry.KEEP,
                    Phase.REQUEST,
                    enforcement,
                    true,
                    ""));
            nodes.add(new RuleNode.PerRow(condition.get()));
        }
    }

    private String readId(Fields rule) {
        Optional<String> id = rule.requireString("id", "give the rule a name that logs and metrics can show");
        if (id.isEmpty()) {
            return "";
        }
        YamlNode node = rule.get("id").orElse(rule.node());
        if (!ID.matcher(id.get()).matches()) {
            problems.error(
                    node,
                    rule.pathOf("id") + " must be of a-z, 0-9, '.', '_' and '-', start with a letter or digit,"
                            + " and have at most 128 characters");
        }
        YamlNode first = ids.putIfAbsent(id.get(), node);
        if (first != null) {
            problems.error(
                    node,
                    "the id '" + id.get() + "' stands twice, first in line "
                            + first.position().line(),
                    "a violation names its rule by id, so give each its own");
        }
        return id.get();
    }

    private Optional<LocalDate> readExpires(Fields rule, String id, String owner) {
        Optional<YamlNode> node = rule.get("expires");
        Optional<String> text = rule.string("expires");
        if (node.isEmpty() || text.isEmpty()) {
            return Optional.empty();
        }
        LocalDate expires;
        try {
            expires = LocalDate.parse(text.get());
        } catch (DateTimeParseException e) {
            problems.error(node.get(), rule.pathOf("expires") + " must be a date such as 2027-06-30");
            return Optional.empty();
        }
        if (owner.isEmpty()) {
            problems.error(
                    node.get(),
                    rule.pathOf("expires") + " needs an owner",
                    "add owner: the team that is told when the rule expires");
        } else if (today.isAfter(expires)) {
            problems.warning(
                    node.get(),
                    "the rule '" + id + "' of " + owner + " expired on " + expires + "; it stays in force",
                    owner + " should renew its date or remove it");
        }
        return Optional.of(expires);
    }

    private Optional<Condition> readCondition(Fields rule) {
        Optional<YamlNode> unknownFeatures = rule.get("unknownFeatures");
        Optional<YamlNode> feature = rule.get("feature");
        if (unknownFeatures.isPresent()) {
            return readUnknownFeatures(rule, unknownFeatures.get(), feature);
        }
        Optional<String> name = rule.string("feature");
        if (feature.isEmpty()) {
            ConditionReader.accept(rule);
            problems.error(
                    rule.node(),
                    rule.pathOf("feature") + " is missing",
                    "name the feature that the rule is about, or write unknownFeatures: deny");
            return Optional.empty();
        }
        if (name.isEmpty()) {
            ConditionReader.accept(rule);
            return Optional.empty();
        }
        return readFeatureCondition(rule, feature.get(), name.get());
    }

    private Optional<Condition> readUnknownFeatures(Fields rule, YamlNode node, Optional<YamlNode> feature) {
        Optional<String> word = rule.string("unknownFeatures");
        if (word.isPresent() && !word.get().equals("deny")) {
            problems.error(
                    node,
                    rule.pathOf("unknownFeatures") + " must be deny",
                    "to only count them, write enforcement: shadow");
        }
        List<String> others = ConditionReader.accept(rule);
        if (feature.isPresent() || !others.isEmpty()) {
            problems.error(
                    feature.orElseGet(() -> rule.get(others.get(0)).orElse(rule.node())),
                    rule.pathOf("unknownFeatures") + " is about the whole row and stands alone",
                    "make two rules of it");
        }
        return Optional.of(new Condition.NoUnknownFeatures());
    }

    private Optional<Condition> readFeatureCondition(Fields rule, YamlNode at, String name) {
        int slot = index.slotOf(name);
        Optional<Feature> feature = schema.feature(name);
        boolean forbids = rule.string("forbidden").filter("true"::equals).isPresent();
        if (forbids && slot != FeatureIndex.UNKNOWN) {
            return new ConditionReader(rule, slot, feature, problems).read();
        }
        if (feature.isEmpty()) {
            ConditionReader.accept(rule);
            problems.error(at, "the schema has no feature '" + name + "'", missingFeatureHint(name, slot, forbids));
            return Optional.empty();
        }
        if (slot == FeatureIndex.UNKNOWN) {
            throw new IllegalArgumentException("the index has no slot for " + name + " of the schema");
        }
        return new ConditionReader(rule, slot, feature, problems).read();
    }

    private String missingFeatureHint(String name, int slot, boolean forbids) {
        if (forbids) {
            return "forbidden keeps a feature that another version takes from this one; a rule with"
                    + " unknownFeatures: deny refuses what no version knows";
        }
        if (slot != FeatureIndex.UNKNOWN) {
            return "only another version of the model has it; here it can be forbidden";
        }
        List<String> known = schema.features().stream().map(Feature::name).toList();
        return Spelling.hint(
                name,
                known,
                known.isEmpty()
                        ? "the schema is empty"
                        : "features: "
                                + String.join(", ", known.subList(0, Math.min(known.size(), 20)))
                                + (known.size() > 20 ? ", ..." : ""));
    }
}
