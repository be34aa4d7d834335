package io.driftgate.cli.pii;

import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import io.driftgate.pii.pattern.Detector;
import io.driftgate.pii.pattern.Hits;
import io.driftgate.pii.pattern.PatternSet;
import io.driftgate.pii.pattern.WholeNumber;

/**
 * What one text or number holds. A text that is a JSON object or array is looked at as that: its strings without their escapes, each under
 * its key, and its numbers as numbers. One thread; memory is bounded by the longest text.
 */
final class ValueScan {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_DIGITS = 19;

    private final Detector detector = new Detector();
    private final JsonTape nested = new JsonTape(MAX_DEPTH);
    private final JsonPath path = new JsonPath();
    private final Hits found = new Hits();
    private final byte[] digits = new byte[MAX_DIGITS];
    private final PatternSet set;
    private byte[] said = new byte[1024];
    private byte[] name = new byte[64];

    ValueScan(PatternSet set) {
        this.set = set;
    }

    /** Begins a line. */
    void begin() {
        detector.begin();
        detector.context(name, 0, 0);
    }

    /** Says under which key of a tape the values stand that follow; {@link JsonTape#NONE} for none. */
    void under(JsonTape tape, int key) {
        if (key == JsonTape.NONE) {
            detector.context(name, 0, 0);
            return;
        }
        int most = tape.end(key) - tape.start(key);
        name = name.length < most ? new byte[2 * most] : name;
        detector.context(name, 0, tape.unescape(key, name, 0));
    }

    /** Adds what a text holds, by its offsets. */
    void text(byte[] text, int from, int to, Hits out) {
        if (!isJson(text, from, to)) {
            detector.scan(text, from, to, set, out);
            return;
        }
        path.begin(nested);
        for (int node = 0; node < nested.nodes(); node++) {
            path.enter(node);
            int start = nested.start(node);
            int end = nested.end(node);
            switch (nested.type(node)) {
                case JsonTape.STRING -> {
                    under(nested, nested.isKey(node) ? JsonTape.NONE : path.key());
                    if (nested.isEscaped(node)) {
                        escaped(node, out);
                    } else {
                        detector.scan(text, start, end, set, out);
                    }
                }
                case JsonTape.NUMBER -> {
                    under(nested, path.key());
                    number(text, start, end, out);
                }
                default -> {}
            }
        }
        nested.release();
    }

    /** Adds what a number of JSON is; a finding covers all of it. */
    void number(byte[] text, int from, int to, Hits out) {
        int length = WholeNumber.digits(text, from, to, digits);
        if (length > 0) {
            detector.number(digits, length, set, found);
            for (int i = 0; i < found.size(); i++) {
                out.add(found.entity(i), from, to, found.score(i));
            }
            found.clear();
        }
    }

    private boolean isJson(byte[] text, int from, int to) {
        int first = from;
        while (first < to
                && (text[first] == ' ' || text[first] == '\t' || text[first] == '\n' || text[first] == '\r')) {
            first++;
        }
        if (first == to || (text[first] != '{' && text[first] != '[')) {
            return false;
        }
        try {
            nested.parse(text, from, to);
            return true;
        } catch (MalformedJson e) {
            return false;
        }
    }

    private void escaped(int node, Hits out) {
        int most = nested.end(node) - nested.start(node);
        said = said.length < most ? new byte[2 * most] : said;
        detector.scan(said, 0, nested.unescape(node, said, 0), set, found);
        for (int i = 0; i < found.size(); i++) {
            int from = source(nested.bytes(), nested.start(node), found.from(i));
            out.add(found.entity(i), from, source(nested.bytes(), from, found.to(i) - found.from(i)), found.score(i));
        }
        found.clear();
    }

    /** Where in a text with escapes so many bytes of the text without them have passed. */
    private static int source(byte[] text, int from, int bytes) {
        int p = from;
        int passed = 0;
        while (passed < bytes) {
            if (text[p] != '\\') {
                passed++;
                p++;
            } else if (text[p + 1] != 'u') {
                passed++;
                p += 2;
            } else {
                int unit = hex(text, p + 2);
                boolean pair = Character.isHighSurrogate((char) unit);
                passed += pair ? 4 : unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
                p += pair ? 12 : 6;
            }
        }
        return p;
    }

    private static int hex(byte[] text, int from) {
        int value = 0;
        for (int p = from; p < from + 4; p++) {
            value = value << 4 | Character.digit(text[p], 16);
        }
        return value;
    }
}
