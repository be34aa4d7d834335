package io.driftgate.sketch.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MalformedTextTest {
    @Test
    void findsTheFirstPlaceHoweverFarItIs() throws IOException {
        for (int lines : new int[] {0, 1, 21_845, 21_846, 100_000}) {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            text.writeBytes("\u20ac\n".repeat(lines).getBytes(StandardCharsets.UTF_8));
            text.writeBytes("a\u00e9".getBytes(StandardCharsets.UTF_8));
            text.write(0xe9);
            text.writeBytes("\n".getBytes(StandardCharsets.UTF_8));
            text.write(0xff);
            assertEquals(
                    new MalformedText(lines + 1, 3), MalformedText.first(new ByteArrayInputStream(text.toByteArray())));
        }
    }

    @Test
    void findsACharacterThatTheEndCutsOff() throws IOException {
        byte[] text = {'a', '\n', 'b', (byte) 0xe2, (byte) 0x82};
        assertEquals(new MalformedText(2, 2), MalformedText.first(new ByteArrayInputStream(text)));
    }
}
