package io.driftgate.proxy.exchange;

import io.driftgate.feature.Headers;
import io.driftgate.json.WellFormedUtf8;

/**
 * A request's header fields as rules see them: those that the model server will see too. Fields of the hop, those that the Connection
 * header names, and {@code x-driftgate-*} are not forwarded, so a client can't pass a rule with them. Reused; owned by one event loop.
 */
final class RequestHeaders implements Headers {
    private static final FieldBlock NO_FIELDS = new FieldBlock();

    private FieldBlock fields = NO_FIELDS;

    /** Shows the fields of another request. */
    void show(FieldBlock newFields) {
        fields = newFields;
    }

    /** Drops the reference to a request's fields. */
    void release() {
        fields = NO_FIELDS;
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
        // HTTP lets any byte above 0x7f through (obs-text); what rules ask about takes text for granted.
        return found == NONE || WellFormedUtf8.isText(fields.bytes(), fields.valueFrom(found), fields.valueTo(found))
                ? found
                : UNREADABLE;
    }

    /** Whether the model server will see such a field. */
    static boolean isForwarded(KnownField known) {
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
