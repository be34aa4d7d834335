package io.driftgate.pii;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.driftgate.json.JsonTape;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Memory for findings: none anew while requests have as many as those before. */
class PiiFindingsTest {
    private static final int ROUNDS = 1_000;
    private static final int HITS = 600;

    @Test
    void requestsWithManyFindingsInARowAllocateNothing() throws Exception {
        StringBuilder body = new StringBuilder("[\"x\"");
        for (int i = 0; i < HITS; i++) {
            body.append(",\"4111 1111 1111 1111\"");
        }
        byte[] bytes = body.append(']').toString().getBytes(StandardCharsets.UTF_8);
        JsonTape tape = new JsonTape(8);
        tape.parse(bytes, 0, bytes.length);
        PiiPolicy policy = PiiFixtures.policy("CREDIT_CARD: SHADOW");
        PiiScanner scanner = new PiiScanner();
        PiiFindings findings = new PiiFindings();
        for (int i = 0; i < ROUNDS; i++) {
            scan(scanner, tape, policy, findings);
        }
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < ROUNDS; i++) {
            scan(scanner, tape, policy, findings);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 10L * ROUNDS, allocated + " bytes in " + ROUNDS + " requests");
    }

    /** As the data plane does: what was found is forgotten when the request ends, and once more when the next begins. */
    private static void scan(PiiScanner scanner, JsonTape tape, PiiPolicy policy, PiiFindings findings) {
        scanner.scan(tape, policy, findings);
        assertEquals(HITS, findings.size());
        findings.clear();
    }
}
