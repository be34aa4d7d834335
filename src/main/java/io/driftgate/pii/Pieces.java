package io.driftgate.pii;

import io.driftgate.json.JsonTape;
import io.driftgate.pii.pattern.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Elements of a JSON array that make one text, though each is a value by itself: short ones of digits in a row, {@code
 * ["4111", "1111", "1111", "1111"]}, which read as a list does; and the texts of a message's content, which servers put together. Joins
 * them, with a way back to where they stand. Mutable, reused, one event loop.
 *
 * <p>Of digits at least {@value #MIN_DIGITS} and at most {@value #MAX_DIGITS} count, in {@value #MIN_ELEMENTS} to {@value #MAX_ELEMENTS}
 * elements with nothing else between: more is a list of numbers. Of a text that is longer than two times {@value #NEAR} bytes only the
 * ends count.
 */
final class Pieces {
    static final int MIN_ELEMENTS = 3;
    private static final int MAX_ELEMENTS = 40;
    private static final int MIN_DIGITS = 9;
    private static final int MAX_DIGITS = 34;
    private static final int MAX_BYTES = 8;
    /** As many characters with escapes, or of other scripts. */
    private static final int MAX_WRITTEN = 6 * MAX_BYTES;

    private static final int NEAR = 128;
    /** Ends what is looked at of a long text; nothing that is looked for goes on behind it. */
    private static final byte CUT = 0;

    private static final byte[] TEXT = "text".getBytes(StandardCharsets.UTF_8);
    private static final byte[][] CONTENTS = PiiPolicy.utf8(List.of("content", "system"));

    private final Text joined = new Text();
    private JsonTape tape;
    private int elements;
    private int digits;
    private int bytes;
    private int first;
    private boolean numbers;
    /** The elements that are asked for: from the one at hand to the end. */
    private int cursor;

    private int end;

    /** Begins a row. */
    void begin(JsonTape newTape) {
        tape = newTape;
        elements = 0;
        digits = 0;
        bytes = 0;
        numbers = false;
    }

    /** Takes an element into the row; false when it is none of one, which ends the row. */
    boolean take(int node) {
        boolean number = tape.type(node) == JsonTape.NUMBER;
        if (!number && tape.type(node) != JsonTape.STRING) {
            return false;
        }
        int from = tape.start(node);
        int to = tape.end(node);
        int length = to - from;
        if (length == 0 || length > MAX_WRITTEN) {
            return false;
        }
        int found = digits(tape.bytes(), from, to);
        if (number ? found < length : found < 0 || (length > MAX_BYTES && !isWritten(node, from, to))) {
            return false;
        }
        first = elements == 0 ? node : first;
        elements++;
        digits += found;
        bytes += length;
        numbers |= number;
        end = tape.next(node);
        return true;
    }

    /** How many digits there are, other characters than ASCII taken for some; -1 when there are marks that no number has. */
    private static int digits(byte[] text, int from, int to) {
        int digits = 0;
        for (int i = from; i < to; i++) {
            byte b = text[i];
            if (Utf8.isDigit(b) || b < 0) {
                digits++;
            } else if (!Utf8.isAsciiLetter(b) && " -+().\\/".indexOf(b) < 0) {
                return -1;
            }
        }
        return digits;
    }

    private boolean isWritten(int node, int from, int to) {
        boolean foreign = tape.isEscaped(node);
        for (int i = from; i < to && !foreign; i++) {
            foreign = tape.bytes()[i] < 0;
        }
        return foreign;
    }

    /** Whether the row may be a number. */
    boolean mayBeNumber() {
        return elements >= MIN_ELEMENTS
                && elements <= MAX_ELEMENTS
                && digits >= MIN_DIGITS
                && (digits <= MAX_DIGITS || bytes > MAX_DIGITS)
                && 2 * digits >= bytes - elements;
    }

    /** Whether there are numbers among the elements. */
    boolean hasNumbers() {
        return numbers;
    }

    /** The elements of the row with semicolons between: no number has these within, as some have commas. */
    Text row(Text text) {
        joined.derive(text, tape.start(first), tape.start(first) + bytes + elements);
        int node = first;
        cursor = first;
        for (int i = 0; i < elements; i++) {
            if (i > 0) {
                joined.append((byte) ';');
            }
            append(text, tape.start(node), tape.end(node), tape.isEscaped(node));
            node = tape.next(node);
        }
        return joined;
    }

    // ---- texts of a content

    /** Whether an array of that name holds the texts of one message. */
    static boolean isContent(FieldPlace.Name name) {
        return name.equalTo(CONTENTS[0]) || name.equalTo(CONTENTS[1]);
    }

    /** The texts of a message with {@code joint} between, or what stands near its joints; empty when there is one text at most. */
    Text content(JsonTape newTape, int array, Text text, String joint) {
        begin(newTape);
        int needed = 0;
        int node = array + 1;
        cursor = node;
        end = tape.next(array);
        for (int left = tape.size(array); left > 0; left--) {
            int said = text(tape, node);
            if (said != JsonTape.NONE) {
                first = elements++ == 0 ? said : first;
                needed += Math.min(tape.end(said) - tape.start(said), 2 * NEAR) + 1 + joint.length();
            }
            node = tape.next(node);
        }
        int from = elements == 0 ? 0 : tape.start(first);
        joined.derive(text, from, from + needed);
        if (elements > 1) {
            join(array, text, joint);
        }
        return joined;
    }

    private void join(int array, Text text, String joint) {
        int node = array + 1;
        int count = 0;
        for (int left = tape.size(array); left > 0; left--) {
            int said = text(tape, node);
            if (said != JsonTape.NONE) {
                int from = tape.start(said);
                int to = tape.end(said);
                for (int i = 0; count > 0 && i < joint.length(); i++) {
                    joined.append((byte) joint.charAt(i));
                }
                count++;
                boolean escaped = tape.isEscaped(said);
                if (to - from <= 2 * NEAR) {
                    append(text, from, to, escaped);
                } else {
                    append(text, from, from + NEAR, escaped);
                    joined.append(CUT);
                    append(text, to - NEAR, to, escaped);
                }
            }
            node = tape.next(node);
        }
    }

    /** The node of an element's text, or NONE. */
    private static int text(JsonTape tape, int element) {
        if (tape.type(element) == JsonTape.STRING) {
            return element;
        }
        int said = tape.type(element) == JsonTape.OBJECT ? tape.find(element, TEXT) : JsonTape.NONE;
        return said != JsonTape.NONE && tape.type(said) == JsonTape.STRING ? said : JsonTape.NONE;
    }

    private void append(Text text, int from, int to, boolean escaped) {
        joined.at(from);
        if (escaped) {
            Fold.unescapeInto(text, from, to, joined);
        } else {
            joined.append(text.bytes(), from, to);
        }
        joined.at(to);
    }

    /** Whether {@code [from, to)} of the part stands in one element alone. Asked for in order, it goes on from the last. */
    boolean isInOne(Text text, int from, int to) {
        while (cursor < end) {
            int said = text(tape, cursor);
            int endOfElement = text.endInPart(tape.end(said == JsonTape.NONE ? cursor : said));
            if (from < endOfElement) {
                return to <= endOfElement;
            }
            cursor = tape.next(cursor);
        }
        return true;
    }

    void release() {
        joined.release();
        tape = null;
    }
}
