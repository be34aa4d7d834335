package io.driftgate.governance;

import io.driftgate.governance.ModelCard.Compliance;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.Spelling;
import io.driftgate.source.YamlNode;
import io.driftgate.source.YamlReader;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads a model card: strictly, and every problem at once. What a card leaves out is no problem but model and version; what it says must
 * be well said. A single load, one thread.
 */
public final class CardReader {
    /** A card larger than this is none. */
    public static final int MAX_BYTES = 256 << 10;

    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d{1,4})?");
    private static final List<String> STATUSES =
            Stream.of(Compliance.values()).map(Compliance::label).toList();

    private final String file;
    private final String digest;
    private final Problems problems;

    private CardReader(String file, String digest, Problems problems) {
        this.file = file;
        this.digest = digest;
        this.problems = problems;
    }

    /**
     * A card that was read.
     *
     * @param model and {@code version}: whose it is, also where it is wrong otherwise; empty when it doesn't say
     * @param card empty after a problem
     * @param versionAt where its version stands, for problems about the pair; empty when it doesn't say
     */
    public record Read(
            String file,
            Optional<String> model,
            Optional<String> version,
            Optional<ModelCard> card,
            Optional<YamlNode> versionAt) {}

    /**
     * Reads a file.
     *
     * @param name as messages call it
     * @param digest SHA-256 of the bytes, hex
     */
    public static Read read(byte[] bytes, String name, String digest, Problems problems) {
        return YamlReader.read(bytes, name, problems)
                .map(node -> new CardReader(name, digest, problems).read(node))
                .orElse(new Read(name, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private Read read(YamlNode node) {
        int errorsBefore = problems.errorCount();
        Fields root = Fields.of(node, problems, "");
        Optional<String> model = root.requireString("model", "write the model's name as in driftgate.yaml")
                .flatMap(text -> notBlank(root, "model", text));
        Optional<String> version = root.requireString("version", "write the version's name as in driftgate.yaml")
                .flatMap(text -> notBlank(root, "version", text));
        ModelCard card = new ModelCard(
                file,
                digest,
                model.orElse(""),
                version.orElse(""),
                text(root, "intended_use"),
                names(root, "limitations"),
                names(root, "owners"),
                names(root, "approvers"),
                compliance(root),
                root.mapping("data")
                        .map(this::data)
                        .orElse(new ModelCard.TrainedOn(Optional.empty(), Optional.empty(), Optional.empty())),
                root.mapping("training")
                        .map(this::training)
                        .orElse(new ModelCard.Training(Optional.empty(), Map.of(), Map.of())),
                metrics(root),
                root.mapping("cost").map(this::cost).orElse(new ModelCard.Cost(Optional.empty(), Optional.empty())));
        root.reportUnknown();
        boolean sound = problems.errorCount() == errorsBefore;
        return new Read(file, model, version, sound ? Optional.of(card) : Optional.empty(), root.get("version"));
    }

    private ModelCard.TrainedOn data(Fields fields) {
        ModelCard.TrainedOn data = new ModelCard.TrainedOn(
                text(fields, "source"),
                text(fields, "sha256").flatMap(text -> sha256(fields, text)),
                text(fields, "version"));
        fields.reportUnknown();
        return data;
    }

    private ModelCard.Training training(Fields fields) {
        ModelCard.Training training = new ModelCard.Training(
                text(fields, "timestamp").flatMap(text -> timestamp(fields, text)),
                anything(fields, "hyperparameters"),
                anything(fields, "environment"));
        fields.reportUnknown();
        return training;
    }

    private ModelCard.Cost cost(Fields fields) {
        Optional<Double> instance = number(fields, "instance_per_hour");
        Optional<Double> requests = number(fields, "max_requests_per_hour");
        fields.reportUnknown();
        instance.filter(cost -> cost < 0).ifPresent(cost -> error(fields, "instance_per_hour", "must not be negative"));
        requests.filter(most -> most <= 0)
                .ifPresent(most -> error(fields, "max_requests_per_hour", "must be greater than 0"));
        return new ModelCard.Cost(instance, requests);
    }

    private Optional<String> text(Fields fields, String key) {
        return fields.string(key).flatMap(text -> notBlank(fields, key, text));
    }

    private Optional<String> notBlank(Fields fields, String key, String text) {
        if (text.isBlank()) {
            problems.error(fields.get(key).orElse(fields.node()), fields.pathOf(key) + " is empty", "leave it out");
            return Optional.empty();
        }
        return Optional.of(text.strip());
    }

    private List<String> names(Fields fields, String key) {
        List<String> names = fields.strings(key);
        if (names.stream().anyMatch(String::isBlank)) {
            error(fields, key, "holds an empty text");
        }
        return names.stream().map(String::strip).toList();
    }

    private Optional<Compliance> compliance(Fields root) {
        Optional<String> text = root.string("compliance_status");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        int index = STATUSES.indexOf(text.get());
        if (index < 0) {
            problems.error(
                    root.get("compliance_status").orElse(root.node()),
                    "compliance_status must be one of " + String.join(", ", STATUSES),
                    Spelling.hint(text.get(), STATUSES, ""));
            return Optional.empty();
        }
        return Optional.of(Compliance.values()[index]);
    }

    private Optional<String> sha256(Fields fields, String text) {
        if (!SHA256.matcher(text).matches()) {
            error(fields, "sha256", "must be 64 hexadecimal digits");
            return Optional.empty();
        }
        return Optional.of(text.toLowerCase(Locale.ROOT));
    }

    private Optional<Instant> timestamp(Fields fields, String text) {
        try {
            return Optional.of(
                    text.length() == 10
                            ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                            : OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            problems.error(
                    fields.get("timestamp").orElse(fields.node()),
                    fields.pathOf("timestamp") + " must be a date or a time with its offset",
                    "such as 2026-10-02 or 2026-10-02T08:00:00Z (ISO 8601)");
            return Optional.empty();
        }
    }

    private Map<String, Double> metrics(Fields root) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        root.mapping("metrics").ifPresent(fields -> {
            for (String name : fields.keys()) {
                number(fields, name).ifPresent(value -> metrics.put(name, value));
            }
        });
        return metrics;
    }

    private Optional<Double> number(Fields fields, String key) {
        Optional<YamlNode> node = fields.get(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        Optional<Double> number = node.flatMap(CardReader::number);
        if (number.isEmpty()) {
            problems.error(
                    node.get(),
                    fields.pathOf(key) + " must be a number",
                    "such as 0.92, without quotes, unit or percent sign");
        }
        return number;
    }

    /** A finite number that is written as one. */
    private static Optional<Double> number(YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar
                && !scalar.quoted()
                && NUMBER.matcher(scalar.text()).matches()) {
            double value = Double.parseDouble(scalar.text());
            return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
        }
        return Optional.empty();
    }

    private Map<String, Object> anything(Fields fields, String key) {
        Optional<YamlNode> node = fields.get(key);
        if (node.isPresent() && !(node.get() instanceof YamlNode.Mapping)) {
            error(fields, key, "must be a mapping, not " + node.get().kind());
        }
        return node.filter(YamlNode.Mapping.class::isInstance)
                .map(mapping -> members((YamlNode.Mapping) mapping))
                .orElse(Map.of());
    }

    private static Map<String, Object> members(YamlNode.Mapping mapping) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (YamlNode.Entry entry : mapping.entries().values()) {
            Object value = value(entry.value());
            if (value != null) {
                members.put(entry.key().text(), value);
            }
        }
        return members;
    }

    /** Null for nothing, which is then left out. */
    private static Object value(YamlNode node) {
        if (node instanceof YamlNode.Mapping mapping) {
            return members(mapping);
        }
        if (node instanceof YamlNode.Sequence sequence) {
            List<Object> items = new ArrayList<>();
            sequence.items().forEach(item -> Optional.ofNullable(value(item)).ifPresent(items::add));
            return List.copyOf(items);
        }
        YamlNode.Scalar scalar = (YamlNode.Scalar) node;
        if (scalar.isNull()) {
            return null;
        }
        if (!scalar.quoted() && (scalar.text().equals("true") || scalar.text().equals("false"))) {
            return Boolean.valueOf(scalar.text());
        }
        return number(scalar).<Object>map(number -> number).orElse(scalar.text());
    }

    private void error(Fields fields, String key, String message) {
        problems.error(fields.get(key).orElse(fields.node()), fields.pathOf(key) + " " + message);
    }
}
