package io.driftgate.pii;

import io.driftgate.pii.pattern.PiiEntity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The texts of one stream: decides what of each may go on, and edits the events that hold it. Mutable, one stream, one event loop.
 */
final class StreamTexts {
    /** Overlapping values longer than this together are refused; they would be held back for ever. */
    private static final int MAX_CLUSTER_BYTES = 1 << 10;

    /** A text is over when it was not extended for so many events that extended others, and so many more for each other text. */
    private static final int QUIET_EVENTS = 24;

    private static final int QUIET_EVENTS_PER_TEXT = 8;

    private final StreamTools tools;
    private final PiiPolicy policy;
    private final boolean enforced;
    private final PiiFound found;
    private final List<StreamText> texts = new ArrayList<>();
    private long events;
    private boolean logprobs;

    StreamTexts(StreamTools tools, PiiPolicy policy, boolean enforced, PiiFound found) {
        this.tools = tools;
        this.policy = policy;
        this.enforced = enforced;
        this.found = found;
    }

    /** Another event extends texts. */
    void countEvent() {
        events++;
    }

    /** How many events have extended texts. */
    long events() {
        return events;
    }

    void noteLogprobs(boolean present) {
        logprobs |= present;
    }

    void clear() {
        texts.clear();
    }

    /** Refuses what could not be looked at as a whole. */
    static void checkWhole(PiiFindings findings) throws StreamRefused {
        if (findings.isOverflown()) {
            throw StreamRefused.uninspectable("an event holds too much personal data");
        }
        if (findings.refused().isPresent()) {
            throw StreamRefused.uninspectable("an event's texts are too large, too deep or of an unknown coding");
        }
    }

    /** The text at a path, which may be a new one. */
    StreamText at(byte[] path, int length) throws StreamRefused {
        for (int i = texts.size() - 1; i >= 0; i--) {
            if (texts.get(i).hasPath(path, length)) {
                return texts.get(i);
            }
        }
        if (texts.size() == PiiEventStream.MAX_TEXTS) {
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
            throw StreamRefused.uninspectable("it has more than " + PiiEventStream.MAX_TEXTS + " texts at once");
        }
        texts.remove(oldest);
    }

    /** Decides all texts to their ends. */
    void decideAll() throws StreamRefused {
        for (StreamText text : texts) {
            decide(text, true);
        }
    }

    /** Decides the texts that are over while others go on. */
    void decideQuiet() throws StreamRefused {
        long since = events - QUIET_EVENTS - (long) QUIET_EVENTS_PER_TEXT * (texts.size() - 1);
        for (StreamText text : texts) {
            if (text.extendedAt() <= since) {
                decide(text, true);
            }
        }
    }

    /**
     * Decides of a text what can be decided: what starts {@value #PiiEventStream.TAIL_BYTES} bytes before its end, whose end has been seen; or all, when
     * it is over.
     */
    void decide(StreamText text, boolean over) throws StreamRefused {
        int safe = over ? text.length() : text.length() - PiiEventStream.TAIL_BYTES;
        if (safe <= text.decided()) {
            return;
        }
        PiiFindings findings = tools.findings();
        tools.scanner()
                .window(text.bytes(), 0, text.length(), text.name(), policy, PiiEventStream.MAX_VALUE_BYTES, findings);
        checkWhole(findings);
        int decided = safe;
        int edit = 0;
        StreamText.Cursor pieces = text.pieces();
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
                    edit(text, pieces, findings.editFrom(edit), findings.editTo(edit), findings.editText(edit));
                }
            }
        }
        tools.endEdits();
        text.decide(decided);
    }

    /** Counts a finding; one that blocks ends the stream. */
    void apply(PiiEntity entity, PiiAction action) throws StreamRefused {
        found.found(entity, action);
        if (enforced && action == PiiAction.BLOCK) {
            throw StreamRefused.personal(entity.name());
        }
    }

    /** Puts {@code replacement} in the place of a span: into the first event that holds some of it; from the others it is cut. */
    private void edit(StreamText text, StreamText.Cursor pieces, int from, int to, byte[] replacement)
            throws StreamRefused {
        checkEditable();
        boolean first = true;
        int start = from;
        for (StreamText.Piece piece = pieces.reach(start); piece != null && start < to; piece = pieces.reach(start)) {
            int pieceFrom = text.place(piece.from());
            start = Math.max(from, pieceFrom);
            int end = Math.min(to, text.place(piece.to()));
            if (start >= end) {
                break;
            }
            int rawFrom = tools.toRaw(piece, start - pieceFrom);
            int rawTo = tools.toRaw(piece, end - pieceFrom);
            if (first) {
                piece.event().edit(rawFrom, rawTo, json(replacement));
                first = false;
            } else {
                piece.event().cut(rawFrom, rawTo);
            }
            start = end;
        }
    }

    /** Tokens' probabilities repeat the text, as bytes and as alternatives too: it can't be masked in all these places. */
    void checkEditable() throws StreamRefused {
        if (logprobs) {
            throw StreamRefused.uninspectable("logprobs repeat what is to be masked");
        }
    }

    /** What is put into a string: masks and hashes hold nothing that JSON escapes, but a policy's own text may. */
    static byte[] json(byte[] text) {
        for (byte b : text) {
            if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
                throw new IllegalStateException("a replacement needs escapes");
            }
        }
        return text;
    }
}
