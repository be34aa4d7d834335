package io.driftgate.windowgate;

import static io.driftgate.windowgate.GateLevel.FAIL;
import static io.driftgate.windowgate.GateLevel.INSUFFICIENT;
import static io.driftgate.windowgate.GateLevel.PASS;
import static io.driftgate.windowgate.GateLevel.WARNING;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class GateMachineTest {
    private static List<GateLevel> feed(GateMachine machine, GateLevel... seen) {
        List<GateLevel> out = new ArrayList<>();
        for (GateLevel each : seen) {
            out.add(machine.next(each));
        }
        return out;
    }

    @Test
    void failsAndPassesOnlyAfterSoManyInARow() {
        GateMachine machine = new GateMachine(2, GateMachine.NEVER, INSUFFICIENT);
        assertEquals(
                List.of(PASS, WARNING, PASS, WARNING, FAIL, FAIL, FAIL, FAIL, PASS),
                feed(machine, PASS, FAIL, PASS, FAIL, FAIL, PASS, FAIL, PASS, PASS));
    }

    @Test
    void staysFailingWithoutEvidence() {
        GateMachine machine = new GateMachine(1, GateMachine.NEVER, FAIL);
        assertEquals(List.of(FAIL, FAIL, PASS), feed(machine, INSUFFICIENT, INSUFFICIENT, PASS));
    }

    @Test
    void aGateOfAnswersIsGivenAnotherTry() {
        GateMachine machine = new GateMachine(1, 3, FAIL);
        assertEquals(
                List.of(FAIL, FAIL, FAIL, FAIL, FAIL, INSUFFICIENT, FAIL),
                feed(machine, INSUFFICIENT, INSUFFICIENT, FAIL, INSUFFICIENT, INSUFFICIENT, INSUFFICIENT, FAIL));
    }

    @Test
    void theTightestUpperBoundCounts() {
        OptionalDouble none = OptionalDouble.empty();
        Bounds all = new Bounds(
                OptionalDouble.of(0.01),
                OptionalDouble.of(0.9),
                OptionalDouble.of(0.3),
                OptionalDouble.of(4),
                OptionalDouble.of(0.5));
        assertEquals(0.4, all.upper(0.1, 1000), 1e-12);
        assertEquals(0.002, all.upper(0, 1000), 1e-12);
        assertEquals(0.75, new Bounds(none, none, none, none, OptionalDouble.of(0.5)).upper(0.5, 10), 1e-12);
        assertEquals(
                Double.POSITIVE_INFINITY,
                new Bounds(OptionalDouble.of(1), none, none, none, none).upper(Double.NaN, 0));
    }
}
