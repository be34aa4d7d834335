package io.driftgate.protocol;

/**
 * What a client is told when a request does not reach the model: everything an error body of any protocol may name. Empty
 * strings and {@link #NO_ROW} mean that there is nothing to name.
 *
 * @param status HTTP status
 * @param message one sentence, without any value of the request
 * @param rule rule id, or PII entity name
 * @param policyDigest of the file that decided
 * @param row index of the first offending row, from 0
 */
public record Refusal(
        int status,
        String message,
        String requestId,
        String rule,
        String policy,
        String policyVersion,
        String policyDigest,
        int row) {
    public static final int NO_ROW = -1;

    /** Of a policy whose digest is not to be told. */
    public Refusal(
            int status, String message, String requestId, String rule, String policy, String policyVersion, int row) {
        this(status, message, requestId, rule, policy, policyVersion, "", row);
    }

    public static Refusal of(int status, String message, String requestId) {
        return new Refusal(status, message, requestId, "", "", "", NO_ROW);
    }
}
