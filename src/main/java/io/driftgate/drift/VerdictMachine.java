package io.driftgate.drift;

/**
 * Turns the levels of single evaluations into a verdict that does not flap. One thread.
 *
 * <pre>
 *                  level DRIFT, {consecutive} times in a row, cool-down over
 *  INSUFFICIENT  ----------------------------------------------------------->
 *  STABLE                                                                     DRIFT
 *  WARNING       <-----------------------------------------------------------
 *                  level STABLE, {consecutive} times in a row, cool-down over
 * </pre>
 *
 * Outside of DRIFT the verdict is the level itself, with WARNING for a level of DRIFT that is not confirmed. In DRIFT it stays:
 * a level of INSUFFICIENT does not clear it, for traffic that stops has not become right. Either edge starts the cool-down.
 */
public final class VerdictMachine {
    private final int consecutive;
    private final int cooldownPanes;
    private Verdict verdict;
    private int runOfDrift;
    private int runOfStable;
    private int panesToWait;

    /** A machine whose verdict so far is {@code initial}. */
    public VerdictMachine(int consecutive, int cooldownPanes, Verdict initial) {
        this.consecutive = consecutive;
        this.cooldownPanes = cooldownPanes;
        this.verdict = initial;
    }

    Verdict verdict() {
        return verdict;
    }

    /** Takes the level of one evaluation. */
    public Verdict next(Verdict level) {
        runOfDrift = level == Verdict.DRIFT ? Math.min(runOfDrift + 1, consecutive) : 0;
        runOfStable = level == Verdict.STABLE ? Math.min(runOfStable + 1, consecutive) : 0;
        if (panesToWait > 0) {
            panesToWait--;
        }
        boolean mayMove = panesToWait == 0;
        if (verdict == Verdict.DRIFT) {
            if (runOfStable == consecutive && mayMove) {
                verdict = Verdict.STABLE;
                panesToWait = cooldownPanes;
            }
        } else if (runOfDrift == consecutive && mayMove) {
            verdict = Verdict.DRIFT;
            panesToWait = cooldownPanes;
        } else {
            verdict = level == Verdict.DRIFT ? Verdict.WARNING : level;
        }
        return verdict;
    }
}
