package io.driftgate.drift;

/**
 * Turns the levels of single evaluations into a verdict that does not flap. One thread.
 *
 * <pre>
 *                  level DRIFT, {toTrip} times in a row, cool-down over
 *  INSUFFICIENT  --------------------------------------------------------->
 *  STABLE                                                                   DRIFT
 *  WARNING       <---------------------------------------------------------
 *                  level STABLE, {toClear} times in a row, cool-down over
 * </pre>
 *
 * Outside of DRIFT the verdict is the level itself, with WARNING for a level of DRIFT that is not confirmed. In DRIFT it stays:
 * a level of INSUFFICIENT does not clear it, for traffic that stops has not become right. After {idlePanes} of those nothing is
 * left of what it was found on, and the verdict is INSUFFICIENT; that it has drifted is remembered all the same: it clears as from
 * DRIFT, and a single level of DRIFT makes it DRIFT again. Either edge starts the cool-down.
 */
public final class VerdictMachine {
    private final int toTrip;
    private final int toClear;
    private final long cooldown;
    private final int idlePanes;
    private Verdict verdict;
    private boolean drifted;
    private int runOfDrift;
    private int runOfStable;
    private int runOfInsufficient;
    private long toWait;

    /** Panes of one length: a machine that takes as many evaluations to trip as to clear, and forgets nothing in idle hours. */
    public VerdictMachine(int consecutive, int cooldownPanes, Verdict initial) {
        this(consecutive, consecutive, cooldownPanes, Integer.MAX_VALUE, initial);
    }

    /**
     * Makes a machine.
     *
     * @param cooldown in the unit that panes' lengths are told in
     * @param idlePanes without enough rows, after which a window has forgotten all it held
     */
    VerdictMachine(int toTrip, int toClear, long cooldown, int idlePanes, Verdict initial) {
        this.toTrip = toTrip;
        this.toClear = toClear;
        this.cooldown = cooldown;
        this.idlePanes = idlePanes;
        this.verdict = initial;
        this.drifted = initial == Verdict.DRIFT;
    }

    Verdict verdict() {
        return verdict;
    }

    /** Takes the level of one evaluation, of a pane as long as any other. */
    public Verdict next(Verdict level) {
        return next(level, 1);
    }

    /** Whether it is DRIFT, or was and has not cleared. */
    boolean drifted() {
        return drifted;
    }

    /** Takes the level of one evaluation, of a pane that lasted so long. */
    Verdict next(Verdict level, long lasted) {
        runOfDrift = level == Verdict.DRIFT ? Math.min(runOfDrift + 1, toTrip) : 0;
        runOfStable = level == Verdict.STABLE ? Math.min(runOfStable + 1, toClear) : 0;
        runOfInsufficient = level == Verdict.INSUFFICIENT ? Math.min(runOfInsufficient + 1, idlePanes) : 0;
        toWait = Math.max(0, toWait - lasted);
        boolean mayMove = toWait == 0;
        if (drifted) {
            if (runOfStable == toClear && mayMove) {
                verdict = Verdict.STABLE;
                drifted = false;
                toWait = cooldown;
            } else if (level == Verdict.DRIFT) {
                verdict = Verdict.DRIFT;
            } else if (runOfInsufficient == idlePanes) {
                verdict = Verdict.INSUFFICIENT;
            }
        } else if (runOfDrift == toTrip && mayMove) {
            verdict = Verdict.DRIFT;
            drifted = true;
            toWait = cooldown;
        } else {
            verdict = level == Verdict.DRIFT ? Verdict.WARNING : level;
        }
        return verdict;
    }
}
