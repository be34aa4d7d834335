package io.driftgate.protocol;

import io.driftgate.json.JsonTape;

/** Checks that more than one protocol makes. Messages name fields and what is expected, never what was sent. Stateless. */
final class Shapes {
    private Shapes() {}

    static MalformedRequest malformed(String message) {
        return new MalformedRequest(message);
    }

    static void requireBodyObject(JsonTape tape) throws MalformedRequest {
        if (tape.type(JsonTape.ROOT) != JsonTape.OBJECT) {
            throw malformed("the body must be a JSON object");
        }
    }

    static boolean isArray(JsonTape tape, int node) {
        return node != JsonTape.NONE && tape.type(node) == JsonTape.ARRAY;
    }

    static boolean isObject(JsonTape tape, int node) {
        return node != JsonTape.NONE && tape.type(node) == JsonTape.OBJECT;
    }

    static boolean isString(JsonTape tape, int node) {
        return node != JsonTape.NONE && tape.type(node) == JsonTape.STRING;
    }

    /** Whether a member is there and not null. */
    static boolean isGiven(JsonTape tape, int node) {
        return node != JsonTape.NONE && tape.type(node) != JsonTape.NULL;
    }

    static boolean isContainer(JsonTape tape, int node) {
        byte type = tape.type(node);
        return type == JsonTape.ARRAY || type == JsonTape.OBJECT;
    }

    static int requireRows(JsonTape tape, int list, String field) throws MalformedRequest {
        if (!isArray(tape, list)) {
            throw malformed(field + " must be an array of rows");
        }
        if (tape.size(list) == 0) {
            throw malformed(field + " must have at least one row");
        }
        return list;
    }

    /**
     * Rows that are all objects, all arrays as wide as the schema, or all scalars of the only feature.
     *
     * @param field as messages name the list
     */
    static void bindRows(JsonTape tape, int list, String field, SchemaBinding binding, FeatureBatch batch)
            throws MalformedRequest {
        requireRows(tape, list, field);
        byte kind = tape.type(list + 1);
        boolean containers = kind == JsonTape.OBJECT || kind == JsonTape.ARRAY;
        int node = list + 1;
        for (int row = 0; row < tape.size(list); row++) {
            byte type = tape.type(node);
            if (containers ? type != kind : type == JsonTape.OBJECT || type == JsonTape.ARRAY) {
                throw malformed(field + "[" + row + "] must be of the same kind as " + field
                        + "[0]: rows are all objects, all arrays or all single values");
            }
            if (type == JsonTape.ARRAY && tape.size(node) != binding.width()) {
                throw malformed(field + "[" + row + "] must have " + values(binding.width())
                        + ", one for each feature of the schema in its order");
            }
            node = tape.next(node);
        }
        if (!containers && binding.width() != 1) {
            throw malformed(field + " must be an array of objects, or of arrays of " + values(binding.width())
                    + ", as the model has more than one feature");
        }
        batch.rowsOf(list);
    }

    /** {@code inputs} of MLflow and TensorFlow Serving: a list of rows, or an object of columns of one length. */
    static void bindInputs(JsonTape tape, int inputs, SchemaBinding binding, FeatureBatch batch)
            throws MalformedRequest {
        if (!isObject(tape, inputs)) {
            if (!isArray(tape, inputs)) {
                throw malformed("inputs must be an array of rows or an object of columns");
            }
            bindRows(tape, inputs, "inputs", binding, batch);
            return;
        }
        int rows = -1;
        int key = inputs + 1;
        for (int i = 0; i < tape.size(inputs); i++) {
            int column = key + 1;
            if (!isArray(tape, column)) {
                throw malformed("inputs: column " + i + " must be an array with one element for each row");
            }
            rows = i == 0 ? tape.size(column) : rows;
            if (tape.size(column) != rows) {
                throw malformed("inputs: column " + i + " must be as long as column 0");
            }
            if (!batch.addColumn(key, column)) {
                throw malformed("inputs: column " + i + " must not name the feature of an earlier one");
            }
            key = tape.next(column);
        }
        if (rows <= 0) {
            throw malformed("inputs must have at least one column and one row");
        }
        batch.columns(rows);
    }

    static String values(int count) {
        return count == 1 ? "1 value" : count + " values";
    }
}
