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
        private final byte[] redacted;
        private final String redactedSummary;
        private final String policyErrors;

        Permit(Inspection inspection, boolean inspected, byte[] redacted, String redactedSummary, String policyErrors) {
            this.inspection = inspection;
            this.inspected = inspected;
            this.redacted = redacted;
            this.redactedSummary = redactedSummary;
            this.policyErrors = policyErrors;
        }

        /** What it is for: one request, one version, and the policy that it was granted under. */
        Inspection inspection() {
            return inspection;
        }

        /** False when the body could not be read and passed all the same, because the model is only observed. */
        boolean wasInspected() {
            return inspected;
        }

        /** Whether {@link #redacted} replaces the body; else it is forwarded as it was inspected. */
        boolean isRedacted() {
            return redacted.length > 0;
        }

        byte[] redacted() {
            return redacted;
        }

        /** Value of {@code x-driftgate-redacted}; empty when nothing was. */
        String redactedSummary() {
            return redactedSummary;
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
