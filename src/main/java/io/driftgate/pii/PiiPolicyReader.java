package io.driftgate.pii;

import com.google.re2j.Pattern;
import io.driftgate.pii.pattern.CustomPattern;
import io.driftgate.pii.pattern.PatternSet;
import io.driftgate.pii.pattern.PiiEntity;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.Regexes;
import io.driftgate.source.Spelling;
import io.driftgate.source.YamlNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads a {@link PiiPolicy}: goes on after a problem, so that all are found. One load, one thread. */
final class PiiPolicyReader {
    private static final List<String> SETTINGS = List.of(
            "use",
            "action",
            "regions",
            "minScore",
            "hashKey",
            "custom",
            "fields",
            "allow",
            "headers",
            "query",
            "responses",
            "uninspectable");
    /** What {@link EntityReader} reads of an entity of the policy's own; the rest is its pattern. */
    private static final Set<String> TREATMENT = Set.of("action", "with", "keepLast", "minScore");

    private static final int SHA256_DIGITS = 64;

    private final Problems problems;
    private final Function<String, Path> files;

    /** What is asked for, by entity; {@link Treatment#OFF} turns one off that a pack turns on. */
    private final Map<PiiEntity, Treatment> treatments = new LinkedHashMap<>();

    private final Map<PiiEntity, Integer> minScores = new LinkedHashMap<>();
    private final PatternSet.Builder patterns = PatternSet.builder();
    private final PiiPolicy.Draft draft = new PiiPolicy.Draft();
    private final Set<String> known = new LinkedHashSet<>(PiiEntity.names());
    private final Map<PiiEntity, CustomPattern> custom = new LinkedHashMap<>();
    private boolean hashes;

    PiiPolicyReader(Problems problems, Function<String, Path> files) {
        this.problems = problems;
        this.files = files;
    }

    PiiPolicy read(YamlNode node, String path) {
        Fields fields = Fields.of(node, problems, path);
        if (!(node instanceof YamlNode.Mapping mapping)) {
            return PiiPolicy.off();
        }
        EntityReader entities = new EntityReader(problems);
        Treatment common = readPacks(fields, entities);
        readCustom(fields, entities, common);
        for (YamlNode.Entry entry : mapping.entries().values()) {
            String name = entry.key().text();
            if (known.contains(name)) {
                readEntity(name, entry.value(), fields.pathOf(name), entities, treatments);
            } else if (!SETTINGS.contains(name)) {
                problems.error(entry.key(), "unknown PII entity '" + name + "' in " + path, hint(name, SETTINGS));
            }
        }
        List<FieldDraft> fieldDrafts = readFields(fields, entities);
        readAllow(fields, fieldDrafts);
        readPlaces(fields);
        draft.set = patterns(fields, fieldDrafts);
        draft.treatments = table(treatments);
        draft.fields = fieldRules(fieldDrafts);
        draft.hashKey = new HashKeyReader(problems, files).read(fields, hashes, node);
        readResponses(fields, entities);
        boolean off = treatments.values().stream().allMatch(Treatment::isOff)
                && fieldDrafts.stream().allMatch(FieldDraft::isOff);
        if (off && treatments.isEmpty() && !mapping.entries().isEmpty() && !problems.hasErrors()) {
            problems.warning(
                    node, path + " names no entity, so nothing is looked for", "such as use: [default], or an entity");
        }
        return off ? PiiPolicy.off() : new PiiPolicy(draft);
    }

    /** Returns the action of all that has none of its own. */
    private Treatment readPacks(Fields fields, EntityReader entities) {
        Treatment treatment = fields.get("action")
                .flatMap(node -> entities.readAction(null, node, fields.pathOf("action")))
                .orElse(Treatment.BLOCK);
        List<YamlNode> items = items(fields.get("use"));
        for (YamlNode item : items) {
            String pack = item instanceof YamlNode.Scalar scalar ? scalar.text() : "";
            if (!PiiPacks.names().contains(pack)) {
                problems.error(
                        item,
                        fields.pathOf("use") + ": there is no pack '" + pack + "'",
                        Spelling.hint(pack, PiiPacks.names(), "packs: " + String.join(", ", PiiPacks.names())));
            }
            PiiPacks.entities(pack).forEach(entity -> treatments.put(entity, treatment));
        }
        if (items.isEmpty()
                && fields.get("action").isPresent()
                && fields.get("custom").isEmpty()) {
            problems.error(
                    fields.get("action").get(),
                    fields.pathOf("action") + " is the action of packs, and there are none",
                    "name packs, such as use: [default], or give each entity its action");
        }
        hashes |= !items.isEmpty() && treatment.action() == PiiAction.HASH;
        return treatment;
    }

    /** Entities of the policy's own: the pattern, and what is done about it. */
    private void readCustom(Fields fields, EntityReader entities, Treatment common) {
        Optional<Fields> section = fields.mapping("custom");
        if (section.isEmpty() || !(section.get().node() instanceof YamlNode.Mapping mapping)) {
            return;
        }
        for (YamlNode.Entry entry : mapping.entries().values()) {
            String path = section.get().pathOf(entry.key().text());
            if (!(entry.value() instanceof YamlNode.Mapping definition)) {
                problems.error(
                        entry.value(),
                        path + " must be a mapping, not " + entry.value().kind(),
                        "such as {pattern: 'E-\\d{6}', action: BLOCK}");
                continue;
            }
            PiiEntity entity = PiiEntity.of(entry.key().text());
            Fields treatment = Fields.of(only(definition, TREATMENT, true), problems, path);
            Optional<EntityReader.Read> read = entities.read(entity, treatment, common);
            Optional<CustomPattern> pattern =
                    CustomPattern.read(entry.key(), only(definition, TREATMENT, false), problems, path);
            known.add(entity.name());
            if (read.isPresent() && pattern.isPresent()) {
                custom.put(entity, pattern.get());
                treatments.put(entity, read.get().treatment());
                read.get().minScore().ifPresent(score -> minScores.put(entity, score));
                hashes |= read.get().treatment().action() == PiiAction.HASH;
            }
        }
    }

    /** The entries of a mapping that have one of the keys, or all others. */
    private static YamlNode only(YamlNode.Mapping mapping, Set<String> keys, boolean these) {
        Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> {
            if (keys.contains(key) == these) {
                entries.put(key, entry);
            }
        });
        return new YamlNode.Mapping(mapping.position(), mapping.sourceLine(), entries);
    }

    private void readEntity(
            String name, YamlNode node, String path, EntityReader entities, Map<PiiEntity, Treatment> out) {
        PiiEntity entity = PiiEntity.of(name);
        entities.read(entity, node, path).ifPresent(read -> {
            out.put(entity, read.treatment());
            read.minScore().ifPresent(score -> minScores.put(entity, score));
            hashes |= read.treatment().action() == PiiAction.HASH;
            if (entity.equals(PiiEntity.PII_FEATURE_NAME)) {
                draft.alsoPersonal = PiiPolicy.utf8(read.also());
                draft.notPersonal = PiiPolicy.utf8(read.except());
            }
        });
    }

    /** What is said of one field. */
    private record FieldDraft(String field, Map<PiiEntity, Treatment> treatments, Optional<Treatment> others) {
        boolean isOff() {
            return treatments.values().stream().allMatch(Treatment::isOff);
        }
    }

    private List<FieldDraft> readFields(Fields fields, EntityReader entities) {
        List<FieldDraft> drafts = new ArrayList<>();
        Optional<Fields> section = fields.mapping("fields");
        if (section.isEmpty() || !(section.get().node() instanceof YamlNode.Mapping mapping)) {
            return drafts;
        }
        for (YamlNode.Entry field : mapping.entries().values()) {
            String name = field.key().text();
            String path = section.get().pathOf(name);
            if (!(field.value() instanceof YamlNode.Mapping rules)) {
                problems.error(
                        field.value(),
                        path + " must be a mapping of entities, not "
                                + field.value().kind(),
                        "such as {US_SSN: MASK} or {'*': SHADOW}");
                continue;
            }
            Map<PiiEntity, Treatment> treatments = new LinkedHashMap<>();
            Optional<Treatment> others = Optional.empty();
            for (YamlNode.Entry rule : rules.entries().values()) {
                String entity = rule.key().text();
                if (entity.equals("*")) {
                    others = entities.read(null, rule.value(), path + ".*").map(EntityReader.Read::treatment);
                    hashes |= others.map(Treatment::action).equals(Optional.of(PiiAction.HASH));
                } else if (known.contains(entity)) {
                    readEntity(entity, rule.value(), path + "." + entity, entities, treatments);
                } else {
                    problems.error(
                            rule.key(), "unknown PII entity '" + entity + "' in " + path, hint(entity, List.of("*")));
                }
            }
            drafts.add(new FieldDraft(name, treatments, others));
        }
        return drafts;
    }

    private void readAllow(Fields fields, List<FieldDraft> fieldDrafts) {
        Optional<Fields> section = fields.mapping("allow");
        if (section.isEmpty()) {
            return;
        }
        Fields allow = section.get();
        Set<String> hashes = new HashSet<>();
        for (YamlNode item : items(allow.get("values"))) {
            String value = item instanceof YamlNode.Scalar scalar ? scalar.text() : "";
            String digits = value.startsWith("sha256:") ? value.substring("sha256:".length()) : "";
            if (digits.length() != SHA256_DIGITS || !digits.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
                problems.error(
                        item,
                        allow.pathOf("values") + " must be SHA-256 hashes, such as sha256: and 64 hexadecimal digits",
                        "printf %s VALUE | sha256sum; a value itself doesn't belong into a file");
            }
            hashes.add(digits.toLowerCase(Locale.ROOT));
        }
        List<Pattern> patterns = new ArrayList<>();
        for (YamlNode item : items(allow.get("patterns"))) {
            if (item instanceof YamlNode.Scalar scalar) {
                Regexes.compile(scalar.text(), scalar, allow.pathOf("patterns"), problems)
                        .ifPresent(patterns::add);
            }
        }
        for (String field : allow.strings("fields")) {
            fieldDrafts.add(new FieldDraft(field, Map.of(), Optional.of(Treatment.OFF)));
        }
        allow.reportUnknown();
        draft.allow = hashes.isEmpty() && patterns.isEmpty() ? AllowList.NONE : new AllowList(hashes, patterns);
    }

    private void readPlaces(Fields fields) {
        draft.headers = fields.strings("headers").stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        draft.query = fields.bool("query", true);
        fields.mapping("uninspectable").ifPresent(outcomes -> {
            for (Uninspectable reason : Uninspectable.values()) {
                String key = reason.name().toLowerCase(Locale.ROOT);
                draft.uninspectable.put(
                        reason, outcomes.oneOf(key, Uninspectable.Outcome.REFUSE, Uninspectable.Outcome.class));
            }
            outcomes.reportUnknown();
        });
        for (YamlNode item : items(fields.get("regions"))) {
            String code = item instanceof YamlNode.Scalar scalar ? scalar.text() : "";
            if (!PatternSet.isRegion(code)) {
                problems.error(
                        item, fields.pathOf("regions") + ": '" + code + "' is no region", PatternSet.regionHint(code));
            }
        }
        if (fields.get("regions").isPresent()) {
            patterns.regions(fields.strings("regions").stream()
                    .filter(PatternSet::isRegion)
                    .toList());
        }
    }

    private PatternSet patterns(Fields fields, List<FieldDraft> fieldDrafts) {
        int minScore = EntityReader.score(fields).orElse(PatternSet.DEFAULT_MIN_SCORE);
        Set<PiiEntity> on = new LinkedHashSet<>();
        treatments.forEach((entity, treatment) -> {
            if (!treatment.isOff()) {
                on.add(entity);
            }
        });
        fieldDrafts.forEach(field -> field.treatments().forEach((entity, treatment) -> {
            if (!treatment.isOff()) {
                on.add(entity);
            }
        }));
        for (PiiEntity entity : on) {
            int least = minScores.getOrDefault(entity, minScore);
            if (custom.containsKey(entity)) {
                patterns.add(custom.get(entity), least);
            } else {
                patterns.add(entity, least);
            }
        }
        return patterns.build();
    }

    private Treatment[] table(Map<PiiEntity, Treatment> from) {
        Treatment[] table = new Treatment[draft.set.size()];
        from.forEach((entity, treatment) -> {
            int index = draft.set.indexOf(entity);
            if (index >= 0) {
                table[index] = treatment;
            }
        });
        return table;
    }

    private FieldRules fieldRules(List<FieldDraft> fieldDrafts) {
        List<FieldRules.Rule> rules = new ArrayList<>();
        for (FieldDraft field : fieldDrafts) {
            boolean path = field.field().startsWith("/");
            byte[][] steps = !path
                    ? new byte[0][]
                    : Arrays.stream(field.field().substring(1).split("/", -1))
                            .map(step -> step.replace("~1", "/").replace("~0", "~"))
                            .map(step -> step.getBytes(StandardCharsets.UTF_8))
                            .toArray(byte[][]::new);
            byte[] name = path || field.field().equals("*")
                    ? new byte[0]
                    : field.field().getBytes(StandardCharsets.UTF_8);
            rules.add(new FieldRules.Rule(
                    steps, name, table(field.treatments()), field.others().orElse(null)));
        }
        return rules.isEmpty() ? FieldRules.NONE : new FieldRules(rules);
    }

    /** {@code true}, or entities whose action in answers is another. */
    private void readResponses(Fields fields, EntityReader entities) {
        Optional<YamlNode> node = fields.get("responses");
        if (node.isEmpty() || node.get() instanceof YamlNode.Scalar) {
            draft.responses = fields.bool("responses", false)
                    ? Optional.of(new PiiPolicy(new PiiPolicy.Draft(draft)))
                    : Optional.empty();
            return;
        }
        Map<PiiEntity, Treatment> changed = new LinkedHashMap<>(treatments);
        fields.mapping("responses").ifPresent(section -> {
            for (String name : section.keys()) {
                if (!known.contains(name)) {
                    section.accept(name);
                    problems.error(
                            ((YamlNode.Mapping) section.node())
                                    .entries()
                                    .get(name)
                                    .key(),
                            "unknown PII entity '" + name + "' in " + fields.pathOf("responses"),
                            hint(name, List.of("true")));
                } else if (!name.equals(PiiEntity.PII_FEATURE_NAME.name())) {
                    section.get(name)
                            .ifPresent(value -> entities.read(PiiEntity.of(name), value, section.pathOf(name))
                                    .ifPresent(read -> {
                                        changed.put(PiiEntity.of(name), read.treatment());
                                        if (!read.treatment().isOff() && !draft.set.has(PiiEntity.of(name))) {
                                            problems.error(
                                                    value,
                                                    section.pathOf(name)
                                                            + " is off in requests, and so it is in answers",
                                                    "turn it on above, with SHADOW at least");
                                        }
                                    }));
                }
            }
            section.reportUnknown();
        });
        PiiPolicy.Draft answers = new PiiPolicy.Draft(draft);
        answers.treatments = table(changed);
        draft.responses = Optional.of(new PiiPolicy(answers));
    }

    /** The name that was meant, if one is near or goes on as this one. */
    private String hint(String name, List<String> others) {
        Set<String> all = new LinkedHashSet<>(known);
        all.addAll(others);
        Optional<String> longer = all.stream()
                .filter(other -> !name.isEmpty() && other.startsWith(name))
                .findFirst();
        return longer.map(other -> "did you mean '" + other + "'?")
                .orElse(Spelling.hint(
                        name, all, "an entity, such as EMAIL_ADDRESS, or one of " + String.join(", ", others)));
    }

    /** The items of a list; a single value is a list of one. */
    static List<YamlNode> items(Optional<YamlNode> node) {
        if (node.isEmpty()) {
            return List.of();
        }
        return node.get() instanceof YamlNode.Sequence sequence ? sequence.items() : List.of(node.get());
    }
}
