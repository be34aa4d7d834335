package io.driftgate.pii;

import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/**
 * Looks through a model server's event stream on its way to the client: bytes in, bytes out. Of each text that comes in pieces (see
 * {@link StreamedStrings}) the last {@value #TAIL_BYTES} bytes are held back, so that a value is found wherever events split it, up to
 * {@value #MAX_VALUE_BYTES} bytes of it; longer ones are not looked for. All else in an event is looked at within it.
 *
 * <ul>
 *   <li>An event goes out when all its texts are decided, in order and byte for byte as it came, but for the spans that are masked.
 *   <li>What goes out depends on the events alone, not on how their bytes arrive.
 *   <li>A text is decided to its end when the stream ends or says {@code [DONE]}, or when it was not extended for a while in which
 *       others were. What then goes on where a value was let go in part, blocks.
 *   <li>Memory is bounded: by {@value #MAX_EVENT_BYTES} bytes for an event, {@value #MAX_HELD_BYTES} for all that are held, and
 *       {@value #MAX_TEXTS} texts. A stream that needs more is refused.
 * </ul>
 *
 * Time is linear in the stream: each event costs a scan of at most its own texts and {@value #WINDOW_BYTES} bytes of each text it
 * extends. Mutable, one stream, one event loop.
 */
public final class PiiEventStream {
    /** How much of each text is held back. */
    public static final int TAIL_BYTES = 256;

    /** The longest value that is found; what is left of the tail is for what a matcher looks at behind it. */
    public static final int MAX_VALUE_BYTES = 224;

    static final int WINDOW_BYTES = 2 * StreamText.CONTEXT_BYTES + TAIL_BYTES;
    static final int MAX_EVENT_BYTES = 256 << 10;
    static final int MAX_HELD_BYTES = 1 << 20;
    static final int MAX_TEXTS = 64;

    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_NAME = {};

    private final StreamTools tools;
    private final PiiPolicy policy;
    private final boolean enforced;
    private final StreamTexts texts;
    private final EventParser parser = new EventParser(MAX_EVENT_BYTES);
    private final Deque<HeldEvent> events = new ArrayDeque<>();
    private final HeldEvent.ByteSink out = new HeldEvent.ByteSink();
    private int heldBytes;
    private StreamRefused refused;

    PiiEventStream(StreamTools tools, PiiPolicy policy, boolean enforced, PiiFound found) {
        this.tools = tools;
        this.policy = policy;
        this.enforced = enforced;
        this.texts = new StreamTexts(tools, policy, enforced, found);
    }

    /** Takes a piece of the stream, cut anywhere. After {@link #refusal()} has an answer nothing is taken any more. */
    public void feed(byte[] bytes, int from, int to) {
        if (refused != null) {
            return;
        }
        try {
            int at = from;
            while (at < to) {
                at = parser.feed(bytes, at, to);
                if (parser.isOverflown()) {
                    throw StreamRefused.uninspectable("an event is larger than " + MAX_EVENT_BYTES + " bytes");
                }
                if (parser.isComplete()) {
                    endEvent();
                }
            }
        } catch (StreamRefused e) {
            refuse(e);
        }
    }

    /** No more comes: decides all that is held. */
    public void end() {
        if (refused != null) {
            return;
        }
        try {
            parser.end();
            if (parser.length() > 0) {
                endEvent();
            }
            texts.decideAll();
            release();
        } catch (StreamRefused e) {
            refuse(e);
        }
    }

    /** What may go out by now, in an array of its own. */
    public byte[] take() {
        return out.take();
    }

    /** How many bytes are held back. */
    public int heldBytes() {
        return heldBytes + parser.length();
    }

    /** Why the stream must end here, in a sentence without any value of it; what was held back is gone. */
    public Optional<String> refusal() {
        return Optional.ofNullable(refused).map(StreamRefused::getMessage);
    }

    /** The entity that blocked; empty when the stream can't be inspected. */
    public String blockedBy() {
        return refused == null ? "" : refused.entity();
    }

    private void refuse(StreamRefused reason) {
        refused = reason;
        events.clear();
        texts.clear();
        tools.endEdits();
        heldBytes = 0;
        parser.next();
    }

    // ---- events

    private void endEvent() throws StreamRefused {
        HeldEvent event = new HeldEvent(Arrays.copyOf(parser.raw(), parser.length()));
        heldBytes += parser.length();
        events.add(event);
        boolean done = false;
        try {
            done = read(event);
        } catch (StreamRefused e) {
            if (enforced) {
                throw e;
            }
        }
        parser.next();
        if (done) {
            texts.decideAll();
        } else {
            texts.decideQuiet();
        }
        release();
        if (heldBytes > MAX_HELD_BYTES) {
            throw StreamRefused.uninspectable("more than " + MAX_HELD_BYTES + " bytes wait to be decided");
        }
    }

    /** Looks at an event, and tells whether it says that the stream is done. */
    private boolean read(HeldEvent event) throws StreamRefused {
        EventParser.Ranges others = parser.others();
        for (int i = 0; i < others.size(); i++) {
            inspectLine(event, others.from(i), others.to(i));
        }
        EventParser.Ranges data = parser.data();
        if (data.size() == 0) {
            return false;
        }
        tools.join(event.raw(), data);
        byte[] joined = tools.joined();
        int from = tools.joinedFrom();
        int to = tools.joinedTo();
        int first = from;
        while (first < to && (joined[first] == ' ' || joined[first] == '\t' || joined[first] == '\n')) {
            first++;
        }
        if (Arrays.equals(joined, first, to, DONE, 0, DONE.length)) {
            return true;
        }
        if (first < to && (joined[first] == '{' || joined[first] == '[' || joined[first] == '"')) {
            readJson(event, joined, from, to);
        } else {
            readPlain(event, data);
        }
        return false;
    }

    private void readJson(HeldEvent event, byte[] joined, int from, int to) throws StreamRefused {
        JsonTape tape = tools.tape();
        try {
            tape.parse(joined, from, to);
            tools.beginPieces();
            tools.strings().visit(tape, (node, path, length) -> tools.addPiece(node, texts.at(path, length)));
            texts.noteLogprobs(tools.strings().hadLogprobs());
            inspectWithin(event, tape);
            appendPieces(event, tape);
        } catch (MalformedJson e) {
            throw StreamRefused.uninspectable("an event's data is no valid JSON");
        } finally {
            tape.release();
            tools.endPieces();
        }
    }

    /** Looks at all of an event but the pieces of texts. */
    private void inspectWithin(HeldEvent event, JsonTape tape) throws StreamRefused {
        PiiFindings findings = tools.findings();
        tools.scanner().scan(tape, policy, findings);
        StreamTexts.checkWhole(findings);
        for (int i = 0; i < findings.size(); i++) {
            if (!tools.isInPiece(findings.from(i))) {
                texts.apply(findings.entity(i), findings.action(i));
            }
        }
        for (int i = 0; enforced && i < findings.edits(); i++) {
            if (!tools.isInPiece(findings.editFrom(i))) {
                texts.checkEditable();
                event.edit(
                        tools.toRaw(findings.editFrom(i)),
                        tools.toRaw(findings.editTo(i)),
                        StreamTexts.json(findings.editText(i)));
            }
        }
    }

    private void appendPieces(HeldEvent event, JsonTape tape) throws StreamRefused {
        if (tools.pieces() == 0) {
            return;
        }
        texts.countEvent();
        for (int i = 0; i < tools.pieces(); i++) {
            int node = tools.piece(i);
            StreamText text = tools.textOf(i);
            boolean escaped = tape.isEscaped(node);
            byte[] said = tape.bytes();
            int from = tape.start(node);
            int to = tape.end(node);
            int rawFrom = tools.toRaw(from);
            int rawTo = rawFrom + to - from;
            if (escaped) {
                said = tools.unescaped(to - from);
                to = tape.unescape(node, said, 0);
                from = 0;
            }
            text.append(event, said, from, to, rawFrom, rawTo, escaped, texts.events());
        }
        for (int i = 0; i < tools.pieces(); i++) {
            if (tools.textOf(i).takeGrown()) {
                texts.decide(tools.textOf(i), false);
            }
        }
    }

    /** Data that is no JSON is a piece of one text. */
    private void readPlain(HeldEvent event, EventParser.Ranges data) throws StreamRefused {
        texts.countEvent();
        StreamText text = texts.at(NO_NAME, 0);
        for (int i = 0; i < data.size(); i++) {
            if (i > 0) {
                text.append((byte) '\n');
            }
            text.append(event, event.raw(), data.from(i), data.to(i), data.from(i), data.to(i), false, texts.events());
        }
        texts.decide(text, false);
    }

    /** A comment, an id, a name: what must not go out there blocks, for nothing may be put in its place. */
    private void inspectLine(HeldEvent event, int from, int to) throws StreamRefused {
        PiiFindings findings = tools.findings();
        tools.scanner().window(event.raw(), from, to, NO_NAME, policy, Integer.MAX_VALUE, findings);
        StreamTexts.checkWhole(findings);
        for (int i = 0; i < findings.size(); i++) {
            PiiAction action = findings.action(i) == PiiAction.SHADOW ? PiiAction.SHADOW : PiiAction.BLOCK;
            texts.apply(findings.entity(i), action);
        }
    }

    /** Lets go of the events at the front that are decided. */
    private void release() {
        while (!events.isEmpty() && events.peek().isDecided()) {
            HeldEvent event = events.remove();
            heldBytes -= event.raw().length;
            event.writeTo(out);
        }
    }
}
