package io.driftgate.windowgate;

/**
 * Turns the levels of single windows into one that does not flap. One thread.
 *
 * <pre>
 *                         out of bounds, {consecutive} times in a row
 * INSUFFICIENT,PASS,WARNING ----------------------------------------> FAIL
 *                         <----------------------------------------
 *                         within bounds, {consecutive} times in a row; or {retryPanes} windows in a row without evidence
 * </pre>
 *
 * A gate of input keeps failing while nothing comes in: the input is counted whoever answers, and traffic that stops has not become right.
 * A gate of answers gets none once traffic has left, so it gives the version another try after {@code retryPanes}.
 */
final class GateMachine {
    /** Never tries again. */
    static final int NEVER = Integer.MAX_VALUE;

    private final int consecutive;
    private final int retryPanes;
    private GateLevel level;
    private int failures;
    private int passes;
    private int blind;

    GateMachine(int consecutive, int retryPanes, GateLevel initial) {
        this.consecutive = consecutive;
        this.retryPanes = retryPanes;
        this.level = initial;
    }

    GateLevel level() {
        return level;
    }

    /** @param seen {@code INSUFFICIENT}, {@code PASS} or {@code FAIL} */
    GateLevel next(GateLevel seen) {
        failures = seen == GateLevel.FAIL ? Math.min(failures + 1, consecutive) : 0;
        passes = seen == GateLevel.PASS ? Math.min(passes + 1, consecutive) : 0;
        blind = seen == GateLevel.INSUFFICIENT && blind < NEVER ? blind + 1 : 0;
        if (level == GateLevel.FAIL) {
            if (passes == consecutive) {
                level = GateLevel.PASS;
            } else if (retryPanes != NEVER && blind >= retryPanes) {
                level = GateLevel.INSUFFICIENT;
            }
        } else if (failures == consecutive) {
            level = GateLevel.FAIL;
        } else {
            level = seen == GateLevel.FAIL ? GateLevel.WARNING : seen;
        }
        return level;
    }
}
