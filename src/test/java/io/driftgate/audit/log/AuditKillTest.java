package io.driftgate.audit.log;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.audit.Durability;
import io.driftgate.audit.OnFull;
import io.driftgate.audit.log.AuditLogFixture.Hearing;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few of the rounds of {@code benchmarks/audit-kill}. */
class AuditKillTest {
    @TempDir
    Path directory;

    @Test
    void losesNothingAcknowledgedWhenItIsKilled() throws Exception {
        KillRounds rounds = new KillRounds(directory, 11);
        for (int round = 1; round <= 6; round++) {
            rounds.round(round);
        }
        assertTrue(rounds.acknowledged() > 0);
    }

    @Test
    void isWrittenByOneProcessOnlyAndTakenOverFromADeadOne() throws Exception {
        Process other = new KillRounds(directory, 12).start(1);
        try {
            assertTrue(other.getInputStream().read() >= 0, "it writes");
            Hearing heard = new Hearing();
            try (AuditLog log =
                    AuditLogFixture.open(AuditLogFixture.settings(directory, Durability.ACK, OnFull.REFUSE), heard)) {
                assertFalse(log.accepts());
                assertTrue(heard.told.get(0).contains("is in use by another process"), heard.told.get(0));
                other.destroyForcibly().waitFor();
                AuditLogFixture.await("its turn", log::accepts);
            }
        } finally {
            other.destroyForcibly();
        }
    }
}
