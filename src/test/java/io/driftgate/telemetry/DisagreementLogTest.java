package io.driftgate.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DisagreementLogTest {
    private final DisagreementLog log = new DisagreementLog();

    @Test
    void keepsTheLastNewestFirst() {
        for (int i = 0; i < 1000; i++) {
            log.add(DataPlaneMetersTest.disagreement("r" + i));
        }

        List<String> ids = ids();

        assertEquals(DisagreementLog.KEPT, ids.size());
        for (int i = 0; i < ids.size(); i++) {
            assertEquals("r" + (999 - i), ids.get(i));
        }
    }

    @Test
    void losesNothingOfTheLastToWritersAtOnce() throws InterruptedException {
        int each = 5_000;
        List<Thread> writers = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            String prefix = writer + "-";
            writers.add(new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    log.add(DataPlaneMetersTest.disagreement(prefix + i));
                }
            }));
        }
        writers.forEach(Thread::start);
        for (Thread writer : writers) {
            writer.join();
        }

        List<String> ids = ids();

        assertEquals(DisagreementLog.KEPT, ids.size());
        Map<String, Integer> seen = new HashMap<>();
        for (String id : ids) {
            String[] parts = id.split("-", -1);
            int number = Integer.parseInt(parts[1]);
            assertTrue(seen.getOrDefault(parts[0], each) > number, "each writer's own stay in their order");
            seen.put(parts[0], number);
        }
    }

    private List<String> ids() {
        return log.newestFirst().stream().map(Disagreement::requestId).toList();
    }
}
