package io.driftgate.proxy.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class HeadBytesTest {
    private final HeadBytes head = new HeadBytes();

    @Test
    void growsWithWhatIsWritten() {
        String value = "v".repeat(9_999);
        HeadWriter.field(head, "x-long", value);
        assertEquals("x-long: " + value + "\r\n", text());
    }

    @Test
    void writesNumbersInFull() {
        for (long value : new long[] {0, 9, 10, 1_206, Long.MAX_VALUE}) {
            head.begin().decimal(value);
            assertEquals(Long.toString(value), text());
        }
    }

    @Test
    void makesNoLineEndOfOtherCharacters() {
        head.ascii("a\u010d\u010ab\u00e9"); // their lower halves are CR and LF
        assertEquals("a??b?", text());
    }

    private String text() {
        ByteBuf out = Unpooled.buffer();
        head.copyTo(out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
