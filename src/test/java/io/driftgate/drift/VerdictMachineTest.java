package io.driftgate.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class VerdictMachineTest {
    private static Verdict verdict(char letter) {
        return switch (letter) {
            case 'i' -> Verdict.INSUFFICIENT;
            case 's' -> Verdict.STABLE;
            case 'w' -> Verdict.WARNING;
            default -> Verdict.DRIFT;
        };
    }

    private static VerdictMachine machine(int consecutive, int cooldown, Verdict initial) {
        return new VerdictMachine(consecutive, consecutive, cooldown, 1000, initial);
    }

    /** Levels in, verdicts out, a letter each. */
    private static void moves(VerdictMachine machine, String levels, String verdicts) {
        StringBuilder seen = new StringBuilder();
        for (int i = 0; i < levels.length(); i++) {
            String name = machine.next(verdict(levels.charAt(i)), 1).name();
            seen.append(Character.toLowerCase(name.charAt(0)));
        }
        assertEquals(verdicts, seen.toString());
    }

    @Test
    void tripsAfterConsecutiveEvaluations() {
        moves(machine(2, 0, Verdict.INSUFFICIENT), "isswdsdwdd", "isswwswwwd");
    }

    @Test
    void clearsAfterConsecutiveEvaluationsBelowTheClearThreshold() {
        moves(machine(2, 0, Verdict.DRIFT), "wwswsdsswd", "dddddddsww");
    }

    @Test
    void staysDriftedWhenTrafficStops() {
        moves(machine(1, 0, Verdict.STABLE), "diiiis", "ddddds");
    }

    @Test
    void forgetsWhatItSawInIdleHoursAndNotThatItDrifted() {
        VerdictMachine machine = new VerdictMachine(2, 2, 0, 3, Verdict.STABLE);
        moves(machine, "ddiiiiiwws", "wdddiiiiii");
        assertTrue(machine.drifted());
        moves(machine, "d", "d");
        moves(machine, "iiisis", "ddiiii");
        moves(machine, "wss", "iis");
        assertFalse(machine.drifted());
    }

    @Test
    void tripsAtOnceWhereEvidenceHasCountedAlready() {
        moves(new VerdictMachine(1, 3, 0, 1000, Verdict.STABLE), "sdssss", "sdddss");
    }

    @Test
    void coolsDownByTimeWhateverAPanesLength() {
        VerdictMachine machine = new VerdictMachine(1, 1, 10, 1000, Verdict.STABLE);
        assertEquals(Verdict.DRIFT, machine.next(Verdict.DRIFT, 1));
        assertEquals(Verdict.DRIFT, machine.next(Verdict.STABLE, 9));
        assertEquals(Verdict.STABLE, machine.next(Verdict.STABLE, 1));
        assertEquals(Verdict.WARNING, machine.next(Verdict.DRIFT, 1));
        assertEquals(Verdict.DRIFT, machine.next(Verdict.DRIFT, 30));
    }

    @Test
    void insufficientBreaksARun() {
        moves(machine(2, 0, Verdict.STABLE), "didd", "wiwd");
        moves(machine(2, 0, Verdict.DRIFT), "siss", "ddds");
    }

    @Test
    void waitsOutTheCooldownBothWays() {
        moves(machine(1, 3, Verdict.STABLE), "dssssdddd", "dddsswddd");
    }

    @Test
    void remembersAnInitialDrift() {
        moves(machine(2, 100, Verdict.DRIFT), "iiss", "ddds");
    }

    @Test
    void changesAtMostOnceInAnyCooldown() {
        Random random = new Random(9);
        for (int run = 0; run < 200; run++) {
            int cooldown = random.nextInt(8);
            VerdictMachine machine = machine(1 + random.nextInt(3), cooldown, Verdict.STABLE);
            boolean drifted = false;
            int last = -1000;
            for (int i = 0; i < 300; i++) {
                boolean now = machine.next(verdict("iswd".charAt(random.nextInt(4))), 1) == Verdict.DRIFT;
                if (now != drifted) {
                    assertTrue(i - last >= Math.max(1, cooldown));
                    last = i;
                }
                drifted = now;
            }
        }
    }
}
