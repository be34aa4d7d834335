package io.driftgate.pii;

import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import io.driftgate.pii.pattern.PiiEntity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
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

    /** Overlapping values longer than this together are refused; they would be held back for ever. */
    private static final int MAX_CLUSTER_BYTES = 1 << 10;

    /** A text is over when it was not extended for so many events that extended others, and so many more for each other text. */
    private static final int QUIET_EVENTS = 24;

    private static final int QUIET_EVENTS_PER_TEXT = 8;

    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_NAME = {};

    private final StreamTools tools;
    private final PiiPolicy policy;
    private final boolean enforced;
    private final PiiFound found;
    private final EventParser parser = new EventParser(MAX_EVENT_BYTES);
    private final Deque<HeldEvent> events = new ArrayDeque<>();
    private final List<StreamText> texts = new ArrayList<>();
    private final HeldEvent.ByteSink out = new HeldEvent.ByteSink();
    private int heldBytes;
    private long textEvents;
    private boolean logprobs;
    private StreamRefused refused;

    PiiEventStream(StreamTools tools, PiiPolicy policy, boolean enforced, PiiFound found) {
        this.tools = tools;
        this.policy = policy;
        this.enforced = enforced;
        this.found = found;
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
            decideAll();
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
            decideAll();
        } else {
            decideQuiet();
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
            tools.strings().visit(tape, (node, path, length) -> tools.addPiece(node, text(path, length)));
            logprobs |= tools.strings().hadLogprobs();
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
        checkWhole(findings);
        for (int i = 0; i < findings.size(); i++) {
            if (findings.location(i) == PiiLocation.STRING && tools.isInPiece(findings.from(i))) {
                continue;
            }
            apply(findings.entity(i), findings.action(i));
        }
        for (int i = 0; enforced && i < findings.edits(); i++) {
            if (!tools.isInPiece(findings.editFrom(i))) {
                checkEditable();
                event.edit(
                        tools.toRaw(findings.editFrom(i)), tools.toRaw(findings.editTo(i)), json(findings.editText(i)));
            }
        }
    }

    private static void checkWhole(PiiFindings findings) throws StreamRefused {
        if (findings.isOverflown()) {
            throw StreamRefused.uninspectable("an event holds too much personal data");
        }
        if (findings.refused().isPresent()) {
            throw StreamRefused.uninspectable("an event's texts are too large, too deep or of an unknown coding");
        }
    }

    private void appendPieces(HeldEvent event, JsonTape tape) throws StreamRefused {
        if (tools.pieces() == 0) {
            return;
        }
        textEvents++;
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
            text.append(event, said, from, to, rawFrom, rawTo, escaped, textEvents);
        }
        for (int i = 0; i < tools.pieces(); i++) {
            decide(tools.textOf(i), false);
        }
    }

    /** Data that is no JSON is a piece of one text. */
    private void readPlain(HeldEvent event, EventParser.Ranges data) throws StreamRefused {
        textEvents++;
        StreamText text = text(NO_NAME, 0);
        for (int i = 0; i < data.size(); i++) {
            if (i > 0) {
                text.append((byte) '\n');
            }
            text.append(event, event.raw(), data.from(i), data.to(i), data.from(i), data.to(i), false, textEvents);
        }
        decide(text, false);
    }

    /** A comment, an id, a name: what must not go out there blocks, for nothing may be put in its place. */
    private void inspectLine(HeldEvent event, int from, int to) throws StreamRefused {
        PiiFindings findings = tools.findings();
        tools.scanner().window(event.raw(), from, to, NO_NAME, policy, Integer.MAX_VALUE, findings);
        checkWhole(findings);
        for (int i = 0; i < findings.size(); i++) {
            PiiAction action = findings.action(i) == PiiAction.SHADOW ? PiiAction.SHADOW : PiiAction.BLOCK;
            apply(findings.entity(i), action);
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

    // ---- texts

    private StreamText text(byte[] path, int length) throws StreamRefused {
        for (int i = texts.size() - 1; i >= 0; i--) {
            if (texts.get(i).hasPath(path, length)) {
                return texts.get(i);
            }
        }
        if (texts.size() == MAX_TEXTS) {
            forgetOldest();
        }
        StreamText text = new StreamText(Arrays.copyOf(path, length));
        texts.add(text);
        return text;
    }

    private void forgetOldest() throws StreamRefused {
        StreamText oldest = null;
        for (StreamText text : texts) {
            boolean idle = text.isDecided() && !tools.isInUse(text);
            oldest = idle && (oldest == null || text.extendedAt() < oldest.extendedAt()) ? text : oldest;
        }
        if (oldest == null) {
            throw StreamRefused.uninspectable("it has more than " + MAX_TEXTS + " texts at once");
        }
        texts.remove(oldest);
    }

    private void decideAll() throws StreamRefused {
        for (StreamText text : texts) {
            decide(text, true);
        }
        release();
    }

    private void decideQuiet() throws StreamRefused {
        long since = textEvents - QUIET_EVENTS - (long) QUIET_EVENTS_PER_TEXT * (texts.size() - 1);
        for (StreamText text : texts) {
            if (text.extendedAt() <= since) {
                decide(text, true);
            }
        }
    }

    /**
     * Decides of a text what can be decided: what starts {@value #TAIL_BYTES} bytes before its end, whose end has been seen; or all, when
     * it is over.
     */
    private void decide(StreamText text, boolean over) throws StreamRefused {
        int safe = over ? text.length() : text.length() - TAIL_BYTES;
        if (safe <= text.decided()) {
            return;
        }
        PiiFindings findings = tools.findings();
        tools.scanner().window(text.bytes(), 0, text.length(), text.name(), policy, MAX_VALUE_BYTES, findings);
        checkWhole(findings);
        int decided = safe;
        int edit = 0;
        for (int i = 0; i < findings.size() && findings.from(i) < safe; i++) {
            int from = findings.from(i);
            int to = findings.to(i);
            if (to <= text.decided()) {
                continue;
            }
            if (to > safe) {
                decided = Math.max(from, text.decided());
                if (text.length() - from > MAX_CLUSTER_BYTES) {
                    throw StreamRefused.uninspectable("values that overlap have no end");
                }
                break;
            }
            boolean letGo = from < text.decided() && findings.action(i) != PiiAction.SHADOW;
            apply(findings.entity(i), letGo ? PiiAction.BLOCK : findings.action(i));
            for (; enforced && edit < findings.edits() && findings.editFrom(edit) < to; edit++) {
                if (findings.editFrom(edit) >= from) {
                    edit(text, findings.editFrom(edit), findings.editTo(edit), findings.editText(edit));
                }
            }
        }
        text.decide(decided);
    }

    /** Counts a finding; one that blocks ends the stream. */
    private void apply(PiiEntity entity, PiiAction action) throws StreamRefused {
        found.found(entity, action);
        if (enforced && action == PiiAction.BLOCK) {
            throw StreamRefused.personal(entity.name());
        }
    }

    /** Puts {@code replacement} in the place of a span: into the first event that holds some of it; from the others it is cut. */
    private void edit(StreamText text, int from, int to, byte[] replacement) throws StreamRefused {
        checkEditable();
        boolean first = true;
        for (StreamText.Piece piece : text.pieces()) {
            int pieceFrom = text.place(piece.from());
            int start = Math.max(from, pieceFrom);
            int end = Math.min(to, text.place(piece.to()));
            if (pieceFrom >= to) {
                break;
            }
            if (start >= end) {
                continue;
            }
            int rawFrom = tools.toRaw(piece, start - pieceFrom);
            int rawTo = tools.toRaw(piece, end - pieceFrom);
            if (first) {
                piece.event().edit(rawFrom, rawTo, json(replacement));
                first = false;
            } else {
                piece.event().cut(rawFrom, rawTo);
            }
        }
    }

    /** Tokens' probabilities repeat the text, as bytes and as alternatives too: it can't be masked in all these places. */
    private void checkEditable() throws StreamRefused {
        if (logprobs) {
            throw StreamRefused.uninspectable("logprobs repeat what is to be masked");
        }
    }

    /** What is put into a string: masks and hashes hold nothing that JSON escapes, but a policy's own text may. */
    private static byte[] json(byte[] text) {
        for (byte b : text) {
            if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
                throw new IllegalStateException("a replacement needs escapes");
            }
        }
        return text;
    }
}
