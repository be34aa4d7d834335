package io.driftgate.proxy.exchange;

import io.driftgate.protocol.Refusal;
import io.driftgate.telemetry.Outcome;

/** What the guard says of a body under one version. */
sealed interface GuardDecision {
    /** Ids of rules that could not be evaluated and refused nothing for it; empty when there is none. */
    String policyErrors();

    /**
     * Leave to forward a body to one version. Only the guard makes them, and the forwarder takes nothing else: what was not inspected
     * can't be forwarded.
     */
    final class Permit implements GuardDecision {
        private final Inspection inspection;
        private final boolean inspected;
        private final Redaction redaction;
        private final String policyErrors;
        private final String uninspected;

        Permit(Inspection inspection, boolean inspected, Redaction redaction, String policyErrors, String uninspected) {
            this.inspection = inspection;
            this.inspected = inspected;
            this.redaction = redaction;
            this.policyErrors = policyErrors;
            this.uninspected = uninspected;
        }

        /** What it is for: one request, one version, and the policy that it was granted under. */
        Inspection inspection() {
            return inspection;
        }

        /** False when the body could not be read and passed all the same. */
        boolean wasInspected() {
            return inspected;
        }

        /** Whether {@link #redacted} replaces the body; else it is forwarded as it was inspected. */
        boolean isRedacted() {
            return redaction.body().length > 0;
        }

        byte[] redacted() {
            return redaction.body();
        }

        /** The head to forward. */
        RequestHead head() {
            return redaction.summary().isEmpty() ? inspection.head() : redaction.head();
        }

        /** Value of {@code x-driftgate-redacted}; empty when nothing was. */
        String redactedSummary() {
            return redaction.summary();
        }

        /** Why not all of the request could be inspected: the value of {@code x-driftgate-uninspected}; empty when all was. */
        String uninspected() {
            return uninspected;
        }

        @Override
        public String policyErrors() {
            return policyErrors;
        }
    }

    /**
     * A refusal in the making, of a request or of an answer; the exchange adds the request's id and the policy.
     *
     * @param rule rule id or PII entity, empty when it is neither
     * @param row index of the row, or {@link Refusal#NO_ROW}
     */
    record Rejection(Outcome outcome, int status, String message, String rule, int row, String policyErrors)
            implements GuardDecision, AnswerDecision {
        static Rejection of(Outcome outcome, int status, String message) {
            return new Rejection(outcome, status, message, "", Refusal.NO_ROW, "");
        }
    }
}
