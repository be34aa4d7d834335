package io.driftgate.proxy.exchange;

import io.driftgate.canary.CanaryPlan;
import io.driftgate.feature.FeatureRow;
import io.driftgate.sketch.Tally;
import io.driftgate.telemetry.Outcome;

/**
 * A request that the weights gave to a canary, or to the version that it is compared with: what became of it is counted once, for that
 * version. Whatever else may have sent it there, such as drift, a pin or a failover, makes no fair comparison and is not counted. Owned by
 * one event loop.
 */
final class ComparedRequest {
    private static final int FIRST_ERROR = 400;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final CanaryPlan plan;
    private final Tally tally;
    private final long keyHash;
    private boolean violation;
    private boolean over;

    ComparedRequest(CanaryPlan plan, Tally tally, long keyHash) {
        this.plan = plan;
        this.tally = tally;
        this.keyHash = keyHash;
    }

    /** The policy that it is subject to refuses it or its answer, or would if the model were not only observed. */
    void violated() {
        violation = true;
    }

    /** Of an answer with so many rows, the one that is counted: any, and for a user always the same. */
    int row(int rows) {
        return rows <= 1 ? 0 : (int) Long.remainderUnsigned((keyHash * MIX) >>> 20, rows);
    }

    void predicted(FeatureRow prediction) {
        plan.predicted(keyHash, prediction, tally);
    }

    /** Its model server gave no answer, and another version's is asked. */
    void failed() {
        end(true, violation);
    }

    /**
     * It ended.
     *
     * @param status of the answer
     * @param upstreamNanos from sending to the end of the answer; negative when nothing was sent
     */
    void ended(Outcome outcome, int status, long upstreamNanos) {
        if (over) {
            return;
        }
        boolean sent = upstreamNanos >= 0;
        switch (outcome) {
            case OK -> {
                boolean error = status >= FIRST_ERROR;
                end(error, violation);
                if (!error && sent) {
                    plan.took(keyHash, upstreamNanos, tally);
                }
            }
            case UPSTREAM_ERROR, UPSTREAM_UNAVAILABLE, UPSTREAM_TIMEOUT -> end(true, violation);
            case POLICY_DENIED, REPLACED -> endJudged(sent);
            case PII_BLOCKED -> {
                if (sent) { // in the answer; a request's is no version's doing
                    endJudged(true);
                }
            }
            default -> {} // the client's, or ours
        }
    }

    private void end(boolean error, boolean violated) {
        if (!over) {
            over = true;
            plan.judged(keyHash, violated, tally);
            plan.answered(keyHash, error, tally);
        }
    }

    private void endJudged(boolean sent) {
        if (sent) {
            end(false, true);
        } else {
            over = true;
            plan.judged(keyHash, true, tally);
        }
    }
}
