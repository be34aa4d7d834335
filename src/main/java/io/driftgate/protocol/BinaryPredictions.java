package io.driftgate.protocol;

import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.PredictionFields;

/** Puts binary tensors of an answer into the rows of a {@link PredictionBatch}, as it puts the same values in JSON. */
final class BinaryPredictions {
    private final BinaryTensors tensors;
    private final TextScratch scratch;

    BinaryPredictions(BinaryTensors tensors, TextScratch scratch) {
        this.tensors = tensors;
        this.scratch = scratch;
    }

    /**
     * Puts one row of a tensor.
     *
     * @param at first byte of the row's first element
     * @param order the slots of attributions
     */
    void put(
            PredictionRole role,
            int tensor,
            int at,
            int columns,
            FeatureRow row,
            FeatureRow attributions,
            int[] order) {
        switch (role) {
            case LABEL -> putLabel(tensor, at, columns, row);
            case SCORES -> putScores(tensor, at, columns, row);
            case VALUE -> putValue(tensor, at, columns, row);
            case ATTRIBUTIONS -> putAttributions(tensor, at, columns, attributions, order);
        }
    }

    private void putLabel(int tensor, int at, int columns, FeatureRow row) {
        if (row.kind(PredictionFields.LABEL) != FeatureRow.ABSENT) {
            return;
        }
        if (columns > 1) {
            row.setList(PredictionFields.LABEL, columns);
            return;
        }
        tensors.put(tensor, at, row, PredictionFields.LABEL);
        double number = row.number(PredictionFields.LABEL);
        // A class that is a number or a bool is named as JSON writes it.
        switch (row.kind(PredictionFields.LABEL)) {
            case FeatureRow.BOOL -> nameLabel(number == 1 ? "true" : "false", row);
            case FeatureRow.INT, FeatureRow.FLOAT -> {
                boolean plain = number == Math.rint(number) && Math.abs(number) <= 0x1p53;
                nameLabel(plain ? Long.toString((long) number) : Double.toString(number), row);
            }
            default -> {}
        }
    }

    private void nameLabel(String name, FeatureRow row) {
        scratch.write(name);
        row.setText(PredictionFields.LABEL, scratch.buffer(), scratch.from(), scratch.to());
    }

    private void putValue(int tensor, int at, int columns, FeatureRow row) {
        if (columns > 1) {
            putScores(tensor, at, columns, row);
        } else if (tensors.isBytes(tensor)) {
            putLabel(tensor, at, columns, row);
        } else if (row.kind(PredictionFields.VALUE) == FeatureRow.ABSENT) {
            double value = tensors.number(tensor, at);
            if (Double.isNaN(value)) {
                row.setNull(PredictionFields.VALUE);
            } else {
                row.setNumber(PredictionFields.VALUE, value);
            }
        }
    }

    private void putScores(int tensor, int first, int columns, FeatureRow row) {
        if (row.kind(PredictionFields.SCORES) != FeatureRow.ABSENT) {
            return;
        }
        row.beginList(PredictionFields.SCORES);
        double top = Double.NEGATIVE_INFINITY;
        int at = first;
        for (int i = 0; i < columns; i++) {
            tensors.add(tensor, at, row, PredictionFields.SCORES);
            // One that is no number, or NaN, makes the top NaN: there is none then.
            top = Math.max(top, tensors.isNumeric(tensor) ? tensors.number(tensor, at) : Double.NaN);
            at = tensors.next(tensor, at);
        }
        if (top > Double.NEGATIVE_INFINITY) {
            row.setNumber(PredictionFields.TOP_SCORE, top);
        }
    }

    private void putAttributions(int tensor, int first, int columns, FeatureRow attributions, int[] order) {
        if (columns != order.length) {
            return;
        }
        int at = first;
        for (int slot : order) {
            if (attributions.kind(slot) == FeatureRow.ABSENT) {
                tensors.put(tensor, at, attributions, slot);
            }
            at = tensors.next(tensor, at);
        }
    }
}
