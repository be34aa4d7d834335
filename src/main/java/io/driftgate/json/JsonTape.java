package io.driftgate.json;

import io.driftgate.feature.CodePoints;
import io.driftgate.feature.Retention;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A parsed JSON body: its nodes in document order, in one reused array. Owned by one event loop; refers to the body's bytes,
 * and copies them only to parse the next by it ({@link TapeReplay}).
 *
 * <pre>
 * two longs per node          63..60   59..30   29..0
 * 2n                          tag      start    end
 * 2n + 1  object, array       next node (32 bits) | size (32 bits)
 *         number              the bits of its double
 *         key                 its object (32 bits) | hash (32 bits), see KeyTable
 *         plain string        1 if it is another than in the body before, where {@link #isReplay}; else of no meaning
 *         escaped string      where its text starts (32 bits) | ends (32 bits) in {@link #textRoom}; 0 where nobody has put it
 * </pre>
 *
 * What {@link #parse} lets through is RFC 8259 in UTF-8 and, beyond it: no key twice in one object (after unescaping), no
 * lone surrogate, no number beyond a double, no nesting deeper than {@code maxDepth}, no byte order mark. So what is read
 * here and what the model server reads cannot differ.
 *
 * <p>Memory: at most 8 bytes of tape per byte of body, because the shortest node with its comma takes two, and at most twice that
 * while the tape grows; {@link #release()} keeps at most {@value #KEPT_NODES} nodes. Texts of escaped strings
 * that somebody puts here, to spare others the work, take at most the bytes of the body.
 */
public final class JsonTape {
    public static final byte OBJECT = '{';
    public static final byte ARRAY = '[';
    public static final byte STRING = '"';
    public static final byte NUMBER = '0';
    public static final byte TRUE = 't';
    public static final byte FALSE = 'f';
    public static final byte NULL = 'n';
    public static final int ROOT = 0;
    public static final int NONE = -1;

    /** The position of a body's last byte must fit the 30 bits of a node. */
    public static final int MAX_END = (1 << 30) - 1;

    static final int TAG_OBJECT = 0;
    static final int TAG_ARRAY = 1;
    static final int TAG_NUMBER = 2;
    static final int TAG_TRUE = 3;
    static final int TAG_FALSE = 4;
    static final int TAG_NULL = 5;
    static final int TAG_STRING = 6;
    static final int TAG_KEY = 8;
    /** Added to {@link #TAG_STRING} or {@link #TAG_KEY} when there is a backslash. */
    static final int ESCAPED = 1;

    private static final byte[] TYPES = {OBJECT, ARRAY, NUMBER, TRUE, FALSE, NULL, STRING, STRING, STRING, STRING};
    private static final byte[] NO_BYTES = {};
    private static final int FIRST_NODES = 256;
    private static final int KEPT_NODES = 65_536;
    private static final int KEPT_SCRATCH_BYTES = 4_096;

    private final TapeParser parser;
    private final TapeReplay replay;
    private boolean replayed;
    private long parses;
    private byte[] bytes = NO_BYTES;
    private long[] words = new long[2 * FIRST_NODES];
    private int nodes;
    private int bodyBytes;
    private byte[] scratch = new byte[64];
    private byte[] texts = NO_BYTES;
    private int textBytes;
    private final Retention retention = new Retention();

    /** @param maxDepth how many containers may stand in each other */
    public JsonTape(int maxDepth) {
        parser = new TapeParser(maxDepth);
        replay = new TapeReplay(maxDepth);
    }

    /** Parses {@code bytes[from, to)}; the tape refers to the array until the next parse or {@link #release()}. */
    public void parse(byte[] bytes, int from, int to) throws MalformedJson {
        if (from < 0 || from > to || to > bytes.length || to > MAX_END) {
            throw new IllegalArgumentException("no body at [" + from + ", " + to + ") of " + bytes.length + " bytes");
        }
        this.bytes = bytes;
        bodyBytes = to - from;
        textBytes = 0;
        parses++;
        nodes = replay.parse(words, bytes, from, to);
        replayed = nodes > 0;
        if (replayed) {
            return;
        }
        replay.forget();
        try {
            parser.parse(this, bytes, from, to);
            replay.keep(words, bytes, from, to, nodes);
        } catch (MalformedJson malformed) {
            nodes = 0;
            throw from == 0 ? malformed : new MalformedJson(malformed.reason(), malformed.offset() - from);
        }
    }

    public byte[] bytes() {
        return bytes;
    }

    /** Counts parses. */
    public long parses() {
        return parses;
    }

    /** Whether the body has the shape of the one before: the same keys, and values in the same places. */
    public boolean isReplay() {
        return replayed;
    }

    /** Whether a string or key of a {@link #isReplay replay} is, byte for byte, that of the body before. */
    public boolean isRepeated(int node) {
        return replayed && (tag(node) == TAG_KEY || (tag(node) == TAG_STRING && mark(node) == 0));
    }

    /** Number of nodes; node 0 is the root, nodes stand in document order, an object's children are key, value, key, value… */
    public int nodes() {
        return nodes;
    }

    public byte type(int node) {
        return TYPES[tag(node)];
    }

    public boolean isKey(int node) {
        return tag(node) >= TAG_KEY;
    }

    /** First byte of the token; for strings and keys the first after the quote. */
    public int start(int node) {
        return (int) (words[2 * node] >>> 30) & MAX_END;
    }

    /** One past the last byte of the token; for strings and keys the closing quote. */
    public int end(int node) {
        return (int) words[2 * node] & MAX_END;
    }

    /** The node after this one's whole subtree. */
    public int next(int node) {
        return tag(node) <= TAG_ARRAY ? (int) (words[2 * node + 1] >>> 32) : node + 1;
    }

    /** Members of an object, elements of an array; 0 for anything else. */
    public int size(int node) {
        return tag(node) <= TAG_ARRAY ? (int) words[2 * node + 1] : 0;
    }

    /** Whether a string or key holds a backslash. */
    public boolean isEscaped(int node) {
        int tag = tag(node);
        return tag >= TAG_STRING && (tag & ESCAPED) != 0;
    }

    /** The value of a {@link #NUMBER} node, correctly rounded: what {@link Double#parseDouble} makes of the token. */
    public double number(int node) {
        return Double.longBitsToDouble(words[2 * node + 1]);
    }

    /** The value of a member, or {@link #NONE}; the object's members are looked at one by one. */
    public int find(int object, byte[] name) {
        int key = object + 1;
        for (int left = size(object); left > 0; left--) {
            if (textEquals(key, name, 0, name.length)) {
                return key + 1;
            }
            key = next(key + 1);
        }
        return NONE;
    }

    /** Whether a string or key, unescaped, is {@code other[from, to)}. */
    public boolean textEquals(int node, byte[] other, int from, int to) {
        int start = start(node);
        int end = end(node);
        if (!isEscaped(node)) {
            return end - start == to - from && Arrays.equals(bytes, start, end, other, from, to);
        }
        // An escape takes at most six bytes for each of its own, so most names need no unescaping to differ.
        if (end - start <= to - from || (end - start) / 6 > to - from) {
            return false;
        }
        scratch = grown(scratch, end - start);
        return Arrays.equals(scratch, 0, unescape(node, scratch, 0), other, from, to);
    }

    /** Writes the unescaped UTF-8 of a string or key to {@code out} at {@code at}, and returns the end. Needs end - start bytes. */
    public int unescape(int node, byte[] out, int at) {
        int start = start(node);
        int end = end(node);
        if (!isEscaped(node)) {
            System.arraycopy(bytes, start, out, at, end - start);
            return at + end - start;
        }
        if (isKey(node) || mark(node) == 0) {
            return StringScanner.unescape(bytes, start, end, out, at);
        }
        int textStart = (int) (mark(node) >>> 32);
        int length = (int) mark(node) - textStart;
        System.arraycopy(texts, textStart, out, at, length);
        return at + length;
    }

    /**
     * Room for the text of an escaped string that is no key, from {@link #textStart} on, for somebody who unescapes it anyway: once {@link
     * #putText} has said that it is there, {@link #unescape} copies it. The array is good for that one text.
     */
    public byte[] textRoom(int node) {
        int needed = textStart(node) + end(node) - start(node);
        if (needed > texts.length) {
            texts = Arrays.copyOf(texts, Math.max(needed, Math.min(2 * texts.length, bodyBytes)));
        }
        return texts;
    }

    /** Where the text starts in {@link #textRoom}. */
    public int textStart(int node) {
        return mark(node) == 0 ? textBytes : (int) (mark(node) >>> 32);
    }

    /** Says that {@link #textRoom} holds the whole text, which ends at {@code end}. */
    public void putText(int node, int end) {
        mark(node, (long) textStart(node) << 32 | end);
        textBytes = Math.max(textBytes, end);
    }

    /** How many code points the text of a string or key has; nothing is unescaped for it. */
    public int codePoints(int node) {
        int start = start(node);
        int end = end(node);
        int codePoints = CodePoints.count(bytes, start, end);
        if (isEscaped(node)) {
            for (int at = StringScanner.nextBackslash(bytes, start, end);
                    at < end;
                    at = StringScanner.nextBackslash(bytes, at, end)) {
                int length = StringScanner.lengthOfEscape(bytes, at);
                codePoints -= length - 1;
                at += length;
            }
        }
        return codePoints;
    }

    /**
     * Copies {@code bytes[from, to)} up to the first backslash, where it returns, or to {@code to}. What is written behind that, no more
     * than {@code to - from} bytes in all, is of no meaning.
     */
    public static int copyToBackslash(byte[] bytes, int from, int to, byte[] out, int outFrom) {
        return StringScanner.copyPlain(bytes, from, to, out, outFrom);
    }

    /**
     * The JSON pointer (RFC 6901) of a value, empty for the root. Goes down from the root and allocates: for explanations, not for
     * every request.
     */
    public String pointerTo(int value) {
        if (value < 0 || value >= nodes || isKey(value)) {
            throw new IllegalArgumentException("no value: node " + value + " of " + nodes);
        }
        StringBuilder pointer = new StringBuilder();
        int container = ROOT;
        while (container != value) {
            boolean object = type(container) == OBJECT;
            int child = container + (object ? 2 : 1);
            int place = 0;
            while (next(child) <= value) {
                child = next(child) + (object ? 1 : 0);
                place++;
            }
            pointer.append('/');
            if (object) {
                pointer.append(text(child - 1).replace("~", "~0").replace("/", "~1"));
            } else {
                pointer.append(place);
            }
            container = child;
        }
        return pointer.toString();
    }

    private String text(int node) {
        byte[] out = new byte[end(node) - start(node)];
        return new String(out, 0, unescape(node, out, 0), StandardCharsets.UTF_8);
    }

    /** Forgets the body and gives back memory above a small bound. */
    public void release() {
        bytes = NO_BYTES;
        nodes = 0;
        if (words.length > 2 * KEPT_NODES) {
            words = new long[2 * FIRST_NODES];
            replay.forget();
        }
        if (!retention.keeps(texts.length, textBytes)) {
            texts = NO_BYTES;
        }
        textBytes = 0;
        if (scratch.length > KEPT_SCRATCH_BYTES) {
            scratch = new byte[64];
        }
        parser.release();
    }

    int tag(int node) {
        return (int) (words[2 * node] >>> 60);
    }

    /** Appends a node and returns its number. */
    int add(int tag, int start, int end) {
        int at = 2 * nodes;
        if (at == words.length) {
            words = Arrays.copyOf(words, capacity(nodes));
        }
        words[at] = ((long) tag << 60) | ((long) start << 30) | end;
        return nodes++;
    }

    /**
     * Twice as much; but for a large body no more than it can need: each node takes two bytes of it, except that the brackets
     * which open a container not yet closed take one.
     */
    private int capacity(int nodes) {
        int most = bodyBytes / 2 + parser.maxDepth() + 1;
        return 2 * (nodes < KEPT_NODES || most <= nodes ? 2 * nodes : Math.min(2 * nodes, most));
    }

    void addNumber(int start, int end, double value) {
        int node = add(TAG_NUMBER, start, end);
        words[2 * node + 1] = Double.doubleToRawLongBits(value);
    }

    void close(int container, int end, int size) {
        words[2 * container] |= end;
        words[2 * container + 1] = ((long) nodes << 32) | size;
    }

    void mark(int key, long mark) {
        words[2 * key + 1] = mark;
    }

    long mark(int key) {
        return words[2 * key + 1];
    }

    static byte[] grown(byte[] buffer, int bytes) {
        return buffer.length >= bytes ? buffer : new byte[Math.max(bytes, 2 * buffer.length)];
    }
}
