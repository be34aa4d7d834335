package io.driftgate.protocol;

import io.driftgate.json.JsonTape;

/**
 * Checks of answers that more than one protocol makes. Messages name fields and what is expected, never what was answered.
 * Stateless.
 */
final class Answers {
    private Answers() {}

    static void requireObject(JsonTape tape) throws MalformedRequest {
        if (tape.type(JsonTape.ROOT) != JsonTape.OBJECT) {
            throw Shapes.malformed("the answer must be a JSON object");
        }
    }

    /** One row for each element. */
    static void bindRows(JsonTape tape, int list, String field, PredictionBatch batch) throws MalformedRequest {
        batch.addNameless(Shapes.requireRows(tape, list, field) + 1, 0);
        batch.end(tape.size(list));
    }

    /** An object of columns of one length; those that have no name of a part are left. */
    static void bindColumns(JsonTape tape, int object, String field, PredictionBinding binding, PredictionBatch batch)
            throws MalformedRequest {
        int rows = 0;
        int key = object + 1;
        for (int i = 0; i < tape.size(object); i++) {
            int column = key + 1;
            if (tape.type(column) != JsonTape.ARRAY) {
                throw Shapes.malformed(field + ": column " + i + " must be an array with one element for each row");
            }
            rows = i == 0 ? tape.size(column) : rows;
            if (tape.size(column) != rows) {
                throw Shapes.malformed(field + ": column " + i + " must be as long as column 0");
            }
            int place = batch.members().find(tape, binding.names(), key);
            if (place != NameTable.UNKNOWN) {
                batch.addPart(place, column + 1, 0);
            }
            key = tape.next(column);
        }
        if (rows == 0) {
            throw Shapes.malformed(field + " must have at least one column and one row");
        }
        if (!batch.hasParts()) {
            if (tape.size(object) > 1 || binding.hasNames()) {
                throw nothingIn(field, binding);
            }
            // The only column, so whatever its name is, it is the prediction.
            batch.addNameless(object + 3, 0);
        }
        batch.end(rows);
    }

    /** Attributions that stand beside the predictions, in an array with an array or object for each row. */
    static void addAttributions(JsonTape tape, int object, int rows, PredictionBinding binding, PredictionBatch batch) {
        int key = object + 1;
        for (int left = tape.size(object); left > 0; left--) {
            int list = key + 1;
            int place = batch.members().find(tape, binding.names(), key);
            if (place != NameTable.UNKNOWN
                    && binding.role(place) == PredictionRole.ATTRIBUTIONS
                    && tape.type(list) == JsonTape.ARRAY
                    && tape.size(list) == rows
                    && Shapes.isContainer(tape, list + 1)) {
                batch.addPart(place, list + 1, 0);
            }
            key = tape.next(list);
        }
    }

    static MalformedRequest nothingIn(String field, PredictionBinding binding) {
        return Shapes.malformed(
                binding.hasNames()
                        ? field + " must hold what prediction: of the model names"
                        : field
                                + " must hold a prediction by a usual name, or one that prediction: of the model gives");
    }
}
