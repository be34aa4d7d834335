package io.driftgate.cli.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    @Test
    void saysHowMuchOfBothPassesIsDone() {
        StringWriter out = new StringWriter();
        AtomicLong nanos = new AtomicLong(5);
        ProgressLine line = new ProgressLine(new PrintWriter(out), 1000, nanos::get);
        nanos.addAndGet(100_000_000);
        line.at(10, 1);
        assertEquals("", out.toString()); // too soon
        nanos.addAndGet(49_900_000_000L);
        line.at(1_000_000, 500);
        assertEquals(
                "\r\033[K[#####               ] 25 %  1,000,000 rows in two passes, 20,000/s, 2:30 min left",
                out.toString());
        out.getBuffer().setLength(0);
        nanos.addAndGet(50_000_000_000L);
        line.at(4_000_000, 2000);
        assertEquals(
                "\r\033[K[####################] 100 %  4,000,000 rows in two passes, 40,000/s, 0 s left",
                out.toString());
    }
}
