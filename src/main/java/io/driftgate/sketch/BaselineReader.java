package io.driftgate.sketch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.driftgate.feature.FeatureType;
import io.driftgate.source.Position;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Reads one baseline file. Strict in what it needs, deaf to fields that it doesn't know: a later release may add some to the
 * same format. What doesn't parse is named by line and column, what doesn't fit by its path, such as
 * {@code features[3].counts}. One use, one thread.
 */
final class BaselineReader {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final String AGAIN = "build it again with driftgate baseline build";
    private static final int MAX_BINS = 4096;

    private final String file;
    private final Problems problems;

    BaselineReader(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    Optional<Baseline> read(byte[] json) {
        int errorsBefore = problems.errorCount();
        if (json.length > Baseline.MAX_BYTES) {
            problems.fileError(file, "is larger than " + Baseline.MAX_BYTES + " bytes", "check that it is a baseline");
            return Optional.empty();
        }
        Optional<JsonNode> parsed = parse(json);
        if (parsed.isEmpty() || !formatFits(parsed.get())) {
            return Optional.empty();
        }
        JsonNode root = parsed.get();
        String tool = text(root, "tool", "tool");
        JsonNode data = root.path("data");
        String dataName = text(data, "name", "data.name");
        String sha256 = text(data, "sha256", "data.sha256");
        if (!sha256.isEmpty() && !SHA256.matcher(sha256).matches()) {
            problems.fileError(file, "data.sha256 must be 64 hexadecimal digits", AGAIN);
        }
        long rows = count(data, "rows", "data.rows");
        Provenance provenance =
                new Provenance(time(root, "trainedAt", "trainedAt"), time(root, "builtAt", "builtAt"), learned(root));
        List<FeatureProfile> features = features(root.path("features"));
        List<PairProfile> pairs = problems.errorCount() == errorsBefore
                ? PairsJson.read(root.path("pairs"), features, file, problems)
                : List.of();
        if (problems.errorCount() != errorsBefore) {
            return Optional.empty();
        }
        try {
            return Optional.of(Baseline.of(tool, dataName, sha256, rows, provenance, features, pairs)
                    .withDigest(Baseline.sha256(json)));
        } catch (IllegalArgumentException e) {
            problems.fileError(file, "does not add up: " + e.getMessage(), AGAIN);
            return Optional.empty();
        }
    }

    /** A mark that can't be read is an error: without it, learned traffic would pass for training data. */
    private Optional<Learned> learned(JsonNode root) {
        JsonNode mark = root.path("learned");
        if (mark.isMissingNode()) {
            return Optional.empty();
        }
        Optional<Instant> from = time(mark, "from", "learned.from");
        Optional<Instant> until = time(mark, "until", "learned.until");
        if (from.isEmpty() || until.isEmpty()) {
            problems.fileError(file, "learned must say from and until when", "remove the file, and it is learned anew");
            return Optional.empty();
        }
        return Optional.of(new Learned(from.get(), until.get()));
    }

    private Optional<Instant> time(JsonNode parent, String field, String path) {
        if (!parent.has(field)) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(parent.get(field).asText()).toInstant());
        } catch (DateTimeParseException e) {
            problems.fileError(file, path + " must be a time with its offset, such as 2026-10-02T08:00:00Z", AGAIN);
            return Optional.empty();
        }
    }

    private Optional<JsonNode> parse(byte[] json) {
        try {
            return Optional.of(MAPPER.readTree(json));
        } catch (JsonProcessingException e) {
            Position position = e.getLocation() == null || e.getLocation().getLineNr() < 1
                    ? Position.ofFile(file)
                    : new Position(
                            file,
                            e.getLocation().getLineNr(),
                            Math.max(1, e.getLocation().getColumnNr()));
            problems.add(new Problem(
                    Problem.Severity.ERROR, position, "is not valid JSON: " + e.getOriginalMessage(), AGAIN, ""));
        } catch (IOException e) {
            problems.fileError(file, "can't be read: " + e.getMessage(), "");
        }
        return Optional.empty();
    }

    private boolean formatFits(JsonNode root) {
        if (!root.isObject() || !root.path("format").isIntegralNumber()) {
            problems.fileError(file, "is no baseline: it has no format number", AGAIN);
            return false;
        }
        if (root.get("format").asLong() != Baseline.FORMAT) {
            problems.fileError(
                    file,
                    "is of format " + root.get("format").asText() + "; this release reads format " + Baseline.FORMAT,
                    AGAIN);
            return false;
        }
        return true;
    }

    private List<FeatureProfile> features(JsonNode list) {
        List<FeatureProfile> features = new ArrayList<>();
        if (!list.isArray() || list.isEmpty()) {
            problems.fileError(file, "features must be a list of one or more", AGAIN);
            return features;
        }
        for (int i = 0; i < list.size(); i++) {
            feature(list.get(i), "features[" + i + "]").ifPresent(features::add);
        }
        return features;
    }

    private Optional<FeatureProfile> feature(JsonNode node, String path) {
        int errorsBefore = problems.errorCount();
        String name = text(node, "name", path + ".name");
        Optional<FeatureType> type = type(text(node, "type", path + ".type"), path);
        long missing = count(node, "missing", path + ".missing");
        JsonNode bins = node.path(type.isPresent() && type.get().isNumeric() ? "uppers" : "values");
        long[] counts = counts(node.path("counts"), bins, path);
        if (problems.errorCount() != errorsBefore || type.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    type.get().isNumeric()
                            ? numeric(node, path, name, type.get(), missing, counts)
                            : categorical(node, path, name, type.get(), missing, counts));
        } catch (IllegalArgumentException e) {
            problems.fileError(file, path + " does not fit: " + e.getMessage(), AGAIN);
            return Optional.empty();
        }
    }

    private NumericProfile numeric(
            JsonNode node, String path, String name, FeatureType type, long missing, long[] counts) {
        double[] uppers = new double[counts.length];
        for (int i = 0; i < uppers.length; i++) {
            uppers[i] = number(node.path("uppers").get(i), path + ".uppers");
        }
        return new NumericProfile(name, type, missing, summary(node, path), uppers, counts);
    }

    private NumericSummary summary(JsonNode node, String path) {
        OptionalInt distinct = node.has("distinct")
                ? OptionalInt.of((int) Math.min(Integer.MAX_VALUE, count(node, "distinct", path + ".distinct")))
                : OptionalInt.empty();
        if (!node.has("min")) {
            return NumericSummary.NONE;
        }
        return new NumericSummary(
                number(node.path("min"), path + ".min"),
                number(node.path("max"), path + ".max"),
                number(node.path("mean"), path + ".mean"),
                number(node.path("sd"), path + ".sd"),
                distinct);
    }

    private CategoricalProfile categorical(
            JsonNode node, String path, String name, FeatureType type, long missing, long[] counts) {
        List<String> values = new ArrayList<>();
        for (JsonNode value : node.path("values")) {
            if (!value.isTextual()) {
                problems.fileError(file, path + ".values must hold strings", AGAIN);
            }
            values.add(value.asText());
        }
        long other = count(node, "other", path + ".other");
        return new CategoricalProfile(name, type, missing, other, values, counts);
    }

    private Optional<FeatureType> type(String label, String path) {
        for (FeatureType type : FeatureType.values()) {
            if (type != FeatureType.LIST && type.name().toLowerCase(Locale.ROOT).equals(label)) {
                return Optional.of(type);
            }
        }
        if (!label.isEmpty()) {
            problems.fileError(file, path + ".type '" + label + "' is not known", AGAIN);
        }
        return Optional.empty();
    }

    private long[] counts(JsonNode node, JsonNode bins, String path) {
        if (!bins.isArray() || !node.isArray() || node.size() != bins.size() || node.size() > MAX_BINS) {
            problems.fileError(file, path + " must have as many counts as bins, at most " + MAX_BINS, AGAIN);
            return new long[0];
        }
        long[] counts = new long[node.size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = count(node.get(i), path + ".counts");
        }
        return counts;
    }

    private String text(JsonNode parent, String field, String path) {
        JsonNode node = parent.path(field);
        if (!node.isTextual() || node.asText().isEmpty()) {
            problems.fileError(file, path + " must be a string", AGAIN);
            return "";
        }
        return node.asText();
    }

    private long count(JsonNode parent, String field, String path) {
        return count(parent.path(field), path);
    }

    /** A count; small enough that a sum over all bins can't overflow. */
    private long count(JsonNode node, String path) {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.asLong() < 0 || node.asLong() > 1L << 48) {
            problems.fileError(file, path + " must be a whole number, 0 or more", AGAIN);
            return 0;
        }
        return node.asLong();
    }

    private double number(JsonNode node, String path) {
        if (!node.isNumber() || !Double.isFinite(node.asDouble())) {
            problems.fileError(file, path + " must be a number", AGAIN);
            return 0;
        }
        return node.asDouble();
    }
}
