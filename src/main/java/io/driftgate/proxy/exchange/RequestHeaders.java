package io.driftgate.proxy.exchange;

import io.driftgate.feature.Headers;

/**
 * A request's header fields as rules see them: those that the model server will see too. Fields of the hop, those that the Connection
 * header names, and {@code x-driftgate-*} are not forwarded, so a client can't pass a rule with them. Reused; owned by one event loop.
 */
final class RequestHeaders implements Headers {
    private FieldBlock fields = new FieldBlock();

    /** Shows the fields of another request. */
    void show(FieldBlock newFields) {
        fields = newFields;
    }

    @Override
    public int find(byte[] lowerCaseName) {
        int found = NONE;
        for (int i = 0; i < fields.size(); i++) {
            if (fields.hasName(i, lowerCaseName) && isForwarded(fields.known(i))) {
                if (found != NONE) {
                    return SEVERAL;
                }
                found = i;
            }
        }
        return found == NONE || isUtf8(fields.bytes(), fields.valueFrom(found), fields.valueTo(found))
                ? found
                : UNREADABLE;
    }

    /** Table 3-7 of the Unicode Standard. HTTP lets any byte above 0x7f through (obs-text); what rules ask about takes text for granted. */
    private static boolean isUtf8(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            int lead = bytes[at++] & 0xFF;
            if (lead < 0x80) {
                continue;
            }
            int more = lead < 0xC2 || lead > 0xF4 ? -1 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
            if (more < 0 || to - at < more) {
                return false;
            }
            int second = bytes[at] & 0xFF;
            int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
            int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
            if (second < least || second > most) {
                return false;
            }
            for (int i = 1; i < more; i++) {
                if ((bytes[at + i] & 0xC0) != 0x80) {
                    return false;
                }
            }
            at += more;
        }
        return true;
    }

    private static boolean isForwarded(KnownField known) {
        return known == KnownField.OTHER || !(known.isHopByHop() || known == KnownField.DRIFTGATE);
    }

    @Override
    public byte[] buffer() {
        return fields.bytes();
    }

    @Override
    public int from(int field) {
        return fields.valueFrom(field);
    }

    @Override
    public int to(int field) {
        return fields.valueTo(field);
    }
}
