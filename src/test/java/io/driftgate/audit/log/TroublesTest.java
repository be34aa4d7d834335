package io.driftgate.audit.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TroublesTest {
    private final Troubles troubles =
            new Troubles(AuditObserver.NONE, new ControlQueue(), new WriterGate(), Clock.systemUTC());

    @Test
    void namesWhyNothingIsWrittenBeforeAllElse() {
        assertEquals(Optional.empty(), troubles.worst());
        for (String other : new String[] {"checkpoint", "export-directory", "retention", "a", "z"}) {
            troubles.begin(other, "no " + other);
        }
        troubles.begin("write", "no space");
        assertEquals(Optional.of("no space"), troubles.worst());
        troubles.end("write", "it is written");
        troubles.begin("stalled", "the disk stands still");
        assertEquals(Optional.of("the disk stands still"), troubles.worst());
        troubles.end("stalled", "it goes on");
        troubles.end("checkpoint", "made");
        assertEquals(1, troubles.worst().stream().count());
    }
}
