package io.driftgate.pii;

import io.driftgate.json.JsonTape;

/**
 * Finds what stands in several elements of an array, each of which is looked at by itself as well: a number in short elements, and any
 * value in the texts of a message, which servers put together with a line break, a blank or nothing between. There is no room for a mask in
 * several places at once, so a hit that would be rewritten blocks; unless a piece of it is blocked or rewritten in an element by itself. Owned by one event loop.
 *
 * <p>Bare numbers, elements of tensors, which are rows, and mixed arrays are mostly quantities: in these only what the name speaks for
 * counts. Arrays of what is numeric by schema or request are not looked at, nor are rows of tables.
 */
final class ArrayScan {
    private static final String[] JOINTS = {"", " "}; // a line break does what a blank does

    private final FieldPlace place;
    private final Readings readings;
    private final Pieces pieces = new Pieces();
    /** What stands in several elements, and what in one, by offsets in the part. */
    private final Spans several = new Spans();

    private final Spans single = new Spans();
    private PiiPolicy policy = PiiPolicy.off();
    private PiiFindings out = new PiiFindings();

    ArrayScan(FieldPlace place, Readings readings) {
        this.place = place;
        this.readings = readings;
    }

    void begin(PiiPolicy newPolicy, PiiFindings newOut) {
        policy = newPolicy;
        out = newOut;
    }

    /** Looks at an array of two elements or more that was opened, before any of them is visited. */
    void scan(JsonTape tape, int array, Text text) {
        if (place.isTable(array)) {
            return; // each element is another column's
        }
        int node = array + 1;
        byte kind = tape.type(node);
        if (kind != JsonTape.OBJECT && kind != JsonTape.STRING && kind != JsonTape.NUMBER) {
            return;
        }
        place.visit(node);
        if (kind != JsonTape.NUMBER && Pieces.isContent(place.name())) {
            content(tape, array, text);
        }
        boolean mayBeRow = kind != JsonTape.OBJECT && tape.size(array) >= Pieces.MIN_ELEMENTS;
        if (mayBeRow && (kind == JsonTape.STRING || (readings.nameSpeaks() && !place.isMeasure(policy)))) {
            rows(tape, array, text);
        }
    }

    private void rows(JsonTape tape, int array, Text text) {
        int node = array + 1;
        pieces.begin(tape);
        for (int left = tape.size(array); left > 0; left--) {
            if (!pieces.take(node)) {
                row(text);
                pieces.begin(tape);
            }
            node = tape.next(node);
        }
        row(text);
    }

    private void row(Text text) {
        if (pieces.mayBeNumber()) {
            boolean onlyNames = pieces.hasNumbers() || place.isTensor();
            take(text, readings.elements(pieces.row(text), onlyNames));
            report();
        }
    }

    private void content(JsonTape tape, int array, Text text) {
        for (String joint : JOINTS) {
            Text said = pieces.content(tape, array, text, joint);
            take(text, readings.readOneOf(said, PiiLocation.STRING));
        }
        report();
    }

    /** Sorts what was found by whether it stands in one element. */
    private void take(Text text, Text found) {
        Spans spans = readings.spans();
        spans.order();
        for (int i = 0; i < spans.size(); i++) {
            int from = found.startInPart(spans.from(i));
            int to = found.endInPart(spans.to(i));
            Spans kind = pieces.isInOne(text, from, to) ? single : several;
            kind.add(spans.entity(i), spans.score(i), from, to, spans.treatment(i), 0);
        }
        spans.clear();
    }

    private void report() {
        if (several.size() > 0) {
            several.resolve();
            single.resolve();
            int last = 0;
            for (int i = 0; i < several.size(); i++) {
                while (last < single.size() && single.to(last) <= several.from(i)) {
                    last++;
                }
                if (!isActedOn(last, several.to(i))) {
                    PiiAction action = several.treatment(i).action();
                    out.add(
                            several.entity(i),
                            several.score(i),
                            action.rewrites() ? PiiAction.BLOCK : action,
                            PiiLocation.STRING,
                            several.from(i),
                            several.to(i));
                }
            }
        }
        several.clear();
        single.clear();
    }

    /** Whether something is blocked or rewritten that stands in one element before {@code to}; it is {@code first} or behind. */
    private boolean isActedOn(int first, int to) {
        for (int i = first; i < single.size() && single.from(i) < to; i++) {
            if (single.treatment(i).acts()) {
                return true;
            }
        }
        return false;
    }

    void release() {
        policy = PiiPolicy.off();
        pieces.release();
        several.clear();
        single.clear();
    }
}
