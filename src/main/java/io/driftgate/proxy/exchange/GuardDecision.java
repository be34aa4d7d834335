package io.driftgate.proxy.exchange;

import io.driftgate.protocol.Refusal;
import io.driftgate.telemetry.Outcome;

/** What the guard says of a body under one version. */
sealed interface GuardDecision {
    /**
     * Leave to forward a body to one version. Only the guard makes them, and the forwarder takes nothing else: what was not inspected
     * can't be forwarded.
     */
    final class Permit implements GuardDecision {
        private final int version;
        private final byte[] redacted;
        private final String redactedSummary;

        Permit(int version, byte[] redacted, String redactedSummary) {
            this.version = version;
            this.redacted = redacted;
            this.redactedSummary = redactedSummary;
        }

        /** Index of the version that it is for. */
        int version() {
            return version;
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
    }

    /**
     * A refusal in the making; the exchange adds the request's id.
     *
     * @param rule rule id or PII entity, empty when it is neither
     * @param row index of the row, or {@link Refusal#NO_ROW}
     */
    record Rejection(Outcome outcome, int status, String message, String rule, int row) implements GuardDecision {
        static Rejection of(Outcome outcome, int status, String message) {
            return new Rejection(outcome, status, message, "", Refusal.NO_ROW);
        }
    }
}
