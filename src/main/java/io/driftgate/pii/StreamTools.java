package io.driftgate.pii;

import io.driftgate.json.JsonTape;
import java.util.Arrays;

/**
 * What the streams of one event loop share: the scanner and scratch memory, used for one event at a time. Mutable, one event loop.
 */
public final class StreamTools {
    private static final int MAX_DEPTH = 64;
    private static final int KEPT_BYTES = 16 << 10;
    private static final byte[] NO_BYTES = {};

    private final PiiScanner scanner;
    private final PiiFindings findings = new PiiFindings();
    private final JsonTape tape = new JsonTape(MAX_DEPTH);
    private final StreamedStrings strings = new StreamedStrings();
    private final Text source = new Text();
    private final Text unescapedText = new Text();
    private HeldEvent unescapedEvent;
    private int unescapedFrom;
    private byte[] scratch = NO_BYTES;

    // The data of the event at hand: its lines, joined.
    private byte[] joined = NO_BYTES;
    private int joinedFrom;
    private int joinedTo;
    private EventParser.Ranges lines = new EventParser.Ranges();
    /** Of each line, where it starts in the joined data. */
    private int[] lineStarts = new int[16];

    // The strings of the event at hand that are pieces of texts, in order.
    private int[] pieceNodes = new int[16];
    private StreamText[] pieceTexts = new StreamText[16];
    private int pieces;

    /** @param scanner of the event loop */
    public StreamTools(PiiScanner scanner) {
        this.scanner = scanner;
    }

    /**
     * Begins a stream.
     *
     * @param enforced false only counts: nothing is masked, no finding ends the stream
     */
    public PiiEventStream begin(PiiPolicy policy, boolean enforced, PiiFound found) {
        return new PiiEventStream(this, policy, enforced, found);
    }

    PiiScanner scanner() {
        return scanner;
    }

    PiiFindings findings() {
        return findings;
    }

    JsonTape tape() {
        return tape;
    }

    StreamedStrings strings() {
        return strings;
    }

    // ---- data lines

    /** Joins data lines with line feeds; one alone is left where it stands. */
    void join(byte[] raw, EventParser.Ranges data) {
        lines = data;
        if (data.size() == 1) {
            joined = raw;
            joinedFrom = data.from(0);
            joinedTo = data.to(0);
            return;
        }
        byte[] all = new byte[raw.length];
        if (lineStarts.length < data.size()) {
            lineStarts = new int[data.size()];
        }
        int at = 0;
        for (int i = 0; i < data.size(); i++) {
            if (i > 0) {
                all[at++] = '\n';
            }
            lineStarts[i] = at;
            int count = data.to(i) - data.from(i);
            System.arraycopy(raw, data.from(i), all, at, count);
            at += count;
        }
        joined = all;
        joinedFrom = 0;
        joinedTo = at;
    }

    byte[] joined() {
        return joined;
    }

    int joinedFrom() {
        return joinedFrom;
    }

    int joinedTo() {
        return joinedTo;
    }

    /** The place in the event's bytes of one in the joined data. Strings of JSON lie within a line. */
    int toRaw(int place) {
        if (lines.size() == 1) {
            return place;
        }
        int line = Arrays.binarySearch(lineStarts, 0, lines.size(), place);
        line = line < 0 ? -line - 2 : line;
        return lines.from(line) + place - lineStarts[line];
    }

    // ---- pieces

    void beginPieces() {
        pieces = 0;
    }

    void addPiece(int node, StreamText text) {
        if (pieces == pieceNodes.length) {
            pieceNodes = Arrays.copyOf(pieceNodes, pieces * 2);
            pieceTexts = Arrays.copyOf(pieceTexts, pieces * 2);
        }
        pieceNodes[pieces] = node;
        pieceTexts[pieces++] = text;
    }

    int pieces() {
        return pieces;
    }

    int piece(int index) {
        return pieceNodes[index];
    }

    StreamText textOf(int index) {
        return pieceTexts[index];
    }

    /** Whether the event at hand extends a text. */
    boolean isInUse(StreamText text) {
        for (int i = 0; i < pieces; i++) {
            if (pieceTexts[i] == text) {
                return true;
            }
        }
        return false;
    }

    /** Whether a place in the data is within a piece. */
    boolean isInPiece(int place) {
        int low = 0;
        int high = pieces;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (tape.end(pieceNodes[middle]) <= place) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < pieces && tape.start(pieceNodes[low]) <= place;
    }

    void endPieces() {
        Arrays.fill(pieceTexts, 0, pieces, null);
        pieces = 0;
        joined = NO_BYTES;
        scratch = scratch.length > KEPT_BYTES ? NO_BYTES : scratch;
        if (pieceNodes.length > KEPT_BYTES) {
            pieceNodes = new int[16];
            pieceTexts = new StreamText[16];
        }
        if (lineStarts.length > KEPT_BYTES) {
            lineStarts = new int[16];
        }
    }

    /** Room for what a string says. */
    byte[] unescaped(int bytes) {
        if (scratch.length < bytes) {
            scratch = new byte[Math.max(bytes, 2 * scratch.length)];
        }
        return scratch;
    }

    /** The place in an event's bytes of one in a piece of a text. */
    int toRaw(StreamText.Piece piece, int place) {
        if (!piece.escaped()) {
            return piece.rawFrom() + place;
        }
        if (piece.event() != unescapedEvent || piece.rawFrom() != unescapedFrom) {
            unescapedEvent = piece.event();
            unescapedFrom = piece.rawFrom();
            source.set(piece.event().raw());
            Fold.unescape(source, piece.rawFrom(), piece.rawTo(), unescapedText);
        }
        return place == unescapedText.length() ? piece.rawTo() : unescapedText.startInPart(place);
    }

    /** Forgets the piece whose places were asked for last. */
    void endEdits() {
        unescapedEvent = null;
        unescapedText.release();
        source.release();
    }
}
