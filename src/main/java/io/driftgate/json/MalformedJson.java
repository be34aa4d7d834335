package io.driftgate.json;

/** A body that is no JSON as Driftgate accepts it. Stackless: thrown on the hot path for hostile input. */
public final class MalformedJson extends Exception {
    private static final long serialVersionUID = 1;

    /** Why; also a metric label, in lower case. */
    public enum Reason {
        SYNTAX("is not valid JSON"),
        DUPLICATE_KEY("has the same key twice in one object"),
        LONE_SURROGATE("has a lone surrogate in a string"),
        INVALID_UTF8("is not valid UTF-8"),
        NOT_A_NUMBER("has NaN or Infinity, which JSON does not know"),
        NUMBER_RANGE("has a number beyond the range of a double"),
        TOO_DEEP("is nested too deep"),
        TRAILING_BYTES("has bytes after the JSON value"),
        EMPTY("is empty");

        private final String phrase;

        Reason(String phrase) {
            this.phrase = phrase;
        }

        public String phrase() {
            return phrase;
        }
    }

    private final Reason reason;
    private final int offset;

    public MalformedJson(Reason reason, int offset) {
        super(null, null, false, false);
        this.reason = reason;
        this.offset = offset;
    }

    public Reason reason() {
        return reason;
    }

    /** Byte offset from the start of the body. */
    public int offset() {
        return offset;
    }

    @Override
    public String getMessage() {
        return "the body " + reason.phrase() + ", at byte " + offset;
    }
}
