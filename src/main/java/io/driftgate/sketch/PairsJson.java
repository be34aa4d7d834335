package io.driftgate.sketch;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The member {@code pairs} of a baseline file: the groups of each feature that is in a pair, and a table of counts for each pair. */
final class PairsJson {
    private static final String AGAIN = "build it again with driftgate baseline build";
    private static final int MAX_BINS = 4096 + NumericProfile.FIRST + 1;

    private final String file;
    private final Problems problems;
    private final Map<String, FeatureProfile> features = new HashMap<>();
    private final Map<String, CoarseBins> groups = new HashMap<>();

    private PairsJson(String file, Problems problems, List<FeatureProfile> features) {
        this.file = file;
        this.problems = problems;
        features.forEach(feature -> this.features.put(feature.name(), feature));
    }

    static void write(JsonGenerator json, List<PairProfile> pairs) throws IOException {
        json.writeObjectFieldStart("pairs");
        json.writeArrayFieldStart("groups");
        Map<String, CoarseBins> groups = new LinkedHashMap<>();
        for (PairProfile pair : pairs) {
            groups.put(pair.first().name(), pair.firstBins());
            groups.put(pair.second().name(), pair.secondBins());
        }
        for (Map.Entry<String, CoarseBins> each : groups.entrySet()) {
            json.writeStartObject();
            json.writeStringField("feature", each.getKey());
            json.writeArrayFieldStart("ofBin");
            for (int bin = 0; bin < each.getValue().bins(); bin++) {
                json.writeNumber(each.getValue().of(bin));
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("tables");
        for (PairProfile pair : pairs) {
            json.writeStartObject();
            json.writeArrayFieldStart("features");
            json.writeString(pair.first().name());
            json.writeString(pair.second().name());
            json.writeEndArray();
            json.writeArrayFieldStart("counts");
            for (int cell = 0; cell < pair.cells(); cell++) {
                json.writeNumber(pair.count(cell));
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Reads the member, which a file may lack; a problem names the part that does not fit. */
    static List<PairProfile> read(JsonNode pairs, List<FeatureProfile> features, String file, Problems problems) {
        return pairs.isMissingNode() ? List.of() : new PairsJson(file, problems, features).read(pairs);
    }

    private List<PairProfile> read(JsonNode pairs) {
        int errorsBefore = problems.errorCount();
        List<PairProfile> found = new ArrayList<>();
        JsonNode list = pairs.path("groups");
        JsonNode tables = pairs.path("tables");
        if (!list.isArray() || !tables.isArray() || tables.size() > PairChoice.MAX) {
            problems.fileError(
                    file, "pairs must have a list of groups and one of at most " + PairChoice.MAX + " tables", AGAIN);
            return found;
        }
        for (int i = 0; i < list.size(); i++) {
            groups(list.get(i), "pairs.groups[" + i + "]");
        }
        for (int i = 0; i < tables.size() && problems.errorCount() == errorsBefore; i++) {
            table(tables.get(i), "pairs.tables[" + i + "]", found);
        }
        return found;
    }

    private void groups(JsonNode node, String path) {
        String name = node.path("feature").asText();
        long[] ofBin = numbers(node.path("ofBin"), path + ".ofBin", CoarseBins.MAX_GROUPS);
        int[] small = new int[ofBin.length];
        for (int i = 0; i < small.length; i++) {
            small[i] = (int) ofBin[i];
        }
        try {
            if (!features.containsKey(name) || groups.put(name, new CoarseBins(small)) != null) {
                problems.fileError(file, path + " is of no feature of the baseline, or of one twice", AGAIN);
            }
        } catch (IllegalArgumentException e) {
            problems.fileError(file, path + " does not fit: " + e.getMessage(), AGAIN);
        }
    }

    private void table(JsonNode node, String path, List<PairProfile> found) {
        JsonNode names = node.path("features");
        String first = names.path(0).asText();
        String second = names.path(1).asText();
        long[] counts = numbers(node.path("counts"), path + ".counts", 1L << 48);
        if (names.size() != 2 || !groups.containsKey(first) || !groups.containsKey(second)) {
            problems.fileError(file, path + ".features must be two that pairs.groups has", AGAIN);
            return;
        }
        try {
            found.add(new PairProfile(
                    features.get(first), features.get(second), groups.get(first), groups.get(second), counts));
        } catch (IllegalArgumentException e) {
            problems.fileError(file, path + " does not fit: " + e.getMessage(), AGAIN);
        }
    }

    private long[] numbers(JsonNode list, String path, long most) {
        if (!list.isArray() || list.size() > MAX_BINS) {
            problems.fileError(file, path + " must be a list of whole numbers", AGAIN);
            return new long[0];
        }
        long[] numbers = new long[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            JsonNode number = list.get(i);
            numbers[i] = number.isIntegralNumber() && number.canConvertToLong() ? number.asLong() : -1;
            if (numbers[i] < 0 || numbers[i] > most) {
                problems.fileError(file, path + "[" + i + "] must be a whole number, 0 to " + most, AGAIN);
                return new long[0];
            }
        }
        return numbers;
    }
}
