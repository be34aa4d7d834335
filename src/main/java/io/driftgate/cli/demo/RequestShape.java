package io.driftgate.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** The three protocols that the demo's models speak: one applicant into a body, a body into applicants, scores into an answer. */
enum RequestShape {
    OPEN_INFERENCE("/v2/models/credit-risk/infer") {
        @Override
        String body(Applicant applicant) {
            return String.format(
                    Locale.ROOT,
                    "{\"inputs\":[{\"name\":\"age\",\"shape\":[1],\"datatype\":\"INT64\",\"data\":[%d]},"
                            + "{\"name\":\"income\",\"shape\":[1],\"datatype\":\"FP64\",\"data\":[%.2f]},"
                            + "{\"name\":\"segment\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\"%s\"]},"
                            + "{\"name\":\"purpose\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\"%s\"]}]}",
                    applicant.age(),
                    applicant.income(),
                    applicant.segment(),
                    applicant.purpose());
        }

        @Override
        List<Applicant> applicants(JsonNode body) {
            JsonNode inputs = body.path("inputs");
            JsonNode first = inputs.path(0);
            List<Applicant> applicants = new ArrayList<>();
            if (inputs.size() == 1 && first.path("shape").size() == 2) {
                int width = first.path("shape").path(1).asInt();
                for (int row = 0; row < first.path("shape").path(0).asInt(); row++) {
                    List<JsonNode> cells = new ArrayList<>();
                    for (int column = 0; column < width; column++) {
                        cells.add(first.path("data").path(row * width + column));
                    }
                    applicants.add(byPosition(cells));
                }
                return applicants;
            }
            for (int row = 0; row < first.path("data").size(); row++) {
                List<JsonNode> cells = new ArrayList<>();
                for (String column : COLUMNS) {
                    cells.add(column(inputs, column).path(row));
                }
                applicants.add(byPosition(cells));
            }
            return applicants;
        }

        private JsonNode column(JsonNode inputs, String name) {
            for (JsonNode input : inputs) {
                if (input.path("name").asText().equals(name)) {
                    return input.path("data");
                }
            }
            return inputs.path("data");
        }

        @Override
        String answer(String version, List<Double> scores) {
            return "{\"model_name\":\"credit-risk\",\"model_version\":\"" + version
                    + "\",\"outputs\":[{\"name\":\"default_probability\",\"shape\":[" + scores.size()
                    + "],\"datatype\":\"FP64\",\"data\":" + scores + "}]}";
        }
    },
    KSERVE_V1("/v1/models/credit-risk:predict") {
        @Override
        String body(Applicant applicant) {
            return "{\"instances\":[" + object(applicant) + "]}";
        }

        @Override
        List<Applicant> applicants(JsonNode body) {
            return rows(body.path("instances"));
        }
    },
    MLFLOW("/invocations") {
        @Override
        String body(Applicant applicant) {
            return "{\"dataframe_records\":[" + object(applicant) + "]}";
        }

        @Override
        List<Applicant> applicants(JsonNode body) {
            if (body.has("dataframe_split")) {
                List<Applicant> applicants = new ArrayList<>();
                JsonNode columns = body.path("dataframe_split").path("columns");
                for (JsonNode row : body.path("dataframe_split").path("data")) {
                    List<JsonNode> cells = new ArrayList<>();
                    for (String column : COLUMNS) {
                        cells.add(row.path(indexOf(columns, column)));
                    }
                    applicants.add(byPosition(cells));
                }
                return applicants;
            }
            if (body.path("inputs").isObject()) {
                List<Applicant> applicants = new ArrayList<>();
                for (int row = 0; row < body.path("inputs").path("age").size(); row++) {
                    List<JsonNode> cells = new ArrayList<>();
                    for (String column : COLUMNS) {
                        cells.add(body.path("inputs").path(column).path(row));
                    }
                    applicants.add(byPosition(cells));
                }
                return applicants;
            }
            for (String key : List.of("dataframe_records", "instances", "inputs")) {
                if (body.path(key).isArray()) {
                    return rows(body.path(key));
                }
            }
            return List.of();
        }

        private int indexOf(JsonNode columns, String name) {
            for (int i = 0; i < columns.size(); i++) {
                if (columns.path(i).asText().equals(name)) {
                    return i;
                }
            }
            return -1;
        }
    };

    private static final List<String> COLUMNS = List.of("age", "income", "segment", "purpose");

    private final String path;

    RequestShape(String path) {
        this.path = path;
    }

    String path() {
        return path;
    }

    abstract String body(Applicant applicant);

    abstract List<Applicant> applicants(JsonNode body);

    String answer(String version, List<Double> scores) {
        return "{\"predictions\":" + scores + "}";
    }

    private static String object(Applicant applicant) {
        return String.format(
                Locale.ROOT,
                "{\"age\":%d,\"income\":%.2f,\"segment\":\"%s\",\"purpose\":\"%s\"}",
                applicant.age(),
                applicant.income(),
                applicant.segment(),
                applicant.purpose());
    }

    /** Rows as objects or as arrays in the order of the schema. */
    private static List<Applicant> rows(JsonNode rows) {
        List<Applicant> applicants = new ArrayList<>();
        for (JsonNode row : rows) {
            List<JsonNode> cells = new ArrayList<>();
            Iterator<JsonNode> inOrder = row.elements();
            for (String column : COLUMNS) {
                cells.add(row.isArray() && inOrder.hasNext() ? inOrder.next() : row.path(column));
            }
            applicants.add(byPosition(cells));
        }
        return applicants;
    }

    private static Applicant byPosition(List<JsonNode> cells) {
        return new Applicant(
                cells.get(0).asInt(),
                cells.get(1).asDouble(),
                cells.get(2).asText(),
                cells.get(3).asText());
    }
}
