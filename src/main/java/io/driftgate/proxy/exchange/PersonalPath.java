package io.driftgate.proxy.exchange;

import io.driftgate.json.JsonTape;
import io.driftgate.pii.PiiFindings;
import io.driftgate.pii.PiiLocation;

/**
 * Where in a JSON body a finding stands, as a JSONPath (RFC 9535): {@code $.inputs[3].data[0]}. A member's name goes in only when it looks
 * like a name that somebody gave a field: letters, {@code _}, {@code -} and at most {@value #MAX_DIGITS} digits, no longer than
 * {@value #MAX_NAME}, and nothing was found in it. Any other may itself tell something, and is {@code *}. Reused; owned by one event loop.
 */
final class PersonalPath {
    /** No path is longer; the rest is {@code ...}. */
    static final int MAX_BYTES = 256;

    private static final int MAX_NAME = 48;
    private static final int MAX_DIGITS = 4;
    private static final int MAX_NUMBER = 12;

    /** So many looks at findings are spent on the names of one request; after that every name is masked. */
    private static final int MAX_LOOKS = 1 << 16;

    private final byte[] bytes = new byte[MAX_BYTES + MAX_NAME + MAX_NUMBER + 8];
    private int length;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Goes down from the root: in time in proportion to the siblings of what is on the way. */
    void find(JsonTape tape, PiiFindings found, int finding) {
        length = 0;
        put('$');
        int offset = found.from(finding);
        int container = JsonTape.ROOT;
        int looks = MAX_LOOKS / AuditNotes.MAX_PERSONAL;
        while (tape.size(container) > 0) {
            boolean object = tape.type(container) == JsonTape.OBJECT;
            int place = 0;
            int child = container + 1;
            int after = nextSibling(tape, child, object);
            while (after < tape.nodes() && after < tape.next(container) && tape.start(after) - 1 <= offset) {
                child = after;
                after = nextSibling(tape, child, object);
                place++;
            }
            if (length >= MAX_BYTES) {
                put("...");
                return;
            }
            if (object) {
                put('.');
                looks -= found.size();
                putName(tape, child, looks >= 0 ? found : null);
                if (offset <= tape.end(child)) {
                    return; // in the name itself
                }
                child++;
            } else {
                put('[');
                put(Integer.toString(place));
                put(']');
            }
            container = child;
        }
    }

    private static int nextSibling(JsonTape tape, int child, boolean object) {
        return tape.next(object ? child + 1 : child);
    }

    private void putName(JsonTape tape, int key, PiiFindings found) {
        int from = tape.start(key);
        int to = tape.end(key);
        boolean plain = found != null && to > from && to - from <= MAX_NAME && !isFound(found, from, to);
        int digits = 0;
        for (int i = from; plain && i < to; i++) {
            byte b = tape.bytes()[i];
            boolean digit = b >= '0' && b <= '9';
            digits += digit ? 1 : 0;
            plain = (b >= 'a' && b <= 'z')
                    || (b >= 'A' && b <= 'Z')
                    || b == '_'
                    || b == '-'
                    || (digit && digits <= MAX_DIGITS);
        }
        if (!plain) {
            put('*');
            return;
        }
        System.arraycopy(tape.bytes(), from, bytes, length, to - from);
        length += to - from;
    }

    /** Whether a name holds personal data. That it is one of a personal field is no secret. */
    private static boolean isFound(PiiFindings found, int from, int to) {
        for (int i = 0; i < found.size(); i++) {
            boolean inName = found.part(i) == 0 && found.from(i) < to && found.to(i) > from;
            if (inName
                    && found.location(i) == PiiLocation.KEY
                    && !found.entity(i).name().equals("PII_FEATURE_NAME")) {
                return true;
            }
        }
        return false;
    }

    private void put(String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            put(ascii.charAt(i));
        }
    }

    private void put(char c) {
        bytes[length++] = (byte) c;
    }
}
