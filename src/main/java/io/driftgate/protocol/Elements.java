package io.driftgate.protocol;

import io.driftgate.feature.FeatureRow;
import io.driftgate.json.JsonTape;

/** Puts JSON values into lists of a row. Stateless. */
final class Elements {
    private Elements() {}

    /** Adds one element to a list that was begun, by its kind; an array or object as such, without what is in it. */
    static void add(JsonTape tape, int node, FeatureRow row, int slot, TextScratch scratch) {
        switch (tape.type(node)) {
            case JsonTape.NUMBER -> row.addNumber(slot, tape.number(node));
            case JsonTape.STRING -> {
                scratch.read(tape, node);
                row.addText(slot, scratch.buffer(), scratch.from(), scratch.to());
            }
            case JsonTape.NULL -> row.addOther(slot, FeatureRow.NULL);
            case JsonTape.TRUE -> row.addBool(slot, true);
            case JsonTape.FALSE -> row.addBool(slot, false);
            case JsonTape.ARRAY -> row.addOther(slot, FeatureRow.LIST);
            default -> row.addOther(slot, FeatureRow.OBJECT);
        }
    }

    /** Fills a list with all elements of an array, as far as the row keeps them. */
    static void fill(JsonTape tape, int array, FeatureRow row, int slot, TextScratch scratch) {
        row.beginList(slot);
        int node = array + 1;
        for (int left = tape.size(array); left > 0; left--) {
            add(tape, node, row, slot, scratch);
            node = tape.next(node);
        }
    }
}
