package io.driftgate.pii;

import io.driftgate.feature.Retention;
import io.driftgate.json.JsonTape;
import java.util.Arrays;

/**
 * The bytes that a scan looks at, and the way back from them to the part of the request: either the part itself, or what another
 * text says when something is undone in it. The way back is a list of the places where the offsets' difference changes, so a text
 * with few escapes costs little, and it is searched only for hits. Mutable, reused, one event loop.
 *
 * <p>A derived text is never longer than what it is made of. Memory: at most one byte of text and 8 bytes of offsets per byte of that.
 */
final class Text {
    private static final int FIRST_PLACES = 32;
    private static final int ENTRY_BYTES = 2 * Integer.BYTES;
    private static final byte[] NO_BYTES = {};

    private byte[] bytes = NO_BYTES;
    /** What derived texts are written to, unless there is other room. */
    private byte[] own = NO_BYTES;

    private int length;
    private Text source = this;
    private int[] places = new int[FIRST_PLACES];
    private int[] sourcePlaces = new int[FIRST_PLACES];
    private int size;

    private final Retention retention = new Retention();
    /** Bytes and places of the longest text since the last release. */
    private int most;

    private int mostPlaces;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Makes this the part itself. */
    void set(byte[] part) {
        bytes = part;
        length = part.length;
        source = this;
        size = 0;
    }

    /** Makes this an empty text that will be made of {@code [start, end)} of another. */
    void derive(Text from, int start, int end) {
        most = Math.max(most, end - start);
        if (own.length < end - start) {
            own = new byte[end - start];
        }
        bytes = own;
        begin(from, start, 0);
    }

    /** As {@link #derive}, but writes to {@code room} from {@code first} on, where there is enough of it. The offsets are those of it. */
    void deriveInto(byte[] room, int first, Text from, int start) {
        bytes = room;
        begin(from, start, first);
    }

    private void begin(Text from, int start, int first) {
        source = from;
        mostPlaces = Math.max(mostPlaces, size);
        size = 0;
        length = first;
        at(start);
    }

    void append(byte b) {
        bytes[length++] = b;
    }

    /** Appends bytes, for which there is room. */
    void append(byte[] from, int start, int end) {
        System.arraycopy(from, start, bytes, length, end - start);
        length += end - start;
    }

    /** Appends what stands before the first backslash in {@code [start, end)}, for which there is room; returns where that is. */
    int appendToBackslash(byte[] from, int start, int end) {
        int backslash = JsonTape.copyToBackslash(from, start, end, bytes, length);
        length += backslash - start;
        return backslash;
    }

    void append(int codePoint) {
        if (codePoint < 0x80) {
            append((byte) codePoint);
            return;
        }
        if (codePoint < 0x800) {
            append((byte) (0xc0 | codePoint >> 6));
        } else {
            if (codePoint < 0x10000) {
                append((byte) (0xe0 | codePoint >> 12));
            } else {
                append((byte) (0xf0 | codePoint >> 18));
                append((byte) (0x80 | (codePoint >> 12 & 0x3f)));
            }
            append((byte) (0x80 | (codePoint >> 6 & 0x3f)));
        }
        append((byte) (0x80 | (codePoint & 0x3f)));
    }

    /**
     * Says that what is appended next is made of what stands in the source from {@code sourcePlace} on. Where something was left out
     * there are two entries for a place, before it and behind it.
     */
    void at(int sourcePlace) {
        if (size > 0 && places[size - 1] == length) {
            if (sourcePlaces[size - 1] == sourcePlace) {
                return;
            }
            if (size > 1 && places[size - 2] == length) {
                size--;
            }
        }
        if (size == places.length) {
            places = Arrays.copyOf(places, size * 2);
            sourcePlaces = Arrays.copyOf(sourcePlaces, size * 2);
        }
        places[size] = length;
        sourcePlaces[size++] = sourcePlace;
    }

    /**
     * The offset in this text of an offset in the one that it was made of; within something that was undone, that of its start or
     * end.
     */
    int fromSource(int place, boolean end) {
        int entry = Arrays.binarySearch(sourcePlaces, 0, size, place);
        if (entry >= 0) {
            return places[entry];
        }
        int before = -entry - 2;
        if (before < 0) {
            return size == 0 ? 0 : places[0];
        }
        if (isPlain(before)) {
            return Math.min(length, places[before] + place - sourcePlaces[before]);
        }
        return places[end ? before + 1 : before];
    }

    /** The offset in the part of where a character or hit at an offset of this text starts. */
    int startInPart(int place) {
        return inPart(place, false);
    }

    /** The offset in the part of where one ends that ends at an offset of this text. */
    int endInPart(int place) {
        return inPart(place, true);
    }

    private int inPart(int place, boolean end) {
        Text text = this;
        int at = place;
        while (text.source != text) {
            at = text.toSource(at, end);
            text = text.source;
        }
        return at;
    }

    private int toSource(int place, boolean end) {
        int entry = Arrays.binarySearch(places, 0, size, place);
        if (entry >= 0) {
            int other = end ? entry - 1 : entry + 1;
            boolean leftOut = other >= 0 && other < size && places[other] == place;
            return sourcePlaces[leftOut ? other : entry];
        }
        int before = -entry - 2;
        if (isPlain(before)) {
            return sourcePlaces[before] + place - places[before];
        }
        return sourcePlaces[end ? before + 1 : before];
    }

    /** Whether the bytes from an entry to the next are copies. */
    private boolean isPlain(int entry) {
        return entry == size - 1 || sourcePlaces[entry + 1] - sourcePlaces[entry] == places[entry + 1] - places[entry];
    }

    /** Whether nothing was undone. */
    boolean isCopy() {
        return size == 1;
    }

    /** Forgets the part, and gives back memory that is not needed again. */
    void release() {
        mostPlaces = Math.max(mostPlaces, size);
        if (!retention.keeps(own.length + ENTRY_BYTES * places.length, most + ENTRY_BYTES * mostPlaces)) {
            own = NO_BYTES;
            places = new int[FIRST_PLACES];
            sourcePlaces = new int[FIRST_PLACES];
        }
        bytes = NO_BYTES;
        source = this;
        most = 0;
        mostPlaces = 0;
        length = 0;
        size = 0;
    }
}
