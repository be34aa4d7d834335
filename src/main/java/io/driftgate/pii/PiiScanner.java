package io.driftgate.pii;

import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import io.driftgate.pii.pattern.Detector;
import io.driftgate.pii.pattern.Hits;
import io.driftgate.pii.pattern.PiiEntity;
import io.driftgate.pii.pattern.Utf8;
import io.driftgate.pii.pattern.WholeNumber;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds personal data in the strings, keys and numbers of a parsed body. Owned by one event loop.
 *
 * <ul>
 *   <li>Strings and keys are looked at as what they say: escapes are undone first.
 *   <li>A string that is itself a JSON object, array or string is walked like the body, {@value #MAX_NESTED} levels deep. All other
 *       is text, and text with backslashes is looked at twice: as it stands, and with its own JSON escapes undone. So nothing
 *       hides in JSON that this parser refuses and another reads (a key twice, JSON lines), that something stands before, or that
 *       is nested once deeper.
 *   <li>A number is a payment card when it is whole and its digits are one, however it is written ({@code 4111111111111111.0});
 *       all else needs separators, which numbers don't have.
 *   <li>Keys at any depth, the {@code name} of each of an Open Inference request's {@code inputs}, and the {@code columns} of a
 *       {@code dataframe_split} are names of features.
 * </ul>
 *
 * Memory is in proportion to the longest string with escapes or nested JSON, and given back after each scan.
 */
public final class PiiScanner {
    private static final int MAX_NESTED = 3;
    private static final int MAX_DEPTH = 64;
    private static final int MAX_CARD_DIGITS = 19;
    private static final int KEPT_NAMES = 256;
    /** Numbers of fewer digits than a card has, and of more. */
    private static final double MIN_CARD = 1e12;

    private static final double MAX_CARD = 1e19;
    private static final byte[] INPUTS = "inputs".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NAME = "name".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATAFRAME_SPLIT = "dataframe_split".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COLUMNS = "columns".getBytes(StandardCharsets.US_ASCII);

    private final Detector detector = new Detector();
    private final Hits hits = new Hits();
    private final Spans spans = new Spans();
    private final Text unescaped = new Text();
    private final byte[] digits = new byte[MAX_CARD_DIGITS];
    /** The body, and at each level of nesting what the string at hand says. */
    private final Text[] texts = new Text[MAX_NESTED + 2];

    private final JsonTape[] nestedTapes = new JsonTape[MAX_NESTED];
    private int[] nameNodes = new int[16];
    private int names;
    private int parts;
    private int longest = Integer.MAX_VALUE;
    private PiiPolicy policy = PiiPolicy.off();
    private PiiFindings out = new PiiFindings();

    public PiiScanner() {
        Arrays.setAll(texts, level -> new Text());
        Arrays.setAll(nestedTapes, level -> new JsonTape(MAX_DEPTH));
    }

    /** Replaces what {@code out} holds by what is found in the body that {@code tape} has parsed. */
    public void scan(JsonTape tape, PiiPolicy policy, PiiFindings out) {
        begin(policy, out);
        try {
            json(tape);
        } finally {
            end();
        }
    }

    /** Begins a request, whose parts follow, and clears {@code out}. */
    public void begin(PiiPolicy policy, PiiFindings out) {
        out.clear();
        this.policy = policy;
        this.out = out;
        parts = 0;
    }

    /** Adds what a JSON body holds, and returns the part's number. */
    public int json(JsonTape tape) {
        out.beginPart(parts);
        if (!policy.isOff()) {
            collectNames(tape);
            texts[0].set(tape.bytes());
            walk(tape, 0, texts[0]);
        }
        return parts++;
    }

    /**
     * Adds what a text holds, and returns the part's number. Offsets of findings are those of {@code bytes}.
     *
     * @param name of the field that holds the text; may be empty
     */
    public int text(byte[] bytes, int from, int to, PiiLocation where, Coding coding, byte[] name) {
        out.beginPart(parts);
        if (!policy.isOff()) {
            texts[0].set(bytes);
            Text said = texts[0];
            int start = from;
            int end = to;
            if (coding == Coding.URL) {
                said = texts[1];
                said.decodeUrl(texts[0], from, to);
                start = 0;
                end = said.length();
            }
            value(said, start, end, 0, where, true);
        }
        return parts++;
    }

    /**
     * Replaces what {@code out} holds by what {@code bytes[from, to)} holds: a window of a longer text, so that it is only text, JSON
     * or not.
     *
     * @param longestBytes values of more bytes are not looked for
     */
    void window(byte[] bytes, int from, int to, PiiPolicy policy, int longestBytes, PiiFindings out) {
        begin(policy, out);
        longest = longestBytes;
        try {
            out.beginPart(parts);
            if (!policy.isOff()) {
                texts[0].set(bytes);
                value(texts[0], from, to, MAX_NESTED, PiiLocation.TEXT, true);
            }
        } finally {
            end();
        }
    }

    /** Ends a request. */
    public void end() {
        release();
    }

    /** How many bytes the matchers have examined beyond their single pass, ever. */
    long examined() {
        return detector.examined();
    }

    private void release() {
        policy = PiiPolicy.off();
        longest = Integer.MAX_VALUE;
        spans.clear();
        unescaped.release();
        for (Text text : texts) {
            text.release();
        }
        if (nameNodes.length > KEPT_NAMES) {
            nameNodes = new int[16];
        }
    }

    private void walk(JsonTape tape, int level, Text text) {
        int name = 0;
        for (int node = 0; node < tape.nodes(); node++) {
            switch (tape.type(node)) {
                case JsonTape.STRING -> {
                    boolean names = level == 0 && name < this.names && nameNodes[name] == node;
                    name += names ? 1 : 0;
                    PiiLocation location = names ? PiiLocation.FEATURE_NAME : PiiLocation.STRING;
                    string(tape, node, level, text, tape.isKey(node) ? PiiLocation.KEY : location);
                }
                case JsonTape.NUMBER -> number(tape, node, text);
                default -> {}
            }
        }
    }

    private void string(JsonTape tape, int node, int level, Text text, PiiLocation location) {
        int from = tape.start(node);
        int to = tape.end(node);
        Text said = text;
        if (tape.isEscaped(node)) {
            said = texts[level + 1];
            said.unescape(text, from, to);
            from = 0;
            to = said.length();
        }
        boolean names = location == PiiLocation.KEY || location == PiiLocation.FEATURE_NAME;
        if (names && policy.minds(PiiEntity.PII_FEATURE_NAME) && policy.isPersonal(said.bytes(), from, to)) {
            spans.add(PiiEntity.PII_FEATURE_NAME.index(), from, to);
        }
        value(said, from, to, level, location, tape.isEscaped(node));
    }

    private void value(Text said, int from, int to, int level, PiiLocation location, boolean mayHaveBackslash) {
        if (location.isRewritable() && level < MAX_NESTED && walkNested(said, from, to, level)) {
            return;
        }
        find(said, from, to);
        Text last = mayHaveBackslash && said.hasBackslash(from, to) ? scanUnescaped(said, from, to) : said;
        if (spans.size() > 0) {
            report(last, location);
        }
    }

    private void find(Text text, int from, int to) {
        detector.scan(text.bytes(), from, to, policy.set(), hits);
        for (int i = 0; i < hits.size(); i++) {
            if (hits.to(i) - hits.from(i) <= longest) {
                spans.add(hits.entity(i), hits.from(i), hits.to(i));
            }
        }
        hits.clear();
    }

    /** Adds what a text holds when its own escapes are undone; the spans are then of the text that is returned. */
    private Text scanUnescaped(Text text, int from, int to) {
        unescaped.unescape(text, from, to);
        spans.move(unescaped);
        find(unescaped, 0, unescaped.length());
        return unescaped;
    }

    /** False when the text is no JSON object, array or string. */
    private boolean walkNested(Text text, int from, int to, int level) {
        if (!looksLikeJson(text.bytes(), from, to)) {
            return false;
        }
        JsonTape tape = nestedTapes[level];
        try {
            tape.parse(text.bytes(), from, to);
            walk(tape, level + 1, text);
            return true;
        } catch (MalformedJson e) {
            return false;
        } finally {
            tape.release();
        }
    }

    private static boolean looksLikeJson(byte[] text, int from, int to) {
        int first = from;
        while (first < to && isBlank(text[first])) {
            first++;
        }
        return first < to && (text[first] == '{' || text[first] == '[' || text[first] == '"');
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }

    private void number(JsonTape tape, int node, Text text) {
        double magnitude = Math.abs(tape.number(node));
        if (magnitude < MIN_CARD || magnitude >= MAX_CARD || !policy.minds(PiiEntity.CREDIT_CARD)) {
            return;
        }
        int from = tape.start(node);
        int to = tape.end(node);
        int length = WholeNumber.digits(tape.bytes(), from, to, digits);
        if (length > 0) {
            detector.number(digits, length, policy.set(), hits);
        }
        if (hits.size() > 0) {
            hits.clear();
            spans.add(PiiEntity.CREDIT_CARD.index(), from, to);
            report(text, PiiLocation.NUMBER);
        }
    }

    private void report(Text text, PiiLocation location) {
        spans.resolve(policy);
        for (int i = 0; i < spans.size(); i++) {
            int entity = spans.entity(i);
            PiiAction action = policy.actionOf(entity);
            boolean maskable = location.isRewritable();
            action = action == PiiAction.MASK && !maskable ? PiiAction.BLOCK : action;
            int from = spans.from(i);
            int to = spans.to(i);
            boolean kept = out.add(policy.set().entity(entity), action, location, text.toBody(from), text.toBody(to));
            if (kept && action == PiiAction.MASK) {
                mask(text, from, to, spans.keptLast(i));
            }
        }
        spans.clear();
    }

    /** Masks letters and digits, except the last {@code kept}; but never less than half of them. */
    private void mask(Text text, int from, int to, int kept) {
        byte[] bytes = text.bytes();
        int characters = 0;
        for (int p = from; p < to; p += Utf8.length(bytes, p, to)) {
            characters += isMasked(bytes[p]) ? 1 : 0;
        }
        int left = characters - Math.min(kept, characters / 2);
        for (int p = from; p < to && left > 0; p += Utf8.length(bytes, p, to)) {
            if (isMasked(bytes[p])) {
                out.mask(text.toBody(p), text.toBody(p + Utf8.length(bytes, p, to)));
                left--;
            }
        }
    }

    private static boolean isMasked(byte first) {
        return first < 0 || Utf8.isDigit(first) || Utf8.isAsciiLetter(first);
    }

    /** The nodes that name features, in the order in which the walk meets them. */
    private void collectNames(JsonTape tape) {
        names = 0;
        if (tape.nodes() == 0 || tape.type(JsonTape.ROOT) != JsonTape.OBJECT) {
            return;
        }
        int inputs = tape.find(JsonTape.ROOT, INPUTS);
        if (inputs != JsonTape.NONE && tape.type(inputs) == JsonTape.ARRAY) {
            int input = inputs + 1;
            for (int left = tape.size(inputs); left > 0; left--) {
                boolean object = tape.type(input) == JsonTape.OBJECT;
                addName(tape, object ? tape.find(input, NAME) : JsonTape.NONE);
                input = tape.next(input);
            }
        }
        int split = tape.find(JsonTape.ROOT, DATAFRAME_SPLIT);
        boolean object = split != JsonTape.NONE && tape.type(split) == JsonTape.OBJECT;
        int columns = object ? tape.find(split, COLUMNS) : JsonTape.NONE;
        if (columns != JsonTape.NONE && tape.type(columns) == JsonTape.ARRAY) {
            int column = columns + 1;
            for (int left = tape.size(columns); left > 0; left--) {
                addName(tape, column);
                column = tape.next(column);
            }
            Arrays.sort(nameNodes, 0, names);
        }
    }

    private void addName(JsonTape tape, int node) {
        if (node == JsonTape.NONE || tape.type(node) != JsonTape.STRING) {
            return;
        }
        if (names == nameNodes.length) {
            nameNodes = Arrays.copyOf(nameNodes, names * 2);
        }
        nameNodes[names++] = node;
    }
}
