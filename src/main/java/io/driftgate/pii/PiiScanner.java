package io.driftgate.pii;

import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import io.driftgate.pii.pattern.PiiEntity;
import io.driftgate.pii.pattern.WholeNumber;
import java.util.Arrays;

/**
 * Finds personal data in the parts of a request: the strings, keys and numbers of parsed bodies, and texts. Owned by one event loop.
 *
 * <ul>
 *   <li>Strings and keys are looked at as what they say: escapes are undone first.
 *   <li>A string that is itself a JSON object, array or string is walked like the body, {@value #MAX_NESTED} levels deep. All other
 *       is text, which {@link Readings} reads in every way in which it could hold something. So nothing
 *       hides in JSON that this parser refuses and another reads (a key twice, JSON lines), that something stands before, or that
 *       is nested deeper.
 *   <li>A whole number is its digits, however it is written ({@code 4111111111111111.0}): a payment card, or what its name says. What
 *       the schema calls numeric, or the request a tensor of numbers, is neither unless its name says so.
 *   <li>Short elements of an array that make one number, and the texts of a message's content, are looked at together as well. A hit in
 *       several of them blocks.
 *   <li>Keys at any depth, the {@code name} of each of an Open Inference message's tensors, and the {@code columns} of a
 *       {@code dataframe_split} are names of features.
 * </ul>
 *
 * Memory is in proportion to the longest string with escapes or nested JSON, and given back after each request.
 */
public final class PiiScanner {
    private static final int MAX_NESTED = 3;
    private static final int MAX_DEPTH = 64;
    private static final int MAX_DIGITS = 19;
    /** Fewer digits than any number has that says who somebody is: seven has a social security number whose first two are 0. */
    private static final double MIN_NUMBER = 1e6;

    private static final double MAX_NUMBER = 1e19;
    private static final byte[] NO_NAME = {};

    private final FieldPlace place = new FieldPlace(MAX_NESTED + 1);
    private final Readings readings;
    private final ArrayScan arrays;
    private final byte[] digits = new byte[MAX_DIGITS];
    /** The part, and at each level of nesting what the string at hand says. */
    private final Text[] texts = new Text[MAX_NESTED + 2];

    private final JsonTape[] nestedTapes = new JsonTape[MAX_NESTED];
    private int parts;
    private int rewrittenKeys;
    private boolean onlyNumbers;
    /** Whether all patterns are this program's own. */
    private boolean ownPatterns;

    /** Whether a name may be a finding by itself. */
    private boolean namesMatter;

    /** A tape whose body held nothing, by which policy, and that body's number. */
    private JsonTape cleanTape;

    private PiiPolicy cleanPolicy = PiiPolicy.off();
    private long cleanParse;
    /** Whether the tape at hand held such a body before this one. */
    private boolean followsClean;

    private PiiPolicy policy = PiiPolicy.off();
    private PiiFindings out = new PiiFindings();

    public PiiScanner() {
        this(true);
    }

    private PiiScanner(boolean scored) {
        readings = new Readings(place, scored);
        arrays = new ArrayScan(place, readings);
        Arrays.setAll(texts, level -> new Text());
        Arrays.setAll(nestedTapes, level -> new JsonTape(MAX_DEPTH));
    }

    /**
     * One for those who act on findings and show no scores. It finds the same; the score of a finding may be that of its form alone, without
     * what the words around it add, which are then not read.
     */
    public static PiiScanner unscored() {
        return new PiiScanner(false);
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
        out.begin(policy.set());
        this.policy = policy;
        this.out = out;
        ownPatterns = !policy.set().hasCustom();
        namesMatter = policy.minds(PiiEntity.PII_FEATURE_NAME);
        readings.begin(policy, out);
        arrays.begin(policy, out);
        parts = 0;
    }

    /** Adds what a JSON body holds, and returns the part's number. */
    public int json(JsonTape tape) {
        if (!policy.isOff() && tape.nodes() > 0) {
            int first = out.size();
            followsClean = follows(tape) && !onlyNumbers;
            beginPart(tape.end(JsonTape.ROOT) - tape.start(JsonTape.ROOT), Coding.PLAIN, NO_NAME);
            texts[0].set(tape.bytes());
            walk(tape, 0, texts[0]);
            if (rewrittenKeys > 0) {
                keepKeysApart(tape, first);
            }
            if (!onlyNumbers) {
                cleanTape = out.isClean() ? tape : null;
                cleanPolicy = policy;
                cleanParse = tape.parses();
            }
        }
        return parts++;
    }

    /**
     * Whether the tape held a body of the same shape just before, in which this policy found nothing: then what stands there again need not be
     * looked at again.
     */
    private boolean follows(JsonTape tape) {
        return tape == cleanTape && policy == cleanPolicy && tape.isReplay() && tape.parses() == cleanParse + 1;
    }

    /** As {@link #json}, but adds only what the numbers are: those of a body of this program's own making, with names seen before. */
    public int numbers(JsonTape tape) {
        onlyNumbers = true;
        try {
            return json(tape);
        } finally {
            onlyNumbers = false;
        }
    }

    /**
     * Adds what a text holds, and returns the part's number. Offsets of findings are those of {@code bytes}.
     *
     * @param name of the field that holds the text; may be empty
     */
    public int text(byte[] bytes, int from, int to, PiiLocation where, Coding coding, byte[] name) {
        if (!policy.isOff()) {
            beginPart(to - from, coding, name);
            texts[0].set(bytes);
            if (coding == Coding.URL) {
                Fold.decodeUrl(texts[0], from, to, texts[1]);
                value(texts[1], 0, texts[1].length(), 0, where);
            } else {
                value(texts[0], from, to, 0, where);
            }
        }
        return parts++;
    }

    /**
     * Replaces what {@code out} holds by what {@code bytes[from, to)} holds: a window of a longer text, so that it is only text, JSON
     * or not.
     *
     * @param name of the field that holds the text; may be empty
     * @param longestBytes values of more bytes are not looked for
     */
    void window(byte[] bytes, int from, int to, byte[] name, PiiPolicy policy, int longestBytes, PiiFindings out) {
        begin(policy, out);
        readings.lookFor(longestBytes);
        try {
            if (!policy.isOff()) {
                beginPart(to - from, Coding.PLAIN, name);
                texts[0].set(bytes);
                value(texts[0], from, to, MAX_NESTED, PiiLocation.TEXT);
            }
        } finally {
            end();
        }
    }

    /** Ends a request. */
    public void end() {
        policy = PiiPolicy.off();
        readings.release();
        place.release();
        arrays.release();
        for (Text text : texts) {
            text.release();
        }
    }

    /** How many bytes the matchers have examined beyond their single pass, ever. */
    long examined() {
        return readings.examined();
    }

    private void beginPart(int bytes, Coding coding, byte[] name) {
        out.beginPart(parts, coding);
        readings.beginPart(bytes);
        place.begin(name);
        rewrittenKeys = 0;
    }

    private void walk(JsonTape tape, int level, Text text) {
        place.enter(tape);
        boolean repeats = level == 0 && followsClean && place.features().areRepeated();
        int placed = 0; // the place has seen all nodes before this one
        for (int node = 0; node < tape.nodes(); node++) {
            switch (tape.type(node)) {
                case JsonTape.ARRAY -> {
                    if (tape.size(node) > 1 && !onlyNumbers) {
                        goTo(tape, placed, node);
                        place.open();
                        placed = node + 1;
                        arrays.scan(tape, node, text);
                    }
                }
                case JsonTape.STRING -> {
                    if (!onlyNumbers && !(repeats && tape.isRepeated(node)) && !holdsNothing(tape, node, level)) {
                        goTo(tape, placed, node);
                        placed = node + 1;
                        string(tape, node, level, text);
                    }
                }
                case JsonTape.NUMBER -> {
                    double magnitude = Math.abs(tape.number(node));
                    if (magnitude >= MIN_NUMBER && magnitude < MAX_NUMBER && magnitude == Math.rint(magnitude)) {
                        goTo(tape, placed, node);
                        placed = node + 1;
                        number(tape, node, text);
                    }
                }
                default -> {}
            }
        }
        place.leave();
    }

    /** Takes the place to a node, through the containers and keys from {@code placed} on: most nodes need none. */
    private void goTo(JsonTape tape, int placed, int node) {
        for (int passed = placed; passed < node; passed++) {
            byte type = tape.type(passed);
            if (type == JsonTape.OBJECT || type == JsonTape.ARRAY) {
                place.visit(passed);
                place.open();
            } else if (tape.isKey(passed)) {
                place.visit(passed);
            }
        }
        place.visit(node);
    }

    /** Whether a string or key is told to hold nothing without its place. */
    private boolean holdsNothing(JsonTape tape, int node, int level) {
        return ownPatterns
                && !tape.isEscaped(node)
                && ShortTexts.holdNothing(tape.bytes(), tape.start(node), tape.end(node))
                && !(namesMatter
                        && (tape.isKey(node) || (level == 0 && place.features().isName(node))));
    }

    private void string(JsonTape tape, int node, int level, Text text) {
        int from = tape.start(node);
        int to = tape.end(node);
        Text said = text;
        if (tape.isEscaped(node)) {
            said = texts[level + 1];
            if (level == 0 && !tape.isKey(node)) {
                said.deriveInto(tape.textRoom(node), tape.textStart(node), text, from);
                Fold.unescapeInto(text, from, to, said);
                from = tape.textStart(node);
                tape.putText(node, said.length()); // rules read it as well
            } else {
                Fold.unescape(text, from, to, said);
                from = 0;
            }
            to = said.length();
        }
        boolean names = level == 0 && place.features().isName(node);
        PiiLocation location =
                tape.isKey(node) ? PiiLocation.KEY : names ? PiiLocation.FEATURE_NAME : PiiLocation.STRING;
        boolean naming = location != PiiLocation.STRING;
        if (naming && policy.minds(PiiEntity.PII_FEATURE_NAME) && policy.isPersonal(said.bytes(), from, to)) {
            readings.add(PiiEntity.PII_FEATURE_NAME.index(), said, from, to, location);
        }
        value(said, from, to, level, location);
    }

    private void value(Text said, int from, int to, int level, PiiLocation location) {
        Text last = said;
        if (!ownPatterns || !ShortTexts.holdNothing(said.bytes(), from, to)) {
            if (location.isRewritable() && walkNested(said, from, to, level)) {
                return;
            }
            last = readings.read(said, from, to, location);
        }
        if (readings.spans().size() > 0) {
            report(last, level, location);
        }
    }

    /** False when the text is no JSON object, array or string, or too deep to be walked. */
    private boolean walkNested(Text text, int from, int to, int level) {
        if (level == MAX_NESTED || !looksLikeJson(text.bytes(), from, to)) {
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
        int from = tape.start(node);
        int to = tape.end(node);
        int length = WholeNumber.digits(tape.bytes(), from, to, digits);
        if (length == 0 || place.isMeasure(policy)) {
            return;
        }
        readings.number(digits, length, from, to);
        if (readings.spans().size() > 0) {
            report(text, 0, PiiLocation.NUMBER);
        }
    }

    private void report(Text text, int level, PiiLocation location) {
        Spans spans = readings.spans();
        spans.resolve();
        for (int i = 0; i < spans.size(); i++) {
            Treatment treatment = spans.treatment(i);
            boolean nestedKey = location == PiiLocation.KEY && level > 0;
            PiiAction action = nestedKey && treatment.action().rewrites() ? PiiAction.BLOCK : treatment.action();
            int from = text.startInPart(spans.from(i));
            int to = text.endInPart(spans.to(i));
            boolean kept = out.add(spans.entity(i), spans.score(i), action, location, from, to);
            if (kept && action.rewrites()) {
                rewrittenKeys += location == PiiLocation.KEY ? 1 : 0;
                Redaction.write(out, policy, spans, i, text, location);
            }
        }
        spans.clear();
    }

    /** Rewritten keys may fall together, with each other or with one that stands there; then they block. */
    private void keepKeysApart(JsonTape tape, int first) {
        byte[] edited = out.rewrite(parts, tape.bytes(), tape.start(JsonTape.ROOT), tape.end(JsonTape.ROOT));
        try {
            new JsonTape(MAX_DEPTH).parse(edited, 0, edited.length);
        } catch (MalformedJson e) {
            for (int i = first; i < out.size(); i++) {
                if (out.location(i) == PiiLocation.KEY && out.action(i).rewrites()) {
                    out.block(i);
                }
            }
        }
    }
}
