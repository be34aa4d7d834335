package io.driftgate.proxy.exchange;

/** Why a model server gave no (complete) answer. */
public enum UpstreamFailure {
    /** Refused, unreachable, unknown host, or no connection in time. */
    CONNECT("the model server can't be reached"),
    /** Closed or reset before the head of its answer. */
    RESET("the model server closed the connection"),
    /** Closed or reset within its answer. */
    CUT_SHORT("the model server broke off its answer"),
    /** Not HTTP as RFC 9112 has it. */
    GARBAGE("the model server's answer is not valid HTTP"),
    TIMEOUT("the model server did not answer in time");

    private final String phrase;

    UpstreamFailure(String phrase) {
        this.phrase = phrase;
    }

    public String phrase() {
        return phrase;
    }
}
