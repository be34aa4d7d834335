package io.driftgate.audit.log;

import static org.junit.jupiter.api.Assertions.assertTrue;

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
}
