package io.driftgate.pii;

/** Why a request can't be inspected as a whole. */
public enum Uninspectable {
    /** A content coding, charset or text that this program can't read. */
    ENCODING,
    /** Texts wrapped in each other more often than is undone. */
    DEPTH,
    /** More to read than the budget of one request allows. */
    SIZE;

    /** What happens then. */
    public enum Outcome {
        REFUSE,
        /** The request goes on, inspected as far as was possible. */
        PASS
    }
}
