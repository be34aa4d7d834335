package io.driftgate.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The policies that come with the program pass their own tests, which cover every rule. */
class PolicyExamplesTest {
    private final PolicyLine line = new PolicyLine();

    @Test
    void examplesPassTheirTestsAndCoverEveryRule() {
        int exit = line.run("test", "policies", "--strict", "--min-coverage", "100", "--today", "2026-11-23");

        assertEquals(0, exit, line::toString);
        for (String reference : List.of("chat@v1", "credit-risk@v1", "credit-risk@v2", "fraud@v1")) {
            assertTrue(line.out().lines().anyMatch(reference::equals), line::toString);
        }
        assertEquals("", line.err());
    }
}
