package io.driftgate.policy;

import io.driftgate.feature.FeatureType;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.Spelling;
import io.driftgate.source.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads what a mapping (a rule, its guard, or {@code items}) states about its subject, checks it against the subject's type, and
 * compiles it. A condition that could never hold, or never fail, is a problem: its author meant something else. One thread, one
 * mapping.
 */
final class ConditionReader {
    /** Where conditions stand: not all of them make sense everywhere. */
    enum Place {
        RULE("the rule"),
        GUARD("the guard"),
        ITEMS("items");

        private final String label;

        Place(String label) {
            this.label = label;
        }
    }

    private static final List<String> PRESENCE = List.of("required", "notNull");
    private static final List<String> WHOLE = List.of("items", "forbidden");
    private static final List<String> BATCH = List.of("maxMissingShare", "meanBetween");
    private static final List<String> VALUE = Stream.of(
                    List.of("notEmpty"),
                    NumberConditions.NAMES,
                    ListedValues.NAMES,
                    TextConditions.NAMES,
                    List.of("type"))
            .flatMap(List::stream)
            .toList();
    private static final List<String> ALL =
            Stream.of(PRESENCE, VALUE, WHOLE, BATCH).flatMap(List::stream).toList();
    private static final List<String> TYPES = List.of("int", "float", "number", "bool", "string", "list");

    private final String id;
    private final Fields fields;
    private final Subject subject;
    private final Place place;
    private final Limits limits;
    private final Problems problems;
    private final List<Part> parts = new ArrayList<>();

    /** @param id of the rule */
    ConditionReader(String id, Fields fields, Subject subject, Place place, Limits limits, Problems problems) {
        this.id = id;
        this.fields = fields;
        this.subject = subject;
        this.place = place;
        this.limits = limits;
        this.problems = problems;
    }

    /** Marks the conditions as known, and returns those that the mapping has. */
    static List<String> accept(Fields fields) {
        ALL.forEach(fields::accept);
        return ALL.stream().filter(fields.keys()::contains).toList();
    }

    /** What may be stated about a subject, for hints. */
    private List<String> possible() {
        List<String> names = new ArrayList<>();
        if (place == Place.ITEMS) {
            names.add("notNull");
        } else {
            names.addAll(place == Place.GUARD || subject.isHeader() ? List.of("required") : PRESENCE);
        }
        if (subject.type() == FeatureType.LIST) {
            names.addAll(List.of("notEmpty", "length", "items"));
        } else if (subject.type().isNumeric()) {
            names.addAll(NumberConditions.NAMES);
        }
        if (subject.isText()) {
            names.add("notEmpty");
        }
        if (subject.type() != FeatureType.LIST) {
            names.addAll(ListedValues.NAMES);
        }
        if (subject.isText()) {
            names.addAll(TextConditions.NAMES);
        }
        if (!subject.isHeader()) {
            names.add("type");
        }
        if (place == Place.RULE) {
            names.add("forbidden");
            if (!subject.isHeader()) {
                names.add("maxMissingShare");
            }
            if (subject.type().isNumeric()) {
                names.add("meanBetween");
            }
        }
        return names;
    }

    /** Empty after a problem; then there may be more than one. */
    Optional<Conditions> read() {
        List<String> stated = accept(fields);
        int errorsBefore = problems.errorCount();
        stated.forEach(this::refuseEmpty);
        if (isMisplaced(stated)) {
            return Optional.empty();
        }
        boolean forbidden = isTrue("forbidden");
        Optional<Conditions.Batch> batch = readBatch();
        if (hasCompany(stated)) {
            return Optional.empty();
        }
        boolean required = isTrue("required");
        boolean notNull = isTrue("notNull");
        new NumberConditions(this).read();
        new ListedValues(this).read();
        new TextConditions(this, limits).read();
        readType();
        Optional<Conditions> items = fields.get("items").flatMap(this::readItems);
        if (problems.errorCount() > errorsBefore) {
            return Optional.empty();
        }
        if (stated.isEmpty()) {
            problems.error(
                    fields.node(),
                    place.label + " states nothing about " + subject.label(),
                    "add one of: " + String.join(", ", possible()));
            return Optional.empty();
        }
        if (isContradictory()) {
            return Optional.empty();
        }
        return Optional.of(new Conditions(subject, required, notNull, forbidden, parts, items, batch));
    }

    /** {@code min:} without a value would read as if it were not there, and the rule would state less than it says. */
    private void refuseEmpty(String name) {
        if (fields.get(name).isEmpty()) {
            YamlNode at = ((YamlNode.Mapping) fields.node()).entries().get(name).key();
            problems.error(at, fields.pathOf(name) + " has no value", "give it one, or remove it");
        }
    }

    private boolean isMisplaced(List<String> stated) {
        boolean misplaced = false;
        for (String name : stated) {
            String message = misplacement(name);
            if (!message.isEmpty()) {
                misplaced = true;
                int split = message.indexOf('|');
                problems.error(
                        at(name),
                        fields.pathOf(name) + " " + message.substring(0, split),
                        message.substring(split + 1));
            }
        }
        return misplaced;
    }

    /** Message and hint, with a bar between; empty for a condition in its place. */
    private String misplacement(String name) {
        if (place == Place.ITEMS && (name.equals("required") || WHOLE.contains(name) || BATCH.contains(name))) {
            return "says nothing about an element|elements take: " + String.join(", ", possible());
        }
        if (place == Place.GUARD && name.equals("forbidden")) {
            return "can't be a guard: a guard holds for a value that is there|write when: \"!has(features.x)\"";
        }
        if (place == Place.GUARD && name.equals("notNull")) {
            return "goes without saying: a guard holds for a value that is there and not null|remove it, or write required";
        }
        if (place == Place.GUARD && BATCH.contains(name)) {
            return "can't be a guard: it is known after the last row only|make it a rule of its own";
        }
        if (subject.isHeader() && (name.equals("notNull") || name.equals("type") || BATCH.contains(name))) {
            return "says nothing about a header, which is text|headers take: " + String.join(", ", possible());
        }
        return "";
    }

    /** Reports a condition that stands alone and doesn't; the two of a batch go together. */
    private boolean hasCompany(List<String> stated) {
        for (String alone : List.of("forbidden", "maxMissingShare", "meanBetween")) {
            List<String> others = stated.stream()
                    .filter(name -> !name.equals(alone) && !(BATCH.contains(alone) && BATCH.contains(name)))
                    .toList();
            if (stated.contains(alone) && !others.isEmpty()) {
                problems.error(
                        at(alone),
                        fields.pathOf(alone) + (BATCH.contains(alone) ? " is about the whole batch and" : "")
                                + " stands alone",
                        "remove " + String.join(", ", others) + ", or make two rules");
                return true;
            }
        }
        return false;
    }

    private Optional<Conditions.Batch> readBatch() {
        Optional<YamlNode> mean = fields.get("meanBetween");
        if (fields.get("maxMissingShare").isEmpty() && mean.isEmpty()) {
            return Optional.empty();
        }
        double share = 1;
        if (fields.get("maxMissingShare").isPresent()) {
            YamlNode node = fields.get("maxMissingShare").get();
            Optional<Double> stated = Scalars.number(node).filter(number -> number >= 0 && number < 1);
            if (stated.isEmpty()) {
                problems.error(
                        node,
                        fields.pathOf("maxMissingShare") + " must be a share from 0 to below 1",
                        "such as 0.05 for one row in twenty");
            }
            share = stated.orElse(1.0);
        }
        Optional<Part> meanPart = Optional.empty();
        if (mean.isPresent() && needs("meanBetween", subject.type().isNumeric(), "an int or a float")) {
            meanPart = Bounds.ofNumbers(mean.get(), fields.pathOf("meanBetween"), problems)
                    .map(bounds -> part("meanBetween", new Check.Range(bounds.low(), bounds.high())));
        }
        return Optional.of(new Conditions.Batch(share, meanPart));
    }

    private void readType() {
        Optional<String> word = fields.string("type");
        if (word.isEmpty()) {
            return;
        }
        FeatureType type = subject.type();
        switch (word.get()) {
            case "int" -> addType(Check.OfKinds.INT, type.isNumeric());
            case "float", "number" -> addType(Check.OfKinds.NUMBER, type.isNumeric());
            case "bool" -> addType(Check.OfKinds.BOOL, type == FeatureType.BOOL);
            case "string" -> addType(Check.OfKinds.STRING, subject.isText());
            case "list" -> addType(Check.OfKinds.LIST, type == FeatureType.LIST);
            default ->
                problems.error(
                        at("type"),
                        fields.pathOf("type") + " must be one of " + String.join(", ", TYPES),
                        Spelling.hint(word.get(), TYPES, ""));
        }
    }

    private void addType(int kinds, boolean possible) {
        if (possible) {
            add("type", new Check.OfKinds(kinds, Outcome.VIOLATED));
        } else {
            problems.error(
                    at("type"),
                    fields.pathOf("type") + " contradicts the schema, where " + subject.label() + " is "
                            + subject.type().label(),
                    "every value would violate it");
        }
    }

    private Optional<Conditions> readItems(YamlNode node) {
        if (!needs("items", subject.type() == FeatureType.LIST, "a list")) {
            return Optional.empty();
        }
        Fields items = Fields.of(node, problems, fields.pathOf("items"));
        if (!(node instanceof YamlNode.Mapping)) {
            return Optional.empty();
        }
        Optional<Conditions> conditions =
                new ConditionReader(id, items, subject.elements(), Place.ITEMS, limits, problems).read();
        items.reportUnknown();
        return conditions;
    }

    private boolean isContradictory() {
        Optional<Clash> clash = Clash.in(subject, parts);
        if (clash.isEmpty()) {
            return false;
        }
        Part one = clash.get().one();
        Part other = clash.get().other();
        if (one.equals(other)) {
            problems.error(
                    one.at(),
                    fields.pathOf(one.name()) + " leaves nothing of the values that " + subject.label() + " can have",
                    "every value would violate it");
        } else {
            problems.error(
                    other.at(),
                    fields.pathOf(other.name()) + " contradicts '" + one.name() + "' in line "
                            + one.at().position().line() + ": " + clash.get().why(),
                    "every value would violate one of the two");
        }
        return true;
    }

    /** A condition that is there or not; {@code false} would read as its opposite, so it is refused. */
    boolean isTrue(String name) {
        Optional<YamlNode> value = fields.get(name);
        if (value.isEmpty()) {
            return false;
        }
        int errorsBefore = problems.errorCount();
        if (fields.bool(name, true)) {
            return problems.errorCount() == errorsBefore;
        }
        problems.error(value.get(), fields.pathOf(name) + " can only be true", "leave it out when it should not hold");
        return false;
    }

    /** Reports a condition that the subject's type has no use for. */
    boolean needs(String name, boolean isSo, String what) {
        if (!isSo) {
            problems.error(
                    at(name),
                    fields.pathOf(name) + " needs " + what + ", and " + subject.label() + " is "
                            + (subject.isHeader() ? "text" : subject.type().label()),
                    needsHint());
        }
        return isSo;
    }

    private String needsHint() {
        if (subject.isHeader()) {
            return "headers take: " + String.join(", ", possible());
        }
        return subject.type() == FeatureType.LIST ? "for every element of it, write items: {...}" : "";
    }

    void add(String name, Check check) {
        parts.add(part(name, check));
    }

    void add(Part part) {
        parts.add(part);
    }

    private Part part(String name, Check check) {
        return new Part(id, name, at(name), check, Set.of(), "");
    }

    String id() {
        return id;
    }

    Fields fields() {
        return fields;
    }

    Subject subject() {
        return subject;
    }

    Problems problems() {
        return problems;
    }

    YamlNode at(String key) {
        return fields.get(key).orElse(fields.node());
    }
}
