package io.driftgate.pii;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;

/**
 * A text that comes in pieces, one in an event: what is not yet decided, and some of what stood before it, for matchers look back. The
 * pieces know where they stand in their events. Mutable, one stream.
 *
 * <pre>
 *  bytes | context, decided | not decided |
 *        0               decided        length        stream offset of byte 0: base
 * </pre>
 */
final class StreamText {
    /** How much is kept of what is decided. */
    static final int CONTEXT_BYTES = 256;

    private static final int KEPT_BYTES = 4 << 10;

    private final byte[] path;
    private final byte[] name;
    private byte[] bytes = new byte[1 << 10];
    private int length;
    private int decided;
    private long base;
    private long extendedAt;
    private boolean grown;
    private final Deque<Piece> pieces = new ArrayDeque<>();

    /**
     * A piece of the text.
     *
     * @param from and {@code to}: in the text, counted from its very beginning
     * @param rawFrom and {@code rawTo}: in the event's bytes
     * @param escaped whether it is written there with JSON escapes
     */
    record Piece(HeldEvent event, long from, long to, int rawFrom, int rawTo, boolean escaped) {}

    /** @param path what all its pieces have in common */
    StreamText(byte[] path) {
        this.path = path;
        int from = path.length;
        int to = path.length;
        while (from > 0 && path[from - 1] != '/') {
            from--;
            to = path[from] == '@' || path[from] == '#' ? from : to;
        }
        this.name = Arrays.copyOfRange(path, from, to);
    }

    /** The name of the member that its pieces are in. */
    byte[] name() {
        return name;
    }

    boolean hasPath(byte[] other, int otherLength) {
        return Arrays.equals(path, 0, path.length, other, 0, otherLength);
    }

    /** Context and what is not decided: {@code [0, length())}. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** All before this is decided. */
    int decided() {
        return decided;
    }

    boolean isDecided() {
        return decided == length;
    }

    /** Goes through the pieces that are not decided as a whole, from the first. */
    Cursor pieces() {
        return new Cursor();
    }

    /** Goes through the pieces once, for places that are asked for in order. */
    final class Cursor {
        private final Iterator<Piece> rest = pieces.iterator();
        private Piece piece = next();

        /** Goes on to the first piece that ends behind a place; null when none does. */
        Piece reach(int place) {
            while (piece != null && place(piece.to()) <= place) {
                next();
            }
            return piece;
        }

        private Piece next() {
            piece = rest.hasNext() ? rest.next() : null;
            return piece;
        }
    }

    /** The offset in {@link #bytes()} of one from the text's very beginning. */
    int place(long offset) {
        return (int) (offset - base);
    }

    /** When it was last extended, by the count of the stream's events. */
    long extendedAt() {
        return extendedAt;
    }

    /** Whether something was added since this was last asked. */
    boolean takeGrown() {
        boolean was = grown;
        grown = false;
        return was;
    }

    /** Adds what a string says, {@code said[from, to)}, which is written at {@code [rawFrom, rawTo)} of an event. */
    void append(HeldEvent event, byte[] said, int from, int to, int rawFrom, int rawTo, boolean escaped, long now) {
        extendedAt = now;
        if (from == to) {
            return;
        }
        grown = true;
        long at = base + length;
        put(said, from, to);
        pieces.add(new Piece(event, at, at + to - from, rawFrom, rawTo, escaped));
        event.await();
    }

    /** Adds what stands between two pieces and can't be edited. */
    void append(byte b) {
        put(new byte[] {b}, 0, 1);
    }

    /** Decides all before {@code place}: what that completes in events is theirs to let go. */
    void decide(int place) {
        decided = place;
        while (!pieces.isEmpty() && pieces.peek().to() <= base + decided) {
            pieces.remove().event().decide();
        }
        int excess = decided - CONTEXT_BYTES;
        if (excess >= CONTEXT_BYTES) {
            forget(startOfUnit(excess));
        }
    }

    /** The place of, or before, {@code at} where no character and no escape is cut. */
    private int startOfUnit(int at) {
        int place = at;
        while (place > 0 && (bytes[place] & 0xc0) == 0x80) {
            place--;
        }
        int slashes = 0;
        while (place - slashes > 0 && bytes[place - slashes - 1] == '\\') {
            slashes++;
        }
        return place - (slashes & 1);
    }

    private void forget(int count) {
        base += count;
        length -= count;
        decided -= count;
        boolean shrinks = bytes.length > KEPT_BYTES && length < KEPT_BYTES / 2;
        byte[] kept = shrinks ? new byte[KEPT_BYTES] : bytes;
        System.arraycopy(bytes, count, kept, 0, length);
        bytes = kept;
    }

    private void put(byte[] more, int from, int to) {
        int count = to - from;
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
        }
        System.arraycopy(more, from, bytes, length, count);
        length += count;
    }
}
