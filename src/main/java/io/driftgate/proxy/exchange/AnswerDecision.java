package io.driftgate.proxy.exchange;

/** What the guard says of a model server's answer. */
sealed interface AnswerDecision
        permits AnswerDecision.Release, AnswerDecision.Rewrite, AnswerDecision.Replacement, GuardDecision.Rejection {
    /** As {@link GuardDecision#policyErrors()}, those of the request included. */
    String policyErrors();

    /** The answer goes to the client as it is. */
    record Release(String policyErrors) implements AnswerDecision {}

    /**
     * The answer goes to the client with personal data masked.
     *
     * @param body all of it, decoded
     * @param jsonBytes how many bytes of it are not binary tensors, which stand behind JSON
     * @param summary what was masked, by entity
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares decisions
    record Rewrite(byte[] body, int jsonBytes, String summary, String policyErrors) implements AnswerDecision {}

    /**
     * The client gets a configured answer instead.
     *
     * @param body JSON
     */
    record Replacement(String body, String policyErrors) implements AnswerDecision {}
}
