package io.driftgate.audit.record;

import java.time.Instant;

/**
 * Writes a control event: a name, and facts by name. What is empty is left out; a long text is cut.
 *
 * <pre>
 * new ControlRecord(at, "switched").with("model", model).with("from", from).with("to", to).toByteArray()
 * </pre>
 *
 * Not reused; owned by one thread.
 */
public final class ControlRecord {
    /** No text of a fact is longer, in characters. */
    public static final int MAX_TEXT = 1_024;

    /** Further facts are left out, and how many is told by the fact {@code moreFacts}. */
    public static final int MAX_FACTS = 256;

    private final RecordWriter writer = new RecordWriter();
    private int facts;

    public ControlRecord(Instant at, String event) {
        writer.begin(RecordKind.CONTROL).time(ControlFields.AT, epochNanos(at)).text(ControlFields.EVENT, event);
    }

    public ControlRecord with(String name, String value) {
        if (!value.isEmpty() && begin(name)) {
            writer.text(ControlFields.TEXT_VALUE, cut(value)).endMessage();
        }
        return this;
    }

    public ControlRecord with(String name, long value) {
        if (begin(name)) {
            writer.integer(ControlFields.INTEGER_VALUE, value).endMessage();
        }
        return this;
    }

    public ControlRecord with(String name, double value) {
        if (begin(name)) {
            writer.real(ControlFields.REAL_VALUE, value).endMessage();
        }
        return this;
    }

    private boolean begin(String name) {
        facts++;
        if (facts > MAX_FACTS) {
            return false;
        }
        writer.beginMessage(ControlFields.FACTS).text(ControlFields.NAME, cut(name));
        return true;
    }

    /** Ends it. */
    public byte[] toByteArray() {
        if (facts > MAX_FACTS) {
            writer.beginMessage(ControlFields.FACTS)
                    .text(ControlFields.NAME, "moreFacts")
                    .integer(ControlFields.INTEGER_VALUE, facts - MAX_FACTS)
                    .endMessage();
        }
        return writer.toByteArray();
    }

    private static String cut(String text) {
        if (text.length() <= MAX_TEXT) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_TEXT - 2)) ? MAX_TEXT - 2 : MAX_TEXT - 1;
        return text.substring(0, end) + '…';
    }

    /** Nanoseconds since 1970 UTC; a time before 1678 or after 2261 is taken for the nearest that fits. */
    public static long epochNanos(Instant at) {
        long max = Long.MAX_VALUE / 1_000_000_000L - 1;
        long seconds = Math.max(-max, Math.min(max, at.getEpochSecond()));
        return seconds * 1_000_000_000L + at.getNano();
    }
}
